package index

import (
	"cmp"
	"context"
	"slices"

	"waptkb/content"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/rank"
	"waptkb/index/redact"
)

// Explanation tells an author why a text finds one article and not another.
type Explanation struct {
	Query string     `json:"q"` // without secrets
	First *Explained `json:"first,omitempty"`
	Other *Explained `json:"other,omitempty"` // that is compared with the first
	Words []Said     `json:"words"`           // of the text, the most telling first
}

// Explained is what a text makes of an article.
type Explained struct {
	Article     *content.Article `json:"-"`
	ID          string           `json:"id"`
	Title       string           `json:"title"`
	Own         bool             `json:"own,omitempty"`
	Place       int              `json:"place"` // among the results, from 1; 0 for none of them
	Sure        bool             `json:"sure"`  // it is the answer
	Admitted    bool             `json:"admitted"`
	Score       float64          `json:"score"`
	Probability float64          `json:"probability"` // that it is right, if it were the first; 0 for messages and codes
	Questions   int              `json:"questions"`   // and pastes that it is found by, in all languages
	Signals     []rank.Signal    `json:"signals"`
	Evidence    []rank.Signal    `json:"evidence,omitempty"`
	Templates   []ExplainedError `json:"templates"` // those that come closest first
}

// ExplainedError is how far a text holds an error of an article.
type ExplainedError struct {
	Template string   `json:"template"`
	Coverage float64  `json:"coverage"` // share that the text holds; 1 where all of it stands there
	Missing  []string `json:"missing,omitempty"`
	Scope    string   `json:"scope"`
}

// Said is a word of the text and who has it, or what means the same.
type Said struct {
	Word  string  `json:"word"`
	Share float64 `json:"share"` // of what the text says
	First bool    `json:"first"`
	Other bool    `json:"other"`
}

const (
	maxExplained = 3  // templates of an article
	maxSaid      = 12 // words
)

// Explain compares what a query finds first with another article, a message or a code; where id is
// empty, with the best one of the organisation, or else the second. The error is that of
// [Index.Search], or [content.ErrNotFound].
func (x *Index) Explain(ctx context.Context, q Query, id string) (*Explanation, error) {
	q.Limit, q.Component = MaxResults, ""
	q, err := q.Checked()
	if err != nil {
		return nil, err
	}
	if id != "" && x.lib.Place(id) < 0 {
		return nil, content.ErrNotFound
	}
	r, err := x.search(ctx, q)
	if err != nil {
		return nil, err
	}
	text := x.read(q.Text)
	ranking, err := x.ranker().Rank(ctx, text, -1)
	if err != nil {
		return nil, err
	}
	defer ranking.Release()
	near := ranking.Alignments(ctx) // also beside one that stands there whole
	e := &Explanation{Query: r.Query, Words: []Said{}}
	first := ""
	if len(r.Results) > 0 {
		first = r.Results[0].Article.ID
	}
	var compared []*rank.Candidate
	for n, id := range []string{first, cmp.Or(id, rivalOf(r.Results))} {
		if id == "" || n > 0 && id == first {
			continue
		}
		c := ranking.Of(id)
		one, err := x.explained(ranking, near, r, c, q)
		if err != nil {
			return nil, err
		}
		compared = append(compared, c)
		if n == 0 {
			e.First = one
		} else {
			e.Other = one
		}
	}
	e.say(ranking.Told(compared...), q.Text)
	return e, nil
}

// rivalOf gives what an author most likely asks about.
func rivalOf(results []Result) string {
	if len(results) < 2 {
		return ""
	}
	for _, r := range results[1:] {
		if r.Article.Own {
			return r.Article.ID
		}
	}
	return results[1].Article.ID
}

// say lists the most telling words of a text. Those of its secrets are nobody's business.
func (e *Explanation) say(told []rank.Told, text string) {
	shown := lex.Set(lex.Words(redact.Secrets(text)))
	slices.SortStableFunc(told, func(a, b rank.Told) int { return cmp.Compare(b.Share, a.Share) })
	for _, t := range told {
		if len(e.Words) == maxSaid {
			return
		}
		if !shown[t.Text] {
			continue
		}
		s := Said{Word: t.Text, Share: t.Share}
		has := t.Has
		if e.First != nil {
			s.First, has = has[0], has[1:]
		}
		if e.Other != nil {
			s.Other = has[0]
		}
		e.Words = append(e.Words, s)
	}
}

// explained tells what a text makes of a candidate.
func (x *Index) explained(ranking *rank.Ranking, near []match.Alignment, r *Response, c *rank.Candidate, q Query) (*Explained, error) {
	a, err := x.lib.Article(c.ID, q.Lang)
	if err != nil {
		return nil, err
	}
	verdict := ranking.VerdictOf(c)
	e := &Explained{
		Article: a, ID: c.ID, Title: a.Title, Own: a.Own, Score: c.Score, Signals: ranking.Signals(c), Evidence: verdict.Evidence(), Probability: verdict.Probability(),
		Place: 1 + slices.IndexFunc(r.Results, func(res Result) bool { return res.Article.ID == c.ID }),
		Sure:  r.Answer != nil && r.Answer.Article.ID == c.ID, Admitted: ranking.Admits(c), Templates: []ExplainedError{},
	}
	if c.Place() < x.lib.Len() {
		e.Questions = x.text.Asked(c.Place())
	}
	said := lex.Set(lex.Words(q.Text))
	for _, p := range x.templates.Patterns() {
		if p.ID == c.ID {
			e.Templates = append(e.Templates, explainedError(p, c, near, said))
		}
	}
	slices.SortStableFunc(e.Templates, func(a, b ExplainedError) int { return cmp.Compare(b.Coverage, a.Coverage) })
	e.Templates = e.Templates[:min(maxExplained, len(e.Templates))]
	return e, nil
}

// coverage tells how much of a template stands in a text: all of it, what of it comes together, or
// else some of its words. Less than anybody would take for it is nothing.
func coverage(p *match.Pattern, c *rank.Candidate, near []match.Alignment, words, missing int) float64 {
	same := func(other *match.Pattern) bool { return other.ID == p.ID && other.Template.Text == p.Template.Text }
	if c.Exact != nil && same(c.Exact.Pattern) {
		return 1
	}
	for _, a := range near {
		if same(a.Pattern) {
			return min(a.Coverage, 1)
		}
	}
	if share := float64(words-missing) / float64(max(words, 1)); share >= leastCoverage {
		return share
	}
	return 0
}

// leastCoverage is the share of the words of a template from which on it is told of.
const leastCoverage = 0.3

func explainedError(p *match.Pattern, c *rank.Candidate, near []match.Alignment, said map[string]bool) ExplainedError {
	e := ExplainedError{Template: p.Template.Text, Scope: string(cmp.Or(p.Template.Scope, content.ScopeAnywhere))}
	words := lex.Set(lex.Words(p.Template.Filled(" ")))
	for _, w := range lex.Words(p.Template.Filled(" ")) {
		if !said[w.Text] && !slices.Contains(e.Missing, w.Text) {
			e.Missing = append(e.Missing, w.Text)
		}
	}
	e.Coverage = coverage(p, c, near, len(words), len(e.Missing))
	return e
}
