package server

import (
	"context"
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/index"
)

// Healthy tells whether the server answers; see [healthy].
func (s *Site) Healthy(ctx context.Context) error { return healthy(ctx, s.latest.Load().plain) }

// healthy runs a real search: the title of the first article must find something.
func healthy(ctx context.Context, x index.Service) error {
	articles := x.Library().Articles(content.Primary)
	if len(articles) == 0 {
		return errors.New("the library is empty")
	}
	r, err := x.Search(ctx, index.Query{Text: articles[0].Title, Lang: content.Primary})
	if err != nil {
		return err
	}
	if len(r.Results) == 0 {
		return errors.New("the index finds nothing")
	}
	return nil
}

// health tells whether the server is [healthy], which program answers, and how old its
// articles are.
func (s *Server) health(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if err := healthy(c.Request().Context(), s.plain); err != nil {
		return err
	}
	return respondJSON(c, map[string]string{
		"status": "ok", "version": s.cfg.Version, "commit": s.cfg.Commit, "content": s.library().Date(),
	})
}

// ready tells a load balancer whether to send requests here: not any more once
// the server has been told to end, while it still answers for the time of
// Config.Drain. The index is there from the start.
func (s *Server) ready(c echo.Context) error {
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if s.ending.Err() != nil {
		return c.JSON(http.StatusServiceUnavailable, map[string]string{"status": "ending"})
	}
	return respondJSON(c, map[string]string{"status": "ready"})
}

// shortCommit is how much of a commit's name people need.
const shortCommit = 12

// release names the program for people: its version, and its commit where the version does not
// name that already.
func (cfg *Config) release() string {
	commit := cfg.Commit[:min(shortCommit, len(cfg.Commit))]
	if strings.Contains(cfg.Version, commit) {
		return cfg.Version
	}
	return cfg.Version + " (" + commit + ")"
}
