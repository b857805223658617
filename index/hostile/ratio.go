package hostile

import (
	"os"
	"testing"
	"time"
)

// Linear is the ratio under which work is taken for linear in its input.
const Linear = 2.6

// tries is how often a cost is measured anew before it is believed to be too high:
// a machine has other work, so that only the least of several times says something.
const tries = 100

// noise is a time that measuring cannot tell from nothing.
const noise = 3 * time.Millisecond

// Measured skips a test that compares costs, unless WAPTKB_COST says that nothing
// else runs beside it.
func Measured(tb testing.TB) {
	tb.Helper()
	if os.Getenv("WAPTKB_COST") == "" {
		tb.Skip("costs are compared where nothing else runs: WAPTKB_COST=1 go test -p 1 -run Cost ./...")
	}
}

// Ratio gives how much more work costs on 2n bytes of a row than on n, side by side.
// It is 0 where the cost is too small to be told from noise. Work must not keep
// anything from one call to the next.
func Ratio(r Row, n int, work func(text string)) float64 {
	whole := max(1, n/len(r.Unit)) * len(r.Unit) // a unit that is cut at the end may mean something else
	texts := [2]string{r.Text(whole), r.Text(2 * whole)}
	least := [2]time.Duration{1<<63 - 1, 1<<63 - 1}
	ratio := 0.0
	for range tries {
		for i, text := range texts {
			begin := time.Now()
			work(text)
			least[i] = min(least[i], time.Since(begin))
		}
		if least[1] < noise {
			return 0
		}
		if ratio = float64(least[1]) / float64(least[0]); ratio < Linear {
			break
		}
	}
	return ratio
}
