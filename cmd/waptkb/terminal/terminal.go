// Package terminal is all that stands between the commands and a terminal.
//
// Nothing that others wrote reaches a terminal, a pipe or a log as anything but
// visible text. Controls (C0, C1, DEL), marks of direction, other invisible runes
// and bytes that are not UTF-8 become escapes: \x1b, \u202e. All output goes
// through a [Writer], which cleans it; our own styles go past it as [Text], which
// only this package makes. What was clean comes out as it went in.
//
// [Style] shows Markdown of our articles: headings and warnings stand out,
// paragraphs are wrapped, code is indented and left alone so that it can be
// copied. Without colour the same text is plain.
//
// The glamour library does this too, but starts more slowly than a whole search
// takes.
package terminal

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

const defaultWidth = 80

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
func (s Style) Bold(text Text) Text { return s.paint(bold, text) }

// Faint makes s step back.
func (s Style) Faint(text Text) Text { return s.paint(faint, text) }

func (s Style) paint(code, text Text) Text {
	if !s.Colour || text == "" {
		return text
	}
	return code + text + reset
}

// Render shows Markdown. Its text ends without a line break.
func (s Style) Render(markdown string) Text {
	if s.Width <= 0 {
		s.Width = defaultWidth
	}
	source := []byte(lines(markdown)) // so all that the printer takes out of it is clean
	root := goldmark.New(goldmark.WithExtensions(extension.Table)).Parser().Parse(text.NewReader(source))
	p := &printer{Style: s, source: source}
	p.blocks(root, "")
	return Text(strings.TrimRight(p.out.String(), "\n"))
}

// Wrap breaks text into lines of the style's width, each behind indent.
func (s Style) Wrap(text, indent Text) Text {
	width := s.Width
	if width <= 0 {
		width = defaultWidth
	}
	var b strings.Builder
	column := 0
	for _, word := range strings.FieldsFunc(string(text), func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }) {
		n := visible(word)
		if column > 0 && column+1+n > width-utf8.RuneCountInString(string(indent)) {
			b.WriteByte('\n')
			column = 0
		}
		if column == 0 {
			b.WriteString(string(indent))
		} else {
			b.WriteByte(' ')
			column++
		}
		b.WriteString(word)
		column += n
	}
	return Text(b.String())
}

// visible counts the runes of a word without escape sequences.
func visible[T ~string](s T) int {
	n := 0
	escape := false
	for _, r := range string(s) {
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

func (p *printer) blocks(parent ast.Node, indent Text) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		p.block(n, indent)
	}
}

func (p *printer) line(s Text) { p.out.WriteString(string(s) + "\n") }

func (p *printer) block(node ast.Node, indent Text) {
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

func (p *printer) code(n *ast.FencedCodeBlock, indent Text) {
	if n.Info != nil {
		if _, after, ok := strings.Cut(string(n.Info.Value(p.source)), `title="`); ok {
			title, _, _ := strings.Cut(after, `"`)
			p.line(indent + p.Faint(Text(title)))
		}
	}
	for i := range n.Lines().Len() {
		l := n.Lines().At(i)
		p.line(indent + "    " + p.paint(cyan, Text(strings.TrimRight(string(l.Value(p.source)), "\n"))))
	}
	p.line("")
}

func (p *printer) quote(n *ast.Blockquote, indent Text) {
	inner := &printer{Style: p.Style, source: p.source}
	inner.Width -= utf8.RuneCountInString(string(indent)) + 2
	inner.blocks(n, "")
	body := strings.TrimSpace(inner.out.String())
	for _, kind := range []string{"warning", "note", "tip"} {
		if rest, ok := strings.CutPrefix(body, "[!"+strings.ToUpper(kind)+"]"); ok {
			p.line(indent + p.paint(yellow, "! "+Line(p.Label("admonition."+kind))))
			body = p.rewrap(rest, inner.Width)
		}
	}
	for l := range strings.SplitSeq(body, "\n") {
		p.line(trimRight(indent + "| " + Text(l)))
	}
	p.line("")
}

// rewrap wraps the first paragraph of a quote again, whose marker was taken off.
func (p *printer) rewrap(body string, width int) string {
	first, rest, more := strings.Cut(strings.TrimSpace(body), "\n\n")
	style := p.Style
	style.Width = width
	first = string(style.Wrap(Text(first), ""))
	if more {
		return first + "\n\n" + rest
	}
	return first
}

func (p *printer) list(n *ast.List, indent Text) {
	number := n.Start
	for item := n.FirstChild(); item != nil; item = item.NextSibling() {
		marker := Text("- ")
		if n.IsOrdered() {
			marker = Text(fmt.Sprintf("%d. ", number))
			number++
		}
		inner := &printer{Style: p.Style, source: p.source}
		pad := indent + Text(strings.Repeat(" ", len(marker)))
		inner.blocks(item, pad)
		body := strings.TrimRight(inner.out.String(), "\n")
		p.line(indent + marker + Text(strings.TrimPrefix(body, string(pad))))
		if strings.Contains(body, "\n\n") {
			p.line("")
		}
	}
	p.line("")
}

// table shows a row a line, cells apart; wide tables become one cell a line.
func (p *printer) table(n *extast.Table, indent Text) {
	var rows [][]Text
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		var cells []Text
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
			row := indent
			for k, c := range r {
				row += c + Text(strings.Repeat(" ", widths[k]-visible(c)+2))
			}
			p.line(trimRight(row))
		case i > 0:
			for k, c := range r {
				lead := Text("  ")
				if k == 0 {
					lead = "- "
				}
				cell := p.Wrap(rows[0][k]+": "+c, indent+"  ")
				p.line(indent + lead + Text(strings.TrimLeft(string(cell), " ")))
			}
		}
	}
	p.line("")
}

func (p *printer) inline(node ast.Node) Text {
	var b strings.Builder
	write := func(t Text) { b.WriteString(string(t)) }
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
			write(p.paint(cyan, p.inline(n)))
		case *ast.Emphasis:
			write(p.Bold(p.inline(n)))
		case *ast.Link:
			write(p.link(n))
		case *ast.Image:
			write("[" + p.inline(n) + "]")
		case *ast.AutoLink:
			b.Write(n.URL(p.source))
		default:
			write(p.inline(n))
		}
	}
	return Text(b.String())
}

// link names the article that a link leads to, or shows the address.
func (p *printer) link(n *ast.Link) Text {
	label, destination := p.inline(n), string(n.Destination)
	if id, _, _ := strings.Cut(destination, "#"); strings.HasSuffix(id, ".md") {
		return label + " (" + Text(strings.TrimSuffix(id, ".md")) + ")"
	}
	if strings.HasPrefix(destination, "#") || destination == string(label) {
		return label
	}
	return label + " (" + Text(destination) + ")"
}

func trimRight(t Text) Text { return Text(strings.TrimRight(string(t), " ")) }
