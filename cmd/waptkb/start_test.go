package main

import (
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// maxStartAllocations is how many allocations a search of the command line needs at most,
// from the start of the process. Their number stays the same from run to run, which no
// time does; "go run ./cmd/bench" measures that beside a fixed program.
const maxStartAllocations = 40_000

// countAllocations is the program, which tells at its end how often it allocated.
func countAllocations() {
	status := run(untilSignal(), os.Args[1:], os.Stdin, os.Stderr, os.Stderr)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	_, _ = os.Stdout.WriteString(strconv.FormatUint(m.Mallocs, 10))
	os.Exit(status)
}

// TestStartIsSmall: what a search does before it answers stays little, whatever the
// program knows.
func TestStartIsSmall(t *testing.T) {
	t.Parallel()
	for _, query := range []string{"uninstall key can not be found", "uninstal kye can not be fonud"} {
		c := exec.Command("waptkb-allocations", "search", query)
		counted, told, status := output(t, c)
		n, err := strconv.Atoi(counted)
		if err != nil || status != 0 || !strings.Contains(told, "uninstall-key-not-found") {
			t.Fatalf("search %q = %d, %q, %s", query, status, counted, told)
		}
		if n > maxStartAllocations {
			t.Errorf("search %q allocates %d times, at most %d are right", query, n, maxStartAllocations)
		}
		t.Logf("search %q allocates %d times", query, n)
	}
}
