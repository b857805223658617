// Package fit finds all that ranking and confidence weigh: the weights of the signals and
// of the evidence of package rank, and the threshold. It writes them into
// index/rank/fitted.go, and a report of what each is worth.
//
// # What it is fitted on
//
// On a query set (eval/testdata/tuning.jsonl), also without the word WAPT, which people
// leave out; on the articles' own questions and on what other people ask
// (content/words/background.txt), in parts, each asked of a reader that never saw it and of
// an index without it; and on questions whose article is left out, some articles at a time,
// with their templates, links and entries: to these no answer is right.
//
// # How
//
// The weights of the signals make the right result the first (conditional logit), those of
// the evidence tell a right first result from a wrong one (logistic regression), both by
// Newton's method. Everything is deterministic. A signal or a piece of evidence is a row of
// a table in package rank: add one, run "go run ./cmd/fit", look at the report.
package fit

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"

	"waptkb/index/eval"
	"waptkb/index/rank"
)

// counts is how much a sample of a kind weighs: the query set is what people ask, the
// others make up in number.
var counts = map[string]float64{fromSet: 3, bare: 1, asked: 0.3, background: 1, listed: 0.5, leftOut: 1, lostErrors: 0.5}

// silent is the share of the query set whose right article is first and yet not given as
// the answer: the threshold is where it is reached.
const silent = 0.10

// Result is what was fitted.
type Result struct {
	signals, evidence []float64
	sure              float64
	Report            string
}

// Fit fits everything. It takes some minutes, and reports its progress.
func Fit(ctx context.Context, fsys fs.FS, cases []eval.Case, progress func(string)) (*Result, error) {
	g := &gatherer{ctx: ctx, progress: progress}
	if err := g.gather(fsys, cases); err != nil {
		return nil, err
	}
	var out Result
	out.signals = fitRanking(choices(g.samples, nil), rank.HeldSignals())
	g.rank(out.signals)
	out.evidence = fitConfidence(verdicts(g.samples, nil), len(rank.EvidenceNames()))
	out.sure = g.threshold(out.evidence)
	out.Report = g.report(&out)
	return &out, nil
}

// choices gives the samples that a weight of a signal may change, without one signal where
// without is not nil.
func choices(samples []sample, without *int) []choice {
	var out []choice
	for _, s := range samples {
		c := choice{weight: counts[s.kind]}
		any := false
		for _, r := range s.results {
			c.signals = append(c.signals, leave(r.signals, without))
			c.right = append(c.right, r.right)
			any = any || r.right
		}
		if any && len(c.right) > 1 {
			out = append(out, c)
		}
	}
	return out
}

// verdicts gives the first results, without one piece of evidence where without is not nil.
func verdicts(samples []sample, without *int) []verdict {
	var out []verdict
	for _, s := range samples {
		if len(s.results) > 0 {
			first := s.results[0]
			out = append(out, verdict{leave(first.evidence, without), first.right, counts[s.kind]})
		}
	}
	return out
}

// leave gives values, one of them zero.
func leave(values []float64, without *int) []float64 {
	if without != nil {
		values = slices.Clone(values)
		values[*without] = 0
	}
	return values
}

// rank puts the results of each sample in their order.
func (g *gatherer) rank(weights []float64) {
	for _, s := range g.samples {
		slices.SortStableFunc(s.results, func(a, b result) int { return cmp.Compare(dot(weights, b.signals), dot(weights, a.signals)) })
	}
}

// threshold finds the probability from which an answer is given.
func (g *gatherer) threshold(evidence []float64) float64 {
	var right []float64
	asked := 0
	for _, s := range g.samples {
		if s.kind != fromSet || len(s.gold) == 0 {
			continue
		}
		asked++
		if len(s.results) > 0 && s.results[0].right {
			right = append(right, probability(evidence, s.results[0]))
		}
	}
	slices.Sort(right)
	return right[int(silent*float64(asked))]
}

func probability(evidence []float64, r result) float64 {
	return 1 / (1 + math.Exp(-dot(evidence, r.evidence)))
}

// figures are what became of the samples of a kind.
type figures struct {
	n                           float64
	first, wrong, silent, false float64
}

func (g *gatherer) figures(evidence []float64, threshold float64) map[string]*figures {
	out := map[string]*figures{}
	for _, s := range g.samples {
		f := out[s.kind]
		if len(s.gold) == 0 && s.kind == fromSet {
			if f = out[s.kind+", not ours"]; f == nil {
				f = &figures{}
				out[s.kind+", not ours"] = f
			}
		}
		if f == nil {
			f = &figures{}
			out[s.kind] = f
		}
		f.n++
		if len(s.results) == 0 {
			continue
		}
		r := s.results[0]
		p := probability(evidence, r)
		sure := p >= threshold
		switch {
		case len(s.gold) == 0 && sure:
			f.false++
		case r.right:
			f.first++
			if !sure {
				f.silent++
			}
		case sure:
			f.wrong++
		}
	}
	return out
}

// report tells what was fitted, what it gives, and what each row is worth.
func (g *gatherer) report(out *Result) string {
	var b strings.Builder
	g.writeFigures(&b, out)
	fmt.Fprintf(&b, "\nSignals: weight, and what ranking loses without it.\n\n| signal | weight | right first: query set | questions |\n|---|---|---|---|\n")
	all := g.figures(out.evidence, out.sure)
	for i, name := range rank.SignalNames() {
		without := fitRanking(choices(g.samples, &i), rank.HeldSignals())
		without[i] = 0
		g.rank(without)
		f := g.figures(out.evidence, out.sure)
		fmt.Fprintf(&b, "| %s | %.3f | %+.2f %% | %+.2f %% |\n", name, out.signals[i], 100*(f[fromSet].first-all[fromSet].first)/all[fromSet].n, 100*(f[asked].first-all[asked].first)/all[asked].n)
	}
	g.rank(out.signals)
	fmt.Fprintf(&b, "\nEvidence: coefficient, and what is lost without it when as much of the query set is silent.\n\n| evidence | coefficient | sure and wrong: query set | not ours | article left out |\n|---|---|---|---|---|\n")
	for i, name := range rank.EvidenceNames() {
		without := fitConfidence(verdicts(g.samples, &i), len(out.evidence))
		without[i] = 0
		f := g.figures(without, g.threshold(without))
		fmt.Fprintf(&b, "| %s | %.3f | %+.2f %% | %+.2f %% | %+.2f %% |\n", name, out.evidence[i], 100*(f[fromSet].wrong-all[fromSet].wrong)/all[fromSet].n,
			100*(f[background].false-all[background].false)/all[background].n, 100*(f[leftOut].false-all[leftOut].false)/all[leftOut].n)
	}
	return b.String()
}

func (g *gatherer) writeFigures(w io.Writer, out *Result) {
	fmt.Fprintf(w, "# What was fitted\n\nSure from a probability of %.3f.\n\n| samples | number | right first | sure and wrong | right first, not sure | sure where nothing is right |\n|---|---|---|---|---|---|\n", out.sure)
	f := g.figures(out.evidence, out.sure)
	for _, kind := range []string{fromSet, bare, asked, listed, fromSet + ", not ours", background, leftOut, lostErrors} {
		if f := f[kind]; f != nil {
			fmt.Fprintf(w, "| %s | %.0f | %.1f %% | %.2f %% | %.1f %% | %.2f %% |\n", kind, f.n, 100*f.first/f.n, 100*f.wrong/f.n, 100*f.silent/f.n, 100*f.false/f.n)
		}
	}
}
