package index

import (
	"cmp"
	"context"
	"io"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/i18n"
)

// Service is the door to all that is known. Every channel asks through it, with the
// same limits; [Index] is the one that answers.
type Service interface {
	Search(context.Context, Query) (*Response, error)
	Diagnose(context.Context, io.Reader, DiagnoseOptions) (*Diagnosis, error)
	Suggest(prefix, lang string, limit int) []Suggestion
	Library() *content.Library
}

// Limits of what is asked, the same in every channel.
const (
	MaxQuery       = 16 << 10 // bytes of a question; what is longer is a log
	MaxTyped       = 200      // of what is completed while somebody types it
	MaxResults     = 50
	DefaultResults = 10
)

// Invalid is a question that is not searched for, and why. Each channel says it in its
// own words.
type Invalid string

// Why a question is not searched for.
const (
	EmptyQuery       Invalid = "empty-query"
	LongQuery        Invalid = "long-query"
	UnknownLang      Invalid = "unknown-lang"
	UnknownComponent Invalid = "unknown-component"
	BadLimit         Invalid = "bad-limit"
)

func (i Invalid) Error() string { return string(i) }

// Query is a question.
type Query struct {
	Text      string // an error, a paste of many lines, a question, keywords
	Lang      string // language of the results; empty for the primary one
	Component string // only results of this component, by name or slug; empty for all
	Limit     int    // at most this many results; 0 for DefaultResults
	Explain   bool   // tell what speaks for each result
	Findings  bool   // list the known problems of a text of several lines, too

	without int32 // a passage, plus one, that is taken out of the index; 0 for none
}

// Checked gives the query as it is searched for, with what was left out filled in, or
// the error that is an [Invalid].
func (q Query) Checked() (Query, error) {
	switch {
	case strings.TrimSpace(q.Text) == "":
		return q, EmptyQuery
	case len(q.Text) > MaxQuery:
		return q, LongQuery
	case q.Limit < 0 || q.Limit > MaxResults:
		return q, BadLimit
	}
	q.Lang, q.Limit = cmp.Or(q.Lang, content.Primary), cmp.Or(q.Limit, DefaultResults)
	if !slices.Contains(i18n.Languages(), q.Lang) {
		return q, UnknownLang
	}
	if q.Component != "" {
		name, ok := content.ComponentNamed(q.Component)
		if !ok {
			return q, UnknownComponent
		}
		q.Component = name
	}
	q.Text = strings.ToValidUTF8(q.Text, "\uFFFD")
	return q, nil
}
