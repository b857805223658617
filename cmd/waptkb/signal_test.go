//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// patience is how long a test waits for what must come, before it gives up.
const patience = 3 * time.Minute

// TestSignalsEndWaiting has every command wait for its input, and sends it a
// signal once it has begun to read.
func TestSignalsEndWaiting(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, test := range []struct {
		args   []string
		signal syscall.Signal
	}{
		{[]string{"search"}, syscall.SIGINT},
		{[]string{"search", "-"}, syscall.SIGTERM},
		{[]string{"search", "--batch"}, syscall.SIGINT},
		{[]string{"diagnose"}, syscall.SIGINT},
		{[]string{"diagnose"}, syscall.SIGTERM},
		{[]string{"diagnose", "--json", "FIFO"}, syscall.SIGTERM},
		{[]string{"eval", "FIFO"}, syscall.SIGINT},
		{[]string{"mcp"}, syscall.SIGTERM},
		{[]string{"serve", "--config", "FIFO"}, syscall.SIGTERM},
	} {
		t.Run(strings.Join(test.args, " ")+" "+test.signal.String(), func(t *testing.T) {
			t.Parallel()
			stdin, feed, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			c := program(t, test.args...)
			c.Stdin = stdin
			if last := len(c.Args) - 1; c.Args[last] == "FIFO" {
				c.Args[last] = fifo(t, dir)
				if feed, err = os.OpenFile(c.Args[last], os.O_RDWR, 0); err != nil {
					t.Fatal(err)
				}
			}
			defer feed.Close()
			defer stdin.Close()
			const long = "The text is long: it is read as a log.\n" // a search tells so
			var printed bytes.Buffer
			c.Stdout, c.Stderr = &printed, &printed
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			time.AfterFunc(patience, func() { _ = c.Process.Kill() })
			// A pipe holds less: writing ends when the program has begun to read.
			if _, err := feed.Write(bytes.Repeat([]byte("\n"), 1<<18)); err != nil {
				t.Fatal(err)
			}
			if err := c.Process.Signal(test.signal); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait()
			if got, want := c.ProcessState.ExitCode(), 128+int(test.signal); got != want {
				t.Errorf("exit status %d, want %d", got, want)
			}
			if s := strings.TrimPrefix(printed.String(), long); s != "" {
				t.Errorf("printed %q", s)
			}
		})
	}
}

// fifo makes a pipe in a folder.
func fifo(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.Base(t.Name()))
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestEndWhileOpening ends commands that wait for somebody to open the other end
// of a pipe.
func TestEndWhileOpening(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"diagnose"}, {"eval"}, {"serve", "--config"}} {
		pipe := fifo(t, t.TempDir())
		ctx, end := context.WithCancelCause(t.Context())
		ended := make(chan int)
		go func() { ended <- run(ctx, append(args, pipe), strings.NewReader(""), io.Discard, io.Discard) }()
		end(stopped{syscall.SIGTERM})
		select {
		case status := <-ended:
			if status != 143 {
				t.Errorf("%q: exit status %d", args, status)
			}
		case <-time.After(patience):
			t.Errorf("%q does not end", args)
		}
		other, err := os.OpenFile(pipe, os.O_RDWR, 0) // lets go what still waits
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
	}
}

// TestPipeInContent has a pipe stand where a figure should.
func TestPipeInContent(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "content"))); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "articles", "uninstall-key-not-found", "pipe.svg"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := program(t, "list", "--content-only", "--content", dir)
	time.AfterFunc(patience, func() { _ = c.Process.Kill() })
	stdout, stderr, status := output(t, c)
	if status != 2 || stdout != "" || !strings.Contains(stderr, "uninstall-key-not-found/pipe.svg") || !strings.Contains(stderr, "not a regular file") {
		t.Errorf("exit status %d, told %q", status, stderr)
	}
}

// TestServeDrains asks a server that has been told to end, which takes its time.
func TestServeDrains(t *testing.T) {
	t.Parallel()
	c := program(t, "serve", "--addr", "127.0.0.1:0", "--drain-delay", "1h", "--lang", "en")
	address := started(t, c)
	if got := status(t, address+"readyz"); got != http.StatusOK {
		t.Errorf("/readyz = %d before the end", got)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for status(t, address+"readyz") != http.StatusServiceUnavailable { // the timer of started ends this
	}
	if got := status(t, address+"api/v1/search?q=certificat"); got != http.StatusOK {
		t.Errorf("a search gets %d while the server drains", got)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = c.Wait()
	if w, ok := c.ProcessState.Sys().(syscall.WaitStatus); !ok || w.Signal() != syscall.SIGTERM {
		t.Errorf("the second signal: %v", c.ProcessState)
	}
}

func TestServeEnds(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		c := program(t, "serve", "--addr", "127.0.0.1:0", "--lang", "en")
		started(t, c)
		if err := c.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		if err := c.Wait(); err != nil {
			t.Errorf("%v: %v", s, err)
		}
	}
}

// started starts a server and gives its address once it answers. It must say how
// to open what is open to this machine alone. A server that does not end is killed.
func started(t *testing.T, c *exec.Cmd) string {
	t.Helper()
	told, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(patience, func() { _ = c.Process.Kill() })
	t.Cleanup(func() { kill.Stop() })
	lines := bufio.NewReader(told)
	line, err := lines.ReadString('\n')
	_, address, ok := strings.Cut(strings.TrimSpace(line), "http://")
	if err != nil || !ok {
		t.Fatalf("told %q: %v", line, err)
	}
	if line, err = lines.ReadString('\n'); err != nil || !strings.Contains(line, "--addr 0.0.0.0:8080") {
		t.Errorf("told %q: %v", line, err)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	address = "http://" + address
	if got := status(t, address+"healthz"); got != http.StatusOK { // a signal ends it otherwise before
		t.Fatalf("/healthz = %d", got)
	}
	return address
}

// status asks on a new connection; 0 is no answer.
func status(t *testing.T, url string) int {
	t.Helper()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	res, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

// TestHangup: SIGHUP reads the content anew, and ends nothing.
func TestHangup(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	note := func(text string) {
		write(t, dir, "articles/note/fr.md", "---\ntitle: Une note\nquestions: [la note]\n---\n\n"+text+"\n")
	}
	note("Appelez le 4242.")
	c := program(t, "serve", "--addr", "127.0.0.1:0", "--lang", "en", "--content", dir)
	address := started(t, c)
	page := func() string {
		res, err := http.Get(address + "fr/articles/note")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	if !strings.Contains(page(), "4242") {
		t.Fatalf("no note:\n%s", page())
	}
	note("Appelez le 4343.")
	if err := c.Process.Signal(syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	for !strings.Contains(page(), "4343") { // the timer of started ends this
		time.Sleep(quietTime)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}
