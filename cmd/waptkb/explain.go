package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/index"
	"waptkb/index/rank"
)

func (a *app) explainCommand() *cobra.Command {
	id := ""
	c := &cobra.Command{
		Use:     "explain TEXT…",
		Short:   a.text("cli.explain.short"),
		Long:    a.text("cli.explain.long"),
		Example: "  waptkb explain --content /srv/articles \"la borne reste noire\" --for borne-accueil",
		RunE: func(c *cobra.Command, args []string) error {
			return a.explain(c.Context(), args, id)
		},
	}
	c.Flags().StringVar(&id, "for", "", a.text("cli.flag.for"))
	return c
}

// explain tells an author why a text finds one article and not another.
func (a *app) explain(ctx context.Context, args []string, id string) error {
	text, err := a.queryText(args)
	if err != nil {
		return err
	}
	q, err := a.query(text, searchOptions{limit: index.MaxResults})
	if err != nil {
		return err
	}
	x, err := a.open()
	if err != nil {
		return err
	}
	e, err := x.Explain(ctx, q, id)
	if errors.Is(err, content.ErrNotFound) {
		return a.unknown(x.Library(), id)
	}
	if err != nil {
		return err
	}
	if !a.asJSON && e.First == nil {
		a.stderr.Printf("%s\n", a.text("cli.search.nothing"))
	}
	return a.write(e, e.First != nil, func() error {
		a.printExplanation(e)
		return nil
	})
}

func (a *app) printExplanation(e *index.Explanation) {
	style, w := a.style(), a.stdout
	for _, one := range []*index.Explained{e.First, e.Other} {
		if one != nil {
			w.Printf("%s\n  %s\n", style.Bold(terminal.Line(one.Title)), style.Faint(terminal.Line(one.ID+" · "+a.standing(one)+a.mark(one.Own))))
		}
	}
	first, other := e.First, e.Other
	if first != nil && other != nil {
		w.Printf("\n%s\n", style.Bold(a.line("cli.explain.signals", "first", first.ID, "other", other.ID)))
		for i, s := range first.Signals {
			if his := worth(other.Signals[i]); worth(s) != 0 || his != 0 {
				w.Printf("  %7s %7s  %s\n", a.number(worth(s)), a.number(his), a.text(signalKey(s.Name)))
			}
		}
		w.Printf("  %7s %7s  %s\n", a.number(first.Score), a.number(other.Score), a.text("cli.explain.score"))
	}
	if len(e.Words) > 0 {
		w.Printf("\n%s\n", style.Bold(a.line("cli.explain.words")))
		for _, s := range e.Words {
			w.Printf("  %3.0f %%  %-20s %s\n", 100*s.Share, s.Word, strings.Join(a.havers(e, s), ", "))
		}
	}
	for _, one := range []*index.Explained{e.First, e.Other} {
		a.printTemplates(one)
	}
	if advice := a.advice(e); len(advice) > 0 {
		w.Printf("\n%s\n", style.Bold(a.line("cli.explain.advice")))
		for _, line := range advice {
			w.Printf("%s\n", style.Wrap(terminal.Line(line), "  "))
		}
	}
}

// worth is what a signal added to a score.
func worth(s rank.Signal) float64 { return s.Value * s.Weight }

// number writes a number as people of the language do.
func (a *app) number(v float64) string {
	return strings.Replace(fmt.Sprintf("%.2f", math.Round(100*v)/100), ".", a.text("sign.decimal"), 1)
}

// signalKey is the key of the text for a signal.
func signalKey(name string) string { return "cli.explain.signal." + strings.ReplaceAll(name, " ", "-") }

// standing tells what came of an article.
func (a *app) standing(e *index.Explained) string {
	switch {
	case e.Sure:
		return a.text("cli.explain.sure")
	case e.Place > 0:
		return a.text("cli.explain.place", "place", e.Place)
	case !e.Admitted:
		return a.text("cli.explain.stranger")
	}
	return a.text("cli.explain.none")
}

// havers lists who has a word.
func (a *app) havers(e *index.Explanation, s index.Said) (out []string) {
	if s.First {
		out = append(out, e.First.ID)
	}
	if s.Other {
		out = append(out, e.Other.ID)
	}
	if len(out) == 0 {
		out = append(out, a.text("cli.explain.nobody"))
	}
	return out
}

// printTemplates lists the errors of an article that a text holds in part at least.
func (a *app) printTemplates(e *index.Explained) {
	if e == nil || len(e.Templates) == 0 || e.Templates[0].Coverage == 0 {
		return
	}
	a.stdout.Printf("\n%s\n", a.style().Bold(a.line("cli.explain.templates", "id", e.ID)))
	for _, t := range e.Templates {
		if t.Coverage == 0 {
			continue
		}
		a.stdout.Printf("  %3.0f %%  %s\n", 100*t.Coverage, t.Template)
		if t.Coverage < 1 && len(t.Missing) > 0 {
			a.stdout.Printf("         %s\n", a.text("cli.explain.missing", "words", strings.Join(t.Missing, " ")))
		}
	}
}

const (
	nearly   = 0.5 // share of a template from which on it nearly matched
	fewAsked = 6   // questions below which an article is hard to find
)

// advice tells an author what would help the article that is not the answer.
func (a *app) advice(e *index.Explanation) (out []string) {
	one := e.Other
	if one == nil {
		if one = e.First; one == nil || one.Sure {
			return nil
		}
	}
	if len(one.Templates) > 0 {
		t := one.Templates[0]
		switch {
		case t.Coverage >= nearly && t.Coverage < 1:
			out = append(out, a.text("cli.explain.do.template", "template", t.Template))
		case t.Coverage == 1 && t.Scope != string(content.ScopeAnywhere):
			out = append(out, a.text("cli.explain.do.scope", "template", t.Template, "scope", t.Scope))
		}
	}
	var lacking []string
	for _, s := range e.Words {
		if has := e.Other != nil && s.Other || e.Other == nil && s.First; !has {
			lacking = append(lacking, s.Word)
		}
	}
	if len(lacking) > 0 {
		out = append(out, a.text("cli.explain.do.words", "id", one.ID, "words", strings.Join(lacking, ", ")))
	}
	if one.Article.Kind == content.KindArticle && one.Questions < fewAsked {
		out = append(out, a.text("cli.explain.do.questions", "id", one.ID, "n", one.Questions))
	}
	if len(out) == 0 && e.Other != nil {
		out = append(out, a.text("cli.explain.do.differ", "id", one.ID, "first", e.First.ID))
	}
	return out
}
