package server

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

// countingListener counts the writes of its connections.
type countingListener struct {
	net.Listener
	writes *atomic.Int64
}

func (l countingListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return countingConn{c, l.writes}, nil
}

type countingConn struct {
	net.Conn
	writes *atomic.Int64
}

func (c countingConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

// TestWholeAnswers: an answer leaves in one piece, so that one of a server that is killed is whole or
// not there.
func TestWholeAnswers(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var writes atomic.Int64
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	s := newTestServer(t)
	go func() { served <- s.Serve(ctx, countingListener{l, &writes}) }()
	t.Cleanup(func() { cancel(); <-served })
	client := &http.Client{Transport: &http.Transport{DisableCompression: true}}
	for _, test := range []struct {
		method, path, body string
		expect             string
		status             int
		writes             int64
	}{
		{"GET", "/fr/", "", "", 200, 1},
		{"GET", "/en/articles/uninstall-key-not-found", "", "", 200, 1},
		{"HEAD", "/en/articles/uninstall-key-not-found", "", "", 200, 1},
		{"GET", "/api/v1/articles/uninstall-key-not-found", "", "", 200, 1},
		{"POST", "/api/v1/search", "q=uninstall+key+can+not+be+found", "", 200, 1},
		{"GET", "/fr/search?q=uninstall+key+can+not+be+found", "", "", 200, 1},
		{"POST", "/api/v1/search", "q=uninstall+key+can+not+be+found", "100-continue", 200, 2}, // the first is "continue"
		{"GET", "/nothing", "", "", 404, 1},
		{"GET", "/readyz", "", "", 200, 1},
	} {
		before := writes.Load()
		r, err := http.NewRequestWithContext(t.Context(), test.method, "http://"+l.Addr().String()+test.path, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		if test.body != "" {
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		}
		if test.expect != "" {
			r.Header.Set("Expect", test.expect)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != test.status {
			t.Errorf("%s %s = %s, %v", test.method, test.path, answer.Status, err)
		}
		if n := writes.Load() - before; n != test.writes {
			t.Errorf("%s %s: %d bytes left in %d writes, want %d", test.method, test.path, len(body), n, test.writes)
		}
	}
}

// What is larger leaves as it comes, and what panics half way does not leave.
func TestNotWhole(t *testing.T) {
	t.Parallel()
	var writes atomic.Int64
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{ConnContext: withConn, Handler: whole(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		size := maxWhole + 1
		if r.URL.Path == "/panic" {
			size = maxWhole
		}
		w.Header().Set("Content-Length", "131073")
		if size == maxWhole {
			w.Header().Set("Content-Length", "131072")
		}
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write(make([]byte, size/2))
		if size == maxWhole {
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(make([]byte, size-size/2))
	}))}
	go func() { _ = srv.Serve(wholeListener{countingListener{l, &writes}}) }()
	t.Cleanup(func() { _ = srv.Close() })
	address := "http://" + l.Addr().String()
	answer, err := http.Get(address + "/large")
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil || len(body) != maxWhole+1 || writes.Load() < 2 {
		t.Errorf("%d bytes in %d writes, %v", len(body), writes.Load(), err)
	}
	before := writes.Load()
	if answer, err := http.Get(address + "/panic"); !errors.Is(err, io.EOF) || writes.Load() != before {
		t.Errorf("%v, %v, %d writes", answer, err, writes.Load()-before)
	}
}
