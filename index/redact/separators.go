package redact

import "strings"

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
	if f.isTag(begin) {
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
		return f.nextTag(j)
	}
	if sep.quoted && at(s, j) == '>' && f.inAttribute(begin) {
		return separator{kind: '<', end: j + 1}
	}
	if sep.quoted {
		if k := f.valueAttribute(j); k > 0 {
			j = k
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
	if kind == ':' {
		if k, n := separatorAt(s, sep.end); n > 0 && k == '=' && at(s, sep.end+n) == ' ' {
			sep.end = skipSpace(s, sep.end+n)
		}
	}
	return sep
}

// inAttribute tells whether the name is all of the value of an XML attribute.
func (f *finder) inAttribute(begin int) bool {
	i := f.nameBegin(begin)
	return isQuoteByte(at(f.s, i-1)) && at(f.s, i-2) == '='
}

// separatorAt reads the separator at s[i].
func separatorAt(s string, i int) (kind byte, n int) {
	c := at(s, i)
	switch c {
	case '=':
		switch at(s, i+1) {
		case '>':
			return '=', 2
		case '=':
			if at(s, i+2) == '=' {
				return '=', 3
			}
			return '=', 2
		}
		return '=', 1
	case ':':
		switch at(s, i+1) {
		case ':':
			if at(s, i+2) == ' ' && letterAt(s, i-1) > 0 { // base64 in LDIF
				return '=', 2
			}
			return 0, 0
		case '=':
			return '=', 2
		case '/':
			if at(s, i+2) == '/' {
				return 0, 0
			}
		case '*':
			if at(s, i+2) == '*' {
				return ':', 3
			}
		}
		return ':', 1
	case '-':
		if at(s, i+1) == '>' {
			return '=', 2
		}
	case '|':
		if at(s, i+1) == ' ' {
			return ':', 1
		}
	case '%':
		for _, p := range []string{"%3d", "%3a", "%253d", "%253a", "%25253d"} {
			if hasFold(s, i, p) {
				return '%', len(p)
			}
		}
	case '\\':
		if hasFold(s, i, `\u003d`) {
			return '=', 6
		}
		if hasFold(s, i, `\x3d`) {
			return '=', 4
		}
	case '&':
		if hasFold(s, i, "&#61;") {
			return '=', 5
		}
		if hasFold(s, i, "&gt;") {
			return '=', 4
		}
	case 0xef:
		if strings.HasPrefix(s[i:], "：") || strings.HasPrefix(s[i:], "＝") {
			return ':', 3
		}
	case 0xe2:
		if strings.HasPrefix(s[i:], "→") {
			return ':', 3
		}
	}
	return 0, 0
}

// isTag tells whether the name is that of an XML element.
func (f *finder) isTag(begin int) bool {
	i := begin
	for n := 0; n < 64 && i > 0; n++ {
		c := f.s[i-1]
		if c == '<' {
			return true
		}
		if !isToken(c) && c != ':' && c != '.' {
			return false
		}
		i--
	}
	return false
}

// tag reads the rest of an XML tag whose name ends at end.
func (f *finder) tag(end int) separator {
	s := f.s
	limit := min(len(s), end+256)
	for i := end; i < limit; i++ {
		switch s[i] {
		case '>':
			if s[i-1] == '/' {
				return separator{}
			}
			if i == end && spaceAt(s, i+1) > 0 && letterAt(s, skipSpace(s, i+1)) > 0 {
				return separator{} // a placeholder
			}
			return separator{kind: '<', end: i + 1}
		case '=':
			if hasFold(s, i-5, "value") {
				return separator{kind: '=', end: i + 1, quoted: true}
			}
		case '<', '\n':
			return separator{}
		}
	}
	return separator{}
}

// nextTag reads </name><value>, where the name is the text of an XML element and its
// value that of the next one.
func (f *finder) nextTag(i int) separator {
	s := f.s
	end := strings.IndexByte(s[i:min(len(s), i+64)], '>')
	if end < 0 {
		return separator{}
	}
	j := skipBlank(s, i+end+1)
	for _, tag := range []string{"<value>", "<string>", "<td>", "<dd>", "<data>", "<span>"} {
		if hasFold(s, j, tag) {
			return separator{kind: '<', end: j + len(tag)}
		}
	}
	return separator{}
}

// skipBlank skips white space and ends of lines, not far.
func skipBlank(s string, i int) int {
	return run(s, i, 256, func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' })
}

// valueAttribute looks behind a quoted name for value= or "value": and gives the place
// of its separator, or 0.
func (f *finder) valueAttribute(i int) int {
	s := f.s
	if c := at(s, i); c != ' ' && c != ',' {
		return 0
	}
	for end := min(len(s), i+160); i < end; i++ {
		switch c := s[i]; c {
		case '>', '}', '\n', '{', ';':
			return 0
		case 'v', 'V':
			if hasFold(s, i, "value") && letterAt(s, i-1) == 0 {
				j := i + len("value")
				if q := quoteAt(s, j); q != nil {
					j += len(q.open)
				}
				if _, n := separatorAt(s, skipSpace(s, j)); n > 0 {
					return j
				}
			}
		}
	}
	return 0
}

// content is the text of an XML element, perhaps inside another one.
func (f *finder) content(i int) value {
	s := f.s
	i = skipBlank(s, i)
	for range 2 {
		for _, tag := range []string{"<value>", "<string>", "<![cdata[", "<plaintext>", "<text>"} {
			if hasFold(s, i, tag) {
				i = skipBlank(s, i+len(tag))
			}
		}
	}
	end := strings.IndexByte(s[i:min(len(s), i+window)], '<')
	if end < 0 {
		if len(s)-i > window {
			return value{}
		}
		end = len(s) - i
		if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
			end = n
		}
	}
	text := strings.TrimRight(s[i:i+end], " \t\r\n")
	if k := strings.Index(text, "]]>"); k >= 0 {
		text = text[:k]
	}
	return value{begin: i, end: i + len(text), after: i + end, quoted: true}
}
