package server

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"strconv"
	"sync"

	"github.com/labstack/echo/v4"
)

// This file has an answer leave in one piece. net/http writes the header with the first 4 KiB, then
// the rest: of a server that is killed between the two a proxy has half an answer, which it has
// passed on, and cannot ask another replica for.

// maxWhole is the length of an answer that leaves in one piece. The system takes as much at once.
const maxWhole = 128 << 10

// wholeHeader is the length of a header, more or less.
const wholeHeader = 2 << 10

// wholeListener gives connections that keep back what is written while an answer is held.
type wholeListener struct{ net.Listener }

func (l wholeListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if _, encrypted := c.(*tls.Conn); err != nil || encrypted { // net/http must know what is
		return c, err
	}
	return &wholeConn{Conn: c}, nil
}

// wholeConn is a connection that may keep back what is written.
type wholeConn struct {
	net.Conn

	mu    sync.Mutex
	holds bool
	held  []byte
}

func (c *wholeConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.holds {
		return c.Conn.Write(p)
	}
	c.held = append(c.held, p...)
	return len(p), nil
}

// hold keeps back what is written from now on, about so many bytes.
func (c *wholeConn) hold(size int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.holds, c.held = true, make([]byte, 0, size)
}

// release writes what was kept back.
func (c *wholeConn) release() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, err := c.Conn.Write(c.held); err != nil {
		_ = c.Conn.Close() // net/http finds out with the next request
	}
	c.holds, c.held = false, nil
}

// CloseWrite tells the other side that nothing follows, which net/http does where a client still
// sends.
func (c *wholeConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

type wholeKey struct{}

// withConn lets a handler find the connection of its request, where that is not encrypted: behind a
// proxy it is not.
func withConn(ctx context.Context, c net.Conn) context.Context {
	if c, ok := c.(*wholeConn); ok {
		return context.WithValue(ctx, wholeKey{}, c)
	}
	return ctx
}

// whole has the answers of a handler leave in one piece, which tell their length.
func whole(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, ok := r.Context().Value(wholeKey{}).(*wholeConn)
		if !ok {
			next.ServeHTTP(w, r)
			return
		}
		answer := &wholeAnswer{ResponseWriter: w, conn: c}
		next.ServeHTTP(answer, r)
		answer.leave() // not after a panic: net/http closes the connection then
	})
}

// wholeAnswer holds its connection from its header on.
type wholeAnswer struct {
	http.ResponseWriter
	conn  *wholeConn
	holds bool
}

// Unwrap is for [http.ResponseController].
func (w *wholeAnswer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *wholeAnswer) WriteHeader(status int) {
	length, err := strconv.Atoi(w.Header().Get(echo.HeaderContentLength))
	if err == nil && length <= maxWhole && status >= http.StatusOK && !w.holds {
		w.holds = true
		w.conn.hold(length + wholeHeader)
	}
	w.ResponseWriter.WriteHeader(status)
}

// leave sends the answer on its way.
func (w *wholeAnswer) leave() {
	if !w.holds {
		return
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush() // to the connection, which tells
	w.conn.release()
}
