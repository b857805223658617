//go:build linux

package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// messages opens a socket like that of systemd, and gives what is sent to it.
func messages(t *testing.T) (socket string, next func() string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "notify") // short: the name of a socket has 108 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	socket = filepath.Join(dir, "s")
	c, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return socket, func() string {
		b := make([]byte, 100)
		if err := c.SetReadDeadline(time.Now().Add(patience)); err != nil {
			t.Fatal(err)
		}
		n, err := c.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
}

// Under systemd the server takes its port from there, and tells when it is ready, alive and
// ending.
func TestSystemd(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	handed, err := l.(*net.TCPListener).File()
	if err != nil {
		t.Fatal(err)
	}
	defer handed.Close()
	address := l.Addr().String()
	l.Close()
	socket, next := messages(t)
	c := exec.Command("sh", "-c", `LISTEN_PID=$$ WATCHDOG_PID=$$ exec waptkb serve --addr 127.0.0.1:1 --drain-delay 0s`)
	c.Env = append(os.Environ(), "LISTEN_FDS=1", "NOTIFY_SOCKET="+socket, "WATCHDOG_USEC=20000")
	c.ExtraFiles = []*os.File{handed}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Process.Kill() }()
	if m := next(); m != "READY=1" {
		t.Fatalf("first message %q", m)
	}
	answer, err := http.Get("http://" + address + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if m := next(); m != "WATCHDOG=1" {
		t.Fatalf("second message %q", m)
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	for m := next(); m != "STOPPING=1"; m = next() {
		if m != "WATCHDOG=1" {
			t.Fatalf("message %q", m)
		}
	}
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

// A server that is not healthy is not said to be alive.
func TestWatchdog(t *testing.T) {
	t.Parallel()
	socket, next := messages(t)
	ctx, end := context.WithCancel(t.Context())
	asked := make(chan struct{})
	s := supervisor{socket: socket, every: time.Millisecond}
	ended := make(chan error)
	go func() {
		ended <- s.supervised(ctx, slog.New(slog.NewTextHandler(io.Discard, nil)), func(context.Context) error {
			asked <- struct{}{}
			return errors.New("ill")
		}, func() error { <-ctx.Done(); return nil })
	}()
	for range 3 {
		<-asked
	}
	end()
	go func() {
		for range asked {
		}
	}()
	if got := []string{next(), next()}; !cmp.Equal(got, []string{"READY=1", "STOPPING=1"}) {
		t.Errorf("messages %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

func TestSupervisor(t *testing.T) {
	me, other := strconv.Itoa(os.Getpid()), "1"
	for name, test := range map[string]struct {
		env  map[string]string
		want supervisor
	}{
		"none":                    {nil, supervisor{}},
		"ready only":              {map[string]string{"NOTIFY_SOCKET": "@x"}, supervisor{"@x", 0}},
		"watchdog":                {map[string]string{"NOTIFY_SOCKET": "@x", "WATCHDOG_PID": me, "WATCHDOG_USEC": "30000000"}, supervisor{"@x", 15 * time.Second}},
		"that of another process": {map[string]string{"NOTIFY_SOCKET": "@x", "WATCHDOG_PID": other, "WATCHDOG_USEC": "30000000"}, supervisor{"@x", 0}},
		"no number":               {map[string]string{"NOTIFY_SOCKET": "@x", "WATCHDOG_PID": me, "WATCHDOG_USEC": "soon"}, supervisor{"@x", 0}},
	} {
		if got := newSupervisor(func(k string) string { return test.env[k] }); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
	env := map[string]string{"LISTEN_PID": me, "LISTEN_FDS": "2"}
	if _, err := listen(t.Context(), "127.0.0.1:0", func(k string) string { return env[k] }); err == nil {
		t.Error("two sockets are taken for one")
	}
	env["LISTEN_PID"] = other
	l, err := listen(t.Context(), "127.0.0.1:0", func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
}
