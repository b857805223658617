package redact

import (
	"strings"

	"waptkb/content/lazy"
)

// separator is what stands between a name and its value.
type separator struct {
	kind   byte // '=', ':', '<' of XML, '%' encoded, ' ' an option's or directive's, 0 none
	end    int  // behind it, and behind white space
	spaced bool // white space stands behind it
	quoted bool // the name is quoted
}

// separator reads what stands behind the name s[begin:end].
func (f *finder) separator(begin, end int) separator {
	s := f.s
	sep := separator{}
	if tagBegin().MatchString(s[max(0, begin-64):begin]) {
		return f.tag(end)
	}
	j := end
	for range 6 { // what closes the name: quotes, brackets
		if c := at(s, j); c == ']' || c == ')' && sep.quoted || c == '}' && at(s, begin-1) == '{' {
			j++
		} else if q := quoteAt(s, j); q != nil {
			j += len(q.open)
			sep.quoted = true
		} else {
			break
		}
	}
	if strings.HasPrefix(s[j:], "</") {
		if m := nextElement().FindString(f.near(j, 256)); m != "" { // <key>Password</key><string>X
			return separator{kind: '<', end: j + len(m)}
		}
		return separator{}
	}
	if b := f.nameBegin(begin); sep.quoted && at(s, j) == '>' && isQuoteByte(at(s, b-1)) && at(s, b-2) == '=' { // <x name="password">X
		return separator{kind: '<', end: j + 1}
	}
	if sep.quoted {
		if m := nextAttribute().FindStringSubmatch(f.near(j, 160)); m != nil {
			j += len(m[1])
		}
	}
	spaces := skipSpace(s, j)
	kind, n := separatorAt(s, spaces)
	if n == 0 {
		if spaces > j || sep.quoted && at(s, j) == ',' {
			sep.kind, sep.end = ' ', f.nextArgument(j)
		}
		return sep
	}
	sep.kind = kind
	sep.end = skipSpace(s, spaces+n)
	sep.spaced = sep.end > spaces+n
	if c := at(s, sep.end); !sep.quoted && !sep.spaced && isQuoteByte(c) && at(s, f.nameBegin(begin)-1) == c && kind == ':' {
		return separator{} // the quote around the name and its colon
	}
	return sep
}

// separators are the texts that stand between a name and its value, longer ones first.
// White space behind one is no part of it; those of kind 0 separate nothing.
var separators = []struct {
	text string
	kind byte
}{
	{"===", '='}, {"==", '='}, {"=>", '='}, {"=", '='}, {":: ", '='}, {"::", 0}, {":=", '='}, {"://", 0}, {":**", ':'}, {":", ':'}, {"->", '='}, {"| ", ':'},
	{"%3d", '%'}, {"%3a", '%'}, {"%253d", '%'}, {"%253a", '%'}, {"%25253d", '%'}, {`\u003d`, '='}, {`\x3d`, '='}, {"&#61;", '='}, {"&gt;", '='},
	{"：", ':'}, {"＝", ':'}, {"→", ':'},
}

// separatorAt reads the separator at s[i].
func separatorAt(s string, i int) (kind byte, n int) {
	if strings.IndexByte("=:-|%\\&\xef\xe2", at(s, i)) < 0 {
		return 0, 0
	}
	for _, sep := range separators {
		if hasFold(s, i, sep.text) {
			if sep.kind == 0 {
				return 0, 0
			}
			return sep.kind, len(strings.TrimRight(sep.text, " "))
		}
	}
	return 0, 0
}

var (
	// tagBegin is what stands before the last word of the name of an XML element.
	tagBegin = lazy.Regexp(`<[\w:.-]*\z`)
	// tagRest is the rest of a tag, up to its value.
	tagRest = lazy.Regexp(`(?i)\A[^<>\n]*?(value=|/?>)`)
	// nextElement is the end of an element, and the beginning of one for its value.
	nextElement = lazy.Regexp(`(?i)\A</[^>]{0,62}>\s*<(?:value|string|td|dd|data|span)>`)
	// nextAttribute is what stands between a name and the separator behind "value".
	nextAttribute = lazy.Regexp(`(?i)\A([ ,](?:[^>}{;\n]*?[^a-z\d>}{;\n])?value(?:\\*["'])?)\s*[=:]`)
	// innerElements are the tags around the text of an element.
	innerElements = lazy.Regexp(`(?i)\A\s*(?:(?:<(?:value|string|plaintext|text)>|<!\[CDATA\[)\s*)*`)
)

// near is what follows at s[i], at most n bytes.
func near(s string, i, n int) string { return s[min(i, len(s)):min(len(s), i+n)] }

func (f *finder) near(i, n int) string { return near(f.s, i, n) }

// tag reads the rest of an XML tag whose name ends at end.
func (f *finder) tag(end int) separator {
	m := tagRest().FindStringSubmatchIndex(f.near(end, 256))
	if m == nil {
		return separator{}
	}
	after := end + m[1]
	isPlaceholder := m[1] == 1 && spaceAt(f.s, after) > 0 && letterAt(f.s, skipSpace(f.s, after)) > 0
	switch last := f.s[end+m[2] : after]; {
	case last == "/>", last == ">" && isPlaceholder:
		return separator{}
	case last == ">":
		return separator{kind: '<', end: after}
	}
	return separator{kind: '=', end: after, quoted: true}
}

// skipBlank skips white space and ends of lines, not far.
func skipBlank(s string, i int) int {
	return run(s, i, 256, func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' })
}

// content is the text of an XML element, perhaps inside another one.
func (f *finder) content(i int) value {
	i += len(innerElements().FindString(f.near(i, 512)))
	rest := f.near(i, window)
	text, _, closed := strings.Cut(rest, "<")
	if !closed && len(rest) == window {
		return value{}
	}
	if !closed {
		text, _, _ = strings.Cut(text, "\n")
	}
	after := i + len(text)
	text, _, _ = strings.Cut(strings.TrimRight(text, " \t\r\n"), "]]>")
	return value{begin: i, end: i + len(text), after: after, quoted: true}
}
