package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"
)

// This file is what "serve" has to do with systemd where that has started it: it takes a port
// that is open already, and tells when it is ready, alive and ending. Elsewhere nothing here
// does anything.

// firstActivated is the first file that systemd hands over, sd_listen_fds(3).
const firstActivated = 3

// listen gives what the server listens on: the socket that systemd has opened for this
// process, or else the address that is configured.
func listen(ctx context.Context, addr string, getenv func(string) string) (net.Listener, error) {
	if getenv("LISTEN_PID") != strconv.Itoa(os.Getpid()) {
		return (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	}
	if n := getenv("LISTEN_FDS"); n != "1" {
		return nil, fmt.Errorf("systemd hands over %s sockets: one is served", cmp.Or(n, "no"))
	}
	f := os.NewFile(firstActivated, "LISTEN_FDS")
	defer f.Close() // the listener has a copy
	return net.FileListener(f)
}

// supervisor is systemd, which waits for messages, sd_notify(3).
type supervisor struct {
	socket string        // empty where nobody waits
	every  time.Duration // a message that the server is alive; 0 for never
}

func newSupervisor(getenv func(string) string) supervisor {
	s := supervisor{socket: getenv("NOTIFY_SOCKET")}
	pid, usec := getenv("WATCHDOG_PID"), getenv("WATCHDOG_USEC")
	if n, err := strconv.ParseInt(usec, 10, 64); err == nil && n > 0 && (pid == "" || pid == strconv.Itoa(os.Getpid())) {
		s.every = time.Duration(n) * time.Microsecond / 2 // as sd_watchdog_enabled(3) recommends
	}
	return s
}

// tell sends a message.
func (s supervisor) tell(message string) error {
	if s.socket == "" {
		return nil
	}
	c, err := net.Dial("unixgram", s.socket)
	if err != nil {
		return err
	}
	_, err = c.Write([]byte(message))
	return errors.Join(err, c.Close())
}

// supervised runs serve, which ends when ctx does, and tells systemd what becomes of it. It
// counts as alive as long as healthy finds nothing wrong: systemd starts a server anew that
// is not.
func (s supervisor) supervised(ctx context.Context, log *slog.Logger, healthy func(context.Context) error, serve func() error) error {
	tell := func(message string) {
		if err := s.tell(message); err != nil {
			log.Warn("systemd cannot be told", "message", message, "error", err)
		}
	}
	tell("READY=1")
	told := make(chan struct{})
	untold := context.AfterFunc(ctx, func() {
		defer close(told)
		tell("STOPPING=1")
	})
	defer func() {
		if !untold() { // the program must not end before
			<-told
		}
	}()
	if s.every > 0 {
		served := make(chan struct{})
		defer close(served)
		go func() {
			for alive := time.NewTicker(s.every); ; {
				select {
				case <-served:
					alive.Stop()
					return
				case <-alive.C:
				}
				if err := healthy(context.WithoutCancel(ctx)); err != nil {
					log.Error("not healthy", "error", err)
					continue
				}
				tell("WATCHDOG=1")
			}
		}()
	}
	return serve()
}
