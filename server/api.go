package server

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/i18n"
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

// maxSuggestions is how many suggestions a list has.
const maxSuggestions = 8

// suggestion is a text that somebody may be typing, and what it opens.
type suggestion struct {
	Text    string `json:"text"`
	ID      string `json:"id"`
	URL     string `json:"url"`
	Kind    string `json:"kind"`
	Title   string `json:"title"`
	Lang    string `json:"lang"`              // of the title
	Summary string `json:"summary,omitempty"` // its first sentence, of the first suggestion
}

// suggestions gives one suggestion for each article, those of one kind together.
func (s *Server) suggestions(prefix, lang string) []suggestion {
	found := []suggestion{}
	for _, f := range s.index.Suggest(prefix, lang, 3*maxSuggestions) {
		a, err := s.library().Article(f.ID, lang)
		same := func(o suggestion) bool { return o.ID == f.ID }
		if err != nil || len(found) == maxSuggestions || slices.ContainsFunc(found, same) {
			continue
		}
		one := suggestion{Text: f.Text, ID: f.ID, URL: api.ArticleURL(lang, f.ID), Kind: a.Kind, Title: a.Title, Lang: a.Lang}
		if a.Kind != content.KindArticle {
			one.Lang = i18n.Machine
		}
		found = append(found, one)
	}
	slices.SortStableFunc(found, func(a, b suggestion) int {
		return slices.Index(articleKinds(), a.Kind) - slices.Index(articleKinds(), b.Kind)
	})
	if len(found) > 0 {
		if a, err := s.library().Article(found[0].ID, lang); err == nil {
			first, _, _ := strings.Cut(a.Summary, ". ")
			found[0].Summary = strings.TrimSuffix(first, ".") + "."
		}
	}
	return found
}

// suggestAPI completes what is being typed. format=opensearch gives the array
// that browsers expect: the prefix, the texts, their descriptions, their pages,
// which are left out where the address of the site is unknown.
func (s *Server) suggestAPI(c echo.Context, lang string) error {
	prefix := c.QueryParam("q")
	found := s.suggestions(prefix, lang)
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
