package fit

import (
	"context"
	"errors"
	"io/fs"
	"math/rand/v2"
	"regexp"
	"slices"
	"sync"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/eval"
	"waptkb/index/rank"
)

// Kinds of samples.
const (
	fromSet    = "query set"
	bare       = "query set, without the word WAPT"
	asked      = "questions that the reader does not know"
	background = "what other people ask, likewise"
	listed     = "errors that the articles list"
	leftOut    = "questions whose article is left out"
	lostErrors = "errors whose article is left out"
)

// sample is a query that was asked.
type sample struct {
	kind    string
	gold    []string // ids of the right articles
	results []result // the best first
}

// result is an article that was found.
type result struct {
	signals, evidence []float64
	right             bool
}

// job is a query that waits to be asked.
type job struct {
	kind  string
	query index.Query
	gold  []string
}

const (
	groups     = 13 // of articles; those of one are left out together
	perArticle = 40 // questions of an article and language that are asked
	compared   = 8  // results of a query
	processors = 2
)

// gatherer asks all that is fitted on, of what does not know it.
type gatherer struct {
	ctx      context.Context
	progress func(string)
	samples  []sample
}

// gather asks the queries of a set; questions of the articles and what other people ask, of
// a reader that never saw them; and questions of articles that are not there.
func (g *gatherer) gather(fsys fs.FS, cases []eval.Case) error {
	lib, err := content.Load(fsys)
	if err != nil {
		return err
	}
	g.progress("all articles")
	x, err := index.BuildLearned(lib)
	if err != nil {
		return err
	}
	if err := g.ask(x, append(ofSet(cases), errorsOf(lib, lib.IDs(), listed)...)); err != nil {
		return err
	}
	chosen := choose(x.Questions())
	for part := range index.QuestionParts {
		g.progress("without some of the questions")
		without, forgotten, err := x.Forget(part)
		if err != nil {
			return err
		}
		if err := g.ask(without, jobs(chosen, asked, forgotten)); err != nil {
			return err
		}
	}
	order := rand.New(rand.NewPCG(7, 7)).Perm(lib.Len())
	for first := range groups {
		g.progress("without some of the articles")
		var ids []string
		for i := first; i < len(order); i += groups {
			ids = append(ids, lib.IDs()[order[i]])
		}
		rest, err := content.LoadWithout(fsys, ids...)
		if err != nil {
			return err
		}
		x, err := index.BuildLearned(rest)
		if err != nil {
			return err
		}
		lost := func(q index.Question) bool { return slices.Contains(ids, q.Article) }
		if err := g.ask(x, append(jobs(chosen, leftOut, lost), errorsOf(lib, ids, lostErrors)...)); err != nil {
			return err
		}
	}
	return nil
}

var product = regexp.MustCompile(`(?i)\bwapt\b *`)

// ofSet gives the queries of a set, and those in the domain without the word WAPT, which
// people leave out.
func ofSet(cases []eval.Case) []job {
	var out []job
	for _, c := range cases {
		out = append(out, job{fromSet, index.Query{Text: c.Q}, c.Gold})
		if text := product.ReplaceAllString(c.Q, ""); text != c.Q && len(c.Gold) > 0 {
			out = append(out, job{bare, index.Query{Text: text}, c.Gold})
		}
	}
	return out
}

// errorsOf gives the errors of articles as somebody has them on the screen. Where the
// article is lost, nothing is right.
func errorsOf(lib *content.Library, ids []string, kind string) []job {
	var out []job
	for _, a := range lib.Articles(content.Primary) {
		if !slices.Contains(ids, a.ID) {
			continue
		}
		for _, t := range a.Errors {
			if t.Also {
				continue
			}
			j := job{kind: kind, query: index.Query{Text: t.Filled("x1")}}
			if kind == listed {
				j.gold = []string{a.ID}
			}
			out = append(out, j)
		}
	}
	return out
}

// choose picks some of the questions of each article, and all that other people ask.
func choose(questions []index.Question) []index.Question {
	type file struct{ article, lang string }
	var order []file
	of := map[file][]index.Question{}
	for _, q := range questions {
		f := file{q.Article, q.Query.Lang}
		if of[f] == nil {
			order = append(order, f)
		}
		of[f] = append(of[f], q)
	}
	rng := rand.New(rand.NewPCG(5, 5))
	var out []index.Question
	for _, f := range order {
		list := of[f]
		if f.article != "" {
			rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
			list = list[:min(len(list), perArticle)]
		}
		out = append(out, list...)
	}
	return out
}

// jobs gives the questions of some kind.
func jobs(questions []index.Question, kind string, are func(index.Question) bool) []job {
	var out []job
	for _, q := range questions {
		switch {
		case !are(q):
		case kind == leftOut: // the place of the passage is that of another index
			out = append(out, job{leftOut, index.Query{Text: q.Query.Text, Lang: q.Query.Lang}, nil})
		case q.Article == "":
			out = append(out, job{background, q.Query, nil})
		default:
			out = append(out, job{kind, q.Query, []string{q.Article}})
		}
	}
	return out
}

// ask asks queries.
func (g *gatherer) ask(x *index.Index, jobs []job) error {
	found, errs := make([]sample, len(jobs)), make([]error, processors)
	var side sync.WaitGroup
	for p := range processors {
		side.Go(func() {
			for i := p; i < len(jobs) && errs[p] == nil; i += processors {
				found[i], errs[p] = g.one(x, jobs[i])
			}
		})
	}
	side.Wait()
	g.samples = append(g.samples, found...)
	return errors.Join(errs...)
}

// one asks one query. Entries of the reference are not compared.
func (g *gatherer) one(x *index.Index, j job) (sample, error) {
	j.query.Limit, j.query.Explain = compared, true
	r, err := x.Search(g.ctx, j.query)
	if err != nil {
		return sample{}, err
	}
	s := sample{kind: j.kind, gold: j.gold}
	for _, res := range r.Results {
		if res.Article.Kind != content.KindArticle {
			continue
		}
		s.results = append(s.results, result{values(res.Signals), values(res.Verdict.Evidence()), slices.Contains(j.gold, res.Article.ID)})
	}
	return s, nil
}

func values(signals []rank.Signal) []float64 {
	out := make([]float64, len(signals))
	for i, s := range signals {
		out[i] = s.Value
	}
	return out
}
