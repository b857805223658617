package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// hello is the fixed program that a start is told in.
const hello = `package main

import "fmt"

func main() { fmt.Println("uninstall key can not be found") }
`

// waptkb and hello give commands of the two programs.
func (b *bench) waptkb(args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(b.dir, "waptkb"), args...)
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "HOME="+b.dir, "XDG_CACHE_HOME="+b.dir)
	return c
}

func (b *bench) hello() *exec.Cmd { return exec.Command(filepath.Join(b.dir, "hello")) }

// build builds both programs in the same way, and copies them as an installation does: how the
// linker leaves a file in memory costs a start up to a tenth.
func (b *bench) build() error {
	source := filepath.Join(b.dir, "hello.go")
	if err := os.WriteFile(source, []byte(hello), 0o600); err != nil {
		return err
	}
	for program, of := range map[string]string{"waptkb": "waptkb/cmd/waptkb", "hello": source} {
		built := filepath.Join(b.dir, program+".built")
		c := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", built, of)
		c.Env = append(os.Environ(), "CGO_ENABLED=0") // as the program is released
		out, err := c.CombinedOutput()
		if err != nil {
			return fmt.Errorf("building %s: %w\n%s", of, err, out)
		}
		data, err := os.ReadFile(built)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(b.dir, program), data, 0o700); err != nil {
			return err
		}
	}
	return nil
}

// leastCPU runs commands in turns and gives the least user and system time of each.
func leastCPU(runs int, commands ...func() *exec.Cmd) ([]time.Duration, error) {
	return least(runs, commands, cpuOf)
}

// cpuOf gives the user and system time of a process that has ended.
func cpuOf(c *exec.Cmd) time.Duration { return c.ProcessState.UserTime() + c.ProcessState.SystemTime() }

// leastWall is [leastCPU] with the time that passes.
func leastWall(runs int, commands ...func() *exec.Cmd) ([]time.Duration, error) {
	var begin time.Time
	for i, command := range commands {
		commands[i] = func() *exec.Cmd {
			c := command()
			begin = time.Now()
			return c
		}
	}
	return least(runs, commands, func(*exec.Cmd) time.Duration { return time.Since(begin) })
}

// least runs commands in turns and gives the least of what each took. A status of 1 is
// no fault: nothing was found.
func least(runs int, commands []func() *exec.Cmd, took func(*exec.Cmd) time.Duration) ([]time.Duration, error) {
	out := make([]time.Duration, len(commands))
	for i := range out {
		out[i] = math.MaxInt64
	}
	for range runs {
		for i, command := range commands {
			c := command()
			var exit *exec.ExitError
			if err := c.Run(); err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
				return nil, fmt.Errorf("%v: %w", c.Args, err)
			}
			out[i] = min(out[i], took(c))
		}
	}
	return out, nil
}

const (
	question = "uninstall key can not be found"
	mistyped = "uninstal kye can not be fonud"
)

// start measures whole processes, and the first start of all in a home of its own.
func (b *bench) start() error {
	commands := []func() *exec.Cmd{b.hello}
	asked := [][]string{{"search", question}, {"show", "uninstall-key-not-found"}, {"code", "1603"}, {"version"}}
	for _, args := range asked {
		commands = append(commands, func() *exec.Cmd { return b.waptkb(args...) })
	}
	took, err := leastCPU(b.runs(100), commands...)
	if err != nil {
		return err
	}
	for i, args := range asked {
		b.report(row{work: "waptkb " + args[0], value: ratio(took[i+1], took[0]), unit: "× hello", limit: 6, detail: fmt.Sprintf("%v, hello %v", took[i+1], took[0])})
	}
	return b.firstStart()
}

// firstStart compares starts in an empty home with second ones there.
func (b *bench) firstStart() error {
	home, n := "", 0
	search := func() *exec.Cmd {
		c := b.waptkb("search", question)
		c.Env = append(c.Env, "HOME="+home, "XDG_CACHE_HOME="+home)
		return c
	}
	took, err := leastCPU(b.runs(50), func() *exec.Cmd {
		n++
		home = filepath.Join(b.dir, fmt.Sprintf("home%d", n)) // which does not even exist
		return search()
	}, search)
	if err != nil {
		return err
	}
	b.report(row{work: "waptkb search, first start ever", value: ratio(took[0], took[1]), unit: "× later", limit: 1.15, detail: fmt.Sprintf("%v, later %v", took[0], took[1])})
	return nil
}

// typo measures what a first word that is mistyped adds to a start.
func (b *bench) typo() error {
	took, err := leastCPU(b.runs(100), b.hello, func() *exec.Cmd { return b.waptkb("search", question) }, func() *exec.Cmd { return b.waptkb("search", mistyped) })
	if err != nil {
		return err
	}
	more := took[2] - took[1]
	b.report(row{work: "waptkb search, mistyped: what that adds", value: ratio(more, took[0]), unit: "× hello", limit: 0.4, detail: fmt.Sprintf("%v, hello %v", more, took[0])})
	return nil
}

// size measures the stripped program.
func (b *bench) size() error {
	info, err := os.Stat(filepath.Join(b.dir, "waptkb"))
	if err != nil {
		return err
	}
	b.report(row{work: "stripped program", value: float64(info.Size()) / 1e6, unit: "MB", limit: 30})
	return nil
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }
