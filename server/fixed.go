package server

import (
	"bytes"
	"fmt"
	"io/fs"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"waptkb/assets"
	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/content/fold"
	"waptkb/content/lazy"
)

// fixedPages lists the pages that are Markdown files of package assets.
var fixedPages = []string{"help", "api", "chat", "tickets", "install", "own", "counting"}

// fixedView is a page of fixed text.
type fixedView struct {
	page
	HTML     string
	Sections []content.Section
	Faults   []faultView // that the page about the API explains
}

// faultView is a kind of fault; problems refer to it by its name.
type faultView struct {
	faultKind
	Detail string
}

// fixedPage shows a page written in Markdown: its title, the heading of level 1, its
// summary, the first paragraph, and its sections. "{site}" in it is the address of
// the site for the one who reads it, so that examples can be copied as they stand.
func (s *Server) fixedPage(name string) echo.HandlerFunc {
	return func(c echo.Context) error {
		lang := languageOf(c)
		source, err := fs.ReadFile(assets.FS, "pages/"+lang+"/"+name+".md")
		if err != nil {
			return fmt.Errorf("reading page %s: %w", name, err)
		}
		if s.cfg.Files != nil { // nothing answers there
			source = linksToSite().ReplaceAll(source, []byte("$1"))
		}
		source = bytes.ReplaceAll(source, []byte("{site}"), []byte(s.siteFor(c)))
		if name == "api" {
			reference, err := apiReference(description())
			if err != nil {
				return err
			}
			source = bytes.ReplaceAll(source, []byte("{reference}"), reference)
		}
		title, rest, _ := strings.Cut(strings.TrimSpace(string(source)), "\n")
		summary, _, _ := strings.Cut(strings.TrimSpace(rest), "\n\n")
		v := fixedView{page: s.newPage(c, strings.TrimPrefix(title, "# "), strings.ReplaceAll(summary, "\n", " "))}
		if v.HTML, v.Sections, err = renderFixed([]byte(rest)); err != nil {
			return err
		}
		if name == "api" {
			for _, k := range faultKinds {
				v.Faults = append(v.Faults, faultView{k, s.explain(k.Name, lang)})
			}
		}
		return s.render(c, http.StatusOK, "fixed", v)
	}
}

// linksToSite matches links to what programs ask a server for.
var linksToSite = lazy.Regexp(`\[([^]]*)\]\(\{site\}[^)]*\)`)

// renderFixed gives HTML with anchors, and its sections.
func renderFixed(source []byte) (html string, sections []content.Section, err error) {
	md := goldmark.New(goldmark.WithExtensions(doc.Tables), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	ctx := parser.NewContext(parser.WithIDs(&slugs{used: map[string]bool{}}))
	root := md.Parser().Parse(text.NewReader(source), parser.WithContext(ctx))
	for n := root.FirstChild(); n != nil; n = n.NextSibling() {
		h, isHeading := n.(*ast.Heading)
		if !isHeading || h.Level != 2 {
			continue
		}
		id, _ := h.AttributeString("id")
		anchor, _ := id.([]byte)
		sections = append(sections, content.Section{Title: string(h.Lines().Value(source)), Anchor: string(anchor)})
	}
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, source, root); err != nil {
		return "", nil, fmt.Errorf("rendering a page: %w", err)
	}
	html = strings.NewReplacer("<pre>", `<pre tabindex="0">`, "<table>", `<div class="table" tabindex="0"><table>`, "</table>", "</table></div>").Replace(b.String())
	return html, sections, nil
}

// slugs makes the anchors of headings as articles have them.
type slugs struct{ used map[string]bool }

func (s *slugs) Generate(value []byte, _ ast.NodeKind) []byte {
	slug := fold.Slug(string(value))
	for n := 2; s.used[slug]; n++ {
		slug = fold.Slug(string(value)) + "-" + strconv.Itoa(n)
	}
	s.used[slug] = true
	return []byte(slug)
}

func (s *slugs) Put(value []byte) { s.used[string(value)] = true }
