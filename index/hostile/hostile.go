// Package hostile makes text that costs most to read, for tests: what a stranger
// would send who wants a server to be busy.
//
// A [Row] is a unit of text that is repeated to any size: beginnings, words and wholes
// of error templates; runes by how they fold; long tokens; broken escapes, encodings
// and line ends; signs of secrets. [Ratio] compares the cost of n and of 2n bytes of
// a row: linear work has a ratio of about 2, quadratic work of 4.
package hostile

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"waptkb/content/fold"
)

// Row is a text to repeat.
type Row struct {
	Name string
	Unit string
}

// Text repeats the unit to n bytes. A rune at the end may be cut.
func (r Row) Text(n int) string {
	return strings.Repeat(r.Unit, n/len(r.Unit)+1)[:n]
}

// Rows gives rows that cost readers of any text, one a kind.
func Rows() []Row {
	rows := []Row{
		{"one letter", "a"},
		{"doubled letters", "aabbccddee"},
		{"digits", "1"},
		{"short words", "a b "},
		{"unknown words", "zqxv wkrt plmb "},
		{"camel case", "aB"},
		{"identifiers", "a.b-c_d/e:"},
		{"dots", "a."},
		{"back slashes", `a\`},
		{"spaces", " "},
		{"tabs", "\t"},
		{"line feeds", "\n"},
		{"carriage returns", "\r"},
		{"words and carriage returns", "error x\r"},
		{"short lines", "error\n"},
		{"NUL", "\x00"},
		{"ESC", "\x1b"},
		{"escape sequences", "\x1b[31m"},
		{"open escape sequence", "\x1b[;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;;"},
		{"invalid UTF-8", "\xff"},
		{"cut runes", "\xe2\x82"},
		{"combining marks", "\u0301"},
		{"letters and marks", "e\u0301\u0323"},
		{"word and marks", "error" + strings.Repeat("\u0301", 40)},
		{"punctuation", "!?;,"},
		{"quotes", `'"`},
		{"typographic quotes", "’«»“”"},
		{"braces", "{}{"},
		{"HTML", "<b>&amp;"},
		{"Markdown", "*_`[]("},
		{"deep JSON", "["},
		{"JSON export", `{"time":"2024-03-18","level":"ERROR","message":"x"},`},
		{"hexadecimal", "0x80070652 "},
		{"codes", "erreur 1618 "},
		{"code list", "1618,"},
		{"dates", "2024-03-18 07:52:03,701 "},
		{"GUID", "{3F2504E0-4F89-11D3-9A0C-0305E82C3301}"},
		{"addresses", "10.1.2.3:443 "},
		{"hosts", "a.b.c.lan."},
		{"URL", "https://a:b@c/d?e=f&"},
		{"schemes", "://"},
		{"at signs", "://a@"},
		{"passwords", "password="},
		{"passwords with quotes", `password="`},
		{"mots de passe", "mot de passe : "},
		{"options", "-p "},
		{"long options", "--password "},
		{"private keys", "-----BEGIN PRIVATE KEY-----"},
		{"ends of keys", "-----END PRIVATE KEY-----"},
		{"JWT", "eyJhbGciOi."},
		{"headers", "Authorization: Basic "},
		{"XML", "<password>"},
		{"percent", "%3D"},
		{"cookies", "Cookie: a=b; "},
		{"net use", "net use x /user:"},
		{"licence keys", "ABCDE-"},
		{"hits on one line", "Error timed out after 1 seconds with output '"},
	}
	for _, r := range foldRunes() {
		rows = append(rows, Row{fmt.Sprintf("%U", r), string(r)}, Row{fmt.Sprintf("%U and letters", r), "a" + string(r) + "b "})
	}
	return rows
}

// foldRunes gives a rune of each way to fold: by how many bytes it takes and what it
// becomes, in bytes and in letters.
func foldRunes() []rune {
	type way struct{ size, folded, letters int }
	seen := map[way]bool{}
	var out []rune
	for r := rune(utf8.RuneSelf); r <= unicode.MaxRune; r++ {
		if !utf8.ValidRune(r) {
			continue
		}
		folded := fold.AppendRune(nil, r)
		w := way{utf8.RuneLen(r), len(folded), strings.Count(string(folded), "") - 1}
		if !seen[w] {
			seen[w] = true
			out = append(out, r)
		}
	}
	return append(out, '\ufdfa', '\ufdfb', 'ﬃ', 'œ', 'İ', 'ẞ', '\u1e9b')
}

// OfTemplates gives rows made of the texts of error templates, whose holes are
// written {name}: what matching looks for, in all the ways that begin well.
func OfTemplates(templates []string) []Row {
	var rows []Row
	var beginnings, words, wholes strings.Builder
	for _, t := range templates {
		begin, _, _ := strings.Cut(t, "{")
		filled := fill(t)
		first, _, _ := strings.Cut(strings.TrimSpace(filled), " ")
		beginnings.WriteString(begin + " ")
		words.WriteString(first + " ")
		wholes.WriteString(filled + " ")
		rows = append(rows, Row{"whole: " + t, filled + " "}, Row{"lines: " + t, filled + "\n"}, Row{"glued: " + t, filled})
		if begin = strings.TrimSpace(begin); begin != "" && begin != filled {
			rows = append(rows, Row{"beginning: " + t, begin + " "})
		}
		if end := t[strings.LastIndex(t, "}")+1:]; strings.TrimSpace(end) != "" && end != t {
			rows = append(rows, Row{"end: " + t, end + " "})
		}
	}
	return append(rows, Row{"all beginnings", beginnings.String()}, Row{"all first words", words.String()}, Row{"all templates", wholes.String()})
}

// fill puts a letter into each hole.
func fill(t string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(t, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		_, t, _ = strings.Cut(rest, "}")
		b.WriteByte('x')
	}
}
