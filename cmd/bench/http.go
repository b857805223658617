package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
)

// fixedReplies serves a reply of so many bytes with bare Echo, the router of the server.
func fixedReplies(size int) error {
	reply := bytes.Repeat([]byte("x"), size)
	return listen(func(c echo.Context) error { return c.Blob(http.StatusOK, "application/json", reply) })
}

// listen serves what a handler answers, until the process is killed.
func listen(h echo.HandlerFunc) error {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/*", h)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "http://%s/\n", l.Addr())
	return (&http.Server{Handler: e}).Serve(l)
}

// served is a server in a process of its own, and what it has answered.
type served struct {
	*exec.Cmd
	address string

	mu             sync.Mutex
	answered, size int64
}

// serve starts a server that tells its address in the first lines on standard error.
func serve(c *exec.Cmd) (*served, error) {
	stderr, err := c.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		if found := regexp.MustCompile(`http://([0-9.:]+)/`).FindStringSubmatch(lines.Text()); found != nil {
			go func() { _, _ = io.Copy(io.Discard, stderr) }()
			return &served{Cmd: c, address: found[1]}, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%v does not say where it listens", c.Args), c.Wait())
}

// stop ends a server, and gives the processor time that each answer took it.
func (s *served) stop() time.Duration {
	if s.ProcessState == nil {
		_ = s.Process.Kill()
		_ = s.Wait() // it was killed
	}
	return cpuOf(s.Cmd) / time.Duration(max(1, s.answered))
}

// clients ask at the same time, each on a connection of its own.
const clients = 8

// slice is how long a server is asked before it is the other one's turn: short, so that
// both have slices in which nothing else runs.
const slice = 200 * time.Millisecond

// http measures requests a second, of searches of which none is repeated, beside a fixed
// reply of the same size: for what people ask in words, and for all that they ask, a sixth
// of which is pieces of logs. Each server has a process of its own; the clients share a
// third one, and do little, so that servers have the processors.
func (b *bench) http() error {
	return errors.Join(b.searches("questions", "fr_symptom"), b.searches("every kind of query", ""))
}

// searches measures requests a second for the queries of a category.
func (b *bench) searches(name, category string) error {
	queries, err := tuningQueries(category)
	if err != nil {
		return err
	}
	search, err := serve(b.waptkb("serve", "--addr", "127.0.0.1:0"))
	if err != nil {
		return err
	}
	defer search.stop()
	var asked atomic.Int64
	next := func() string {
		n := int(asked.Add(1))
		return "/api/v1/search?q=" + url.QueryEscape(fmt.Sprintf("%s %d", queries[n%len(queries)], n))
	}
	if _, err := search.rate(5*slice, next); err != nil { // until it is warm
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	size := fmt.Sprint(search.size / search.answered)
	fixed, err := serve(exec.Command(self, "-serve-fixed", size))
	if err != nil {
		return err
	}
	defer fixed.stop()
	match, err := serve(exec.Command(self, "-serve-match", size))
	if err != nil {
		return err
	}
	defer match.stop()
	var most [3]float64
	for range b.runs(50) {
		for i, s := range []*served{search, fixed, match} {
			perSecond, err := s.rate(slice, next)
			if err != nil {
				return err
			}
			most[i] = max(most[i], perSecond)
		}
	}
	b.report(row{
		work: "… beside a match query of bleve: " + name, value: most[0] / most[2], unit: "× match", limit: 1, atLeast: true,
		detail: fmt.Sprintf("%.0f requests a second, %.3g × fixed: the most that a server can have which asks bleve", most[2], most[2]/most[1]),
	})
	b.report(row{
		work: "HTTP search, no query twice: " + name, value: most[0] / most[1], unit: "× fixed", limit: 0.35, atLeast: true,
		detail: fmt.Sprintf("%.0f requests a second, of which each takes the server %v; fixed reply of %d bytes %.0f, %v", most[0], search.stop(), fixed.size/fixed.answered, most[1], fixed.stop()),
	})
	return nil
}

// rate sends requests for a while, and gives how many were answered in a second.
func (s *served) rate(d time.Duration, path func() string) (perSecond float64, err error) {
	var group sync.WaitGroup
	begin := time.Now()
	inTime := func() string {
		if time.Since(begin) > d {
			return ""
		}
		return path()
	}
	before, failed := s.answered, make([]error, clients)
	for i := range clients {
		group.Go(func() { failed[i] = s.ask(inTime) })
	}
	group.Wait()
	return float64(s.answered-before) / time.Since(begin).Seconds(), errors.Join(failed...)
}

// ask sends requests on one connection, one after the other, until the path is empty.
func (s *served) ask(path func() string) error {
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		return err
	}
	defer c.Close()
	answers := bufio.NewReader(c)
	for p := path(); p != ""; p = path() {
		if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", p, s.address); err != nil {
			return err
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			return err
		}
		size, err := io.Copy(io.Discard, answer.Body)
		if err != nil {
			return err
		}
		if answer.StatusCode != http.StatusOK {
			return errors.New(answer.Status)
		}
		s.count(size)
	}
	return nil
}

// count counts an answer.
func (s *served) count(size int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered++
	s.size += size
}

// tuningQueries reads what people ask, of a category or (empty) of all: the query set that
// weights are tuned with.
func tuningQueries(category string) ([]string, error) {
	root, err := moduleRoot()
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(root, "index", "eval", "testdata", "tuning.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	for d := json.NewDecoder(f); d.More(); {
		var c struct{ Q, Cat string }
		if err := d.Decode(&c); err != nil {
			return nil, err
		}
		if category == "" || c.Cat == category {
			out = append(out, c.Q)
		}
	}
	return out, nil
}

// moduleRoot gives the folder of the sources.
func moduleRoot() (string, error) {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "waptkb").Output()
	return string(bytes.TrimSpace(root)), err
}
