//go:build !linux

package hostile

import "time"

var begin = time.Now()

// cpuTime is the time of the clock, where that of a program is not to be had.
func cpuTime() time.Duration { return time.Since(begin) }
