package chat

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"waptkb/i18n"
)

// dialect is how one system writes text.
type dialect struct {
	escape func(string) string            // text that is neither code nor markup
	inCode func(string) string            // text of code, without its marks
	link   func(label, url string) string // takes an escaped label

	bold, italic string // marks before and after a text
	boldSteps    bool   // the numbers of steps are bold
	codeLanguage bool   // a block of code names its language
}

// length counts as the systems do, which were written in JavaScript: in UTF-16.
func length(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r > 0xffff {
			n++
		}
	}
	return n
}

// inline writes spans.
func (d dialect) inline(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		lead, text, tail := trimmed(s.text)
		b.WriteString(d.escape(lead))
		if text != "" {
			b.WriteString(d.span(s, text))
		}
		b.WriteString(d.escape(tail))
	}
	return b.String()
}

// trimmed splits the spaces off both ends: no system marks text beside a space.
func trimmed(s string) (lead, text, tail string) {
	text = strings.TrimLeftFunc(s, unicode.IsSpace)
	lead = s[:len(s)-len(text)]
	inner := strings.TrimRightFunc(text, unicode.IsSpace)
	return lead, inner, text[len(inner):]
}

func (d dialect) span(s span, text string) string {
	if s.code {
		text = "`" + d.inCode(strings.ReplaceAll(text, "`", "'")) + "`"
	} else {
		text = d.escape(text)
	}
	if s.url != "" {
		text = d.link(text, s.url)
	}
	if s.italic {
		text = d.italic + text + d.italic
	}
	if s.bold {
		text = d.bold + text + d.bold
	}
	return text
}

// indent stands before what is in a list in a list; systems drop plain spaces.
const indent = "\u2003"

// block writes a block.
func (d dialect) block(b block) string {
	lead := strings.Repeat(indent, b.depth)
	if !b.isCode {
		return lead + d.marker(b.marker) + d.inline(b.spans)
	}
	title, lang := "", ""
	if len(b.title) > 0 {
		title = lead + d.inline(b.title) + "\n"
	}
	if d.codeLanguage {
		lang = b.lang
	}
	return title + "```" + lang + "\n" + d.inCode(strings.ReplaceAll(b.code, "```", "``\u200b`")) + "\n```"
}

// marker writes what stands before an item of a list.
func (d dialect) marker(marker string) string {
	switch {
	case marker == "":
		return ""
	case marker != "•" && d.boldSteps:
		marker = d.bold + marker + d.bold
	}
	return marker + " "
}

// between is what separates two blocks.
func between(a, b block) string {
	if a.isCode || b.isCode || b.marker != "" && a.marker != "" {
		return "\n"
	}
	return "\n\n"
}

// texts writes title, body and link of a reply, with a body of a number of texts of at
// most size.
func (d dialect) texts(m *message, size, number int) []string {
	body, cut := d.blocks(m.body, size, number)
	texts := append([]string{d.inline([]span{{text: clip(m.title, maxQuoted), bold: true, url: m.url}})}, body...)
	if cut {
		texts = append(texts, d.block(m.rest))
	}
	if m.link.url != "" {
		texts = append(texts, d.inline([]span{{text: m.link.label, url: m.link.url}}))
	}
	return texts
}

// blocks writes blocks into texts of at most size, number of them in all. What
// does not fit is left out, at the end of a line; cut tells that.
func (d dialect) blocks(blocks []block, size, number int) (texts []string, cut bool) {
	for i, b := range blocks {
		text := d.block(b)
		if n := len(texts); n > 0 {
			if joined := texts[n-1] + between(blocks[i-1], b) + text; length(joined) <= size {
				texts[n-1] = joined
				continue
			}
		}
		if len(texts) == number {
			return texts, true
		}
		if length(text) > size {
			if text = d.cutBlock(b, size); text != "" {
				texts = append(texts, text)
			}
			return texts, true
		}
		texts = append(texts, text)
	}
	return texts, false
}

// cutBlock writes as many lines of a block as fit; of a single line, as many
// words.
func (d dialect) cutBlock(b block, size int) string {
	parts := strings.FieldsFunc(flat(b.spans), i18n.Breaks)
	if b.isCode {
		parts = strings.Split(b.code, "\n")
	}
	first := func(n int) string {
		b.code, b.spans = strings.Join(parts[:n], "\n"), []span{{text: strings.Join(parts[:n], " ") + " …"}}
		return d.block(b)
	}
	n := sort.Search(len(parts), func(n int) bool { return length(first(n+1)) > size })
	if n == 0 {
		return ""
	}
	return first(n)
}

// flat is the text of spans without any style.
func flat(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.text)
	}
	return b.String()
}

// summary is the first line of a reply, for notifications and small screens.
func (m *message) summary() string {
	if m.brief != "" {
		return clip(m.title+" — "+m.brief, maxQuoted)
	}
	for _, b := range m.body {
		if !b.isCode {
			return clip(m.title+" — "+flat(b.spans), maxQuoted)
		}
	}
	return m.title
}
