package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/index"
)

// This file puts other content in the place of what a site answers from. A request that is open
// goes on with what it began with; when the last one of those ends, nothing holds it any more.

// Replace answers new requests out of an index. One that finds nothing is refused, and what
// is there stays. faults is what is wrong with the content, which an author who watches sees.
func (s *Site) Replace(ctx context.Context, x index.Service, faults []*content.Problem) error {
	if err := healthy(ctx, x); err != nil {
		return fmt.Errorf("the new content: %w", err)
	}
	return s.follow(s.latest.Load(), x, faults)
}

// Keep goes on with the content that is there, beside which somebody wrote what has faults.
func (s *Site) Keep(faults []*content.Problem) error {
	current := s.latest.Load()
	return s.follow(current, current.plain, faults)
}

// follow has a server answer in the place of another one.
func (s *Site) follow(last *Server, x index.Service, faults []*content.Problem) error {
	next, err := s.serverOf(x, faults)
	if err != nil {
		return err
	}
	if !s.latest.CompareAndSwap(last, next) {
		return fmt.Errorf("the content was replaced twice at once")
	}
	close(last.replaced)
	last.cache.close()
	return nil
}

// latest asks the index that is there, for what outlives it.
type latest struct{ site *Site }

func (l latest) now() index.Service { return l.site.latest.Load().index }

func (l latest) Search(ctx context.Context, q index.Query) (*index.Response, error) {
	return l.now().Search(ctx, q)
}

func (l latest) Diagnose(ctx context.Context, r io.Reader, o index.DiagnoseOptions) (*index.Diagnosis, error) {
	return l.now().Diagnose(ctx, r, o)
}

func (l latest) Suggest(prefix, lang string, limit int) []index.Suggestion {
	return l.now().Suggest(prefix, lang, limit)
}

func (l latest) Library() *content.Library { return l.now().Library() }

// watchTime is how long a page waits for other content before it asks again.
const watchTime = 25 * time.Second

// watch tells a page that is open which content it would have now, as soon as that is another.
func (s *Server) watch(c echo.Context) error {
	if c.QueryParam("edition") == s.edition {
		wait := time.NewTimer(watchTime)
		defer wait.Stop()
		select {
		case <-s.replaced:
		case <-wait.C:
		case <-s.ending.Done():
		case <-c.Request().Context().Done():
		}
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if s.ending.Err() != nil {
		return s.ready(c)
	}
	return c.JSON(http.StatusOK, map[string]string{"edition": s.latest.Load().edition})
}

// faultLines tells an author what is wrong, as editors and compilers do.
func faultLines(faults []*content.Problem, lang string) (lines []string) {
	for _, p := range faults {
		line := p.File
		if p.Line > 0 {
			line += ":" + strconv.Itoa(p.Line)
		}
		lines = append(lines, line+": "+p.In(lang))
	}
	return lines
}
