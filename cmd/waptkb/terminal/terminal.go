// Package terminal shows Markdown of our articles in a terminal: headings and
// warnings stand out, paragraphs are wrapped, code is indented and left alone so
// that it can be copied. Without colour the same text is plain.
//
// The glamour library does this too, but starts more slowly than a whole search
// takes.
package terminal

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Style says how text is shown.
type Style struct {
	Width  int                     // columns; 0 for 80
	Colour bool                    // use escape sequences
	Label  func(key string) string // "admonition.warning", "code.bash"
}

const (
	bold   = "\x1b[1m"
	faint  = "\x1b[2m"
	yellow = "\x1b[33m"
	cyan   = "\x1b[36m"
	reset  = "\x1b[0m"
)

// Bold makes s stand out.
func (s Style) Bold(text string) string { return s.paint(bold, text) }

// Faint makes s step back.
func (s Style) Faint(text string) string { return s.paint(faint, text) }

func (s Style) paint(code, text string) string {
	if !s.Colour || text == "" {
		return text
	}
	return code + text + reset
}

// Render writes Markdown.
func (s Style) Render(w io.Writer, markdown string) error {
	if s.Width <= 0 {
		s.Width = 80
	}
	source := []byte(markdown)
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(source))
	p := &printer{Style: s, source: source}
	p.blocks(root, "")
	_, err := io.WriteString(w, strings.TrimRight(p.out.String(), "\n")+"\n")
	return err
}

// Wrap breaks text into lines of the style's width, each behind indent.
func (s Style) Wrap(text, indent string) string {
	width := s.Width
	if width <= 0 {
		width = 80
	}
	var b strings.Builder
	column := 0
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }) {
		n := visible(word)
		if column > 0 && column+1+n > width-utf8.RuneCountInString(indent) {
			b.WriteByte('\n')
			column = 0
		}
		if column == 0 {
			b.WriteString(indent)
		} else {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return b.String()
}

// visible counts the runes of a word without escape sequences.
func visible(s string) int {
	n := 0
	escape := false
	for _, r := range s {
		switch {
		case r == 0x1b:
			escape = true
		case escape:
			escape = r != 'm'
		default:
			n++
		}
	}
	return n
}

// printer writes blocks one after the other, separated by an empty line.
type printer struct {
	Style
	source []byte
	out    strings.Builder
}

func (p *printer) blocks(parent ast.Node, indent string) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		p.block(n, indent)
	}
}

func (p *printer) line(s string) { p.out.WriteString(s + "\n") }

func (p *printer) block(node ast.Node, indent string) {
	switch n := node.(type) {
	case *ast.Heading:
		p.line(indent + p.Bold(p.inline(n)))
		p.line("")
	case *ast.FencedCodeBlock:
		p.code(n, indent)
	case *ast.Blockquote:
		p.quote(n, indent)
	case *ast.List:
		p.list(n, indent)
	case *extast.Table:
		p.table(n, indent)
	case *ast.Paragraph, *ast.TextBlock:
		p.line(p.Wrap(p.inline(n), indent))
		if node.Kind() == ast.KindParagraph {
			p.line("")
		}
	default:
		p.blocks(n, indent)
	}
}

func (p *printer) code(n *ast.FencedCodeBlock, indent string) {
	if n.Info != nil {
		if _, after, ok := strings.Cut(string(n.Info.Value(p.source)), `title="`); ok {
			title, _, _ := strings.Cut(after, `"`)
			p.line(indent + p.Faint(title))
		}
	}
	for i := range n.Lines().Len() {
		l := n.Lines().At(i)
		p.line(indent + "    " + p.paint(cyan, strings.TrimRight(string(l.Value(p.source)), "\n")))
	}
	p.line("")
}

func (p *printer) quote(n *ast.Blockquote, indent string) {
	inner := &printer{Style: p.Style, source: p.source}
	inner.Width -= utf8.RuneCountInString(indent) + 2
	inner.blocks(n, "")
	body := strings.TrimSpace(inner.out.String())
	for _, kind := range []string{"warning", "note", "tip"} {
		if rest, ok := strings.CutPrefix(body, "[!"+strings.ToUpper(kind)+"]"); ok {
			p.line(indent + p.paint(yellow, "! "+p.Label("admonition."+kind)))
			body = p.rewrap(rest, inner.Width)
		}
	}
	for l := range strings.SplitSeq(body, "\n") {
		p.line(strings.TrimRight(indent+"| "+l, " "))
	}
	p.line("")
}

// rewrap wraps the first paragraph of a quote again, whose marker was taken off.
func (p *printer) rewrap(body string, width int) string {
	first, rest, more := strings.Cut(strings.TrimSpace(body), "\n\n")
	style := p.Style
	style.Width = width
	first = style.Wrap(first, "")
	if more {
		return first + "\n\n" + rest
	}
	return first
}

func (p *printer) list(n *ast.List, indent string) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		marker := "- "
		if n.IsOrdered() {
			marker = fmt.Sprintf("%d. ", number)
			number++
		}
		inner := &printer{Style: p.Style, source: p.source}
		pad := strings.Repeat(" ", len(marker))
		inner.blocks(item, indent+pad)
		body := strings.TrimRight(inner.out.String(), "\n")
		p.line(indent + marker + strings.TrimPrefix(body, indent+pad))
		if strings.Contains(body, "\n\n") {
			p.line("")
		}
	}
	p.line("")
}

// table shows a row a line, cells apart; wide tables become one cell a line.
func (p *printer) table(n *extast.Table, indent string) {
	var rows [][]string
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []string
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, p.inline(c))
		}
		rows = append(rows, cells)
	}
	widths := map[int]int{}
	total := 0
	for _, r := range rows {
		for i, c := range r {
			widths[i] = max(widths[i], visible(c))
		}
	}
	for _, w := range widths {
		total += w + 2
	}
	for i, r := range rows {
		switch {
		case total+len(indent) <= p.Width:
			var b strings.Builder
			for k, c := range r {
				b.WriteString(c + strings.Repeat(" ", widths[k]-visible(c)+2))
			}
			p.line(strings.TrimRight(indent+b.String(), " "))
		case i > 0:
			for k, c := range r {
				lead := "  "
				if k == 0 {
					lead = "- "
				}
				p.line(indent + lead + strings.TrimLeft(p.Wrap(rows[0][k]+": "+c, indent+"  "), " "))
			}
		}
	}
	p.line("")
}

func (p *printer) inline(node ast.Node) string {
	var b strings.Builder
	for n := node.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			b.Write(n.Segment.Value(p.source))
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(n.Value)
		case *ast.CodeSpan:
			b.WriteString(p.paint(cyan, p.inline(n)))
		case *ast.Emphasis:
			b.WriteString(p.Bold(p.inline(n)))
		case *ast.Link:
			b.WriteString(p.link(n))
		case *ast.Image:
			b.WriteString("[" + p.inline(n) + "]")
		case *ast.AutoLink:
			b.Write(n.URL(p.source))
		default:
			b.WriteString(p.inline(n))
		}
	}
	return b.String()
}

// link names the article that a link leads to, or shows the address.
func (p *printer) link(n *ast.Link) string {
	label, destination := p.inline(n), string(n.Destination)
	if id, _, _ := strings.Cut(destination, "#"); strings.HasSuffix(id, ".md") {
		return label + " (" + strings.TrimSuffix(id, ".md") + ")"
	}
	if strings.HasPrefix(destination, "#") || destination == label {
		return label
	}
	return label + " (" + destination + ")"
}
