package fit

import (
	"context"
	"hash/fnv"
	"io/fs"
	"math/rand/v2"
	"regexp"
	"slices"
	"sync"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index"
	"waptkb/index/eval"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/rank"
	"waptkb/index/reader"
)

// Sample is a query that was ranked by what does not know it.
type Sample struct {
	Kind       string
	Query      string
	Gold       []string
	Candidates []Candidate // the best, and the right ones
	Features   rank.Features
}

// Candidate is an article that may be right.
type Candidate struct {
	ID      string
	Score   float64
	Exact   bool
	Signals []float64
	Right   bool
}

const (
	folds      = 4  // parts of the questions, each asked a reader of the others
	groups     = 13 // of articles, each left out together
	perArticle = 40 // questions of an article and language that are asked
	most       = 8  // candidates of a sample
)

// engine is a library with a ranker of its own.
type engine struct {
	lib    *content.Library
	index  *fulltext.Index
	match  *match.Matcher
	ranker *rank.Ranker
}

// newEngine compiles a library, and has a reader learn what keep keeps.
func newEngine(lib *content.Library, keep func(n int, p fulltext.Passage) bool) (*engine, error) {
	data, err := index.Compile(lib, nil)
	if err != nil {
		return nil, err
	}
	file, err := flat.Open(string(data))
	if err != nil {
		return nil, err
	}
	e := &engine{}
	if e.lib, err = content.Read(file); err != nil {
		return nil, err
	}
	if e.index, err = fulltext.Read(file); err != nil {
		return nil, err
	}
	e.match = match.Read(file)
	return e, e.learn(keep)
}

// learn gives the engine a ranker whose reader learned what keep keeps.
func (e *engine) learn(keep func(n int, p fulltext.Passage) bool) error {
	var kept []fulltext.Passage
	for i, p := range e.index.All() {
		if keep == nil || keep(i, p) {
			kept = append(kept, p)
		}
	}
	ids := append(slices.Clone(e.lib.IDs()), "")
	var out flat.Builder
	reader.Train(ids, index.Examples(e.lib, kept), reader.Default).Write(&out, reader.Default)
	file, err := out.Open()
	if err != nil {
		return err
	}
	e.ranker = rank.New(e.lib, e.index, e.match, reader.Read(file))
	return nil
}

// sample ranks a query.
func (e *engine) sample(kind, text string, gold []string, without int32) (Sample, error) {
	r, err := e.ranker.Rank(context.Background(), lex.Read(text), without)
	if err != nil {
		return Sample{}, err
	}
	defer r.Release()
	s := Sample{Kind: kind, Query: text, Gold: gold, Features: r.Features}
	for _, c := range r.Candidates {
		if c.Place() >= e.lib.Len() {
			continue
		}
		right := slices.Contains(gold, c.ID)
		if len(s.Candidates) >= most && !right {
			continue
		}
		row := Candidate{ID: c.ID, Score: c.Score, Exact: c.Exact != nil, Right: right}
		for _, v := range r.Signals(c) {
			row.Signals = append(row.Signals, v.Value)
		}
		s.Candidates = append(s.Candidates, row)
	}
	return s, nil
}

// fold gives the part that a passage is of.
func fold(p fulltext.Passage) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(p.Text))
	return int(h.Sum32()>>8) % folds
}

// job is a query that waits to be ranked.
type job struct {
	kind, text string
	gold       []string
	without    int32
}

// run ranks queries, on all processors.
func (e *engine) run(jobs []job) ([]Sample, error) {
	out, errs := make([]Sample, len(jobs)), make([]error, len(jobs))
	var side sync.WaitGroup
	const parts = 2
	for p := range parts {
		side.Go(func() {
			for i := p; i < len(jobs); i += parts {
				j := jobs[i]
				out[i], errs[i] = e.sample(j.kind, j.text, j.gold, j.without)
			}
		})
	}
	side.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

var product = regexp.MustCompile(`(?i)\bwapt\b *`)

// Gather ranks all that is fitted on: a query set; questions, pastes and what other people
// ask, each by what has not seen it; and the questions of articles that are not there.
func Gather(fsys fs.FS, cases []eval.Case, extra []string, progress func(string)) ([]Sample, error) {
	lib, err := content.Load(fsys)
	if err != nil {
		return nil, err
	}
	progress("all")
	full, err := newEngine(lib, nil)
	if err != nil {
		return nil, err
	}
	var jobs []job
	for _, c := range cases {
		jobs = append(jobs, job{"set", c.Q, c.Gold, -1})
		if bare := product.ReplaceAllString(c.Q, ""); bare != c.Q && len(c.Gold) > 0 && bare != "" {
			jobs = append(jobs, job{"bare", bare, c.Gold, -1})
		}
	}
	for _, line := range extra {
		jobs = append(jobs, job{"extra", line, nil, -1})
	}
	out, err := full.run(jobs)
	if err != nil {
		return nil, err
	}
	chosen := choose(full.index)
	for f := range folds {
		progress("fold")
		if err := full.learn(func(_ int, p fulltext.Passage) bool {
			return !(p.Part.Asked() || p.Article < 0) || fold(p) != f
		}); err != nil {
			return nil, err
		}
		jobs = nil
		for i, p := range full.index.All() {
			if fold(p) != f {
				continue
			}
			switch {
			case p.Article < 0:
				jobs = append(jobs, job{"background", p.Text, nil, int32(i)})
			case chosen[i]:
				jobs = append(jobs, job{"question", p.Text, []string{lib.IDs()[p.Article]}, int32(i)})
			}
		}
		s, err := full.run(jobs)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	order := rand.New(rand.NewPCG(7, 7)).Perm(lib.Len())
	for g := range groups {
		progress("group")
		var ids []string
		for i := g; i < len(order); i += groups {
			ids = append(ids, lib.IDs()[order[i]])
		}
		rest, err := content.LoadWithout(fsys, ids...)
		if err != nil {
			return nil, err
		}
		e, err := newEngine(rest, nil)
		if err != nil {
			return nil, err
		}
		jobs = nil
		for i, p := range full.index.All() {
			if p.Article >= 0 && chosen[i] && slices.Contains(ids, lib.IDs()[p.Article]) {
				jobs = append(jobs, job{"left out", p.Text, nil, -1})
			}
		}
		s, err := e.run(jobs)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
	}
	return out, nil
}

// choose picks some of the questions of each article.
func choose(x *fulltext.Index) map[int]bool {
	byArticle := map[[2]any][]int{}
	for i, p := range x.All() {
		if p.Part.Asked() {
			key := [2]any{p.Article, p.Lang}
			byArticle[key] = append(byArticle[key], i)
		}
	}
	out := map[int]bool{}
	for _, list := range byArticle {
		rng := rand.New(rand.NewPCG(uint64(list[0]), 1))
		rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for _, i := range list[:min(len(list), perArticle)] {
			out[i] = true
		}
	}
	return out
}
