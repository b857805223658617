package chat

import (
	"slices"
	"strconv"
	"strings"

	"waptkb/content/doc"
)

// span is a piece of text of one style.
type span struct {
	text               string
	bold, italic, code bool
	url                string
}

// style is the span without its text.
func (s span) style() span {
	s.text = ""
	return s
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

// documentWriter makes blocks of a reply of blocks of an article.
type documentWriter struct {
	link  func(doc.Span) string                 // absolute address
	label func(key string, pairs ...any) string // texts: "admonition.warning"
	out   []block
}

func (w *documentWriter) write(blocks []doc.Block) []block {
	w.blocks(blocks, 0)
	return w.out
}

func (w *documentWriter) blocks(blocks []doc.Block, depth int) {
	for _, b := range blocks {
		w.block(b, depth)
	}
}

func (w *documentWriter) block(b doc.Block, depth int) {
	switch b.Kind {
	case doc.Paragraph:
		w.add(block{depth: depth, spans: w.line(b.Spans, span{})})
	case doc.Heading:
		w.add(block{depth: depth, spans: w.line(b.Spans, span{bold: true})})
	case doc.When:
		w.add(block{depth: depth, spans: w.line(b.Spans, span{bold: true})})
		w.blocks(b.Blocks, depth)
	case doc.List:
		w.list(b, depth)
	case doc.Code:
		w.code(b, depth)
	case doc.Admonition:
		w.admonition(b, depth)
	case doc.Table:
		for _, row := range b.Blocks[1:] {
			w.row(b.Blocks[0].Blocks, row.Blocks, depth)
		}
	}
}

// add keeps a block that says something.
func (w *documentWriter) add(b block) {
	if strings.TrimSpace(flat(b.spans)) != "" {
		w.out = append(w.out, b)
	}
}

func (w *documentWriter) list(l doc.Block, depth int) {
	for i, item := range l.Blocks {
		marker := "•"
		if l.Ordered {
			marker = strconv.Itoa(l.Start+i) + "."
		}
		before := len(w.out)
		for _, b := range item.Blocks {
			if b.Kind == doc.List {
				w.list(b, depth+1)
			} else {
				w.block(b, depth)
			}
		}
		if len(w.out) == before {
			continue
		}
		first := &w.out[before]
		if first.marker != "" || first.isCode { // an item that begins with a list or code
			w.out = slices.Insert(w.out, before, block{depth: depth, marker: marker})
			continue
		}
		first.marker = marker
	}
}

func (w *documentWriter) code(c doc.Block, depth int) {
	if c.Code == "" {
		return
	}
	b := block{depth: depth, isCode: true, lang: c.Lang, code: strings.Trim(c.Code, "\n")}
	if c.Place != "" {
		b.title = []span{{text: c.Place, italic: true}}
	}
	w.out = append(w.out, b)
}

// admonition puts its sign and name before its first paragraph.
func (w *documentWriter) admonition(a doc.Block, depth int) {
	sign := "ℹ️ "
	if a.Role == "warning" {
		sign = "⚠️ "
	}
	spans, rest := []span{{text: sign + w.label("admonition."+a.Role), bold: true}}, a.Blocks
	if len(rest) > 0 && rest[0].Kind == doc.Paragraph {
		spans = slices.Concat(spans, []span{{text: " — "}}, w.line(rest[0].Spans, span{}))
		rest = rest[1:]
	}
	w.add(block{depth: depth, spans: spans})
	w.blocks(rest, depth)
}

// row makes a point of a row of a table; where there are more than two columns, the
// cells are named by their heading.
func (w *documentWriter) row(head, cells []doc.Block, depth int) {
	spans := w.line(cells[0].Spans, span{})
	for i := range spans {
		spans[i].bold = !spans[i].code
	}
	for i, cell := range cells[1:] {
		spans = append(spans, span{text: " — "})
		if name := w.line(head[i+1].Spans, span{}); len(cells) > 2 && len(name) > 0 {
			spans = append(append(spans, name...), span{text: w.label("sign.colon")})
		}
		spans = append(spans, w.line(cell.Spans, span{})...)
	}
	w.add(block{depth: depth, marker: "•", spans: spans})
}

// line gives spans on one line.
func (w *documentWriter) line(spans []doc.Span, style span) []span {
	return oneLine(w.spans(spans, style))
}

// spans gives spans that add their style to a style.
func (w *documentWriter) spans(spans []doc.Span, style span) (out []span) {
	for _, s := range spans {
		styled := style
		styled.text = s.Text
		switch s.Kind {
		case doc.CodeSpan:
			styled.code = true
		case doc.Strong:
			styled.bold = true
		case doc.Emphasis:
			styled.italic = true
		case doc.Link:
			styled.url = w.link(s)
		case doc.Figure: // is on the page
			continue
		}
		out = append(append(out, styled), w.spans(s.Spans, styled)...)
	}
	return out
}

// oneLine makes spaces of line feeds, and one span of neighbours of one style.
func oneLine(spans []span) (out []span) {
	for _, s := range spans {
		s.text = strings.ReplaceAll(s.text, "\n", " ")
		if s.text == "" {
			continue
		}
		if n := len(out) - 1; n >= 0 && out[n].style() == s.style() {
			out[n].text += s.text
			continue
		}
		out = append(out, s)
	}
	return out
}
