package server

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"
)

// staticFile sends a file of package assets, compressed beforehand. Its address
// has a fingerprint, so browsers keep it for a year.
func (s *Server) staticFile(c echo.Context) error {
	f, lasting, ok := s.static.Find(c.Request().URL.Path)
	if !ok {
		return newFault(faultUnknownPath)
	}
	h := c.Response().Header()
	vary(c, echo.HeaderAcceptEncoding)
	h.Set(echo.HeaderCacheControl, "no-cache")
	if lasting {
		h.Set(echo.HeaderCacheControl, "public, max-age=31536000, immutable")
	}
	body, tag := f.Plain, `"`+f.Hash+`"`
	if f.Gzipped != nil && takesGzip(c.Request()) {
		h.Set(echo.HeaderContentEncoding, codingGzip)
		body, tag = f.Gzipped, `"`+f.Hash+`-gzip"`
	}
	h.Set("ETag", tag)
	if notModified(c.Request(), tag) {
		h.Del(echo.HeaderContentEncoding)
		return c.NoContent(http.StatusNotModified)
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(len(body)))
	return c.Blob(http.StatusOK, f.Type, body)
}

// figure sends a picture of an article.
func (s *Server) figure(c echo.Context) error {
	data, err := s.library().Figure(c.Param("name"))
	if err != nil {
		return err
	}
	return respond(c, http.StatusOK, "image/svg+xml", data)
}
