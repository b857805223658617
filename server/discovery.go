package server

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index/api"
)

// This file is what browsers, search engines and language models read to learn
// of the site.

// element is an XML element with a text or other elements in it.
type element struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Elements []element
}

// newElement makes an element; attrs are pairs of name and value.
func newElement(name, text string, attrs ...string) element {
	e := element{XMLName: xml.Name{Local: name}, Text: text}
	for pair := range slices.Chunk(attrs, 2) {
		e.Attrs = append(e.Attrs, xml.Attr{Name: xml.Name{Local: pair[0]}, Value: pair[1]})
	}
	return e
}

// openSearch lets people add the site to their browser's search engines.
func (s *Server) openSearch(c echo.Context, lang string) error {
	site, t := s.siteFor(c), s.cfg.Messages
	d := newElement("OpenSearchDescription", "", "xmlns", "http://a9.com/-/spec/opensearch/1.1/")
	d.Elements = []element{
		newElement("ShortName", t.Text(lang, "opensearch.name")),
		newElement("Description", t.Text(lang, "opensearch.description")),
		newElement("InputEncoding", "UTF-8"),
		newElement("Language", lang),
		newElement("Image", site+s.static.URL("icon-32.png"), "type", "image/png", "width", "32", "height", "32"),
		newElement("Url", "", "type", "text/html", "template", site+"/"+lang+"/search?q={searchTerms}"),
		newElement("Url", "", "type", "application/x-suggestions+json",
			"template", site+"/api/v1/suggest?format=opensearch&lang="+lang+"&q={searchTerms}"),
		newElement("Url", "", "type", "application/opensearchdescription+xml", "rel", "self", "template", site+"/opensearch.xml?lang="+lang),
	}
	return respondXML(c, "application/opensearchdescription+xml; charset=utf-8", d)
}

// sitemap lists every page in every language.
func (s *Server) sitemap(c echo.Context) error {
	site := s.siteFor(c)
	set := newElement("urlset", "", "xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9", "xmlns:xhtml", "http://www.w3.org/1999/xhtml")
	add := func(page, lastMod string) {
		address := func(lang string) string { return site + "/" + lang + "/" + page }
		var shared []element // by the addresses of all languages
		if lastMod != "" {
			shared = append(shared, newElement("lastmod", lastMod))
		}
		for _, lang := range i18n.Languages() {
			shared = append(shared, newElement("xhtml:link", "", "rel", "alternate", "hreflang", lang, "href", address(lang)))
		}
		for _, lang := range i18n.Languages() {
			url := newElement("url", "")
			url.Elements = append([]element{newElement("loc", address(lang))}, shared...)
			set.Elements = append(set.Elements, url)
		}
	}
	for _, name := range append([]string{"", "diagnose", "guide", "reference", "accessibility"}, fixedPages...) {
		add(name, "")
	}
	for _, component := range content.Components {
		add("components/"+content.ComponentSlug(component), "")
	}
	for _, a := range s.library().Articles(content.Primary) {
		add("articles/"+a.ID, a.Updated())
	}
	for _, id := range s.library().Entries() {
		add("articles/"+id, "")
	}
	return respondXML(c, typeXML, set)
}

func respondXML(c echo.Context, contentType string, e element) error {
	body, err := xml.Marshal(e)
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
	lang, err := planLang(c.QueryParam("lang"), i18n.Machine)
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
		"dir": "ltr", "categories": []any{"utilities"}, "id": "/", "start_url": "/" + lang + "/", "scope": "/", "display": "minimal-ui", "background_color": "#fbfaf7", "theme_color": "#0b5563",
		"icons": []any{
			map[string]any{"src": s.static.URL("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
			map[string]any{"src": s.static.URL("icon-192.png"), "sizes": "192x192", "type": "image/png"},
			map[string]any{"src": s.static.URL("icon-512.png"), "sizes": "512x512", "type": "image/png"},
			map[string]any{"src": s.static.URL("icon-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
		},
		"shortcuts": []any{
			map[string]any{"name": s.cfg.Messages.Text(lang, "nav.diagnose"), "url": "/" + lang + "/diagnose"},
			map[string]any{"name": s.cfg.Messages.Text(lang, "nav.reference"), "url": "/" + lang + "/reference"},
		},
	})
}

// favicon answers browsers that ask without reading the page.
func (s *Server) favicon(c echo.Context) error {
	return c.Redirect(http.StatusFound, s.static.URL("icon-32.png"))
}
