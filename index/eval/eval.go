// Package eval measures search: it asks the queries of a query set, or the questions of
// the articles with each taken out of the index in turn, and gives the figures of the
// field: Hit@1, Hit@3, MRR@10, and how often an answer is sure and wrong.
package eval

//go:generate go test -run TestRanking . -update

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"waptkb/i18n"
	"waptkb/index"
)

// Case is a query of a query set with its right articles.
type Case struct {
	ID   string   `json:"id"`
	Q    string   `json:"q"`
	Gold []string `json:"gold"` // empty: no answer is right
	Cat  string   `json:"cat"`
	Lang string   `json:"lang"`
}

// maxCaseLine bounds a line of a query set, in bytes.
const maxCaseLine = 1 << 20

// ReadCases reads a query set, one JSON object a line.
func ReadCases(r io.Reader) ([]Case, error) {
	var out []Case
	s := bufio.NewScanner(r)
	s.Buffer(nil, maxCaseLine)
	for n := 1; s.Scan(); n++ {
		if len(s.Bytes()) == 0 {
			continue
		}
		var c Case
		if err := json.Unmarshal(s.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("line %d is no query: %w", n, err)
		}
		out = append(out, c)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("reading the query set: %w", err)
	}
	return out, nil
}

// Outcome is what happened to a case.
type Outcome struct {
	Case
	Rank        int     `json:"rank"`        // of the first right article in the first ten; 0 when none
	First       string  `json:"first"`       // article ranked first; may be empty
	Answer      string  `json:"answer"`      // the confident answer; may be empty
	Wrong       bool    `json:"wrong"`       // confident and not right
	Probability float64 `json:"probability"` // that the first article is right
}

// Missed tells whether a case went wrong: not first, a wrong answer, or an answer
// where none is right.
func (o Outcome) Missed() bool {
	if len(o.Gold) == 0 {
		return o.Answer != ""
	}
	return o.Rank != 1 || o.Wrong
}

// Figures are the metrics of a group of cases; rates are shares from 0 to 1.
type Figures struct {
	Group      string  `json:"group"`
	Queries    int     `json:"queries"` // in-domain ones; of the group "ood", all
	Hit1       float64 `json:"hit_1"`
	Hit3       float64 `json:"hit_3"`
	MRR10      float64 `json:"mrr_10"`
	Wrong      float64 `json:"wrong_answers"` // confident but wrong
	Abstention float64 `json:"abstention"`    // right article first, not given as the answer
	False      float64 `json:"false_answers"` // out-of-domain queries with an answer
}

// Evaluate asks every case and reports progress, when it is not nil, after each.
func Evaluate(ctx context.Context, x index.Service, cases []Case, progress func(done int)) ([]Outcome, error) {
	out := make([]Outcome, 0, len(cases))
	for i, c := range cases {
		q := index.Query{Text: c.Q}
		if slices.Contains(i18n.Languages(), c.Lang) { // not mixed
			q.Lang = c.Lang
		}
		r, err := x.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, outcome(c, r))
		if progress != nil {
			progress(i + 1)
		}
	}
	return out, nil
}

func outcome(c Case, r *index.Response) Outcome {
	o := Outcome{Case: c, Probability: r.Verdict.Probability()}
	for i, res := range r.Results {
		if i == 0 {
			o.First = res.Article.ID
		}
		if o.Rank == 0 && i < 10 && slices.Contains(c.Gold, res.Article.ID) {
			o.Rank = i + 1
		}
	}
	if r.Answer != nil {
		o.Answer = r.Answer.Article.ID
		o.Wrong = !slices.Contains(c.Gold, o.Answer)
	}
	return o
}

// Summarize gives the figures of all cases, of each category and of each language.
func Summarize(outcomes []Outcome) []Figures {
	groups := map[string]*Figures{}
	var order []string
	for _, o := range outcomes {
		names := []string{o.Cat, "lang:" + o.Lang}
		if len(o.Gold) > 0 {
			names = append(names, "all")
		} else {
			names = []string{"ood"}
		}
		for _, name := range names {
			f, ok := groups[name]
			if !ok {
				f = &Figures{Group: name}
				groups[name] = f
				order = append(order, name)
			}
			f.add(o)
		}
	}
	slices.SortFunc(order, func(a, b string) int {
		return cmp.Or(cmp.Compare(groupOrder(a), groupOrder(b)), cmp.Compare(a, b))
	})
	var out []Figures
	for _, name := range order {
		f := groups[name]
		n := float64(f.Queries)
		f.Hit1, f.Hit3, f.MRR10, f.Wrong, f.Abstention, f.False = f.Hit1/n, f.Hit3/n, f.MRR10/n, f.Wrong/n, f.Abstention/n, f.False/n
		out = append(out, *f)
	}
	return out
}

func groupOrder(name string) int {
	switch {
	case name == "all":
		return 0
	case name == "ood":
		return 3
	case len(name) > 5 && name[:5] == "lang:":
		return 2
	}
	return 1
}

func (f *Figures) add(o Outcome) {
	f.Queries++
	if len(o.Gold) == 0 {
		f.False += truth(o.Answer != "")
		return
	}
	f.Hit1 += truth(o.Rank == 1)
	f.Hit3 += truth(o.Rank >= 1 && o.Rank <= 3)
	if o.Rank > 0 {
		f.MRR10 += 1 / float64(o.Rank)
	}
	f.Wrong += truth(o.Wrong)
	f.Abstention += truth(o.Rank == 1 && o.Answer == "")
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
