//go:build !js

package doc

import (
	"bytes"
	"fmt"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Tables makes goldmark read and render tables, as its own extension does. That stands in
// one package with others whose expressions take a fifth of the time of a short command.
var Tables goldmark.Extender = tables{}

type tables struct{}

func (tables) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(
		parser.WithParagraphTransformers(util.Prioritized(tableReader{}, 200)),
		parser.WithASTTransformers(util.Prioritized(pipeReader{}, 0)),
	)
	m.Renderer().AddOptions(renderer.WithNodeRenderers(util.Prioritized(tableWriter{}, 500)))
}

// tableReader makes a table of the end of a paragraph: a line of heads, a line of dashes,
// the rows.
type tableReader struct{}

func (tableReader) Transform(p *ast.Paragraph, reader text.Reader, _ parser.Context) {
	source, lines := reader.Source(), p.Lines()
	for i := 1; i < lines.Len(); i++ {
		dashes := lines.At(i)
		columns := alignments(dashes.Value(source))
		if columns == nil {
			continue
		}
		if len(cells(lines.At(i-1), source)) > len(columns) {
			return
		}
		table := extast.NewTable()
		table.Alignments = columns
		table.SetPos(p.Pos())
		table.AppendChild(table, extast.NewTableHeader(tableRow(lines.At(i-1), columns, source)))
		for _, line := range lines.Sliced(i+1, lines.Len()) {
			table.AppendChild(table, tableRow(line, columns, source))
		}
		replaceEnd(p, i-1, table)
		return
	}
}

// alignments reads a line of dashes; nil where it is none.
func alignments(line []byte) (columns []extast.Alignment) {
	if indent, _ := util.IndentWidth(line, 0); indent > 3 || len(bytes.Trim(line, "-")) == 0 {
		return nil
	}
	parts := bytes.Split(line, []byte("|"))
	if util.IsBlank(parts[0]) {
		parts = parts[1:]
	}
	if len(parts) > 0 && util.IsBlank(parts[len(parts)-1]) {
		parts = parts[:len(parts)-1]
	}
	for _, part := range parts {
		part, left := bytes.CutPrefix(bytes.Trim(part, " \t\n\f\r"), []byte(":"))
		part, right := bytes.CutSuffix(part, []byte(":"))
		if len(part) == 0 || len(bytes.Trim(part, "-")) > 0 {
			return nil
		}
		alignment := extast.AlignNone
		switch {
		case left && right:
			alignment = extast.AlignCenter
		case left:
			alignment = extast.AlignLeft
		case right:
			alignment = extast.AlignRight
		}
		columns = append(columns, alignment)
	}
	return columns
}

// cells cuts a line at its pipes that no backslash stands before.
func cells(line text.Segment, source []byte) (out []text.Segment) {
	line = line.TrimLeftSpace(source)
	line = line.TrimRightSpace(source)
	shown := source[line.Start:line.Stop]
	begin, end := 0, len(shown)
	if bytes.HasPrefix(shown, []byte("|")) {
		begin++
	}
	if bytes.HasSuffix(shown, []byte("|")) {
		end--
	}
	for begin < end {
		i := begin
		for i < end && (shown[i] != '|' || i > 0 && shown[i-1] == '\\') {
			i++
		}
		out = append(out, text.NewSegment(line.Start+begin, line.Start+i))
		begin = i + 1
	}
	return out
}

// tableRow makes a row with a cell for each column: what the line has more is left out.
func tableRow(line text.Segment, columns []extast.Alignment, source []byte) *extast.TableRow {
	row := extast.NewTableRow(columns)
	row.SetPos(line.Start)
	found := cells(line, source)
	for i, alignment := range columns {
		cell := extast.NewTableCell()
		if i < len(found) {
			cell.Alignment = alignment
			cell.SetPos(found[i].Start)
			shown := found[i].TrimLeftSpace(source)
			cell.Lines().Append(shown.TrimRightSpace(source))
		}
		row.AppendChild(row, cell)
	}
	return row
}

// replaceEnd puts a table in the place of the lines of a paragraph from the nth on.
func replaceEnd(p *ast.Paragraph, n int, table *extast.Table) {
	parent, lines := p.Parent(), p.Lines()
	parent.InsertAfter(parent, p, table)
	lines.SetSliced(0, n)
	if n == 0 {
		parent.RemoveChild(parent, p)
		return
	}
	last := lines.At(n - 1)
	lines.Set(n-1, last.WithStop(last.Stop-1)) // without its line feed
}

// pipeReader takes the backslash from the pipes of code in cells, where it stands for the
// table alone; elsewhere the text takes it.
type pipeReader struct{}

func (pipeReader) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
	inCell := 0
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		switch n := n.(type) {
		case *extast.TableCell:
			if entering {
				inCell++
			} else {
				inCell--
			}
		case *ast.CodeSpan:
			if entering && inCell > 0 {
				unescapePipes(n, reader.Source())
			}
		}
		return ast.WalkContinue, nil
	})
}

func unescapePipes(code *ast.CodeSpan, source []byte) {
	for c := code.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			continue
		}
		if at := bytes.Index(source[t.Segment.Start:t.Segment.Stop], []byte(`\|`)); at >= 0 {
			backslash := t.Segment.Start + at
			after := ast.NewRawTextSegment(t.Segment.WithStart(backslash + 1))
			t.Segment = t.Segment.WithStop(backslash)
			code.InsertAfter(code, t, after)
		}
	}
}

// tableWriter writes tables as HTML.
type tableWriter struct{}

func (tableWriter) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	element := func(before, after func(n ast.Node) string) renderer.NodeRendererFunc {
		return func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
			tag := after
			if entering {
				tag = before
			}
			_, err := w.WriteString(tag(n))
			return ast.WalkContinue, err
		}
	}
	always := func(tag string) func(ast.Node) string { return func(ast.Node) string { return tag } }
	r.Register(extast.KindTable, element(always("<table>\n"), always("</table>\n")))
	r.Register(extast.KindTableHeader, element(always("<thead>\n<tr>\n"), endOfHead))
	r.Register(extast.KindTableRow, element(always("<tr>\n"), endOfRow))
	r.Register(extast.KindTableCell, element(beginOfCell, func(n ast.Node) string { return "</" + cellTag(n) + ">\n" }))
}

func endOfHead(n ast.Node) string {
	if n.NextSibling() == nil {
		return "</tr>\n</thead>\n"
	}
	return "</tr>\n</thead>\n<tbody>\n"
}

func endOfRow(n ast.Node) string {
	if n.NextSibling() == nil {
		return "</tr>\n</tbody>\n"
	}
	return "</tr>\n"
}

func beginOfCell(n ast.Node) string {
	if alignment := n.(*extast.TableCell).Alignment; alignment != extast.AlignNone {
		return fmt.Sprintf(`<%s style="text-align:%s">`, cellTag(n), alignment)
	}
	return "<" + cellTag(n) + ">"
}

func cellTag(n ast.Node) string {
	if n.Parent().Kind() == extast.KindTableHeader {
		return "th"
	}
	return "td"
}
