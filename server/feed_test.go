package server

import (
	"encoding/xml"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// atomFeed is what RFC 4287 asks of a feed.
type atomFeed struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string   `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  struct {
		Name string `xml:"name"`
	} `xml:"author"`
	Links   []atomLink `xml:"link"`
	Entries []struct {
		Lang    string     `xml:"http://www.w3.org/XML/1998/namespace lang,attr"`
		ID      string     `xml:"id"`
		Title   string     `xml:"title"`
		Updated string     `xml:"updated"`
		Summary string     `xml:"summary"`
		Links   []atomLink `xml:"link"`
	} `xml:"entry"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

// TestFeed holds the feeds against RFC 4287, follows their links, and has the same names
// for the same things on another site.
func TestFeed(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	elsewhere := newServerWith(t, func(c *Config) { c.PublicURL = "https://aide.example.fr" }).Handler()
	uuid := regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	for path, langs := range map[string][]string{"/feed.xml": {"fr", "en"}, "/fr/feed.xml": {"fr"}, "/en/feed.xml": {"en"}} {
		w := get(t, h, path)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/atom+xml; charset=utf-8" {
			t.Fatalf("%s = %d %s", path, w.Code, w.Header().Get("Content-Type"))
		}
		if again := get(t, h, path, "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
			t.Errorf("%s again = %d", path, again.Code)
		}
		var feed, other atomFeed
		for body, into := range map[string]*atomFeed{w.Body.String(): &feed, get(t, elsewhere, path).Body.String(): &other} {
			if err := xml.Unmarshal([]byte(body), into); err != nil {
				t.Fatal(err)
			}
		}
		if feed.Lang != langs[0] || feed.Title == "" || feed.Author.Name == "" || !uuid.MatchString(feed.ID) || feed.ID != other.ID || feed.Links[0] != (atomLink{"self", "http://example.com" + path}) {
			t.Errorf("%s: %+v", path, feed.Links)
		}
		newest, ids := "", map[string]bool{}
		for i, e := range feed.Entries {
			newest = max(newest, e.Updated)
			if _, err := time.Parse(time.RFC3339, e.Updated); err != nil || e.Title == "" || e.Summary == "" || !uuid.MatchString(e.ID) || ids[e.ID] || !slices.Contains(langs, e.Lang) {
				t.Errorf("%s: %v %+v", path, err, e)
			}
			ids[e.ID] = true
			if other.Entries[i].ID != e.ID || !strings.HasPrefix(other.Entries[i].Links[0].Href, "https://aide.example.fr/") {
				t.Errorf("%s: %s is %+v elsewhere", path, e.ID, other.Entries[i])
			}
			if page := get(t, h, strings.TrimPrefix(e.Links[0].Href, "http://example.com")); page.Code != http.StatusOK {
				t.Errorf("%s: %s = %d", path, e.Links[0].Href, page.Code)
			}
		}
		if feed.Updated != newest || len(feed.Entries) < len(langs)*maxFeed {
			t.Errorf("%s: updated %s, newest %s, %d entries", path, feed.Updated, newest, len(feed.Entries))
		}
	}
	for _, lang := range []string{"fr", "en"} {
		if page := get(t, h, "/"+lang+"/").Body.String(); !strings.Contains(page, `type="application/atom+xml" title=`) || !strings.Contains(page, `href="/`+lang+`/feed.xml"`) {
			t.Errorf("%s: the page does not name its feed", lang)
		}
	}
}
