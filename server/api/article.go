package api

import "waptkb/content"

// NewArticle makes a whole article shown in a language. Its HTML comes from page,
// which may be nil.
func NewArticle(lib *content.Library, a *content.Article, lang string, page *content.Page) Article {
	out := Article{
		ArticleEntry: NewArticleEntry(a, lang), Versions: a.Versions, Errors: []string{}, Identifiers: a.Identifiers,
		Related: a.Related, Sources: a.Sources, Sections: []ArticleSection{}, Markdown: a.Markdown,
	}
	for _, t := range a.Errors {
		out.Errors = append(out.Errors, t.Text)
	}
	for _, s := range lib.Sections(a) {
		out.Sections = append(out.Sections, ArticleSection{Section: Section{Title: s.Title, Anchor: s.Anchor}, Kind: s.Kind, Level: s.Level})
	}
	if page != nil {
		out.HTML = page.HTML
	}
	return out
}
