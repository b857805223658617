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
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.GET("/*", func(c echo.Context) error { return c.Blob(http.StatusOK, "application/json", reply) })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "http://%s/\n", l.Addr())
	return (&http.Server{Handler: e}).Serve(l)
}

// served is a server in a process of its own.
type served struct {
	*exec.Cmd
	address string
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
			return &served{c, found[1]}, nil
		}
	}
	return nil, errors.Join(fmt.Errorf("%v does not say where it listens", c.Args), c.Wait())
}

// stop ends a server.
func (s *served) stop() {
	_ = s.Process.Kill()
	_ = s.Wait()
}

// clients ask at the same time, each on a connection of its own.
const clients = 8

// http measures requests a second, of searches of which none is repeated, beside a fixed
// reply of the same size. Each server has a process of its own; the clients share a third
// one, and do little, so that servers have the processors.
func (b *bench) http() error {
	queries, err := tuningQueries()
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
	_, size, err := search.rate(b.runs(20)*100, next) // until it is warm
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	fixed, err := serve(exec.Command(self, "-serve-fixed", fmt.Sprint(size)))
	if err != nil {
		return err
	}
	defer fixed.stop()
	var most [2]float64
	for range 5 {
		for i, s := range []*served{search, fixed} {
			perSecond, _, err := s.rate(b.runs(20)*200, next)
			if err != nil {
				return err
			}
			most[i] = max(most[i], perSecond)
		}
	}
	b.report(row{
		work: "HTTP search, no query twice", value: most[0] / most[1], unit: "× fixed", limit: 0.35, atLeast: true,
		detail: fmt.Sprintf("%.0f requests a second, fixed reply of %d bytes %.0f", most[0], size, most[1]),
	})
	return nil
}

// rate sends n requests, and gives how many were answered in a second and the mean size
// of an answer.
func (s *served) rate(n int, path func() string) (perSecond float64, size int, err error) {
	var group sync.WaitGroup
	var bytes atomic.Int64
	failed := make([]error, clients)
	begin := time.Now()
	for i := range clients {
		group.Go(func() {
			got, err := s.ask(n/clients, path)
			bytes.Add(got)
			failed[i] = err
		})
	}
	group.Wait()
	n -= n % clients
	return float64(n) / time.Since(begin).Seconds(), int(bytes.Load()) / n, errors.Join(failed...)
}

// ask sends n requests on one connection, and gives the bytes of their answers.
func (s *served) ask(n int, path func() string) (size int64, err error) {
	c, err := net.Dial("tcp", s.address)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	answers := bufio.NewReader(c)
	for range n {
		if _, err := fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", path(), s.address); err != nil {
			return 0, err
		}
		answer, err := http.ReadResponse(answers, nil)
		if err != nil {
			return 0, err
		}
		got, err := io.Copy(io.Discard, answer.Body)
		if err != nil {
			return 0, err
		}
		if answer.StatusCode != http.StatusOK {
			return 0, errors.New(answer.Status)
		}
		size += got
	}
	return size, nil
}

// tuningQueries reads what people ask: the query set that weights are tuned with.
func tuningQueries() ([]string, error) {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "waptkb").Output()
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(string(bytes.TrimSpace(root)), "index", "eval", "testdata", "tuning.jsonl"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var out []string
	for d := json.NewDecoder(f); d.More(); {
		var c struct{ Q string }
		if err := d.Decode(&c); err != nil {
			return nil, err
		}
		out = append(out, c.Q)
	}
	return out, nil
}
