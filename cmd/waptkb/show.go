package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/index/api"
	"waptkb/index/redact"
)

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: a.text("cli.show.short"),
		Args:  cobra.ExactArgs(1),
		RunE:  func(_ *cobra.Command, args []string) error { return a.show(args[0]) },
	}
}

func (a *app) show(id string) error {
	x, err := a.open()
	if err != nil {
		return err
	}
	lib := x.Library()
	article, err := lib.Article(id, a.lang)
	if errors.Is(err, content.ErrNotFound) {
		message := a.text("cli.show.unknown", "id", redact.Secrets(id))
		if closest := lib.Closest(id, 3); len(closest) > 0 {
			message += " " + a.text("cli.show.near", "ids", strings.Join(closest, ", "))
		}
		return a.nothing(message)
	}
	if err != nil {
		return err
	}
	if a.asJSON {
		return a.writeJSON(api.NewArticle(lib, article, a.lang, ""), true)
	}
	style := a.style()
	a.stdout.Printf("%s\n", style.Bold(terminal.Line(article.Title)))
	line := article.ID + " · " + a.text("component."+content.ComponentSlug(article.Component))
	if article.Reviewed != "" { // entries of the reference have none
		line += " · " + a.text("article.reviewed", "date", article.Reviewed)
	}
	if article.Versions != "" {
		line += " · WAPT " + article.Versions
	}
	if checked := article.CheckedIn(a.texts, a.lang); checked != "" {
		line += " · " + checked
	}
	a.stdout.Printf("%s\n\n%s\n\n", style.Faint(terminal.Line(line)), style.Wrap(terminal.Line(article.Summary), ""))
	a.stdout.Printf("%s\n", style.Render(lib.Document(article).Blocks))
	return nil
}
