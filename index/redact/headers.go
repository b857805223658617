package redact

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"waptkb/content/lazy"
)

// authorization masks what follows the scheme in an Authorization header.
func authorization(f *finder, begin, end int) {
	sep := f.separator(begin, end)
	if sep.kind != '=' && sep.kind != ':' && sep.kind != '<' || f.isPartOfName(end) {
		return
	}
	if start := f.near(sep.end, maxWord); isProse(start) && !lookWord(schemeOf(start)).is(scheming) {
		return
	}
	i, limit := f.header(begin, sep.end)
	text := strings.TrimRight(f.s[i:limit], " \\\"'`")
	first, rest := schemeOf(text), ""
	if k := len(first); k > 0 && k < len(text) && (spaceAt(text, k) > 0 || text[k] == '=') {
		rest = text[skipSpace(text, k+1):]
	} else {
		first = text
	}
	isToken := mixed(first) && looksSecret(first)
	switch isScheme := lookWord(first).is(scheming); {
	case isScheme && rest != "", rest != "" && !isToken && !isProse(text):
		text = rest
	case isScheme || isProse(text):
		return
	case rest != "" && isToken: // a token without a scheme, in a sentence
		f.add(i, i+len(first), kindHeader)
		return
	}
	word, _, _ := strings.Cut(text, " ")
	if !neverSecret(text) && !neverSecret(word) && !isProse(text[:min(len(text), window)]) {
		begin := i + strings.LastIndex(f.s[i:limit], text)
		f.add(begin, begin+len(text), kindHeader)
	}
}

// schemeOf is the word that text begins with, perhaps the scheme of what follows.
func schemeOf(text string) string {
	return text[:run(text, 0, 32, func(c byte) bool { return isToken(c) || c == '.' })]
}

// header is the place of the value of a header whose name begins at begin.
func (f *finder) header(begin, i int) (int, int) {
	s := f.s
	limit := max(i, min(f.endOfLine(i), i+maxHeader))
	if q := quoteAt(s, i); q != nil {
		i = min(i+len(q.open), limit)
		if e, _ := q.closeOf(s, i, limit); e >= 0 {
			limit = e
		}
		return i, limit
	}
	stops := []string{`\n`, `\r`}
	if before := at(s, f.nameBegin(begin)-1); isQuoteByte(before) { // the quote around all of it
		stops = append(stops, string(before))
	}
	for _, stop := range stops {
		if k := strings.Index(s[i:limit], stop); k >= 0 {
			limit = i + k
		}
	}
	return i, limit
}

// maxHeader is the longest header that is masked as one.
const maxHeader = 16 << 10

// basic masks X of Basic X, without a header before it: user:password in base64.
func basic(f *finder, begin, end int) {
	i := skipSpace(f.s, end)
	stop := run(f.s, i, window, isBase64)
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(f.s[i:stop], "="))
	if i > end && err == nil && bytes.IndexByte(text, ':') > 0 && utf8.Valid(text) {
		f.add(i, stop, kindHeader)
	}
}

// credentialPair masks X of auth=bob:X, of credentials="X" and of auth: ['bob', 'X'].
func credentialPair(f *finder, begin, end int) {
	sep := f.separator(begin, end)
	if sep.kind != '=' && sep.kind != ':' {
		return
	}
	if open := at(f.s, sep.end); (open == '[' || open == '(') && isQuoteByte(at(f.s, sep.end+1)) {
		first := f.valueAt(sep.end + 1)
		second := f.valueAt(f.nextArgument(first.after))
		if closes := at(f.s, skipSpace(f.s, second.after)); first.quoted && second.quoted && (closes == ']' || closes == ')') {
			f.take(second, kindCall)
		}
		return
	}
	v := f.valueAt(sep.end)
	text := f.text(v)
	if k := strings.IndexByte(text, ':'); k > 0 && !strings.HasPrefix(text[k:], "://") && !allDigits(text[k+1:]) {
		v.begin += k + 1
		f.take(v, kindValue)
	} else if k < 0 && sep.kind == '=' && looksSecret(text) && (v.quoted || !looksLikeName(text)) {
		f.take(v, kindValue)
	}
}

// cookie masks the values in a Cookie or Set-Cookie header.
func cookie(f *finder, begin, end int) {
	if f.isPartOfName(end) || begin < f.cookieEnd {
		return
	}
	sep := f.separator(begin, end)
	if next := skipSpace(f.s, end); at(f.s, next) == '\n' { // as browsers show headers
		sep.end = next + 1
	} else if sep.kind != ':' && sep.kind != '=' {
		return
	}
	i, limit := f.header(begin, sep.end)
	f.cookieEnd = limit
	for pair := range strings.SplitSeq(f.s[i:limit], ";") {
		if name, value, _ := strings.Cut(pair, "="); hidesCookie(strings.TrimSpace(name), value) {
			f.add(i+len(name)+1, i+len(pair), kindCookie)
		}
		i += len(pair) + 1
	}
}

var (
	// cookieAttributes and the like are not secret; sessionCookies always are.
	cookieAttributes = lazy.Regexp(`(?i)\A(?:path|domain|expires|max-age|samesite|version|priority|comment|lang|language|locale|theme)\z`)
	sessionCookies   = lazy.Regexp(`(?i)sess|sid|token|auth|remember|csrf|xsrf|jwt|key|secret|pass|ticket|login`)
)

// hidesCookie tells whether a cookie is secret: that of a session, or one not short.
func hidesCookie(name, value string) bool {
	if len(value) < 4 || len(name) > 128 || strings.Contains(name, " ") || cookieAttributes().MatchString(name) || neverSecret(value) {
		return false
	}
	return sessionCookies().MatchString(name) || len(value) > 8 || len(value) > 6 && mixed(value)
}
