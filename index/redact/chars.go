package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }
func isLower(c byte) bool { return 'a' <= c && c <= 'z' }
func isAlnum(c byte) bool { return isLower(c) || isUpper(c) || isDigit(c) }
func isHex(c byte) bool   { return isDigit(c) || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' }

// isName tells what identifiers are made of.
func isName(c byte) bool { return isAlnum(c) || c == '_' }

// isToken tells what tokens are made of: base64 for URLs.
func isToken(c byte) bool { return isAlnum(c) || c == '_' || c == '-' }

func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r))
}

func isQuoteByte(c byte) bool { return c == '"' || c == '\'' || c == '`' }

// at gives s[i], and 0 outside of s.
func at(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}

// letterAt is how many bytes the letter, mark or digit at s[i:] takes; 0 if there is none.
func letterAt(s string, i int) int {
	if c := at(s, i); c < utf8.RuneSelf {
		if isAlnum(c) {
			return 1
		}
		return 0
	}
	if r, n := utf8.DecodeRuneInString(s[i:]); isWordRune(r) {
		return n
	}
	return 0
}

// spaceAt is how many bytes the white space at s[i:] takes that ends no line.
func spaceAt(s string, i int) int {
	switch c := at(s, i); {
	case c == ' ' || c == '\t':
		return 1
	case c == 0xc2 && strings.HasPrefix(s[i:], "\u00a0"):
		return 2
	case c == 0xe2 && hasPrefix(s[i:], "\u202f", "\u2009"):
		return 3
	}
	return 0
}

// skipSpace gives the place behind the white space at s[i:], not far.
func skipSpace(s string, i int) int {
	for end := i + window; i < end; {
		n := spaceAt(s, i)
		if n == 0 {
			break
		}
		i += n
	}
	return i
}

// run is the end of the bytes from s[i] on that ok likes, at most n.
func run(s string, i, n int, ok func(byte) bool) int {
	for end := min(len(s), i+n); i < end && ok(s[i]); {
		i++
	}
	return i
}

// hasFold tells whether s[i:] begins with a prefix, whatever its case.
func hasFold(s string, i int, prefix string) bool {
	return i >= 0 && len(s)-i >= len(prefix) && strings.EqualFold(s[i:i+len(prefix)], prefix)
}

// backToRune moves i to the beginning of its rune.
func backToRune(s string, i int) int {
	for i > 0 && i < len(s) && !utf8.RuneStart(s[i]) {
		i--
	}
	return i
}

// quote is a way to begin a quoted value, and the ways to end it.
type quote struct {
	open   string
	closes []string
}

// quotes are tried in their order: longer ones first.
var quotes = []quote{
	{`\\\"`, []string{`\\\"`}}, {`\\"`, []string{`\\"`}}, {`\"`, []string{`\"`}}, {`\'`, []string{`\'`}},
	{`\u0022`, []string{`\u0022`}}, {`\u0027`, []string{`\u0027`}}, {`\u201c`, []string{`\u201d`}},
	{`"""`, []string{`"""`}}, {`'''`, []string{`'''`}}, {`"`, []string{`"`}}, {`'`, []string{`'`}}, {"```", []string{"```"}}, {"`", []string{"`"}},
	{`&quot;`, []string{`&quot;`}}, {`&#34;`, []string{`&#34;`}}, {`&#39;`, []string{`&#39;`}}, {`&apos;`, []string{`&apos;`}}, {`&#x27;`, []string{`&#x27;`}},
	{`&laquo;`, []string{`&raquo;`}}, {`%22`, []string{`%22`}}, {`%27`, []string{`%27`}},
	{"“", []string{"”", "“"}}, {"”", []string{"”"}}, {"„", []string{"“", "”"}}, {"‘", []string{"’"}}, {"’", []string{"’"}}, {"‚", []string{"‘"}},
	{"«", []string{"»"}}, {"»", []string{"«", "»"}}, {"‹", []string{"›"}}, {"＂", []string{"＂"}}, {"″", []string{"″"}}, {"**", []string{"**"}},
}

// quoteAt gives the quote that s[i:] begins with, or nil.
func quoteAt(s string, i int) *quote {
	if strings.IndexByte("\\\"'`&%*\xc2\xe2\xef", at(s, i)) < 0 {
		return nil
	}
	for k := range quotes {
		if strings.HasPrefix(s[i:], quotes[k].open) {
			return &quotes[k]
		}
	}
	return nil
}

// closeOf looks for the end of a value that q began, in s[i:limit]. A quote that is
// escaped, or that stands before a letter (an apostrophe), is part of the value. It
// gives -1 when there is none.
func (q *quote) closeOf(s string, i, limit int) (end, after int) {
	last := q.closes[0][len(q.closes[0])-1]
	for j := i; j < limit; j++ {
		if c := s[j]; c == '\\' && q.open[0] != '\\' {
			j++
			continue
		} else if c != q.closes[0][0] && c != last && c < utf8.RuneSelf {
			continue
		}
		for _, c := range q.closes {
			if !strings.HasPrefix(s[j:limit], c) || c[0] == '\\' && j > i && s[j-1] == '\\' {
				continue
			}
			if c == "'" && j > i && at(s, j+1) == '\'' && letterAt(s, j+2) > 0 { // 'it''s' of YAML and SQL
				j++
				break
			}
			if next := j + len(c); (q.open != "'" && q.open != "’") || letterAt(s, next) == 0 {
				return j, next
			}
		}
	}
	return -1, -1
}
