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

// Steps gives the plain text of blocks, code included: of each item of a list, and of each
// block that is none.
func Steps(blocks []Block) []string {
	out := []string{}
	for _, b := range blocks {
		inner := []Block{b}
		if b.Kind == List {
			inner = b.Blocks
		}
		for _, step := range inner {
			if text := strings.TrimSpace(blockText(step)); text != "" {
				out = append(out, text)
			}
		}
	}
	return out
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
