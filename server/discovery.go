package server

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index/api"
)

// This file is what browsers, search engines and language models read to learn
// of the site.

type openSearchURL struct {
	Type     string `xml:"type,attr"`
	Rel      string `xml:"rel,attr,omitempty"`
	Template string `xml:"template,attr"`
}

type openSearchImage struct {
	Type   string `xml:"type,attr"`
	Width  int    `xml:"width,attr"`
	Height int    `xml:"height,attr"`
	URL    string `xml:",chardata"`
}

type openSearchDescription struct {
	XMLName       xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
	ShortName     string
	Description   string
	InputEncoding string
	Language      string
	Image         openSearchImage
	URL           []openSearchURL `xml:"Url"`
}

// openSearch lets people add the site to their browser's search engines.
func (s *Server) openSearch(c echo.Context, lang string) error {
	site, t := s.siteFor(c), s.cfg.Messages
	d := openSearchDescription{
		ShortName: t.Text(lang, "opensearch.name"), Description: t.Text(lang, "opensearch.description"),
		InputEncoding: "UTF-8", Language: lang,
		Image: openSearchImage{"image/png", 32, 32, site + s.static.URL("icon-32.png")},
		URL: []openSearchURL{
			{Type: "text/html", Template: site + "/" + lang + "/search?q={searchTerms}"},
			{Type: "application/x-suggestions+json", Template: site + "/api/v1/suggest?format=opensearch&lang=" + lang + "&q={searchTerms}"},
			{Type: "application/opensearchdescription+xml", Rel: "self", Template: site + "/opensearch.xml?lang=" + lang},
		},
	}
	return respondXML(c, "application/opensearchdescription+xml; charset=utf-8", d)
}

type sitemapLink struct {
	Rel  string `xml:"rel,attr"`
	Lang string `xml:"hreflang,attr"`
	URL  string `xml:"href,attr"`
}

type sitemapURL struct {
	Loc     string        `xml:"loc"`
	LastMod string        `xml:"lastmod,omitempty"`
	Links   []sitemapLink `xml:"xhtml:link"`
}

type sitemapSet struct {
	XMLName xml.Name     `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	XHTML   string       `xml:"xmlns:xhtml,attr"`
	URLs    []sitemapURL `xml:"url"`
}

// sitemap lists every page in every language.
func (s *Server) sitemap(c echo.Context) error {
	set, site := sitemapSet{XHTML: "http://www.w3.org/1999/xhtml"}, s.siteFor(c)
	add := func(rest, lastMod string) {
		var links []sitemapLink
		for _, lang := range i18n.Languages() {
			links = append(links, sitemapLink{"alternate", lang, site + "/" + lang + "/" + rest})
		}
		for _, link := range links {
			set.URLs = append(set.URLs, sitemapURL{Loc: link.URL, LastMod: lastMod, Links: links})
		}
	}
	for _, name := range append([]string{"", "diagnose", "reference", "accessibility"}, fixedPages...) {
		add(name, "")
	}
	for _, component := range content.Components {
		add("components/"+content.ComponentSlug(component), "")
	}
	for _, a := range s.library().Articles(content.Primary) {
		add("articles/"+a.ID, a.Reviewed)
	}
	for _, id := range s.library().Entries() {
		add("articles/"+id, "")
	}
	return respondXML(c, typeXML, set)
}

func respondXML(c echo.Context, contentType string, v any) error {
	body, err := xml.Marshal(v)
	if err != nil {
		return fmt.Errorf("writing XML: %w", err)
	}
	return respond(c, http.StatusOK, contentType, append([]byte(xml.Header), body...))
}

// robots lets everybody read everything but endless result pages.
func (s *Server) robots(c echo.Context) error {
	b := []byte("User-agent: *\n")
	for _, lang := range i18n.Languages() {
		b = fmt.Appendf(b, "Disallow: /%s/search\n", lang)
	}
	b = fmt.Appendf(b, "Sitemap: %s/sitemap.xml\n", s.siteFor(c))
	return respond(c, http.StatusOK, typeText, b)
}

// llms tells language models where the articles are as Markdown. Its links are
// relative where the address of the site is unknown.
func (s *Server) llms(c echo.Context) error {
	lang, err := planLang(c.QueryParam("lang"), "en")
	if err != nil {
		return err
	}
	t, site := s.cfg.Messages, s.cfg.PublicURL
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n> %s\n\n## %s\n\n", t.Text(lang, "site.name"), t.Text(lang, "llms.summary"), t.Text(lang, "llms.articles"))
	for _, a := range s.library().Articles(lang) {
		fmt.Fprintf(&b, "- [%s](%s%s.md): %s\n", a.Title, site, api.ArticleURL(lang, a.ID), a.Summary)
	}
	fmt.Fprintf(&b, "\n## %s\n\n- [%s](%s/%s/reference): %s\n- [%s](%s/%s/api)\n- [%s](%s/%s/help)\n", t.Text(lang, "llms.more"),
		t.Text(lang, "nav.reference"), site, lang, t.Text(lang, "reference.description"),
		t.Text(lang, "nav.api"), site, lang, t.Text(lang, "nav.help"), site, lang)
	return respond(c, http.StatusOK, typeText, []byte(b.String()))
}

// manifest lets people install the site as an application.
func (s *Server) manifest(c echo.Context, lang string) error {
	name := s.cfg.Messages.Text(lang, "site.name")
	return respondJSONAs(c, http.StatusOK, "application/manifest+json", map[string]any{
		"name": name, "short_name": name, "lang": lang, "description": s.cfg.Messages.Text(lang, "home.description"),
		"start_url": "/" + lang + "/", "scope": "/", "display": "minimal-ui", "background_color": "#fbfaf7", "theme_color": "#0b5563",
		"icons": []any{
			map[string]any{"src": s.static.URL("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
			map[string]any{"src": s.static.URL("icon-192.png"), "sizes": "192x192", "type": "image/png"},
			map[string]any{"src": s.static.URL("icon-512.png"), "sizes": "512x512", "type": "image/png"},
		},
	})
}

// favicon answers browsers that ask without reading the page.
func (s *Server) favicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, s.static.URL("icon-32.png"))
}
