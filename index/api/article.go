package api

import (
	"strings"

	"waptkb/content"
)

// NewArticle makes a whole article shown in a language. html is its body,
// and may be empty.
func NewArticle(lib *content.Library, a *content.Article, lang, html string) Article {
	out := Article{
		ArticleEntry: NewArticleEntry(a, lang),
		ArticleContent: ArticleContent{
			Versions: a.Versions, Checked: a.Checked, Errors: []string{}, Identifiers: a.Identifiers,
			Related: a.Related, Sources: a.Sources, Sections: []ArticleSection{}, Markdown: a.Markdown(),
		},
		HTML: html,
	}
	for _, t := range a.Errors {
		out.Errors = append(out.Errors, t.Text)
	}
	for _, s := range lib.Document(a).Sections {
		out.Sections = append(out.Sections, ArticleSection{Section: Section{Title: s.Title, Anchor: s.Anchor}, Kind: s.Kind, Level: s.Level})
	}
	return out
}

// Markdown gives an article as one text that stands alone.
func Markdown(a *content.Article) string {
	return "# " + a.Title + "\n\n" + strings.TrimSpace(a.Summary) + "\n\n" + strings.TrimLeft(a.Markdown(), "\n")
}
