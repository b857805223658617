//go:build !js

package doc

import (
	"bufio"
	"bytes"
	"cmp"
	"html"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	gmhtml "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"

	"waptkb/content/fold"
	"waptkb/i18n"
)

// markdown is made when it is first used, which many commands never do.
var markdown = sync.OnceValue(func() parser.Parser {
	return goldmark.New(goldmark.WithExtensions(Tables)).Parser()
})

// Parse reads Markdown. kindOf gives the kind of a section by its title; primary is
// the document whose anchors a translation takes, and may be nil.
func Parse(source string, kindOf func(title string) string, primary *Document) *Document {
	r := &reader{source: []byte(source), d: &Document{}}
	r.d.Blocks = r.blocks(markdown().Parse(text.NewReader(r.source)))
	r.d.divide(kindOf, primary)
	return r.d
}

// divide makes the sections and the anchors of their headings.
func (d *Document) divide(kindOf func(title string) string, primary *Document) {
	headings := 0
	for _, b := range d.Blocks {
		if b.Kind == Heading {
			headings++
		}
	}
	kind := ""
	for i := range d.Blocks {
		h, under := &d.Blocks[i], d.Blocks[i+1:]
		if h.Kind != Heading {
			continue
		}
		title := strings.TrimSpace(PlainText(h.Spans))
		if h.Level == 2 {
			kind = kindOf(title)
		}
		if primary != nil && len(primary.Sections) == headings {
			h.Anchor = primary.Sections[len(d.Sections)].Anchor
		} else {
			h.Anchor = d.newAnchor(title)
		}
		if end := slices.IndexFunc(under, func(b Block) bool { return b.Kind == Heading && b.Level <= h.Level }); end >= 0 {
			under = under[:end]
		}
		d.Sections = append(d.Sections, Section{kind, title, h.Anchor, h.Level, h.Line, under})
	}
}

// newAnchor gives the anchor of a title that the sections up to now do not have.
func (d *Document) newAnchor(title string) string {
	slug := cmp.Or(fold.Slug(title), "section")
	anchor := slug
	for n := 2; slices.ContainsFunc(d.Sections, func(s Section) bool { return s.Anchor == anchor }); n++ {
		anchor = slug + "-" + strconv.Itoa(n)
	}
	return anchor
}

// reader makes blocks and spans of goldmark's nodes.
type reader struct {
	source []byte
	d      *Document
	depth  int // of the block that is being read
}

// maxDepth bounds how deep lists and warnings may stand within each other: each level
// moves all that is in it to the right once more.
const maxDepth = 20

func (r *reader) fault(n ast.Node, format string, args ...any) {
	r.d.Faults = append(r.d.Faults, Fault{r.line(n), i18n.Say(format, args...)})
}

// line gives the line of the source that a node stands on.
func (r *reader) line(n ast.Node) int {
	for ; n != nil; n = n.Parent() {
		if at := n.Pos(); at >= 0 {
			return bytes.Count(r.source[:min(at, len(r.source))], []byte("\n"))
		}
	}
	return 0
}

func (r *reader) blocks(parent ast.Node) []Block {
	if r.depth > maxDepth {
		r.fault(parent, "lists and quotations within each other are deeper than %d levels: move them to the margin", maxDepth)
		return nil
	}
	r.depth++
	defer func() { r.depth-- }()
	var out []Block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if b := r.block(n); b.Kind != "" {
			b.Line = r.line(n)
			out = append(out, b)
		}
	}
	return out
}

// block gives a block; one without a kind for what articles have not.
func (r *reader) block(n ast.Node) Block {
	switch n := n.(type) {
	case *ast.Heading:
		if n.Parent().Kind() != ast.KindDocument {
			r.fault(n, "heading inside a list or quotation: move it to the margin, or write it in **bold**")
			return Block{Kind: Paragraph, Spans: []Span{{Kind: Strong, Spans: r.spans(n)}}}
		}
		return Block{Kind: Heading, Level: n.Level, Spans: r.spans(n)}
	case *ast.Paragraph:
		return Block{Kind: Paragraph, Spans: r.spans(n)}
	case *ast.TextBlock:
		return Block{Kind: Paragraph, Spans: r.spans(n), Tight: true}
	case *ast.List:
		return Block{Kind: List, Blocks: r.blocks(n), Ordered: n.IsOrdered(), Start: n.Start}
	case *ast.ListItem:
		return Block{Kind: Item, Blocks: r.blocks(n)}
	case *ast.FencedCodeBlock:
		lang, place := r.codeInfo(n)
		return Block{Kind: Code, Lang: lang, Place: place, Code: string(n.Lines().Value(r.source))}
	case *ast.CodeBlock:
		r.fault(n, "indented code block: write it between ``` lines with its language")
		return Block{Kind: Code, Lang: "text", Code: string(n.Lines().Value(r.source))}
	case *ast.Blockquote:
		return r.admonition(n)
	case *extast.Table:
		return Block{Kind: Table, Blocks: r.blocks(n)}
	case *extast.TableHeader, *extast.TableRow:
		return Block{Kind: Row, Blocks: r.blocks(n)}
	case *extast.TableCell:
		return Block{Kind: Cell, Spans: r.spans(n)}
	case *ast.ThematicBreak:
		return Block{Kind: Rule}
	case *ast.HTMLBlock:
		r.rawHTML(n)
	}
	return Block{}
}

// codeInfo reads the info string of a code block: `bash title="Debian"`.
func (r *reader) codeInfo(n *ast.FencedCodeBlock) (lang, place string) {
	if n.Info == nil {
		return "", ""
	}
	lang, rest, _ := strings.Cut(string(n.Info.Value(r.source)), " ")
	_, after, _ := strings.Cut(rest, `title="`)
	place, _, _ = strings.Cut(after, `"`)
	return lang, place
}

var admonitions = map[string]string{"[!WARNING]": "warning", "[!NOTE]": "note", "[!TIP]": "tip"}

// admonition reads a blockquote whose first line is its kind.
func (r *reader) admonition(n *ast.Blockquote) Block {
	if when, ok := r.when(n); ok {
		return when
	}
	role := ""
	if p, ok := n.FirstChild().(*ast.Paragraph); ok && p.Lines().Len() > 0 {
		first := p.Lines().At(0)
		if role = admonitions[strings.TrimSpace(string(first.Value(r.source)))]; role != "" {
			dropBefore(p, first.Stop)
		}
	}
	if role == "" && n.FirstChild() != nil {
		r.fault(n, "blockquote without a kind: begin it with [!WARNING], [!NOTE] or [!TIP]")
	}
	return Block{Kind: Admonition, Role: cmp.Or(role, "note"), Blocks: r.blocks(n)}
}

// when reads a blockquote whose first line is a condition and the text that stands for it.
func (r *reader) when(n *ast.Blockquote) (b Block, ok bool) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return Block{}, false
	}
	line := p.Lines().At(0)
	rest, ok := strings.CutPrefix(strings.TrimSpace(string(line.Value(r.source))), "[!IF ")
	if !ok {
		return Block{}, false
	}
	condition, text, closed := strings.Cut(rest, "]")
	b = Block{Kind: When, Spans: []Span{{Kind: Text, Text: strings.TrimSpace(text)}}}
	var err error
	if b.If, err = ParseCondition(condition); err != nil || !closed {
		r.fault(n, "%v", cmp.Or(err, error(i18n.Say("the bracket of [!IF is not closed"))))
	}
	if text = strings.TrimSpace(text); text == "" || strings.ContainsAny(text, "`*_[<&\\") {
		r.fault(n, "[!IF %s] needs plain text behind it, which says the same to who knows of no value: Where the delay was …", condition)
	}
	dropBefore(p, line.Stop)
	b.Blocks = r.blocks(n)
	return b, true
}

// dropBefore removes the texts of a paragraph before a place of the source, and the
// paragraph where nothing else is in it.
func dropBefore(p *ast.Paragraph, stop int) {
	for n := p.FirstChild(); n != nil; n = p.FirstChild() {
		if t, ok := n.(*ast.Text); !ok || t.Segment.Start >= stop {
			return
		}
		p.RemoveChild(p, n)
	}
	p.Parent().RemoveChild(p.Parent(), p)
}

func (r *reader) rawHTML(n ast.Node) {
	r.fault(n, "raw HTML is not rendered: write it in Markdown, or in backquotes if it is text")
}

// spans gives what stands in a node; texts side by side become one.
func (r *reader) spans(parent ast.Node) []Span {
	var out []Span
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		for _, s := range r.span(n) {
			if last := len(out) - 1; s.Kind == Text && last >= 0 && out[last].Kind == Text {
				out[last].Text += s.Text
			} else {
				out = append(out, s)
			}
		}
	}
	return out
}

func (r *reader) span(n ast.Node) []Span {
	switch n := n.(type) {
	case *ast.Text:
		t := Span{Kind: Text, Text: unescape(n.Segment.Value(r.source))}
		if n.HardLineBreak() {
			return []Span{t, {Kind: Break, Text: "\n"}}
		}
		if n.SoftLineBreak() {
			t.Text += "\n"
		}
		return []Span{t}
	case *ast.CodeSpan:
		return []Span{r.codeSpan(n)}
	case *ast.Emphasis:
		if n.Level == 2 {
			return []Span{{Kind: Strong, Spans: r.spans(n)}}
		}
		return []Span{{Kind: Emphasis, Spans: r.spans(n)}}
	case *ast.Link:
		return r.link(n, string(n.Destination), r.spans(n))
	case *ast.AutoLink:
		return r.link(n, string(n.URL(r.source)), []Span{{Kind: Text, Text: string(n.Label(r.source))}})
	case *ast.Image:
		shown := strings.TrimSpace(PlainText(r.spans(n)))
		return []Span{{Kind: Figure, File: string(n.Destination), Text: shown, Line: r.line(n)}}
	case *ast.RawHTML:
		r.rawHTML(n)
	}
	return nil
}

// unescape resolves backslashes and entities: goldmark does so where it writes HTML.
func unescape(source []byte) string {
	if !bytes.ContainsAny(source, `\&`) {
		return string(source)
	}
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	gmhtml.DefaultWriter.Write(w, source)
	_ = w.Flush() // to memory
	return html.UnescapeString(b.String())
}

func (r *reader) codeSpan(n *ast.CodeSpan) Span {
	var code []byte
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		code = append(code, c.(*ast.Text).Segment.Value(r.source)...)
	}
	return Span{Kind: CodeSpan, Text: strings.ReplaceAll(string(code), "\n", " ")}
}

// link reads where a link leads; its spans alone are left where that is nowhere.
func (r *reader) link(n ast.Node, destination string, spans []Span) []Span {
	file, anchor, _ := strings.Cut(destination, "#")
	id, isArticle := strings.CutSuffix(file, ".md")
	link := Span{Kind: Link, Spans: spans, Line: r.line(n)}
	switch {
	case strings.HasPrefix(destination, "https://"), strings.HasPrefix(destination, "http://"):
		link.URL = destination
	case file == "" && destination != "":
		link.Anchor = anchor
	case isArticle && id != "" && !strings.ContainsAny(id, "/:"):
		link.Article, link.Anchor = id, anchor
	default:
		r.fault(n, "link to %q: write <id>.md, <id>.md#anchor, #anchor or https://…", destination)
		return spans
	}
	return []Span{link}
}
