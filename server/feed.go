package server

import (
	"crypto/sha1"
	"fmt"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/index/api"
)

// maxFeed is how many articles a feed has in each language.
const maxFeed = 50

// feed gives what changed last, as Atom (RFC 4287): in one language, or in all of them.
func (s *Server) feed(langs ...string) echo.HandlerFunc {
	path := "/feed.xml"
	if len(langs) == 1 {
		path = "/" + langs[0] + path
	}
	return func(c echo.Context) error {
		site, lang := s.siteFor(c), langs[0]
		text := func(key string) string { return s.cfg.Messages.Text(lang, key) }
		author := newElement("author", "")
		author.Elements = []element{newElement("name", text("site.name"))}
		feed := newElement("feed", "", "xmlns", "http://www.w3.org/2005/Atom", "xml:lang", lang)
		feed.Elements = []element{
			newElement("title", text("feed.title")), newElement("subtitle", text("feed.subtitle")),
			newElement("id", permanentID("feed", path)),
			newElement("link", "", "rel", "self", "type", "application/atom+xml", "href", site+path),
			newElement("link", "", "rel", "alternate", "type", "text/html", "hreflang", lang, "href", site+"/"+lang+"/"),
			author, newElement("generator", "waptkb"),
		}
		entries, updated := s.feedEntries(site, langs)
		feed.Elements = append(append(feed.Elements, newElement("updated", updated)), entries...)
		return respondXML(c, "application/atom+xml; charset=utf-8", feed)
	}
}

// feedEntries gives the entries of a feed, and the time of the newest.
func (s *Server) feedEntries(site string, langs []string) (entries []element, updated string) {
	updated = atomTime("1970-01-01") // of a feed without entries
	for _, lang := range langs {
		changes := s.library().LastChanges(lang)
		for _, change := range changes[:min(maxFeed, len(changes))] {
			updated = max(updated, atomTime(change.Date))
			entries = append(entries, s.feedEntry(site, lang, change))
		}
	}
	return entries, updated
}

func (s *Server) feedEntry(site, lang string, change content.Change) element {
	a := change.Article
	e := newElement("entry", "", "xml:lang", a.Lang)
	e.Elements = []element{
		newElement("title", a.Title),
		newElement("id", permanentID("article", lang+"/"+a.ID)),
		newElement("link", "", "rel", "alternate", "type", "text/html", "hreflang", a.Lang, "href", site+api.ArticleURL(lang, a.ID)),
		newElement("updated", atomTime(change.Date)),
		newElement("category", "", "term", string(change.Kind), "label", s.cfg.Messages.Text(lang, "change."+string(change.Kind))),
		newElement("category", "", "term", content.ComponentSlug(a.Component), "label", s.cfg.Messages.Text(lang, "component."+content.ComponentSlug(a.Component))),
		newElement("summary", strings.TrimSpace(a.Summary)),
	}
	if a.Added != "" {
		e.Elements = append(e.Elements, newElement("published", atomTime(a.Added)))
	}
	return e
}

// atomTime makes a time of a date.
func atomTime(date string) string { return date + "T00:00:00Z" }

// feedNames is the name space of permanent ids, a random UUID.
var feedNames = [16]byte{0x5b, 0x0e, 0x3c, 0x1d, 0x7a, 0x52, 0x4f, 0x0e, 0x9d, 0x1c, 0x64, 0x2f, 0x8e, 0x31, 0xb7, 0xa9}

// permanentID names the same thing alike on all servers and for ever, with a UUID of
// version 5: a reader of two sites, or of one that moved, sees an article once.
func permanentID(kind, name string) string {
	sum := sha1.Sum([]byte(string(feedNames[:]) + kind + "/" + name))
	id := sum[:16]
	id[6], id[8] = id[6]&0x0f|0x50, id[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:])
}
