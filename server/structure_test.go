package server

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"waptkb/assets"
	"waptkb/i18n"
)

// TestStructure checks what every page has and what none may have, as RGAA asks.
func TestStructure(t *testing.T) {
	record(t)
	h := newTestServer(t).Handler()
	menus := map[string]string{}
	for _, lang := range i18n.Languages() {
		titles := map[string]string{}
		for _, path := range pageKinds(lang) {
			body := get(t, h, path).Body.String()
			if !strings.HasPrefix(body, "<!doctype html>\n") {
				t.Errorf("%s: no document type", path)
			}
			root, err := html.Parse(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			p := outline(root)
			if p.lang != lang {
				t.Errorf("%s: language %q", path, p.lang)
			}
			if other, ok := titles[p.title]; ok || p.title == "" {
				t.Errorf("%s: title %q, that of %q too", path, p.title, other)
			}
			titles[p.title] = path
			for _, name := range []string{"header", "main", "footer", "h1"} {
				if p.count[name] < 1 || name != "header" && name != "footer" && p.count[name] > 1 {
					t.Errorf("%s: %d <%s>", path, p.count[name], name)
				}
			}
			for _, name := range []string{"search", "nav", `role=status`, "skip"} {
				if p.count[name] == 0 {
					t.Errorf("%s: no %s", path, name)
				}
			}
			for _, wrong := range p.wrong {
				t.Errorf("%s: %s", path, wrong)
			}
			if menu := menus[lang]; menu != "" && menu != p.menu {
				t.Errorf("%s: the menu is %q, elsewhere %q", path, p.menu, menu)
			}
			menus[lang] = p.menu
		}
	}
}

// pageOutline is what TestStructure looks at.
type pageOutline struct {
	lang, title, menu string
	count             map[string]int
	wrong             []string
}

func outline(root *html.Node) pageOutline {
	p := pageOutline{count: map[string]int{}}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		p.count[n.Data]++
		if role := attribute(n, "role"); role != "" {
			p.count["role="+role]++
		}
		switch n.Data {
		case "html":
			p.lang = attribute(n, "lang")
		case "title":
			p.title = n.FirstChild.Data
		case "a":
			if attribute(n, "class") == "skip" {
				p.count["skip"]++
			}
			if attribute(n, "target") != "" {
				p.wrong = append(p.wrong, "a link opens a window")
			}
		case "svg":
			if attribute(n, "aria-hidden") != "true" && attribute(n, "aria-label") == "" {
				p.wrong = append(p.wrong, "a picture has no name and is not hidden")
			}
		case "img":
			if attribute(n, "alt") == "" {
				p.wrong = append(p.wrong, "an image has no text")
			}
		case "nav":
			if attribute(n, "class") == "menu" {
				p.menu = textOf(n)
			}
		case "table":
			if !slices.ContainsFunc(slices.Collect(n.Descendants()), func(n *html.Node) bool { return n.Data == "th" }) {
				p.wrong = append(p.wrong, "a table has no headers")
			}
		case "pre":
			figure := n.Parent
			if attribute(figure, "class") == "code code-text" && p.lang != "en" && attribute(n, "lang") != "en" {
				p.wrong = append(p.wrong, "an English message is not marked as such")
			}
		case "style", "font", "center", "iframe", "b", "i":
			p.wrong = append(p.wrong, "<"+n.Data+">")
		}
		if attribute(n, "style") != "" {
			p.wrong = append(p.wrong, "style in the page")
		}
	}
	return p
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(strings.TrimSpace(d.Data) + " ")
		}
	}
	return b.String()
}

// TestAccessibilityStatement checks that every criterion has a verdict that can
// be explained.
func TestAccessibilityStatement(t *testing.T) {
	criteria, results, err := readAccessibility(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(criteria) != 106 {
		t.Errorf("%d criteria, RGAA 4.1 has 106", len(criteria))
	}
	messages := newTestServer(t).cfg.Messages
	for _, c := range criteria {
		if c.NotApplicable == "" && len(c.Checks) == 0 && !c.Human {
			t.Errorf("criterion %s: nobody verifies it", c.ID)
		}
		if c.NotApplicable != "" && !messages.Has("criterion."+c.NotApplicable) {
			t.Errorf("criterion %s: no reason %q", c.ID, c.NotApplicable)
		}
		for _, check := range c.Checks {
			if _, ok := results.Checks[check]; !ok {
				t.Errorf("criterion %s: no result of %s: run go test ./server -update", c.ID, check)
			}
		}
	}
	if w := get(t, newTestServer(t).Handler(), "/en/accessibility"); w.Code != http.StatusOK {
		t.Errorf("statement = %d", w.Code)
	}
}

func TestCriterionState(t *testing.T) {
	r := accessibilityResults{Checks: map[string]bool{"a": true, "b": false}}
	for name, test := range map[string]struct {
		c    criterion
		want string
	}{
		"passed":        {criterion{Checks: []string{"a"}}, statePassed},
		"one failed":    {criterion{Checks: []string{"a", "b"}}, stateFailed},
		"not run":       {criterion{Checks: []string{"a", "c"}}, stateHuman},
		"nothing":       {criterion{}, stateHuman},
		"person too":    {criterion{Checks: []string{"a"}, Human: true}, stateHuman},
		"no such thing": {criterion{NotApplicable: "x"}, stateNA},
	} {
		if got := test.c.state(r); got != test.want {
			t.Errorf("%s: state = %q, want %q", name, got, test.want)
		}
	}
}
