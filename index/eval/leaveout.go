package eval

import (
	"context"
	"fmt"
	"io/fs"
	"strings"

	"waptkb/content"
	"waptkb/index"
)

// LeaveOneOut asks every user question and paste of the articles, and what other people
// ask, each taken out of the index and asked of a reader that never saw it. It estimates
// how questions that nobody wrote down yet would fare, and shows which articles are hard
// to find. It reports progress, when it is not nil, after each question.
func LeaveOneOut(ctx context.Context, x *index.Index, progress func(done int)) ([]Outcome, error) {
	var out []Outcome
	questions := x.Questions()
	for part := range index.QuestionParts {
		without, forgotten, err := x.Forget(part)
		if err != nil {
			return nil, err
		}
		for _, q := range questions {
			if !forgotten(q) {
				continue
			}
			o, err := askQuestion(ctx, without, q, q.Query)
			if err != nil {
				return nil, err
			}
			out = append(out, o)
			if progress != nil {
				progress(len(out))
			}
		}
	}
	return out, nil
}

// LeaveArticleOut takes each of some articles out of the content in turn, with its
// templates, the links to it and the entries that lead to it, and asks its questions: no
// answer is right. It estimates what topics get that nobody wrote about.
func LeaveArticleOut(ctx context.Context, fsys fs.FS, ids []string, progress func(done int)) ([]Outcome, error) {
	lib, err := content.Load(fsys)
	if err != nil {
		return nil, err
	}
	x, err := index.Build(lib)
	if err != nil {
		return nil, err
	}
	questions := x.Questions()
	var out []Outcome
	for n, id := range ids {
		lib, err := content.LoadWithout(fsys, id)
		if err != nil {
			return nil, err
		}
		rest, err := index.BuildLearned(lib)
		if err != nil {
			return nil, err
		}
		for _, q := range questions {
			if q.Article != id {
				continue
			}
			o, err := askQuestion(ctx, rest, q, index.Query{Text: q.Query.Text, Lang: q.Query.Lang})
			if err != nil {
				return nil, err
			}
			o.Gold, o.Wrong = nil, false
			out = append(out, o)
		}
		if progress != nil {
			progress(n + 1)
		}
	}
	return out, nil
}

func askQuestion(ctx context.Context, x *index.Index, q index.Question, query index.Query) (Outcome, error) {
	r, err := x.Search(ctx, query)
	if err != nil {
		return Outcome{}, err
	}
	cat, name := category(q), query.Lang
	if q.Paste {
		name = cat
	}
	c := Case{ID: fmt.Sprintf("%s/%s/%d", q.Article, name, q.Number), Q: query.Text, Cat: cat, Lang: query.Lang}
	if q.Article != "" {
		c.Gold = []string{q.Article}
	}
	return outcome(c, r), nil
}

// maxKeywords is how many words a question of keywords has at most.
const maxKeywords = 5

func category(q index.Question) string {
	switch {
	case q.Article == "":
		return "ood"
	case q.Paste:
		return "paste"
	case len(strings.Fields(q.Query.Text)) <= maxKeywords:
		return "keywords"
	case q.Query.Lang == content.Primary:
		return "fr_symptom"
	}
	return q.Query.Lang + "_symptom"
}
