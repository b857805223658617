package server

import (
	"errors"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/index"
)

// health runs a real search: the title of the first article must find it.
func (s *Server) health(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	articles := s.library().Articles(content.Primary)
	if len(articles) == 0 {
		return errors.New("the library is empty")
	}
	r, err := s.plain.Search(c.Request().Context(), index.Query{Text: articles[0].Title, Lang: content.Primary})
	if err != nil {
		return err
	}
	if len(r.Results) == 0 {
		return errors.New("the index finds nothing")
	}
	return respondJSON(c, map[string]string{"status": "ok", "version": s.cfg.Version})
}
