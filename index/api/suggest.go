package api

import (
	"context"
	"errors"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
)

// Suggestion is a text that somebody may be typing, and what it opens.
type Suggestion struct {
	Text    string `json:"text"`
	ID      string `json:"id"`
	URL     string `json:"url"`
	Kind    string `json:"kind"`
	Answer  bool   `json:"answer,omitempty"` // to what is typed so far
	Title   string `json:"title"`
	Lang    string `json:"lang"`              // of the title
	Summary string `json:"summary,omitempty"` // its first sentence, of the first suggestion
}

// maxSuggestions is how many suggestions a list has.
const maxSuggestions = 8

// kinds orders the suggestions behind the answer.
var kinds = []string{content.KindArticle, content.KindMessage, content.KindCode}

// Suggest completes what is being typed: the answer to it, where it is an answer already,
// what it means where it is a code, and the texts that begin so. There is one suggestion for
// each article, and those of one kind stand together.
func Suggest(ctx context.Context, x index.Service, typed, lang string) ([]Suggestion, error) {
	found := suggestions{lang: lang, list: []Suggestion{}}
	if len(typed) > index.MaxTyped {
		return found.list, nil
	}
	r, err := x.Search(ctx, index.Query{Text: typed, Lang: lang})
	var invalid index.Invalid
	switch {
	case errors.As(err, &invalid): // nothing is typed yet
		return found.list, nil
	case err != nil:
		return nil, err
	}
	for _, a := range known(x.Library(), r, typed, lang) {
		found.add(a, a.Title)
	}
	for _, s := range x.Suggest(typed, lang, 3*maxSuggestions) {
		if a, err := x.Library().Article(s.ID, lang); err == nil {
			found.add(a, s.Text)
		}
	}
	if r.Answer != nil {
		found.list[0].Answer = true
	}
	slices.SortStableFunc(found.list, func(a, b Suggestion) int { return a.group() - b.group() })
	if len(found.list) > 0 {
		found.list[0].Summary = firstSentence(found.summary(x.Library(), r.Answer))
	}
	return found.list, nil
}

// group orders suggestions.
func (s Suggestion) group() int {
	if s.Answer {
		return -1
	}
	return slices.Index(kinds, s.Kind)
}

// known gives the answer to what is typed, or the entries of a code that is all of it.
func known(lib *content.Library, r *index.Response, typed, lang string) (out []*content.Article) {
	if r.Answer != nil {
		return []*content.Article{r.Answer.Article}
	}
	if _, ok := content.ParseCode(typed); !ok {
		return nil
	}
	for _, res := range r.Results {
		if res.Article.Kind == content.KindCode {
			out = append(out, res.Article)
		}
	}
	if r.Absent != nil && r.Absent.ID != "" {
		if a, err := lib.Entry(r.Absent.ID, lang); err == nil {
			out = append(out, a)
		}
	}
	return out
}

// summary gives the summary of what the first suggestion opens; of the answer with what was
// read.
func (s *suggestions) summary(lib *content.Library, answer *index.Answer) string {
	if answer != nil {
		return answer.Advice().Summary
	}
	a, err := lib.Article(s.list[0].ID, s.lang)
	if err != nil {
		return ""
	}
	return a.Summary
}

func firstSentence(text string) string {
	first, _, _ := strings.Cut(text, ". ")
	return strings.TrimSuffix(first, ".") + "."
}

// suggestions are made in a language.
type suggestions struct {
	lang string
	list []Suggestion
}

// add suggests an article, once and while there is room.
func (s *suggestions) add(a *content.Article, text string) {
	same := func(o Suggestion) bool { return o.ID == a.ID }
	if len(s.list) == maxSuggestions || slices.ContainsFunc(s.list, same) {
		return
	}
	one := Suggestion{Text: text, ID: a.ID, URL: ArticleURL(s.lang, a.ID), Kind: a.Kind, Title: a.Title, Lang: a.Lang}
	if a.Kind != content.KindArticle {
		one.Lang = i18n.Machine
	}
	s.list = append(s.list, one)
}
