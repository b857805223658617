package main

import (
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/index"
	"waptkb/index/api"
)

func (a *app) changesCommand() *cobra.Command {
	since := ""
	c := &cobra.Command{
		Use:     "changes",
		Short:   a.text("cli.changes.short"),
		Long:    a.text("cli.changes.long"),
		Example: "  waptkb changes --since 2026-12-01",
		Args:    a.args(0, 0),
		RunE: func(c *cobra.Command, args []string) error {
			if _, err := time.Parse(time.DateOnly, since); c.Flags().Changed("since") && err != nil {
				return errors.New(a.text("cli.changes.since", "value", since))
			}
			return a.withIndex(func(ctx context.Context, x *index.Index, _ []string) error { return a.changes(x, since) })(c, args)
		},
	}
	c.Flags().StringVar(&since, "since", "", a.text("cli.flag.since"))
	return c
}

// changes lists what happened to the articles.
func (a *app) changes(x *index.Index, since string) error {
	changes := x.Library().LastChanges(a.lang)
	if since != "" {
		changes = x.Library().ChangesSince(since, a.lang)
	}
	if a.asJSON {
		return a.writeJSON(api.NewChanges(changes, a.lang), true)
	}
	if len(changes) == 0 {
		a.stderr.Printf("%s\n", a.text("cli.changes.none", "date", since))
	}
	style, heading := a.style(), content.Change{}
	for _, c := range changes {
		if c.Date != heading.Date || c.Kind != heading.Kind {
			heading = c
			a.stdout.Printf("%s\n", style.Bold(terminal.Line(c.Date+" · "+a.text("change."+string(c.Kind)))))
		}
		a.stdout.Printf("  %-36s %s\n", c.Article.ID, c.Article.Title)
	}
	return nil
}
