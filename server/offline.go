package server

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"
)

// This file keeps the site readable when the server is gone: over HTTPS a service worker
// (assets/static/worker.js) keeps a copy of all pages, in which the engine of the site
// without a server searches. Where that is switched off, the same worker takes itself and
// its copy away.

const workerPath = "/worker.js"

// offlineCopy is what browsers keep, ready to be sent.
type offlineCopy struct {
	path    string // tells the content
	gzipped []byte
}

// offline gives the copy, which is made when it is first asked for.
func (s *Server) offline() func() (offlineCopy, error) {
	return sync.OnceValues(func() (offlineCopy, error) {
		data, err := s.cfg.Offline(s.plain)
		if err != nil {
			return offlineCopy{}, fmt.Errorf("making the copy for browsers: %w", err)
		}
		sum := sha256.Sum256(data)
		return offlineCopy{"/offline/" + hex.EncodeToString(sum[:8]), gzipped(data)}, nil
	})
}

// offlineRoutes adds the worker, and the copy where there is one.
func (s *Server) offlineRoutes(e *echo.Echo) {
	if s.cfg.Files != nil {
		return
	}
	if s.cfg.Offline == nil {
		e.GET(workerPath, func(c echo.Context) error { return s.worker(c, "") })
		return
	}
	made := s.offline()
	e.GET(workerPath, func(c echo.Context) error {
		kept, err := made()
		if err != nil {
			return err
		}
		return s.worker(c, kept.path)
	})
	e.GET("/offline/:version", func(c echo.Context) error {
		kept, err := made()
		switch {
		case err != nil:
			return err
		case c.Request().URL.Path != kept.path || !takesGzip(c.Request()): // as all browsers do
			return newFault(faultUnknownPath)
		}
		h := c.Response().Header()
		h.Set(echo.HeaderCacheControl, "no-store") // the worker keeps it
		h.Set(echo.HeaderContentEncoding, codingGzip)
		h.Set(echo.HeaderContentLength, strconv.Itoa(len(kept.gzipped)))
		return c.Blob(http.StatusOK, echo.MIMEOctetStream, kept.gzipped)
	})
}

// worker sends the service worker. A browser that has it asks for it from time to time, and
// takes what is another one.
func (s *Server) worker(c echo.Context, path string) error {
	f, _, ok := s.static.Find("/static/worker.js")
	if !ok {
		return newFault(faultUnknownPath)
	}
	policy := strings.Replace(s.policy(), "script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", 1)
	return respond(c, http.StatusOK, f.Type, fmt.Appendf(nil, "const copy = %q, policy = %q;\n%s", path, policy, f.Plain))
}
