package content

import (
	"cmp"
	"slices"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// CodeLanguages lists the languages that code blocks may name.
var CodeLanguages = []string{"bash", "bat", "ini", "json", "nginx", "powershell", "python", "sql", "text", "yaml"}

// checkBody checks the headings, links, figures and code blocks of one article.
func (l *loader) checkBody(file string, a *Article) {
	d := l.lib.parse(a)
	l.checkHeadings(file, a, d)
	_ = ast.Walk(d.root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		line := d.lineOf(a, n)
		switch n := n.(type) {
		case *ast.Heading:
			if n.Parent() != d.root {
				l.problem(file, line, "heading inside a list or quotation: move it to the margin, or write it in **bold**")
			}
		case *ast.HTMLBlock, *ast.RawHTML:
			l.problem(file, line, "raw HTML is not rendered: write it in Markdown, or in backquotes if it is text")
		case *ast.FencedCodeBlock:
			if lang, _ := codeInfo(n, d.source); !slices.Contains(CodeLanguages, lang) {
				l.problem(file, line, "code block of language %q: take one of %s", lang, strings.Join(CodeLanguages, ", "))
			}
		case *ast.CodeBlock:
			l.problem(file, line, "indented code block: write it between ``` lines with its language")
		case *ast.Blockquote:
			if n.FirstChild() != nil && admonition(n, d.source) == "" {
				l.problem(file, line, "blockquote without a kind: begin it with [!WARNING], [!NOTE] or [!TIP]")
			}
		case *ast.Image:
			name := string(n.Destination)
			if _, ok := l.lib.figs[name]; !ok {
				l.problem(file, line, "figure %q does not exist: put it beside the article", name)
			}
			if plainText(n, d.source) == "" {
				l.problem(file, line, "figure %q has no description: write what it shows between the brackets", name)
			}
		case *ast.Link:
			l.checkLink(file, line, a, d, string(n.Destination))
		case *ast.AutoLink:
			l.checkLink(file, line, a, d, string(n.URL(d.source)))
		}
		return ast.WalkContinue, nil
	})
}

func (l *loader) checkHeadings(file string, a *Article, d *document) {
	place := -1
	found := map[string]bool{}
	for _, h := range d.headings {
		line, title := d.lineOf(a, h), plainText(h, d.source)
		switch h.Level {
		case 2:
			kind := kindOf(title, a.Lang)
			at := slices.Index(SectionKinds, kind)
			switch {
			case kind == "":
				l.problem(file, line, "heading %q is not one of the fixed ones: %s; use ### inside a section", title, strings.Join(fixedHeadings(a.Lang), ", "))
			case at <= place:
				l.problem(file, line, "heading %q stands out of order: the order is %s", title, strings.Join(fixedHeadings(a.Lang), ", "))
			}
			place = max(place, at)
			found[kind] = true
		case 3:
			if place < 0 {
				l.problem(file, line, "heading %q stands before the first section", title)
			}
			if title == "" {
				l.problem(file, line, "heading is empty: give it a title, its anchor is made of that")
			}
		default:
			l.problem(file, line, "heading %q is of level %d: write ## or ###", title, h.Level)
		}
	}
	for _, kind := range SectionKinds {
		if !found[kind] && !optionalKinds[kind] {
			l.problem(file, a.bodyLine, "section %q is missing: add ## %s", kind, headings[a.Lang][kind])
		}
	}
	if primary := l.lib.byLang[Primary][a.ID]; a.Lang != Primary && primary != nil {
		want, got := outline(l.lib.parse(primary), Primary), outline(d, a.Lang)
		if want != got {
			l.problem(file, a.bodyLine, "headings differ from those of the French article (here %s; French %s): have the same ones in the same order", got, want)
		}
	}
}

func fixedHeadings(lang string) []string {
	var out []string
	for _, kind := range SectionKinds {
		out = append(out, "## "+headings[lang][kind])
	}
	return out
}

// outline describes the headings of a document in a way that all languages share:
// "symptom, cause, solution, ###, check".
func outline(d *document, lang string) string {
	var out []string
	for _, h := range d.headings {
		if h.Level == 2 {
			out = append(out, cmp.Or(kindOf(plainText(h, d.source), lang), "##"))
		} else {
			out = append(out, strings.Repeat("#", h.Level))
		}
	}
	return strings.Join(out, ", ")
}

func (l *loader) checkLink(file string, line int, a *Article, d *document, destination string) {
	if isWeb(destination) {
		return
	}
	id, anchor, ok := articleLink(destination)
	target := d
	switch {
	case strings.HasPrefix(destination, "#"):
		anchor = destination[1:]
	case !ok:
		l.problem(file, line, "link to %q: write <id>.md, <id>.md#anchor, #anchor or https://…", destination)
		return
	default:
		other, found := l.lib.byLang[Primary][id]
		if !found {
			l.problem(file, line, "link to article %q, which does not exist: %s", id, suggestIDs(l.lib, id))
			return
		}
		target = l.lib.parse(other)
	}
	if anchor == "" {
		return
	}
	var known []string
	for _, h := range target.headings {
		known = append(known, headingAnchor(h))
	}
	if !slices.Contains(known, anchor) {
		l.problem(file, line, "link to #%s, which does not exist: take one of %s", anchor, strings.Join(known, ", "))
	}
}
