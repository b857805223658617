package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/content/lazy"
	"waptkb/i18n"
	"waptkb/index"
)

// searchParams is what a request asks, as it was written.
type searchParams struct {
	Query     string      `json:"q"`
	Lang      string      `json:"lang"`
	Limit     json.Number `json:"limit"`
	Component string      `json:"component"`
}

// readSearchParams reads the query string, a form or a JSON body.
func readSearchParams(r *http.Request) (p searchParams, err error) {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method == http.MethodPost && mediaType == "application/json" {
		err = json.NewDecoder(r.Body).Decode(&p)
	} else if err = parseForm(r, mediaType); err == nil {
		p.Query = withoutReturns(r.Form.Get("q"))
		p.Lang, p.Limit, p.Component = r.Form.Get("lang"), json.Number(r.Form.Get("limit")), r.Form.Get("component")
	}
	if err != nil {
		err = bodyFault(err)
	}
	return p, err
}

func parseForm(r *http.Request, mediaType string) error {
	if r.Method == http.MethodPost && mediaType == "multipart/form-data" {
		return r.ParseMultipartForm(1 << 20)
	}
	return r.ParseForm()
}

// bodyFault tells a body that did not arrive from one that means nothing.
func bodyFault(err error) error {
	var f *fault
	if errors.As(err, &f) {
		return f
	}
	return newFault(faultBadBody)
}

// planSearch makes a query of what a request asks, or the fault that tells what is
// wrong. lang is the language where the request names none.
func planSearch(p searchParams, lang string) (index.Query, error) {
	q := index.Query{Text: p.Query, Lang: cmp.Or(p.Lang, lang), Component: p.Component}
	if p.Limit != "" {
		var err error
		if q.Limit, err = strconv.Atoi(string(p.Limit)); err != nil || q.Limit == 0 {
			q.Limit = -1 // no limit at all
		}
	}
	q, err := q.Checked()
	return q, invalidFault(err)
}

// invalidFault tells what is wrong with a query, if anything is: the faults have the
// names of their reasons.
func invalidFault(err error) error {
	var invalid index.Invalid
	if !errors.As(err, &invalid) {
		return err
	}
	return newFault(string(invalid), limitPairs(string(invalid))...)
}

// limitPairs are the placeholders of the faults that name a limit.
func limitPairs(kind string) []any {
	switch kind {
	case faultLongQuery:
		return []any{"max", i18n.Bytes(index.MaxQuery)}
	case faultBadLimit:
		return []any{"max", index.MaxResults}
	case faultUnknownLang:
		return []any{"accepted", strings.Join(i18n.Languages(), ", ")}
	case faultUnknownComponent:
		return []any{"accepted", strings.Join(content.Components, ", ")}
	}
	return nil
}

// planLang checks the name of a language; empty is fallback.
func planLang(lang, fallback string) (string, error) {
	lang = cmp.Or(lang, fallback)
	if !slices.Contains(i18n.Languages(), lang) {
		return fallback, invalidFault(index.UnknownLang)
	}
	return lang, nil
}

// articleID is what can be meant as the id of an article: ids are words joined by
// hyphens.
var articleID = lazy.Regexp(`^[A-Za-z0-9_-]{1,200}$`)

// findArticle gives an article, or the fault that names what was perhaps meant.
// Nothing is looked for that cannot be an id.
func (s *Server) findArticle(id, lang string) (*content.Article, error) {
	if !articleID().MatchString(id) {
		return nil, newFault(faultUnknownArticle)
	}
	a, err := s.library().Article(id, lang)
	if err == nil {
		return a, nil
	}
	f := newFault(faultUnknownArticle)
	f.closest = s.library().Closest(id, 3)
	return nil, f
}

// searchTime is how long a search may take that waits for others.
const searchTime = 10 * time.Second

// search asks the index. A client that has closed its side of the connection still
// waits for its answer, though net/http ends the context then; a search takes
// milliseconds.
func (s *Server) search(c echo.Context, q index.Query) (*index.Response, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), searchTime)
	defer cancel()
	return s.index.Search(ctx, q)
}
