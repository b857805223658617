package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
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

// maxStart is how many starts of a program that prints a line a search takes at most.
const maxStart = 8

// TestStartCost compares the processor time of a search with that of a program that only prints
// a line: the median of many runs of both in turns, which what else runs does not move. "go run ./cmd/bench" has the limit that is
// aimed at.
func TestStartCost(t *testing.T) {
	if os.Getenv("WAPTKB_COST") == "" {
		t.Skip("needs a machine with nothing else to do: set WAPTKB_COST=1")
	}
	dir := t.TempDir()
	hello := filepath.Join(dir, "hello.go")
	if err := os.WriteFile(hello, []byte("package main\n\nimport \"fmt\"\n\nfunc main() { fmt.Println(\"hello\") }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var took [2][]time.Duration
	commands := [2][]string{{"hello"}, {"waptkb", "search", "uninstall key can not be found"}}
	for i, of := range []string{hello, "."} {
		commands[i][0] = filepath.Join(dir, commands[i][0])
		built := commands[i][0] + ".built"
		c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", built, of)
		c.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		data, err := os.ReadFile(built) // a copy, as an installation makes one
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(commands[i][0], data, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for range 100 {
		for i, args := range commands {
			c := exec.Command(args[0], args[1:]...)
			if err := c.Run(); err != nil {
				t.Fatal(err)
			}
			took[i] = append(took[i], c.ProcessState.UserTime()+c.ProcessState.SystemTime())
		}
	}
	for i := range took {
		slices.Sort(took[i])
	}
	search, line := took[1][len(took[1])/2], took[0][len(took[0])/2]
	ratio := float64(search) / float64(line)
	if t.Logf("a search takes %v, %.1f × %v", search, ratio, line); ratio > maxStart {
		t.Errorf("a search takes %.1f × a program that prints a line, at most %d are right", ratio, maxStart)
	}
}
