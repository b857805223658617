package server

import (
	"bufio"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server/internal/testindex"
)

// newTestServer makes a real server over the real articles.
func newTestServer(t testing.TB) *Server {
	t.Helper()
	idx, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	return newServerOver(t, idx)
}

// newServerOver makes a server over the articles of an index.
func newServerOver(t testing.TB, idx *index.Index) *Server {
	t.Helper()
	s, err := New(Config{Index: idx, Messages: i18n.New(), Version: "test"})
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
	synctest.Test(t, func(t *testing.T) {
		begun, proceed := make(chan bool), make(chan bool)
		s.echo.GET("/slow", func(c echo.Context) error {
			close(begun)
			<-proceed
			return c.NoContent(http.StatusNoContent)
		})
		l, end, served := serving(t, s)
		status := make(chan int, 1)
		go func() { status <- l.get(t, "/slow") }()
		<-begun
		end()
		synctest.Wait() // for the server, which waits for the request now
		close(proceed)
		if got := <-status; got != http.StatusNoContent {
			t.Errorf("request open at the end got %d, want 204", got)
		}
		if err := <-served; err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
	})
}

// TestServeCutsOffWhatDoesNotEnd has an upload open at the end that never ends.
func TestServeCutsOffWhatDoesNotEnd(t *testing.T) {
	s := newTestServer(t)
	synctest.Test(t, func(t *testing.T) {
		l, end, served := serving(t, s)
		conn := l.dial(t)
		const upload = "POST /api/v1/diagnose HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"
		if _, err := io.WriteString(conn, upload); err != nil {
			t.Fatal(err)
		}
		// Comes when the body is being read.
		if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
			t.Fatalf("answer %q, %v", line, err)
		}
		begin := time.Now()
		end()
		if err := <-served; err != nil {
			t.Errorf("Serve = %v, want nil", err)
		}
		if took := time.Since(begin); took < defaultGrace || took > 2*defaultGrace {
			t.Errorf("cut off after %v", took)
		}
		if _, err := io.ReadAll(conn); err != nil {
			t.Errorf("the connection is not closed: %v", err)
		}
	})
}

// TestServeDrains asks a server that has been told to end but takes its time.
func TestServeDrains(t *testing.T) {
	s := newTestServer(t)
	s.cfg.Drain = time.Hour
	synctest.Test(t, func(t *testing.T) {
		l, end, served := serving(t, s)
		if got := l.get(t, "/readyz"); got != http.StatusOK {
			t.Errorf("/readyz = %d before the end", got)
		}
		end()
		synctest.Wait()
		if got := l.get(t, "/readyz"); got != http.StatusServiceUnavailable {
			t.Errorf("/readyz = %d while the server drains", got)
		}
		if got := l.get(t, "/fr/"); got != http.StatusOK {
			t.Errorf("/fr/ = %d while the server drains", got)
		}
		l.Close()
		if err := <-served; err == nil {
			t.Error("Serve does not tell that the listener failed")
		}
	})
}

func TestNewRefusesIncompleteConfig(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("New without index and messages succeeded")
	}
}

func newTestLogger(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }
