package main

import (
	"context"

	"github.com/spf13/cobra"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/api"
)

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: a.text("cli.list.short"),
		Args:  a.args(0, 0),
		RunE:  a.withIndex(a.list),
	}
}

func (a *app) list(_ context.Context, x *index.Index, _ []string) error {
	articles := x.Library().Articles(a.lang)
	if a.asJSON {
		entries := make([]api.ArticleEntry, len(articles))
		for i, article := range articles {
			entries[i] = api.NewArticleEntry(article, a.lang)
		}
		return a.writeJSON(entries, true)
	}
	style, component := a.style(), ""
	for _, article := range articles {
		if article.Component != component {
			component = article.Component
			a.stdout.Printf("%s\n", style.Bold(a.line("component."+content.ComponentSlug(component))))
		}
		a.stdout.Printf("  %-36s %s\n", article.ID, article.Title+a.mark(article.Own))
	}
	return nil
}
