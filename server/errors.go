package server

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index/redact"
	"waptkb/server/internal/discreet"
)

// fault is an error of the client's doing, which the answer explains.
type fault struct {
	faultKind
	pairs   []any    // placeholders of the detail
	what    string   // key of a text that the detail has for {what}
	closest []string // ids of articles that may have been meant
}

func (f *fault) Error() string { return f.Name }

// Kinds of faults. The page about the API explains each under its name.
var (
	faultEmptyQuery       = newKind("empty-query", http.StatusBadRequest)
	faultLongQuery        = newKind("long-query", http.StatusRequestEntityTooLarge)
	faultLargeBody        = newKind("large-body", http.StatusRequestEntityTooLarge)
	faultBadBody          = newKind("bad-body", http.StatusBadRequest)
	faultEmptyLog         = newKind("empty-log", http.StatusBadRequest)
	faultNotALog          = newKind("not-a-log", http.StatusUnprocessableEntity)
	faultCompressedBody   = newKind("compressed-body", http.StatusUnsupportedMediaType)
	faultSlowBody         = newKind("slow-body", http.StatusRequestTimeout)
	faultUnknownLang      = newKind("unknown-lang", http.StatusBadRequest)
	faultUnknownComponent = newKind("unknown-component", http.StatusBadRequest)
	faultUnknownValue     = newKind("unknown-value", http.StatusBadRequest)
	faultBadLimit         = newKind("bad-limit", http.StatusBadRequest)
	faultUnknownArticle   = newKind("unknown-article", http.StatusNotFound)
	faultUnknownPath      = newKind("unknown-path", http.StatusNotFound)
	faultBadMethod        = newKind("bad-method", http.StatusMethodNotAllowed)
	faultTooManyRequests  = newKind("too-many-requests", http.StatusTooManyRequests)
	faultInternal         = newKind("internal", http.StatusInternalServerError)
)

// faultKinds lists all kinds of faults with their status.
var faultKinds []faultKind

type faultKind struct {
	Name   string // of its title, error.<name>.title, and its detail, error.<name>.detail
	Status int
}

func newKind(name string, status int) string {
	faultKinds = append(faultKinds, faultKind{name, status})
	return name
}

// newFault makes a fault of a kind, with the placeholders of its detail.
func newFault(kind string, pairs ...any) *fault {
	i := slices.IndexFunc(faultKinds, func(k faultKind) bool { return k.Name == kind })
	if i < 0 {
		return newFault(faultInternal)
	}
	return &fault{faultKind: faultKinds[i], pairs: pairs}
}

// asFault finds the fault behind any error. What is not the client's doing is
// an internal fault, of which nothing is said.
func asFault(err error) *fault {
	var f *fault
	var fromEcho *echo.HTTPError
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, content.ErrNotFound):
		return newFault(faultUnknownPath)
	case errors.Is(err, context.Canceled): // the client has gone
		return newFault(faultBadBody)
	case !errors.As(err, &fromEcho) || fromEcho.Code >= http.StatusInternalServerError:
		return newFault(faultInternal)
	case fromEcho.Code == http.StatusNotFound:
		return newFault(faultUnknownPath)
	case fromEcho.Code == http.StatusMethodNotAllowed:
		return newFault(faultBadMethod)
	}
	return newFault(faultBadBody)
}

// problem is the RFC 9457 form of a fault.
type problem struct {
	Type     string   `json:"type"`
	Title    string   `json:"title"`
	Status   int      `json:"status"`
	Detail   string   `json:"detail"`
	Instance string   `json:"instance"`
	Closest  []string `json:"closest,omitempty"` // ids that may have been meant
}

// handleError is the one place where errors become answers.
func (s *Server) handleError(err error, c echo.Context) {
	var network *net.OpError
	if c.Response().Committed && errors.As(err, &network) {
		return // the client has gone while the answer was sent
	}
	f := asFault(err)
	if f.Status >= http.StatusInternalServerError {
		s.log.LogAttrs(c.Request().Context(), slog.LevelError, "fault",
			slog.String("id", c.Response().Header().Get(echo.HeaderXRequestID)),
			s.route(c), slog.String("error", discreet.Error(err)))
	}
	if c.Response().Committed {
		return
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
	if strings.HasPrefix(c.Request().URL.Path, "/api/") {
		err = s.sendProblem(c, f)
	} else {
		err = s.errorPage(c, f)
	}
	if err != nil {
		s.log.LogAttrs(c.Request().Context(), slog.LevelError, "answering a fault", s.route(c), slog.String("error", discreet.Error(err)))
	}
}

// detail explains a fault in a language.
func (s *Server) detail(f *fault, lang string) string {
	pairs := f.pairs
	if f.what != "" {
		pairs = append(slices.Clone(pairs), "what", s.cfg.Messages.Text(lang, f.what))
	}
	return s.cfg.Messages.Text(lang, "error."+f.Name+".detail", pairs...)
}

// maxShown is how many bytes of an address an answer shows that is not a page of
// the site: a fault must not be larger than what it is about.
const maxShown = 200

// shortPath gives the beginning of a path, as it stands in an address.
func shortPath(u *url.URL) string {
	path := maskedPath(u)
	if len(path) <= maxShown {
		return path
	}
	path = path[:maxShown]
	if i := strings.LastIndexByte(path, '%'); i > len(path)-3 {
		path = path[:i]
	}
	return path
}

func (s *Server) sendProblem(c echo.Context, f *fault) error {
	lang := s.languageOfFault(c)
	return respondJSONAs(c, f.Status, "application/problem+json", problem{
		Type:     problemType(f.Name),
		Title:    s.cfg.Messages.Text(lang, "error."+f.Name+".title"),
		Status:   f.Status,
		Detail:   s.detail(f, lang),
		Instance: shortPath(c.Request().URL),
		Closest:  f.closest,
	})
}

// languageOfFault gives the language to explain a fault in; the request may
// name one that does not exist.
func (s *Server) languageOfFault(c echo.Context) string {
	for _, lang := range i18n.Languages() {
		if c.QueryParam("lang") == lang || strings.HasPrefix(c.Request().URL.Path, "/"+lang+"/") {
			return lang
		}
	}
	return languageOf(c)
}

type errorView struct {
	page
	Status  int
	Detail  string
	Hint    string             // what to do; may be empty
	Closest []*content.Article // that may have been meant
}

func (s *Server) errorPage(c echo.Context, f *fault) error {
	lang := s.languageOfFault(c)
	c.Set(langKey, lang)
	v := errorView{
		page:   s.newPage(c, s.cfg.Messages.Text(lang, "error."+f.Name+".title"), ""),
		Status: f.Status, Detail: s.detail(f, lang), Closest: s.articles(f.closest, lang),
	}
	v.Robots, v.BigBox, v.Query = "noindex", true, redact.Secrets(boxText(c))
	switch {
	case f.Name == faultLargeBody:
		v.Hint = v.T("box.keep")
	case c.Request().Method == http.MethodPost && isBox(c) && v.Query == "":
		v.Hint = v.T("error.back")
	}
	if u := c.Request().URL; len(u.EscapedPath())+len(u.RawQuery) > maxShown {
		v.Alternates = s.alternates(lang, "", "")
	}
	return s.render(c, f.Status, "error", v)
}
