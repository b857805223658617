package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/index"
	"waptkb/index/eval"
)

type evalOptions struct {
	minHit1     float64
	maxFalse    float64
	leaveOneOut bool

	leaveArticleOut bool
}

func (a *app) evalCommand() *cobra.Command {
	var o evalOptions
	c := &cobra.Command{
		Use:   "eval [FILE.jsonl]",
		Short: a.text("cli.eval.short"),
		Long:  a.text("cli.eval.long"),
		Args:  a.args(0, 1),
		RunE:  func(c *cobra.Command, args []string) error { return a.eval(c.Context(), args, o) },
	}
	c.Flags().Float64Var(&o.minHit1, "min-hit1", 0, a.text("cli.flag.min-hit1"))
	c.Flags().Float64Var(&o.maxFalse, "max-false-answers", 1, a.text("cli.flag.max-false"))
	c.Flags().BoolVar(&o.leaveOneOut, "leave-one-out", false, a.text("cli.flag.leave-one-out"))
	c.Flags().BoolVar(&o.leaveArticleOut, "leave-article-out", false, a.text("cli.flag.leave-article-out"))
	return c
}

// evalReport is what eval prints as JSON.
type evalReport struct {
	Figures []eval.Figures `json:"figures"`
	Misses  []eval.Outcome `json:"misses"`
}

func (a *app) eval(ctx context.Context, args []string, o evalOptions) error {
	outcomes, err := a.outcomes(ctx, args, o)
	if err != nil {
		return err
	}
	report := evalReport{Figures: eval.Summarize(outcomes), Misses: []eval.Outcome{}}
	for _, out := range outcomes {
		if out.Missed() {
			report.Misses = append(report.Misses, out)
		}
	}
	return a.write(report, o.met(report.Figures), func() error { return a.printEval(report, outcomes, o) })
}

// outcomes asks what the options say: one of the ways to ask, and no other.
func (a *app) outcomes(ctx context.Context, args []string, o evalOptions) ([]eval.Outcome, error) {
	ways := len(args)
	for _, given := range []bool{o.leaveOneOut, o.leaveArticleOut} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		return nil, errors.New(a.text("cli.eval.missing"))
	}
	if o.leaveArticleOut {
		if len(a.content.paths) != 1 || isFile(a.content.paths[0]) {
			return nil, errors.New(a.text("cli.eval.sources"))
		}
		files, err := openFolder(a.content.paths[0])
		if err != nil {
			return nil, err
		}
		defer files.Close()
		lib, err := content.Load(files)
		if err != nil {
			return nil, a.problems(err)
		}
		return eval.LeaveArticleOut(ctx, files, lib.IDs(), progress(a, lib.Len(), 1))
	}
	x, err := a.open()
	if err != nil {
		return nil, err
	}
	if o.leaveOneOut {
		return eval.LeaveOneOut(ctx, x, progress(a, len(x.Questions()), 1))
	}
	return a.evalFile(ctx, x, args[0])
}

func (a *app) evalFile(ctx context.Context, x *index.Index, name string) ([]eval.Outcome, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	cases, err := eval.ReadCases(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return eval.Evaluate(ctx, x, cases, progress(a, len(cases), 1))
}

// met tells whether the figures keep the thresholds.
func (o evalOptions) met(figures []eval.Figures) bool {
	for _, f := range figures {
		if f.Group == "all" && f.Hit1 < o.minHit1 || f.Group == "ood" && f.False > o.maxFalse {
			return false
		}
	}
	return true
}

// progress shows a bar on a terminal where there is much to do, and nothing elsewhere.
// The bar is redrawn when its percentage changes, and goes away at the end.
func progress[N int | int64](a *app, total, much N) func(done N) {
	if a.stderr.Columns() == 0 || total < much {
		return nil
	}
	shown := -1
	return func(done N) {
		percent := int(100 * min(float64(done)/float64(total), 1))
		switch {
		case percent == shown:
		case percent == 100:
			a.stderr.Printf("\r\x1b[K")
		default:
			a.stderr.Printf("\r[%-40s] %3d %%", strings.Repeat("#", percent*40/100), percent)
		}
		shown = percent
	}
}

func (a *app) printEval(r evalReport, outcomes []eval.Outcome, o evalOptions) error {
	t := tabwriter.NewWriter(a.stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\t%s\tHit@1\tHit@3\tMRR@10\t%s\t%s\t%s\t\n", a.text("cli.eval.group"), a.text("cli.eval.queries"),
		a.text("cli.eval.wrong"), a.text("cli.eval.abstention"), a.text("cli.eval.false"))
	for _, f := range r.Figures {
		if f.Group == "ood" {
			fmt.Fprintf(t, "%s\t%d\t\t\t\t\t\t%.1f %%\t\n", terminal.Line(f.Group), f.Queries, 100*f.False)
			continue
		}
		fmt.Fprintf(t, "%s\t%d\t%.1f %%\t%.1f %%\t%.3f\t%.1f %%\t%.1f %%\t\t\n", terminal.Line(f.Group), f.Queries, 100*f.Hit1, 100*f.Hit3, f.MRR10, 100*f.Wrong, 100*f.Abstention)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	if len(r.Misses) > 0 {
		a.stdout.Printf("\n%s\n", a.style().Bold(a.line("cli.eval.misses")))
	}
	for _, m := range r.Misses {
		a.stdout.Printf("  %s  %s  %s\n", m.ID, a.missReason(m), shorten(m.Q))
	}
	if o.leaveOneOut {
		a.printHardest(outcomes)
	}
	return nil
}

func (a *app) missReason(m eval.Outcome) string {
	want := strings.Join(m.Gold, "|")
	switch {
	case len(m.Gold) == 0:
		return a.text("cli.eval.miss.false", "got", m.Answer)
	case m.Wrong:
		return a.text("cli.eval.miss.wrong", "got", m.Answer, "want", want)
	}
	return a.text("cli.eval.miss.rank", "rank", m.Rank, "want", want, "got", m.First)
}

// printHardest lists the articles whose own questions find them least.
func (a *app) printHardest(outcomes []eval.Outcome) {
	var ids []string
	asked, found := map[string]int{}, map[string]int{}
	for _, o := range outcomes {
		id := o.Gold[0]
		if asked[id]++; asked[id] == 1 {
			ids = append(ids, id)
		}
		if o.Rank == 1 {
			found[id]++
		}
	}
	slices.SortFunc(ids, func(x, y string) int { return found[x]*asked[y] - found[y]*asked[x] })
	a.stdout.Printf("\n%s\n", a.style().Bold(a.line("cli.eval.hardest")))
	for _, id := range ids[:min(10, len(ids))] {
		a.stdout.Printf("  %s\n", a.text("cli.eval.article", "id", id, "found", found[id], "n", asked[id]))
	}
}

// shorten gives the start of a query on one line.
func shorten(q string) string {
	r := []rune(strings.Join(strings.Fields(q), " "))
	if len(r) > 90 {
		return string(r[:90]) + "…"
	}
	return string(r)
}
