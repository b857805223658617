// Command bench measures what the program costs and says whether that is within the
// limits: a table of ratios, each to something else that is measured in the same run.
//
//	go run ./cmd/bench [-run REGEXP] [-quick] [-growth N]
//
// Times of machines differ, and so do times of one machine that has other work. So
// nothing is compared with a figure of yesterday: a search is told in starts of a fixed
// program ("hello", which prints a line), requests in those of a fixed reply, the scan of
// a log in that of ripgrep. Both sides run in turns, and the least of several times
// counts, which for processes is their user and system time. Only growth (how long it
// takes to build an index of so many articles, how much memory it needs) has limits in
// seconds and bytes, and export (what visitors of the site as files wait for) in
// milliseconds: those of a machine where hello takes 2.5 ms.
//
// It builds the program from the working copy, and needs Linux. Exit status: 0 all rows
// are within their limits, 1 a row is SHORT of its limit, 2 wrong use or a fault.
package main

import (
	"flag"
	"fmt"
	"os"
	"regexp"
)

func main() {
	short, err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(2)
	}
	if short {
		os.Exit(1)
	}
}

// bench is what all measurements share.
type bench struct {
	quick  bool   // a tenth of the runs: to see that all works
	growth int    // own articles
	dir    string // for files, removed at the end
	short  bool   // a row is
}

// measurements are the groups of rows; -run chooses among their names.
var measurements = []struct {
	name    string
	measure func(*bench) error
}{
	{"start", (*bench).start},
	{"typo", (*bench).typo},
	{"size", (*bench).size},
	{"http", (*bench).http},
	{"hostile", (*bench).hostile},
	{"log", (*bench).logs},
	{"export", (*bench).export},
	{"growth", (*bench).ownArticles},
}

// run measures what is chosen, and tells whether a row is short of its limit.
func run() (short bool, err error) {
	b := &bench{}
	chosen := flag.String("run", "", "measure only what matches this `regexp`: start, typo, size, http, hostile, log, export, growth")
	flag.BoolVar(&b.quick, "quick", false, "a tenth of the runs: to see that all works, not what it costs")
	flag.IntVar(&b.growth, "growth", 10_000, "measure growth with `n` own articles; 100000 take half an hour")
	serveFixed := flag.Int("serve-fixed", 0, "serve replies of `n` bytes, as the peer of http, until it is killed")
	serveMatch := flag.Int("serve-match", 0, "serve them behind a match query of bleve, as the other peer of http")
	flag.Parse()
	if *serveFixed > 0 {
		return false, fixedReplies(*serveFixed)
	}
	if *serveMatch > 0 {
		return false, matchReplies(*serveMatch)
	}
	wanted, err := regexp.Compile(*chosen)
	if err != nil {
		return false, err
	}
	if b.dir, err = os.MkdirTemp("", "bench"); err != nil {
		return false, err
	}
	defer os.RemoveAll(b.dir)
	if err := b.build(); err != nil {
		return false, err
	}
	fmt.Printf(line, "work", "figure", "must be", "", "made of")
	for _, m := range measurements {
		if !wanted.MatchString(m.name) {
			continue
		}
		if err := m.measure(b); err != nil {
			return false, fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return b.short, nil
}

// line is a line of the table: work, figure, limit, verdict, what was measured.
const line = "%-50s %14s %16s  %-6s %s\n"

// row is a figure and its limit.
type row struct {
	work    string
	value   float64
	unit    string
	limit   float64
	atLeast bool   // the value must not be below the limit; otherwise not above
	detail  string // what the value was made of
}

// report prints a row.
func (b *bench) report(r row) {
	bound, ok := "≤", r.value <= r.limit
	if r.atLeast {
		bound, ok = "≥", r.value >= r.limit
	}
	verdict := "ok"
	if !ok {
		verdict, b.short = "SHORT", true
	}
	fmt.Printf(line, r.work, fmt.Sprintf("%.3g %s", r.value, r.unit), fmt.Sprintf("%s %g %s", bound, r.limit, r.unit), verdict, r.detail)
}

// skip tells why rows are missing.
func skip(work, why string) { fmt.Printf(line, work, "-", "-", "-", "skipped: "+why) }

// runs gives how often something is measured: n times, or a tenth of that.
func (b *bench) runs(n int) int {
	if b.quick {
		return max(2, n/10)
	}
	return n
}
