// Package doc holds the body of an article as a tree of blocks and spans. [Parse]
// reads it from Markdown, once; every channel has a writer over it (pages,
// terminal, chats, plain text), and no writer sees Markdown.
//
// # Sections and anchors
//
// Headings stand at the top of the tree and divide it into sections. A section goes
// from its heading to the next of the same or a higher level, so that one of level 2
// holds those of level 3 in it. An anchor is the slug of the title, numbered where it
// stands twice. A translation takes the anchors of the primary document where it has
// as many headings: links survive the switch of language and the change of a title.
//
// # Blocks
//
// A blockquote whose first line is [!WARNING], [!NOTE] or [!TIP] is an admonition. A
// fenced code block names its language, and may name the place where it is run:
//
//	```bash title="Debian, Ubuntu"
//
// A blockquote whose first line begins with [!IF is for who read a certain number in the
// hole of an error template; see [Condition]. What stands behind the bracket says so to
// readers of whom nothing is known:
//
//	> [!IF {seconds} >= 1200] Where the delay was twenty minutes or more:
//	>
//	> 1. Look for the window that waits.
//
// # Texts and links
//
// Texts are what a reader sees: escapes and entities of Markdown are resolved. A line
// break of the source stays a line feed, which a writer takes for a space. "<id>.md"
// and "<id>.md#anchor" lead to another article, "#anchor" to a heading of the same,
// http and https to the web. Whether that exists is the caller's to check.
//
// # Faults
//
// What Markdown has and articles have not is a [Fault]. Parse goes on with something
// harmless: raw HTML is dropped, indented code is of language "text", a blockquote
// without a kind is a note, a heading within a block is a strong paragraph, a link
// that leads nowhere is text.
package doc

import (
	"slices"

	"waptkb/i18n"
)

// Document is the body of an article.
type Document struct {
	Blocks   []Block   `json:",omitzero"`
	Sections []Section // in order, those of level 3 behind the one they are in
	Faults   []Fault   `json:"-"`
}

// Section is what stands under one heading.
type Section struct {
	Kind   string  `json:",omitzero"` // of the heading of level 2, as the caller of Parse names it
	Title  string  `json:",omitzero"`
	Anchor string  `json:",omitzero"`
	Level  int     `json:",omitzero"`
	Line   int     `json:"-"`         // of the source, from 0
	Blocks []Block `json:",omitzero"` // without the heading
}

// Fault is something that articles do not have, and what to do about it.
type Fault struct {
	Line int `json:"-"` // of the source, from 0
	Text i18n.Wording
}

// BlockKind is the kind of a block.
type BlockKind string

const (
	Heading    BlockKind = "heading"
	Paragraph  BlockKind = "paragraph"
	List       BlockKind = "list" // of items
	Item       BlockKind = "item"
	Code       BlockKind = "code" // a command, a script, a setting, or what a program prints
	Admonition BlockKind = "admonition"
	When       BlockKind = "when"  // a part for who read a certain error; its text says which
	Table      BlockKind = "table" // of rows, of which the first is the head
	Row        BlockKind = "row"   // of as many cells as the head
	Cell       BlockKind = "cell"
	Rule       BlockKind = "rule" // a line across
)

// Block is a part of a document.
type Block struct {
	Kind   BlockKind `json:",omitzero"`
	Spans  []Span    `json:",omitzero"` // the text of a heading, paragraph or cell
	Blocks []Block   `json:",omitzero"` // what is in a list, item, admonition, table or row
	Line   int       `json:"-"`         // of the source, from 0

	Level   int       `json:",omitzero"` // of a heading
	Anchor  string    `json:",omitzero"` // of a heading
	Tight   bool      `json:",omitzero"` // paragraph without space around it, in an item
	Ordered bool      `json:",omitzero"` // list with numbers
	Start   int       `json:",omitzero"` // number of the first item
	Role    string    `json:",omitzero"` // of an admonition: "warning", "note", "tip"
	If      Condition `json:",omitzero"` // of a part with a condition
	Lang    string    `json:",omitzero"` // of code
	Place   string    `json:",omitzero"` // where code is run; may be empty
	Code    string    `json:",omitzero"` // lines, each with its line feed
}

// SpanKind is the kind of a span.
type SpanKind string

const (
	Text     SpanKind = "text"
	CodeSpan SpanKind = "code"
	Strong   SpanKind = "strong"
	Emphasis SpanKind = "emphasis"
	Link     SpanKind = "link"
	Figure   SpanKind = "figure" // a picture in a file beside the article
	Break    SpanKind = "break"  // begins a new line
)

// Span is a part of a text.
type Span struct {
	Kind  SpanKind `json:",omitzero"`
	Text  string   `json:",omitzero"` // of text and code; what a figure shows, in words
	Spans []Span   `json:",omitzero"` // what is strong, emphasis or the label of a link
	Line  int      `json:"-"`         // of the source, from 0, of a link or figure

	URL     string `json:",omitzero"` // of a link to the web
	Article string `json:",omitzero"` // id of the article that a link leads to, where that is another
	Anchor  string `json:",omitzero"` // of the heading that a link leads to; may be empty
	File    string `json:",omitzero"` // of a figure
}

// Section gives the section of level 2 of a kind; an empty one where there is none.
func (d *Document) Section(kind string) Section {
	for _, s := range d.Sections {
		if s.Kind == kind && s.Level == 2 {
			return s
		}
	}
	return Section{}
}

// FirstSteps gives what comes before the second part of a section, and whether that
// is all of it.
func (s Section) FirstSteps() (steps []Block, whole bool) {
	parts := 0
	for i, b := range s.Blocks {
		if b.Kind == Heading {
			parts++
		}
		if parts == 2 {
			return s.Blocks[:i], false
		}
	}
	return s.Blocks, true
}

// Fold divides blocks behind the nth step, where there are more, and tells how many those
// are. The items of numbered lists are steps; where there are none, the commands, each with
// the paragraph before it.
func Fold(blocks []Block, n int) (first, rest []Block, more int) {
	numbered := slices.ContainsFunc(blocks, isSteps)
	steps := func(b Block) int {
		switch {
		case isSteps(b):
			return len(b.Blocks)
		case !numbered && b.Kind == Code && b.Lang != "text":
			return 1
		}
		return 0
	}
	for i, b := range blocks {
		if steps(b) <= n {
			n -= steps(b)
			continue
		}
		for _, later := range blocks[i:] {
			more += steps(later)
		}
		if b.Kind == Code {
			if i > 0 && blocks[i-1].Kind == Paragraph {
				i--
			}
			return blocks[:i], blocks[i:], more
		}
		head, tail := b, b
		head.Blocks, tail.Blocks, tail.Start = b.Blocks[:n], b.Blocks[n:], b.Start+n
		first = slices.Clone(blocks[:i])
		if n > 0 {
			first = append(first, head)
		}
		return first, append([]Block{tail}, blocks[i+1:]...), more - n
	}
	return blocks, nil, 0
}

func isSteps(b Block) bool { return b.Kind == List && b.Ordered }

// EachBlock visits blocks and the blocks in them, in order.
func EachBlock(blocks []Block, visit func(Block)) {
	for _, b := range blocks {
		visit(b)
		EachBlock(b.Blocks, visit)
	}
}

// EachSpan visits spans and the spans in them, in order.
func EachSpan(spans []Span, visit func(Span)) {
	for _, s := range spans {
		visit(s)
		EachSpan(s.Spans, visit)
	}
}

// EditSpans replaces each span by what edit makes of it, those in it first.
func (d *Document) EditSpans(edit func(Span) []Span) {
	var spans func([]Span) []Span
	spans = func(list []Span) (out []Span) {
		for _, s := range list {
			s.Spans = spans(s.Spans)
			out = append(out, edit(s)...)
		}
		return out
	}
	var blocks func([]Block)
	blocks = func(list []Block) { // in place: sections are parts of the document
		for i := range list {
			list[i].Spans = spans(list[i].Spans)
			blocks(list[i].Blocks)
		}
	}
	blocks(d.Blocks)
}

// Address gives where a link leads from an article on a page, which is empty for the
// page that the reader is on; article gives the address of another article.
func (s Span) Address(page string, article func(id string) string) string {
	switch {
	case s.URL != "":
		return s.URL
	case s.Article != "":
		page = article(s.Article)
	}
	if s.Anchor != "" || page == "" {
		page += "#" + s.Anchor
	}
	return page
}
