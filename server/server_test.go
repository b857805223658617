package server

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/i18n"
	"waptkb/server/internal/testindex"
)

// newTestServer makes a real server over the real articles.
func newTestServer(t testing.TB) *Server {
	t.Helper()
	idx, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	messages, err := i18n.New()
	if err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Index: idx, Messages: messages, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// get asks the handler in memory; headers are pairs of name and value.
func get(t testing.TB, h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestServeLetsOpenRequestsEnd(t *testing.T) {
	s := newTestServer(t)
	begun, proceed := make(chan bool), make(chan bool)
	s.echo.GET("/slow", func(c echo.Context) error {
		close(begun)
		<-proceed
		return c.NoContent(http.StatusNoContent)
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()

	status := make(chan int, 1)
	go func() {
		res, err := http.Get("http://" + l.Addr().String() + "/slow")
		if err != nil {
			status <- 0
			return
		}
		res.Body.Close()
		status <- res.StatusCode
	}()
	<-begun
	cancel()
	time.Sleep(20 * time.Millisecond)
	close(proceed)
	if got := <-status; got != http.StatusNoContent {
		t.Errorf("request open at the end got %d, want 204", got)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
}

// serving serves s until end is called; served then gives what Serve returned.
func serving(t *testing.T, s *Server) (l net.Listener, end func(), served <-chan error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	return l, cancel, done
}

// TestServeCutsOffWhatDoesNotEnd has an upload open at the end that never ends.
func TestServeCutsOffWhatDoesNotEnd(t *testing.T) {
	s := newTestServer(t)
	s.cfg.Grace = time.Millisecond
	l, end, served := serving(t, s)
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	const upload = "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"
	if _, err := io.WriteString(conn, upload); err != nil {
		t.Fatal(err)
	}
	// Comes when the body is being read.
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
		t.Fatalf("answer %q, %v", line, err)
	}
	end()
	if err := <-served; err != nil {
		t.Errorf("Serve = %v, want nil", err)
	}
	if _, err := io.ReadAll(conn); err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the connection is not closed: %v", err)
	}
}

// TestServeDrains asks a server that has been told to end but takes its time.
func TestServeDrains(t *testing.T) {
	s := newTestServer(t)
	s.cfg.Drain = time.Hour
	l, end, served := serving(t, s)
	ask := func(path string) int {
		client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Get("http://" + l.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res.StatusCode
	}
	if got := ask("/readyz"); got != http.StatusOK {
		t.Errorf("/readyz = %d before the end", got)
	}
	end()
	for !s.ending.Load() {
		time.Sleep(time.Millisecond)
	}
	if got := ask("/readyz"); got != http.StatusServiceUnavailable {
		t.Errorf("/readyz = %d while the server drains", got)
	}
	if got := ask("/fr/"); got != http.StatusOK {
		t.Errorf("/fr/ = %d while the server drains", got)
	}
	l.Close()
	if err := <-served; err == nil {
		t.Error("Serve does not tell that the listener failed")
	}
}

func TestNewRefusesIncompleteConfig(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("New without index and messages succeeded")
	}
}

func newTestLogger(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }
