package server

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/index/api"
	"waptkb/index/redact"
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
		s.metrics.counter(metricCache, "result", "hit").Inc()
		count(found.counters)
		s.counts.Add(found.keys...)
		return respond(c, http.StatusOK, typeJSON, found.body)
	}
	s.metrics.counter(metricCache, "result", "miss").Inc()
	r, err := s.search(c, q)
	if err != nil {
		return err
	}
	body, err := marshalJSON(api.NewSearch(q, r, time.Since(begin)))
	if err != nil {
		return err
	}
	s.cache.put(q, body, s.metrics.countersOf(r), s.counts.Keys(s.library(), r))
	return respond(c, http.StatusOK, typeJSON, body)
}

func (s *Server) articlesAPI(c echo.Context, lang string) error {
	kind := c.QueryParam("kind")
	if err := checkKind(kind, articleKinds()...); err != nil {
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

// suggestAPI completes what is being typed. format=opensearch gives the array
// that browsers expect: the prefix, the texts, their descriptions, their pages,
// which are left out where the address of the site is unknown.
func (s *Server) suggestAPI(c echo.Context, lang string) error {
	prefix := c.QueryParam("q")
	found, err := api.Suggest(c.Request().Context(), s.index, prefix, lang)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "private, max-age=300")
	if c.QueryParam("format") != "opensearch" {
		return respondJSON(c, found)
	}
	texts, descriptions, urls := []string{}, []string{}, []string{}
	for _, f := range found {
		texts, descriptions = append(texts, f.Text), append(descriptions, "")
		if s.cfg.PublicURL != "" {
			urls = append(urls, s.cfg.PublicURL+f.URL)
		}
	}
	return respondJSONAs(c, http.StatusOK, "application/x-suggestions+json", []any{redact.Secrets(prefix), texts, descriptions, urls})
}
