package chat

import (
	"slices"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// span is a piece of text of one style.
type span struct {
	text               string
	bold, italic, code bool
	url                string
}

// block is a paragraph, a step of a list, a heading, or code.
type block struct {
	depth  int    // of lists in lists, from 0
	marker string // "1.", "•"; empty for what goes on under it, and outside of lists
	spans  []span

	isCode bool
	title  []span // of code: where it is run
	lang   string
	code   string // without the last line feed
}

// line makes a paragraph of text.
func line(text string) block { return block{spans: []span{{text: text}}} }

// bullet makes a point of a list.
func bullet(spans ...span) block { return block{marker: "•", spans: spans} }

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// documentOptions says how a document refers to what is around it.
type documentOptions struct {
	link  func(destination string) string // absolute address; empty for no link
	label func(key string) string         // texts: "admonition.warning"
}

// parseMarkdown makes blocks of Markdown.
func parseMarkdown(source string, o documentOptions) []block {
	d := &documentReader{source: []byte(source), o: o}
	d.children(markdown.Parse(text.NewReader(d.source)), 0)
	return d.out
}

type documentReader struct {
	source []byte
	o      documentOptions
	out    []block
}

func (d *documentReader) children(parent ast.Node, depth int) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		d.block(n, depth)
	}
}

func (d *documentReader) block(n ast.Node, depth int) {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		d.add(block{depth: depth, spans: oneLine(d.inline(n, span{}))})
	case *ast.Heading:
		d.add(block{depth: depth, spans: oneLine(d.inline(n, span{bold: true}))})
	case *ast.List:
		d.list(n, depth)
	case *ast.FencedCodeBlock:
		lang, title := "", ""
		if n.Info != nil {
			lang, title, _ = strings.Cut(string(n.Info.Value(d.source)), " ")
		}
		_, title, _ = strings.Cut(title, `title="`)
		title, _, _ = strings.Cut(title, `"`)
		d.codeBlock(n, depth, lang, title)
	case *ast.CodeBlock:
		d.codeBlock(n, depth, "", "")
	case *ast.Blockquote:
		d.quote(n, depth)
	case *extast.Table:
		d.table(n, depth)
	case *ast.HTMLBlock, *ast.ThematicBreak:
	default:
		d.children(n, depth)
	}
}

// add keeps a block that says something.
func (d *documentReader) add(b block) {
	for _, s := range b.spans {
		if strings.TrimSpace(s.text) != "" {
			d.out = append(d.out, b)
			return
		}
	}
}

func (d *documentReader) list(n *ast.List, depth int) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		marker := "•"
		if n.IsOrdered() {
			marker = strconv.Itoa(number) + "."
			number++
		}
		before := len(d.out)
		for n := item.FirstChild(); n != nil; n = n.NextSibling() {
			if sub, ok := n.(*ast.List); ok {
				d.list(sub, depth+1)
			} else {
				d.block(n, depth)
			}
		}
		if len(d.out) == before {
			continue
		}
		first := &d.out[before]
		if first.marker != "" || first.isCode { // an item that begins with a list or code
			d.out = slices.Insert(d.out, before, block{depth: depth, marker: marker})
			continue
		}
		first.marker = marker
	}
}

func (d *documentReader) codeBlock(n ast.Node, depth int, lang, title string) {
	var b strings.Builder
	for i := range n.Lines().Len() {
		l := n.Lines().At(i)
		b.Write(l.Value(d.source))
	}
	if b.Len() == 0 {
		return
	}
	c := block{depth: depth, isCode: true, lang: lang, code: strings.Trim(b.String(), "\n")}
	if title != "" {
		c.title = []span{{text: title, italic: true}}
	}
	d.out = append(d.out, c)
}

// quote reads a quotation, or an admonition, whose first line is its kind.
func (d *documentReader) quote(n *ast.Blockquote, depth int) {
	p, ok := n.FirstChild().(*ast.Paragraph)
	if !ok {
		d.children(n, depth)
		return
	}
	spans := d.inline(p, span{})
	kind, rest := admonition(spans)
	if kind == "" {
		d.children(n, depth)
		return
	}
	sign := "ℹ️ "
	if kind == "warning" {
		sign = "⚠️ "
	}
	label := span{text: sign + d.o.label("admonition."+kind), bold: true}
	d.add(block{depth: depth, spans: oneLine(append([]span{label, {text: " — "}}, rest...))})
	for c := p.NextSibling(); c != nil; c = c.NextSibling() {
		d.block(c, depth)
	}
}

// admonition splits [!KIND] and its line feed off the beginning.
func admonition(spans []span) (kind string, rest []span) {
	var head strings.Builder
	for i, s := range spans {
		if s.code || s.url != "" {
			return "", nil
		}
		text, after, found := strings.Cut(s.text, "\n")
		head.WriteString(text)
		if !found && i < len(spans)-1 {
			continue
		}
		switch head.String() {
		case "[!WARNING]", "[!NOTE]", "[!TIP]":
			s.text = after
			return strings.ToLower(strings.Trim(head.String(), "[!]")), append([]span{s}, spans[i+1:]...)
		}
		return "", nil
	}
	return "", nil
}

// table makes a point of each row; where there are more than two columns, the
// cells are named by their heading.
func (d *documentReader) table(n *extast.Table, depth int) {
	var header [][]span
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells [][]span
		for cell := row.FirstChild(); cell != nil; cell = cell.NextSibling() {
			cells = append(cells, oneLine(d.inline(cell, span{})))
		}
		if row.Kind() == extast.KindTableHeader {
			header = cells
			continue
		}
		var spans []span
		for i, cell := range cells {
			if i == 0 {
				for _, s := range cell {
					s.bold = !s.code
					spans = append(spans, s)
				}
				continue
			}
			spans = append(spans, span{text: " — "})
			if len(cells) > 2 && i < len(header) && len(header[i]) > 0 {
				spans = append(append(spans, header[i]...), span{text: " : "})
			}
			spans = append(spans, cell...)
		}
		d.add(block{depth: depth, marker: "•", spans: spans})
	}
}

// inline gives the text under a node; line breaks stay as line feeds.
func (d *documentReader) inline(parent ast.Node, style span) []span {
	var out []span
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			s := style
			s.text = unescape(string(n.Segment.Value(d.source)), style.code)
			if n.SoftLineBreak() || n.HardLineBreak() {
				s.text += "\n"
			}
			out = append(out, s)
		case *ast.String:
			s := style
			s.text = string(n.Value)
			out = append(out, s)
		case *ast.CodeSpan:
			s := style
			s.code = true
			out = append(out, d.inline(n, s)...)
		case *ast.Emphasis:
			s := style
			s.bold, s.italic = s.bold || n.Level == 2, s.italic || n.Level == 1
			out = append(out, d.inline(n, s)...)
		case *ast.Link:
			s := style
			s.url = d.o.link(string(n.Destination))
			out = append(out, d.inline(n, s)...)
		case *ast.AutoLink:
			s := style
			s.text = string(n.Label(d.source))
			if url := string(n.URL(d.source)); strings.HasPrefix(url, "http") {
				s.url = url
			}
			out = append(out, s)
		case *ast.RawHTML, *ast.Image: // a figure is on the page
		default:
			out = append(out, d.inline(n, style)...)
		}
	}
	return merge(out)
}

// merge joins neighbours of one style.
func merge(spans []span) []span {
	var out []span
	for _, s := range spans {
		if n := len(out); n > 0 {
			last := out[n-1]
			last.text = s.text
			if last == s {
				out[n-1].text += s.text
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// oneLine makes spaces of line feeds.
func oneLine(spans []span) []span {
	out := make([]span, 0, len(spans))
	for _, s := range spans {
		s.text = strings.ReplaceAll(s.text, "\n", " ")
		if s.text != "" {
			out = append(out, s)
		}
	}
	return out
}

// unescape resolves backslashes and entities, as a renderer of Markdown does.
func unescape(s string, code bool) string {
	if code || !strings.ContainsAny(s, `\&`) {
		return s
	}
	return string(util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences([]byte(s)))))
}
