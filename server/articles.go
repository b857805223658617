package server

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/i18n"
	"waptkb/index/api"
)

// articleView is the page of an article.
type articleView struct {
	page
	Article  *content.Article
	Missing  bool   // the translation; the primary article is shown
	BodyLang string // of the article, where it differs from the page
	HTML     string
	Sections []content.Section
	Solution string // anchor
	Related  []*content.Article
	Changed  dated                      // empty where it never was
	Reviewed dated                      // empty for entries
	Markdown string                     // address of the Markdown
	Above    struct{ Name, URL string } // the page that this is a part of
}

// dated is a date for programs, and as people write it.
type dated struct{ ISO, Text string }

func newDated(lang, date string) dated { return dated{date, i18n.In(lang).Date(date)} }

// articlePage shows an article, or its Markdown where the address ends in ".md".
func (s *Server) articlePage(c echo.Context) error {
	lang := languageOf(c)
	id, asMarkdown := strings.CutSuffix(c.Param("id"), ".md")
	a, err := s.findArticle(id, lang)
	if err != nil {
		return err
	}
	if asMarkdown {
		markdown := api.Markdown(a)
		if a.Kind != content.KindArticle { // its sections say all
			markdown = "# " + a.Title + "\n\n" + a.Markdown()
		}
		c.Response().Header().Set("Content-Language", a.Lang)
		return respond(c, http.StatusOK, "text/markdown; charset=utf-8", []byte(markdown))
	}
	body := s.library().Document(a)
	v := articleView{
		page:    s.newPage(c, a.Title, a.Summary),
		Article: a, Related: s.articles(notLinked(a, body), lang), Missing: a.Lang != lang, HTML: s.renderArticle(a, body.Blocks, lang, ""), Sections: body.Sections,
		Changed: newDated(lang, a.Changed), Reviewed: newDated(lang, a.Reviewed), Markdown: api.ArticleURL(lang, a.ID) + ".md",
		Solution: body.Section(content.SectionSolution).Anchor,
	}
	v.Fills = fillFields(body.Blocks)
	v.Above.Name, v.Above.URL = v.Component(a.Component), v.ComponentURL(a.Component)
	if a.Kind != content.KindArticle {
		v.Above.Name, v.Above.URL = v.T("nav.reference"), v.URL("reference")+"#"+a.ID
	}
	if v.Missing {
		v.BodyLang = a.Lang
	}
	if v.JSONLD, err = v.linkedData(); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "article", v)
}

// notLinked lists the related articles that the section about what else to see does not
// lead to, with its reasons.
func notLinked(a *content.Article, body *doc.Document) []string {
	linked := map[string]bool{}
	doc.EachBlock(body.Section(content.SectionSeeAlso).Blocks, func(b doc.Block) {
		doc.EachSpan(b.Spans, func(s doc.Span) { linked[s.Article] = true })
	})
	return slices.DeleteFunc(slices.Clone(a.Related), func(id string) bool { return linked[id] })
}

// linkedData describes an article to search engines as schema.org data. Its
// addresses are relative where that of the site is unknown. A block of data is no
// script: the content security policy lets it through.
func (v articleView) linkedData() (template.HTML, error) {
	article := map[string]any{
		"@type": "TechArticle", "headline": v.Title, "description": v.Description,
		"inLanguage": v.Article.Lang, "url": v.Site + v.Path, "about": "WAPT",
	}
	for key, date := range map[string]string{"datePublished": v.Article.Added, "dateModified": v.Article.Updated()} {
		if date != "" {
			article[key] = date
		}
	}
	data, err := json.Marshal(map[string]any{
		"@context": "https://schema.org",
		"@graph": []any{
			article,
			map[string]any{
				"@type": "BreadcrumbList", "itemListElement": []any{
					crumb(1, v.T("site.name"), v.Site+v.URL("")),
					crumb(2, v.Above.Name, v.Site+v.Above.URL),
					crumb(3, v.Title, v.Site+v.Path),
				},
			},
		},
	})
	if err != nil {
		return "", fmt.Errorf("writing linked data: %w", err)
	}
	// json.Marshal escapes <, > and &: the text cannot leave the element.
	return template.HTML(`<script type="application/ld+json">` + string(data) + `</script>`), nil
}

func crumb(position int, name, url string) map[string]any {
	return map[string]any{"@type": "ListItem", "position": position, "name": name, "item": url}
}
