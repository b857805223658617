// Package terminal is all that stands between the commands and a terminal.
//
// Nothing that others wrote reaches a terminal, a pipe or a log as anything but
// visible text. Controls (C0, C1, DEL), marks of direction, other invisible runes
// and bytes that are not UTF-8 become escapes: \x1b, \u202e. All output goes
// through a [Writer], which cleans it; our own styles go past it as [Text], which
// only this package makes. What was clean comes out as it went in.
//
// [Style] shows the blocks of our articles: headings and warnings stand out,
// paragraphs are wrapped, code is indented and left alone so that it can be
// copied. Without colour the same text is plain.
//
// The glamour library does this too, but starts more slowly than a whole search
// takes.
package terminal

import (
	"strings"
	"unicode/utf8"

	"waptkb/i18n"
)

const defaultWidth = 80

// Style says how text is shown.
type Style struct {
	Width  int                     // columns
	Colour bool                    // use escape sequences
	Label  func(key string) string // "admonition.warning", "code.bash", "sign.colon"
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

// Wrap breaks text into lines of the style's width, each behind indent.
func (s Style) Wrap(text, indent Text) Text {
	var b strings.Builder
	column := 0
	for _, word := range strings.FieldsFunc(string(text), i18n.Breaks) {
		n := visible(word)
		if column > 0 && column+1+n > s.Width-utf8.RuneCountInString(string(indent)) {
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
