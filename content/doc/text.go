package doc

import "strings"

// Text gives the plain text of a section, code included: what search reads. Its
// blocks, without the headings, end in a line feed.
func (s Section) Text() string {
	var out strings.Builder
	for _, b := range s.Blocks {
		if b.Kind != Heading {
			out.WriteString(strings.TrimSpace(blockText(b)) + "\n")
		}
	}
	return out.String()
}

// blockText gives the text of a block, with a line feed behind each block in it.
func blockText(b Block) string {
	text := PlainText(b.Spans) + b.Code
	if b.Kind == Admonition {
		text = "[!" + strings.ToUpper(b.Role) + "] "
	}
	for _, inner := range b.Blocks {
		text += blockText(inner)
	}
	return text + "\n"
}

// PlainText gives the text of spans on one line.
func PlainText(spans []Span) string {
	var b strings.Builder
	EachSpan(spans, func(s Span) { b.WriteString(strings.ReplaceAll(s.Text, "\n", " ")) })
	return b.String()
}
