package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/content/synthetic"
	"waptkb/index/embedded"
)

// logSize is the size of a log.
const logSize = 100 << 20

// logs measures the diagnosis of logs beside ripgrep, which looks for the longest fixed
// text of each template and only counts lines.
func (b *bench) logs() error {
	if err := ripgrep(); err != nil {
		skip("diagnosis of logs", err.Error())
		return nil
	}
	x, err := embedded.Open()
	if err != nil {
		return err
	}
	var messages, fragments []string
	for _, t := range x.LogTemplates() {
		messages, fragments = append(messages, t.Filled("x1")), append(fragments, longestFixed(t))
	}
	patterns := filepath.Join(b.dir, "fragments")
	if err := os.WriteFile(patterns, []byte(strings.Join(fragments, "\n")+"\n"), 0o600); err != nil {
		return err
	}
	for _, log := range []struct {
		name string
		gap  int // bytes between two hits
	}{{"ordinary", 256 << 10}, {"full of hits", 256}} {
		file := filepath.Join(b.dir, "log")
		if err := writeLog(file, log.gap, messages); err != nil {
			return err
		}
		rg := func() *exec.Cmd { return exec.Command("rg", "--no-config", "-j1", "-c", "-F", "-f", patterns, file) }
		took, err := leastCPU(b.runs(5), rg, func() *exec.Cmd {
			c := b.waptkb("diagnose", file)
			c.Env = append(c.Env, "GOMAXPROCS=1")
			return c
		})
		if err != nil {
			return err
		}
		b.report(row{work: "log of 100 MiB, " + log.name + ", one core", value: ratio(took[1], took[0]), unit: "× rg -j1", limit: 1.5, detail: fmt.Sprintf("%v, rg %v", took[1], took[0])})
		// rg shares files among its threads, so that one file gets one of them.
		took, err = leastWall(b.runs(5), rg, func() *exec.Cmd { return b.waptkb("diagnose", file) })
		if err != nil {
			return err
		}
		b.report(row{work: "log of 100 MiB, " + log.name + ", all cores", value: ratio(took[1], took[0]), unit: "× rg", limit: 1.5, detail: fmt.Sprintf("%v, rg %v (rg reads one file with one core)", took[1], took[0])})
	}
	return nil
}

func writeLog(file string, gap int, messages []string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	return errors.Join(synthetic.Log(f, logSize, gap, messages), f.Close())
}

// longestFixed gives the longest fixed text of a template.
func longestFixed(t content.Template) string {
	longest := slices.MaxFunc(t.Parts, func(a, b content.Part) int { return len(a.Fixed) - len(b.Fixed) })
	return strings.TrimSpace(longest.Fixed)
}

// ripgrep installs it where it is missing and that is possible.
func ripgrep() error {
	if _, err := exec.LookPath("rg"); err == nil {
		return nil
	}
	if os.Geteuid() != 0 {
		return errors.New("ripgrep is missing: apt-get install ripgrep")
	}
	for _, args := range [][]string{{"update", "-qq"}, {"install", "-y", "-qq", "ripgrep"}} {
		if out, err := exec.Command("apt-get", args...).CombinedOutput(); err != nil {
			return fmt.Errorf("apt-get %v: %w %s", args, err, out)
		}
	}
	return nil
}
