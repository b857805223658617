package index

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"waptkb/content"
)

// Questions lists the passages that are user questions or pastes.
func (x *Index) Questions() []int {
	var out []int
	for i := range x.passages {
		if x.info[i].group == asked {
			out = append(out, i)
		}
	}
	return out
}

// LeaveOneOut asks every user question of the articles with that question taken
// out of the index. It estimates how questions that nobody wrote down yet would
// fare, and shows which articles are hard to find. It reports progress, when it
// is not nil, after each question.
func (x *Index) LeaveOneOut(ctx context.Context, progress func(done int)) ([]Outcome, error) {
	var out []Outcome
	for n, i := range x.Questions() {
		p := x.passages[i]
		lang, cat := p.Lang, category(p.Text, p.Lang)
		if p.Kind == KindPaste {
			lang, cat = content.Primary, "paste"
		}
		q := Query{Text: p.Text, Lang: lang, Limit: 10, without: int32(i) + 1}
		r, err := x.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		id := x.lib.IDs()[p.Article]
		out = append(out, outcome(Case{ID: fmt.Sprintf("%s/%s/%d", id, cmp.Or(p.Lang, cat), p.Number+1), Q: p.Text, Gold: []string{id}, Cat: cat, Lang: lang}, r))
		if progress != nil {
			progress(n + 1)
		}
	}
	return out, nil
}

// maxKeywords is how many words a question of keywords has at most.
const maxKeywords = 5

func category(text, lang string) string {
	if n := len(strings.Fields(text)); n <= maxKeywords {
		return "keywords"
	}
	if lang == content.Primary {
		return "fr_symptom"
	}
	return lang + "_symptom"
}
