package hostile

import "time"

// Linear is the ratio under which work is taken for linear in its input.
const Linear = 2.6

// tries is how often a cost is measured anew before it is believed to be too high:
// a machine has other work.
const tries = 6

// Ratio gives how much more work costs on 2n bytes of a row than on n, side by side.
// It is 0 where the cost is too small to be told from noise. Work must not keep
// anything from one call to the next.
func Ratio(r Row, n int, work func(text string)) float64 {
	short, long := r.Text(n), r.Text(2*n)
	ratio := 0.0
	least := [2]time.Duration{1<<63 - 1, 1<<63 - 1}
	for range tries {
		for i, text := range []string{short, long} {
			begin := cpuTime()
			work(text)
			least[i] = min(least[i], cpuTime()-begin)
		}
		if least[1] < noise {
			return 0
		}
		if ratio = float64(least[1]) / float64(max(least[0], noise/4)); ratio < Linear {
			break
		}
	}
	return ratio
}

// noise is the CPU time that measuring cannot tell from nothing.
const noise = 2 * time.Millisecond
