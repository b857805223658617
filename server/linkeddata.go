package server

import (
	"encoding/json"
	"fmt"
	"html/template"
)

// linkedData describes an article to search engines as schema.org data. Its
// addresses are relative where that of the site is unknown. A block of data is no
// script: the content security policy lets it through.
func (v articleView) linkedData() (template.HTML, error) {
	article := map[string]any{
		"@type": "TechArticle", "headline": v.Title, "description": v.Description,
		"inLanguage": v.Article.Lang, "url": v.Site + v.Path, "about": "WAPT",
	}
	if v.Article.Reviewed != "" {
		article["dateModified"] = v.Article.Reviewed
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
