package server

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/index/api"
)

func (s *Server) searchAPI(c echo.Context) error {
	begin := time.Now()
	params, err := readSearchParams(c.Request())
	if err != nil {
		return err
	}
	q, err := planSearch(params, languageOf(c))
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if found := s.cache.get(q); found != nil {
		s.metrics.cache.WithLabelValues("hit").Inc()
		s.metrics.countSearch(found.outcome)
		return respond(c, http.StatusOK, typeJSON, found.body)
	}
	s.metrics.cache.WithLabelValues("miss").Inc()
	ctx, cancel := searching(c)
	defer cancel()
	r, err := s.cfg.Index.Search(ctx, q)
	if err != nil {
		return err
	}
	body, err := marshalJSON(api.NewSearch(q, r, time.Since(begin)))
	if err != nil {
		return err
	}
	s.cache.put(q, body, outcomeOf(r))
	return respond(c, http.StatusOK, typeJSON, body)
}

func (s *Server) articlesAPI(c echo.Context, lang string) error {
	kind, err := planKind(c.QueryParam("kind"), articleKinds()...)
	if err != nil {
		return err
	}
	entries := []api.ArticleEntry{}
	for _, a := range s.ofKind(kind, lang) {
		entries = append(entries, api.NewArticleEntry(a, lang))
	}
	return respondJSON(c, entries)
}

// articleKinds lists the kinds of what the API lists, that of articles first.
func articleKinds() []string {
	return []string{content.KindArticle, content.KindMessage, content.KindCode}
}

// ofKind lists the articles, or the entries of the reference of another kind.
func (s *Server) ofKind(kind, lang string) []*content.Article {
	if kind == "" || kind == content.KindArticle {
		return s.library().Articles(lang)
	}
	var out []*content.Article
	for _, id := range s.library().Entries() {
		if a, err := s.library().Entry(id, lang); err == nil && a.Kind == kind {
			out = append(out, a)
		}
	}
	return out
}

func (s *Server) articleAPI(c echo.Context, lang string) error {
	a, err := s.findArticle(c.Param("id"), lang)
	if err != nil {
		return err
	}
	html := s.renderArticle(a, s.library().Document(a).Blocks, lang, "")
	return respondJSON(c, api.NewArticle(s.library(), a, lang, html))
}
