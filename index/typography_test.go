package index

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/i18n"
)

var (
	plain   = strings.NewReplacer("’", "'", i18n.NoBreak, " ", i18n.NarrowNoBreak, " ").Replace
	typeset = strings.NewReplacer("'", "’", " :", i18n.NoBreak+":", " !", i18n.NarrowNoBreak+"!", " ?", i18n.NarrowNoBreak+"?").Replace
)

// What people type has none of the typography of articles, and what a word processor
// passes on has more than programs print: both find the same.
func TestTypographyMakesNoDifference(t *testing.T) {
	x := theIndex(t)
	type found struct {
		IDs    []string
		Scores []float64
		Answer string
		Sure   bool
		Typed  []Suggestion
	}
	find := func(text, lang string) (f found) {
		r, err := x.Search(context.Background(), Query{Text: text, Lang: lang, Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		for _, res := range r.Results {
			f.IDs, f.Scores = append(f.IDs, res.Article.ID), append(f.Scores, res.Score)
		}
		if r.Answer != nil {
			f.Answer, f.Sure = r.Answer.Article.ID, r.Answer.Match != nil
		}
		f.Typed = x.Suggest(text, lang, 5)
		return f
	}
	compared := 0
	same := func(text, lang string) {
		a, b := plain(text), typeset(text)
		if a == b {
			return
		}
		compared++
		if diff := cmp.Diff(find(a, lang), find(b, lang)); diff != "" {
			t.Errorf("%q and %q find different things (-plain +typeset):\n%s", a, b, diff)
		}
	}
	for _, id := range x.lib.IDs() {
		for _, lang := range i18n.Languages() {
			a, err := x.lib.Article(id, lang)
			if err != nil {
				t.Fatal(err)
			}
			same(a.Title, lang)
			if lang == content.Primary {
				for _, e := range a.Errors {
					same(e.Filled("x"), lang)
				}
			}
		}
	}
	if compared < 50 {
		t.Errorf("only %d texts have typography", compared)
	}
}
