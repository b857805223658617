package eval

import (
	"context"
	"fmt"
	"strings"

	"waptkb/content"
	"waptkb/index"
)

// LeaveOneOut asks every user question and paste of the articles with that one taken
// out of the index. It estimates how questions that nobody wrote down yet would fare,
// and shows which articles are hard to find. It reports progress, when it is not nil,
// after each question.
func LeaveOneOut(ctx context.Context, x *index.Index, progress func(done int)) ([]Outcome, error) {
	var out []Outcome
	for n, q := range x.Questions() {
		r, err := x.Search(ctx, q.Query)
		if err != nil {
			return nil, err
		}
		cat, name := category(q), q.Query.Lang
		if q.Paste {
			name = cat
		}
		id := fmt.Sprintf("%s/%s/%d", q.Article, name, q.Number)
		out = append(out, outcome(Case{ID: id, Q: q.Query.Text, Gold: []string{q.Article}, Cat: cat, Lang: q.Query.Lang}, r))
		if progress != nil {
			progress(n + 1)
		}
	}
	return out, nil
}

// maxKeywords is how many words a question of keywords has at most.
const maxKeywords = 5

func category(q index.Question) string {
	switch {
	case q.Paste:
		return "paste"
	case len(strings.Fields(q.Query.Text)) <= maxKeywords:
		return "keywords"
	case q.Query.Lang == content.Primary:
		return "fr_symptom"
	}
	return q.Query.Lang + "_symptom"
}
