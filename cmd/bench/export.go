package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strconv"
)

// Limits of the site without a server, in milliseconds: those of a machine that has no other work.
const (
	coldLimit   = 1000
	secondLimit = 300
	logLimit    = 5000
)

// export measures what visitors of the site without a server wait for, in browsers: the tests of
// server/export that measure do it, and install Pagefind as a peer where npm can.
func (b *bench) export() error {
	c := exec.Command("go", "test", "waptkb/server/export", "-v", "-run", "Times|Pagefind", "-times", strconv.Itoa(b.runs(10)))
	c.Env = append(os.Environ(), "WAPTKB_REQUIRE_BROWSER=1")
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return err
	}
	if err := c.Start(); err != nil {
		return err
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		b.visitors(lines.Text())
	}
	return c.Wait()
}

var (
	firstAnswer = regexp.MustCompile(`^TIMES (\w+) +(\w+) (cold|second) .* all (\d+) ms$`)
	readLog     = regexp.MustCompile(`^TIMES (\w+) +\w+, log of 20 MB in the (\w+): (\d+) ms`)
	other       = regexp.MustCompile(`^TIMES (.*)$`)
)

// visitors reports a line of what was measured; other lines are none.
func (b *bench) visitors(text string) {
	if m := firstAnswer.FindStringSubmatch(text); m != nil {
		limit := float64(coldLimit)
		if m[3] == "second" {
			limit = secondLimit
		}
		b.report(row{work: fmt.Sprintf("first answer, %s, %s, %s visit", m[1], m[2], m[3]), value: number(m[4]), unit: "ms", limit: limit, detail: text})
	} else if m := readLog.FindStringSubmatch(text); m != nil {
		b.report(row{work: fmt.Sprintf("log of 20 MB, %s, in the %s", m[1], m[2]), value: number(m[3]), unit: "ms", limit: logLimit, detail: text})
	} else if m := other.FindStringSubmatch(text); m != nil {
		fmt.Printf(line, m[1], "-", "-", "-", "a peer")
	}
}

func number(text string) float64 {
	n, _ := strconv.ParseFloat(text, 64) // of digits
	return n
}
