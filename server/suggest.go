package server

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"waptkb/index/api"
	"waptkb/index/redact"
)

// maxSuggestions is how many suggestions a list has.
const maxSuggestions = 8

// suggestion is a text that somebody may be typing.
type suggestion struct {
	Text string `json:"text"`
	ID   string `json:"id"`
	URL  string `json:"url"`
}

// suggestAPI completes what is being typed. format=opensearch gives the array
// that browsers expect: the prefix, the texts, their descriptions, their pages,
// which are left out where the address of the site is unknown.
func (s *Server) suggestAPI(c echo.Context, lang string) error {
	prefix := c.QueryParam("q")
	found := []suggestion{}
	for _, f := range s.cfg.Index.Suggest(prefix, lang, maxSuggestions) {
		found = append(found, suggestion{f.Text, f.ID, api.ArticleURL(lang, f.ID)})
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
