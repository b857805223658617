package server

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"waptkb/content"
	"waptkb/content/typeset"
	"waptkb/i18n"
)

// TestCrawl visits every page that links lead to, in every language, and checks
// each: every internal link and anchor leads somewhere, no id stands twice, no
// other host is asked for anything, and nothing of the templates shows.
func TestCrawl(t *testing.T) {
	t.Parallel()
	record(t)
	h := newTestServer(t).Handler()
	pages := map[string]map[string]bool{} // path → ids; nil while unknown
	links := map[string]string{}          // "path#anchor" → page that has the link
	queue := []string{}
	for _, lang := range i18n.Languages() {
		for _, path := range pageKinds(lang) {
			if !strings.HasSuffix(path, "/nothing") {
				queue = append(queue, path)
			}
		}
	}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		if _, seen := pages[path]; seen {
			continue
		}
		w := get(t, h, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s = %d, linked from %s", path, w.Code, links[path+"#"])
		}
		pages[path] = map[string]bool{}
		if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			continue
		}
		root, err := html.Parse(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			if n.Type == html.TextNode && n.Parent.Data != "code" {
				checkText(t, path, n)
			}
			if n.Type != html.ElementNode {
				continue
			}
			if id := attribute(n, "id"); id != "" {
				if pages[path][id] {
					t.Errorf("%s: id %q stands twice", path, id)
				}
				pages[path][id] = true
			}
			to, follow := reference(t, path, n)
			if !follow {
				continue
			}
			target, anchor, _ := strings.Cut(to, "#")
			if target == "" {
				target = path
			}
			links[target+"#"+anchor] = path
			queue = append(queue, target)
		}
	}
	for link, from := range links {
		if path, anchor, _ := strings.Cut(link, "#"); anchor != "" && !pages[path][anchor] {
			t.Errorf("%s links to %s, which has no such anchor", from, link)
		}
	}
	if len(pages) < 2*(34+len(newTestServer(t).library().Entries())) {
		t.Errorf("only %d pages were found", len(pages))
	}
}

// checkText looks for keys without text and for what templates leave behind.
func checkText(t *testing.T, path string, n *html.Node) {
	t.Helper()
	if n.Parent.Data == "script" {
		return
	}
	if strings.HasPrefix(path, "/"+content.Primary+"/") && isProse(n, content.Primary) {
		if set := typeset.Text("page."+content.Primary+".txt", n.Data); set != n.Data {
			t.Errorf("%s: typography of %q, want %q", path, n.Data, set)
		}
	}
	for _, wrong := range []string{"{{", "}}", "<no value>", "%!", "ZgotmplZ", "&lt;", "&amp;"} {
		if strings.Contains(n.Data, wrong) {
			t.Errorf("%s: text %q has %q", path, n.Data, wrong)
		}
	}
}

// isProse tells whether a text is for people, in a language: no code, and not quoted from
// another language.
func isProse(n *html.Node, lang string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		switch p.Data {
		case "code", "pre", "textarea", "title", "kbd":
			return false
		}
		if own := attribute(p, "lang"); own != "" {
			return own == lang
		}
	}
	return false
}

// reference gives the internal address that an element refers to, and checks
// that what a page loads comes from this site.
func reference(t *testing.T, path string, n *html.Node) (to string, follow bool) {
	t.Helper()
	key := map[string]string{"a": "href", "link": "href", "script": "src", "img": "src", "form": "action"}[n.Data]
	if key == "" {
		return "", false
	}
	to = attribute(n, key)
	if to == "" || n.Data == "form" && strings.Contains(to, "/search") {
		return "", false
	}
	u, err := url.Parse(to)
	if err != nil {
		t.Errorf("%s: address %q: %v", path, to, err)
		return "", false
	}
	if u.Host != "" && n.Data != "a" {
		t.Errorf("%s: <%s> loads %s", path, n.Data, to)
	}
	if strings.Contains(to, "ZgotmplZ") || u.Scheme == "javascript" {
		t.Errorf("%s: address %q", path, to)
	}
	if u.Host != "" || u.Scheme != "" {
		return "", false
	}
	base, err := url.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	return base.ResolveReference(u).String(), true
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
