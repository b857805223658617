package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// maxMemory is what the unit of the packages gives the service.
const maxMemory = 512 << 20

// TestMemoryOfAssistants starts the server as a process of its own, sends it what
// takes most memory over MCP, several at a time, and looks at the most that it
// took. Package server/mcp has the same with fewer calls.
func TestMemoryOfAssistants(t *testing.T) {
	if os.Getenv("WAPTKB_LONG") != "1" {
		t.Skip("set WAPTKB_LONG=1 to run it")
	}
	if _, err := os.Stat("/proc/self/status"); err != nil {
		t.Skip("this system has no /proc")
	}
	pid, address := startServer(t, built(t, "serve"))
	call := func(tool, arguments string) string {
		return `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"waptkb_` + tool + `","arguments":` + arguments + `}}`
	}
	article := call("get_article", `{"id":"uuid-bios-duplique"}`)
	batch := func(message string, n int) string { return "[" + strings.Repeat(message+",", n-1) + message + "]" }
	const body = 4<<20 - 1<<10
	logLine := `CRITICAL waptservice Error timed out after 600 seconds with output '600.0'\n`
	for _, c := range []struct {
		name, body string
		status     int
	}{
		{"28,000 calls", batch(article, 28_000), http.StatusBadRequest},
		{"50 articles", batch(article, 50), http.StatusOK},
		{"50 lists", batch(`{"jsonrpc":"2.0","id":1,"method":"resources/list"}`, 50), http.StatusOK},
		{"50 logs", batch(call("diagnose", `{"log":"`+strings.Repeat(logLine, 80<<10/len(logLine))+`"}`), 50), http.StatusOK},
		{"a log", call("diagnose", `{"log":"`+strings.Repeat(logLine, body/len(logLine)-2)+`"}`), http.StatusOK},
		{"a log of signs", call("diagnose", `{"log":"`+strings.Repeat("<", body-200)+`"}`), http.StatusOK},
		{"a long query", call("search", `{"query":"`+strings.Repeat("é", body/2-100)+`"}`), http.StatusOK},
		{"many arguments", call("search", `{"query":[`+strings.Repeat("[],", body/3-100)+`[]]}`), http.StatusBadRequest},
		{"a deep one", strings.Repeat("[", body), http.StatusBadRequest},
		{"initialize", `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"x","version":"1"}}}`, http.StatusOK},
	} {
		var clients sync.WaitGroup
		for range 8 {
			clients.Go(func() {
				for range 3 {
					if status, size := postMCP(t, address, c.body); status != c.status || size > 9<<20 {
						t.Errorf("%s: %d, %d bytes", c.name, status, size)
					}
				}
			})
		}
		clients.Wait()
		t.Logf("%s: %d MiB", c.name, mostMemory(t, pid)>>20)
	}
	slowReaders(t, address, batch(`{"jsonrpc":"2.0","id":1,"method":"resources/list"}`, 50))
	if status, _ := postMCP(t, address, article); status != http.StatusOK {
		t.Errorf("after all that, an article = %d", status)
	}
	if most := mostMemory(t, pid); most > maxMemory {
		t.Errorf("the server took %d MiB", most>>20)
	}
}

// built is the program as people build it, without the tests: for what is measured.
func built(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	program := filepath.Join(t.TempDir(), "waptkb")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	c := exec.Command(program, args...)
	c.Env = append(os.Environ(), "LC_ALL=C")
	return c
}

// startServer starts a server on a free port.
func startServer(t *testing.T, c *exec.Cmd) (pid int, address string) {
	t.Helper()
	c.Args = append(c.Args, "--addr", "127.0.0.1:0", "--log-level", "error")
	stderr, err := c.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		if found := regexp.MustCompile(`http://([0-9.:]+)/`).FindStringSubmatch(lines.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, stderr) }()
			return c.Process.Pid, found[1]
		}
	}
	t.Fatal("the server does not say where it listens")
	return 0, ""
}

func postMCP(t *testing.T, address, body string) (status int, size int64) {
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/mcp", strings.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, 0
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Error(err)
		return 0, 0
	}
	defer res.Body.Close()
	if size, err = io.Copy(io.Discard, res.Body); err != nil {
		t.Error(err)
	}
	return res.StatusCode, size
}

// slowReaders asks on many connections and reads no answer but its first byte.
func slowReaders(t *testing.T, address, body string) {
	t.Helper()
	for range 200 {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "POST /mcp HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\nContent-Length: %d\r\n\r\n%s", address, len(body), body)
		if _, err := c.Read(make([]byte, 1)); err != nil {
			t.Fatal(err)
		}
	}
}

// mostMemory gives the most memory that a process has taken, in bytes.
func mostMemory(t *testing.T, pid int) int64 {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`VmHWM:\s+(\d+) kB`).FindSubmatch(status)
	if found == nil {
		t.Fatalf("no VmHWM in %s", status)
	}
	n, err := strconv.ParseInt(string(found[1]), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n << 10
}
