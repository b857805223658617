package server

import (
	"bytes"
	"crypto/rand"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/server/internal/discreet"
)

// contentSecurityPolicy allows what comes from this site and nothing else; no
// inline script or style.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
	"connect-src 'self'; form-action 'self'; base-uri 'none'; manifest-src 'self'; frame-ancestors "

// notFramed lets no page show ours in a frame.
func notFramed(h http.Header) {
	h.Set("Content-Security-Policy", contentSecurityPolicy+"'none'")
	h.Set("X-Frame-Options", "DENY")
}

// policy is the content security policy of the site, which the named origins may frame.
func (s *Server) policy() string {
	if len(s.cfg.FrameOrigins) == 0 {
		return contentSecurityPolicy + "'none'"
	}
	return contentSecurityPolicy + strings.Join(s.cfg.FrameOrigins, " ")
}

// securityHeaders go with every answer. X-Frame-Options knows no names, so that it is left
// out where some origins may show our pages.
func (s *Server) securityHeaders(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		if notFramed(h); len(s.cfg.FrameOrigins) > 0 {
			h.Set("Content-Security-Policy", s.policy())
			h.Del("X-Frame-Options")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		return next(c)
	}
}

// headAsGet lets a GET handler answer HEAD; net/http drops the body.
func headAsGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// logRequests gives each request an id and logs it without a word of what was
// sent: the route stands for the path, since people paste into addresses, too.
func (s *Server) logRequests(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begin, id := time.Now(), rand.Text()
		c.Response().Header().Set(echo.HeaderXRequestID, id)
		err := next(c)
		if err != nil {
			c.Error(err)
		}
		r := c.Request()
		level := slog.LevelInfo
		if c.Response().Status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		s.log.LogAttrs(r.Context(), level, "request",
			slog.String("id", id), slog.String("method", methodOf(r)), s.route(c),
			slog.Int("status", c.Response().Status), slog.Int64("bytes", c.Response().Size),
			slog.Duration("took", time.Since(begin)), slog.String("from", c.RealIP()))
		return nil
	}
}

// unknownRoute stands in the log and in the metrics for what is no route.
const unknownRoute = "other"

// route tells in the log what a request asked for: the pattern of its route and,
// where it names an article that exists, which.
func (s *Server) route(c echo.Context) slog.Attr {
	attrs := []slog.Attr{slog.String("path", s.metrics.route(c))}
	if id := strings.TrimSuffix(c.Param("id"), ".md"); articleID().MatchString(id) {
		if a, err := s.library().Article(id, content.Primary); err == nil {
			attrs = append(attrs, slog.String("article", a.ID))
		}
	}
	return slog.Attr{Value: slog.GroupValue(attrs...)}
}

// panicError makes an error of what recover gave, nil of nothing. A handler that gives
// a connection up goes on doing so.
func panicError(recovered any) error {
	switch recovered {
	case nil:
		return nil
	case http.ErrAbortHandler:
		panic(recovered)
	}
	return discreet.Panic(recovered)
}

// recoverFaults turns a panic into an error, so that one request fails and not
// the server.
func (s *Server) recoverFaults(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			if panicked := panicError(recover()); panicked != nil {
				err = panicked
			}
		}()
		return next(c)
	}
}

// lastResort logs, without its words, a panic outside of what recoverFaults
// guards; net/http would log all of it.
func (s *Site) lastResort(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if panicked := panicError(recover()); panicked != nil {
				s.log.Error("fault", "error", panicked)
				panic(http.ErrAbortHandler)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// protocolLog takes the log of net/http. Its lines may quote what a client sent,
// such as the protocols it asked for in a TLS handshake, so what is logged is
// which of the known things happened.
type protocolLog struct{ log *slog.Logger }

// protocolErrors are what net/http logs, handshakeErrors why a handshake fails.
var (
	protocolErrors = []string{"TLS handshake error", "panic serving", "Accept error", "superfluous response.WriteHeader", "URL query contains semicolon"}

	handshakeErrors = []string{
		"client sent an HTTP request to an HTTPS server", "first record does not look like a TLS handshake",
		"client offered only unsupported versions", "no cipher suite supported", "unsupported application protocols",
		"unknown certificate authority", "bad certificate", "unknown certificate", "certificate required",
		"connection reset by peer", "i/o timeout", "EOF",
	}
)

func (l protocolLog) Write(line []byte) (int, error) {
	known := func(list []string) string {
		for _, text := range list {
			if bytes.Contains(line, []byte(text)) {
				return text
			}
		}
		return "unknown"
	}
	what := known(protocolErrors)
	if what == protocolErrors[0] {
		what += ": " + known(handshakeErrors)
	}
	l.log.Warn("connection", "fault", what)
	return len(line), nil
}

// oneRequest ends a connection of HTTP/1 after a request whose end a proxy in
// front may have seen elsewhere than we did: one with a body in chunks, beside
// which a length may have stood, or with a body that its method has no use for.
// What follows it is never read as another request.
func oneRequest(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		unexpected := r.Method != http.MethodPost && r.ContentLength != 0
		if r.ProtoMajor == 1 && (unexpected || len(r.TransferEncoding) > 0) {
			c.Response().Header().Set(echo.HeaderConnection, "close")
		}
		return next(c)
	}
}

// limitBody cuts bodies off at a size; reading further is an
// [http.MaxBytesError].
func limitBody(size int64) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			if r.ContentLength > size {
				return newFault(faultLargeBody, "max", i18n.Bytes(size))
			}
			r.Body = requestBody{http.MaxBytesReader(c.Response(), r.Body, size)}
			return next(c)
		}
	}
}

// cors lets pages of the configured origins ask the API; "*" is all of them.
// Without origins no page of another site can read an answer. There are no
// cookies or passwords that could be misused.
func (s *Server) cors(next echo.HandlerFunc) echo.HandlerFunc {
	origins := s.cfg.Origins
	if len(origins) == 0 {
		return next
	}
	all := slices.Contains(origins, "*")
	return func(c echo.Context) error {
		r, h := c.Request(), c.Response().Header()
		if !strings.HasPrefix(r.URL.Path, "/api/") {
			return next(c)
		}
		origin := r.Header.Get(echo.HeaderOrigin)
		allowed := ""
		switch {
		case all:
			allowed = "*"
		case slices.Contains(origins, origin):
			allowed = origin
		}
		if !all {
			vary(c, echo.HeaderOrigin)
		}
		if allowed == "" || origin == "" {
			return next(c)
		}
		h.Set(echo.HeaderAccessControlAllowOrigin, allowed)
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		if r.Method != http.MethodOptions || r.Header.Get(echo.HeaderAccessControlRequestMethod) == "" {
			h.Set(echo.HeaderAccessControlExposeHeaders, "ETag, Retry-After, Content-Language, X-Request-Id")
			return next(c)
		}
		vary(c, echo.HeaderAccessControlRequestMethod)
		vary(c, echo.HeaderAccessControlRequestHeaders)
		h.Set(echo.HeaderAccessControlAllowMethods, "GET, HEAD, POST")
		h.Set(echo.HeaderAccessControlAllowHeaders, "Content-Type, Accept-Language, If-None-Match")
		h.Set(echo.HeaderAccessControlMaxAge, "86400")
		return c.NoContent(http.StatusNoContent)
	}
}
