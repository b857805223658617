package terminal

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"waptkb/content/doc"
)

// Render shows blocks of an article. Its text ends without a line break.
func (s Style) Render(blocks []doc.Block) Text {
	return Text(strings.TrimRight(string(s.blocks(blocks, "")), "\n"))
}

// blocks shows blocks one after the other, each behind indent and before an empty
// line.
func (s Style) blocks(blocks []doc.Block, indent Text) Text {
	var out strings.Builder
	for _, b := range blocks {
		out.WriteString(string(s.block(b, indent)))
		if !b.Tight && b.Kind != doc.Rule {
			out.WriteByte('\n')
		}
	}
	return Text(out.String())
}

func (s Style) block(b doc.Block, indent Text) Text {
	switch b.Kind {
	case doc.Heading:
		return indent + s.Bold(s.spans(b.Spans)) + "\n"
	case doc.Paragraph:
		return s.Wrap(s.spans(b.Spans), indent) + "\n"
	case doc.Code:
		return s.code(b, indent)
	case doc.Admonition:
		return s.admonition(b, indent)
	case doc.When:
		return s.Wrap(s.Bold(s.spans(b.Spans)), indent) + "\n\n" + Text(strings.TrimSuffix(string(s.blocks(b.Blocks, indent)), "\n"))
	case doc.List:
		return s.list(b, indent)
	case doc.Table:
		return s.table(b.Blocks, indent)
	}
	return ""
}

func (s Style) code(c doc.Block, indent Text) (out Text) {
	if c.Place != "" {
		out = indent + s.Faint(Line(c.Place)) + "\n"
	}
	for l := range strings.Lines(c.Code) {
		out += indent + "    " + s.paint(cyan, Text(lines(strings.TrimRight(l, "\n")))) + "\n"
	}
	return out
}

func (s Style) admonition(a doc.Block, indent Text) Text {
	out := indent + s.paint(yellow, "! "+Line(s.Label("admonition."+a.Role))) + "\n"
	s.Width -= utf8.RuneCountInString(string(indent)) + 2
	for l := range strings.SplitSeq(strings.TrimSpace(string(s.blocks(a.Blocks, ""))), "\n") {
		out += trimRight(indent+"| "+Text(l)) + "\n"
	}
	return out
}

func (s Style) list(l doc.Block, indent Text) (out Text) {
	for i, item := range l.Blocks {
		marker := Text("- ")
		if l.Ordered {
			marker = Text(fmt.Sprintf("%d. ", l.Start+i))
		}
		pad := indent + Text(strings.Repeat(" ", len(marker)))
		body := strings.TrimRight(string(s.blocks(item.Blocks, pad)), "\n")
		out += indent + marker + Text(strings.TrimPrefix(body, string(pad))) + "\n"
		if strings.Contains(body, "\n\n") {
			out += "\n"
		}
	}
	return out
}

// table shows a row a line, cells apart; wide tables become one cell a line.
func (s Style) table(rows []doc.Block, indent Text) (out Text) {
	cells, widths, total := make([][]Text, len(rows)), make([]int, len(rows[0].Blocks)), len(indent)
	for i, row := range rows {
		for k, c := range row.Blocks {
			cells[i] = append(cells[i], s.spans(c.Spans))
			more := max(0, visible(cells[i][k])+2-widths[k])
			widths[k], total = widths[k]+more, total+more
		}
	}
	for i, row := range cells {
		switch {
		case total <= s.Width:
			line := indent
			for k, c := range row {
				line += c + Text(strings.Repeat(" ", widths[k]-visible(c)))
			}
			out += trimRight(line) + "\n"
		case i > 0:
			out += s.tall(cells[0], row, indent)
		}
	}
	return out
}

// tall shows a row one cell a line, each behind its heading.
func (s Style) tall(head, row []Text, indent Text) (out Text) {
	lead := Text("- ")
	for i, c := range row {
		cell := s.Wrap(head[i]+Line(s.Label("sign.colon"))+c, indent+"  ")
		out += indent + lead + Text(strings.TrimLeft(string(cell), " ")) + "\n"
		lead = "  "
	}
	return out
}

func (s Style) spans(spans []doc.Span) (out Text) {
	for _, span := range spans {
		text := Text(lines(span.Text)) + s.spans(span.Spans)
		switch span.Kind {
		case doc.CodeSpan:
			text = s.paint(cyan, text)
		case doc.Strong, doc.Emphasis:
			text = s.Bold(text)
		case doc.Figure:
			text = "[" + text + "]"
		case doc.Link:
			if where := cmp.Or(span.Article, span.URL); where != "" && where != doc.PlainText(span.Spans) {
				text += " (" + Line(where) + ")"
			}
		}
		out += text
	}
	return out
}

func trimRight(t Text) Text { return Text(strings.TrimRight(string(t), " ")) }
