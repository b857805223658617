package terminal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Text is text that a terminal may get as it is: cleaned, and styled by nobody
// but this package. [Line] and [Indented] make it of what others wrote.
type Text string

// Line cleans s and keeps it on one line: its line breaks and tabs are shown too,
// so that it cannot pass for lines of ours.
func Line(s string) Text { return Text(appendClean(nil, s, false)) }

// Indented cleans s, whose lines stay lines: all but the first are indented, so
// that they cannot pass for lines of ours.
func Indented(s string) Text {
	return Text(strings.ReplaceAll(lines(strings.TrimRight(s, "\n")), "\n", "\n  "))
}

// lines cleans s. Line breaks and tabs stay.
func lines(s string) string { return string(appendClean(nil, s, true)) }

// appendClean appends s to out, with every rune that is invisible and every
// byte that is not UTF-8 shown as an escape. With layout, line breaks and tabs
// stay.
func appendClean(out []byte, s string, layout bool) []byte {
	for i, size := 0, 0; i < len(s); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			out = fmt.Appendf(out, `\x%02x`, s[i])
		case layout && (r == '\n' || r == '\t'), r >= ' ' && r <= '~', !unicode.In(r, invisible...):
			out = append(out, s[i:i+size]...)
		default:
			out = appendEscape(out, r)
		}
	}
	return out
}

// appendEscape shows a rune. Above ASCII it does so as JSON does, so that a JSON
// text stays the same value; its encoder leaves none of the others but DEL.
func appendEscape(out []byte, r rune) []byte {
	switch {
	case r == '\n':
		return append(out, `\n`...)
	case r == '\r':
		return append(out, `\r`...)
	case r == '\t':
		return append(out, `\t`...)
	case r < ' ':
		return fmt.Appendf(out, `\x%02x`, r)
	case r > 0xffff:
		high, low := utf16.EncodeRune(r)
		return fmt.Appendf(out, `\u%04x\u%04x`, high, low)
	}
	return fmt.Appendf(out, `\u%04x`, r)
}

// invisible lists what acts on a terminal or cannot be seen on it: controls,
// marks of direction and format (joiners, soft hyphens and tags too), separators
// of lines, fillers, variation selectors. In a log, a joiner that nobody sees makes
// two names look alike, so none of them passes; the few scripts and emoji that need
// them show them as escapes.
var invisible = []*unicode.RangeTable{
	unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector,
}
