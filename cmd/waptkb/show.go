package main

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/index"
	"waptkb/index/redact"
)

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show ID",
		Short: a.text("cli.show.short"),
		Args:  a.args(1, 1),
		RunE:  a.withIndex(a.show),
	}
}

func (a *app) show(_ context.Context, x *index.Index, args []string) error {
	id, lib := args[0], x.Library()
	article, err := lib.Article(id, a.lang)
	if errors.Is(err, content.ErrNotFound) {
		return a.unknown(lib, id)
	}
	if err != nil {
		return err
	}
	return a.writeArticle(lib, article, a.about(article))
}

// unknown ends a command that names an article which there is not.
func (a *app) unknown(lib *content.Library, id string) error {
	message := a.text("cli.show.unknown", "id", redact.Secrets(id))
	if closest := lib.Closest(id, 3); len(closest) > 0 {
		message += " " + a.text("cli.show.near", "ids", strings.Join(closest, ", "))
	}
	return a.nothing(message)
}

// about tells of an article what stands below its title.
func (a *app) about(article *content.Article) terminal.Text {
	line := article.ID + " · " + a.text("component."+content.ComponentSlug(article.Component))
	line += a.mark(article.Own)
	if article.Reviewed != "" { // entries of the reference have none
		line += " · " + a.text("article.reviewed", "date", article.Reviewed)
	}
	if article.Versions != "" {
		line += " · WAPT " + article.Versions
	}
	if checked := article.CheckedIn(a.texts, a.lang); checked != "" {
		line += " · " + checked
	}
	style := a.style()
	return style.Faint(terminal.Line(line)) + "\n\n" + style.Wrap(terminal.Line(article.Summary), "") + "\n"
}
