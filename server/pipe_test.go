package server

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"
)

// pipeListener takes connections in memory, so that a server runs where time passes
// only when everybody waits; see package synctest.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

func listenPipe() *pipeListener {
	closed := make(chan struct{})
	return &pipeListener{make(chan net.Conn), closed, sync.OnceFunc(func() { close(closed) })}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error   { l.close(); return nil }
func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{} }

// dial gives the client's end of a new connection.
func (l *pipeListener) dial(t *testing.T) net.Conn {
	t.Helper()
	client, server := net.Pipe()
	l.conns <- server
	t.Cleanup(func() { _ = client.Close() })
	return client
}

// get asks on a connection of its own; 0 is no answer.
func (l *pipeListener) get(t *testing.T, path string) (status int) {
	dial := func(context.Context, string, string) (net.Conn, error) { return l.dial(t), nil }
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: dial}}
	res, err := client.Get("http://pipe" + path)
	if err != nil {
		t.Error(err)
		return 0
	}
	res.Body.Close()
	return res.StatusCode
}

// serving serves s until end is called; served then gives what Serve returned.
func serving(t *testing.T, s *Server) (l *pipeListener, end func(), served <-chan error) {
	t.Helper()
	l = listenPipe()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	return l, cancel, done
}
