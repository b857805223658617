package server

import (
	"errors"
	"io"
	"math"
	"net/http"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"github.com/labstack/echo/v4"
	"golang.org/x/time/rate"

	"waptkb/i18n"
)

// This file bounds what one client can ask of the server: how fast, how often
// and in which form. limitBody bounds how much.

// Times that a request gets.
const (
	queryReadTime = 15 * time.Second // for the body of a search
	mcpReadTime   = 30 * time.Second // for what an assistant asks, a log perhaps
	apiWriteTime  = time.Minute      // for the client to take an answer of the API
)

// limitTime gives the body of a request and the taking of its answer a time
// shorter than the one that a log may need. 0 leaves a time as it is.
func limitTime(read, write time.Duration) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			control, now := http.NewResponseController(c.Response()), time.Now()
			if read > 0 {
				// What cannot be set, as in tests without a network, is not needed.
				_ = control.SetReadDeadline(now.Add(read))
			}
			if write > 0 {
				_ = control.SetWriteDeadline(now.Add(write))
			}
			return next(c)
		}
	}
}

// requestBody makes faults of the errors of a body: they are never our doing.
type requestBody struct{ io.ReadCloser }

func (b requestBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil || errors.Is(err, io.EOF):
		return n, err
	case errors.As(err, &tooLarge):
		return n, newFault(faultLargeBody, "max", i18n.Bytes(tooLarge.Limit))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return n, newFault(faultSlowBody)
	}
	return n, newFault(faultBadBody)
}

// refuseCompressed refuses bodies with a content coding, which could unpack to
// any size. A log packed as a file is another matter: its unpacking is bounded.
func refuseCompressed(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		coding := strings.TrimSpace(c.Request().Header.Get(echo.HeaderContentEncoding))
		if coding != "" && !strings.EqualFold(coding, "identity") {
			c.Response().Header().Set(echo.HeaderAcceptEncoding, "identity")
			return newFault(faultCompressedBody)
		}
		return next(c)
	}
}

// maxClients is how many clients are remembered; the one not seen for the
// longest time is forgotten first.
const maxClients = 10_000

// limiter counts the requests of each client.
type limiter struct {
	rate  rate.Limit
	burst int

	mu      sync.Mutex
	clients *simplelru.LRU[netip.Addr, *rate.Limiter]
}

// newLimiter makes a limiter; nil limits nothing.
func newLimiter(perSecond float64, burst int) *limiter {
	if perSecond <= 0 {
		return nil
	}
	if burst <= 0 {
		burst = int(max(1, math.Ceil(2*perSecond)))
	}
	clients, _ := simplelru.NewLRU[netip.Addr, *rate.Limiter](maxClients, nil) // fails without a size
	return &limiter{rate: rate.Limit(perSecond), burst: burst, clients: clients}
}

// wait counts a request and tells how long the client must wait; 0 lets it in.
func (l *limiter) wait(addr netip.Addr) time.Duration {
	addr = addr.Unmap().WithZone("")
	if addr.Is6() { // a customer has a whole /64
		if prefix, err := addr.Prefix(64); err == nil {
			addr = prefix.Addr()
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	allowed, ok := l.clients.Get(addr)
	if !ok {
		allowed = rate.NewLimiter(l.rate, l.burst)
		l.clients.Add(addr, allowed)
	}
	r := allowed.Reserve()
	delay := r.Delay()
	if delay > 0 {
		r.Cancel()
	}
	return delay
}

// admit counts a request, or one of several that came in one, and tells how long
// its client must wait; 0 lets it in.
func (s *Site) admit(r *http.Request) time.Duration {
	if s.clients == nil {
		return 0
	}
	addr, err := netip.ParseAddr(s.address(r))
	if err != nil {
		return 0 // not a network address: a test, or a socket of this machine
	}
	return s.clients.wait(addr)
}

// limitRate refuses the requests of a client that asks too often. Files, chats
// and help desks (which have secrets, and one address for everybody) and what watches the
// server are let through.
func (s *Server) limitRate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		path := c.Request().URL.Path
		for _, free := range []string{"/static/", "/figures/", "/chat/", "/hook/", "/healthz", "/readyz", "/metrics"} {
			if strings.HasPrefix(path, free) {
				return next(c)
			}
		}
		if wait := s.admit(c.Request()); wait > 0 {
			seconds := strconv.Itoa(int(math.Ceil(wait.Seconds())))
			c.Response().Header().Set(echo.HeaderRetryAfter, seconds)
			return newFault(faultTooManyRequests, "seconds", seconds)
		}
		return next(c)
	}
}
