package hostile

import (
	"syscall"
	"time"
)

// cpuTime is the CPU time of the calling thread: what the machine does besides does
// not count.
func cpuTime() time.Duration {
	var u syscall.Rusage
	const thisThread = 1
	if err := syscall.Getrusage(thisThread, &u); err != nil {
		panic("getrusage: " + err.Error())
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
