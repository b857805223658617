package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/redact"
)

func (a *app) guideCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "guide [ID]",
		Short:   a.text("cli.guide.short"),
		Long:    a.text("cli.guide.long"),
		Example: "  waptkb guide\n  waptkb guide poste/absent\n  waptkb guide --json poste absent",
		RunE:    a.withIndex(a.guide),
	}
}

// guide goes to a place of the guide: on a terminal it asks on from there until an article
// is found, elsewhere it shows the place.
func (a *app) guide(_ context.Context, x *index.Index, args []string) error {
	lib := x.Library()
	g, err := api.NewGuide(lib, strings.Join(args, "/"), a.lang)
	if errors.Is(err, content.ErrNotFound) {
		return a.unknownPlace(lib, args)
	}
	if err != nil {
		return err
	}
	if !a.asJSON && a.isDialogue() {
		if g, err = a.askOn(lib, g); err != nil {
			return err
		}
	}
	return a.write(g, len(g.Collect) == 0, func() error { return a.printPlace(lib, g, true) })
}

// isDialogue tells whether somebody reads what is asked and can answer.
func (a *app) isDialogue() bool {
	f, ok := a.stdin.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) && a.stdout.Columns() > 0
}

// unknownPlace tells which of the answers is none, and what could be answered.
func (a *app) unknownPlace(lib *content.Library, args []string) error {
	keys := strings.Split(strings.Join(args, "/"), "/")
	for n := len(keys) - 1; n >= 0; n-- {
		g, err := api.NewGuide(lib, strings.Join(keys[:n], "/"), a.lang)
		if err != nil {
			continue
		}
		var known []string
		for _, c := range g.Choices {
			known = append(known, c.ID[strings.LastIndexByte(c.ID, '/')+1:])
		}
		if len(known) == 0 {
			return errors.New(a.text("cli.guide.end", "id", g.ID, "value", redact.Secrets(keys[n])))
		}
		return errors.New(a.text("cli.guide.unknown", "value", redact.Secrets(keys[n]), "accepted", strings.Join(known, ", ")))
	}
	return errors.New(a.text("cli.guide.none"))
}

// askOn asks questions from a place on, up to an article or an end.
func (a *app) askOn(lib *content.Library, g *api.Guide) (*api.Guide, error) {
	in := bufio.NewScanner(a.stdin)
	for len(g.Choices) > 0 {
		if err := a.printPlace(lib, g, false); err != nil {
			return nil, err
		}
		a.stdout.Printf("\n%s ", a.text("cli.guide.prompt", "max", len(g.Choices)))
		if !in.Scan() {
			a.stdout.Printf("\n")
			return nil, cmp.Or(in.Err(), errNothing)
		}
		id := g.ID
		switch answer := strings.ToLower(strings.TrimSpace(in.Text())); answer {
		case a.text("cli.guide.quit"):
			return nil, errNothing
		case a.text("cli.guide.back"):
			if len(g.Way) > 0 {
				id = g.Way[len(g.Way)-1].ID
			}
		default:
			n, err := strconv.Atoi(answer)
			if err != nil || n < 1 || n > len(g.Choices) {
				a.stderr.Printf("%s\n", a.text("cli.guide.number", "max", len(g.Choices)))
				continue
			}
			id = g.Choices[n-1].ID
		}
		a.stdout.Printf("\n")
		var err error
		if g, err = api.NewGuide(lib, id, a.lang); err != nil {
			return nil, err
		}
	}
	return g, nil
}

// printPlace shows a question with its numbered answers, an article, or what to collect;
// with commands, each answer has the one that goes on.
func (a *app) printPlace(lib *content.Library, g *api.Guide, commands bool) error {
	style, w := a.style(), a.stdout
	for _, answered := range g.Way {
		w.Printf("%s\n", style.Faint(terminal.Line(answered.Text+" "+answered.Answer)))
	}
	if len(g.Way) > 0 {
		w.Printf("\n")
	}
	if g.Article != nil {
		article, err := lib.Article(g.Article.ID, a.lang)
		if err != nil {
			return err
		}
		a.printArticle(lib, article, a.about(article))
		return nil
	}
	w.Printf("%s\n", style.Bold(terminal.Line(g.Text)))
	if g.Hint != "" {
		w.Printf("%s\n", style.Wrap(terminal.Line(g.Hint), ""))
	}
	w.Printf("\n")
	for i, c := range g.Choices {
		w.Printf("%s\n", style.Wrap(terminal.Line(strconv.Itoa(i+1)+". "+c.Text), "  "))
		if commands {
			w.Printf("     %s\n", style.Faint("waptkb guide "+terminal.Line(c.ID)))
		}
	}
	if len(g.Collect) > 0 {
		w.Printf("%s\n\n", style.Wrap(a.line("guide.collect"), ""))
	}
	for _, item := range g.Collect {
		w.Printf("  - %s\n", item)
	}
	return nil
}
