package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

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
