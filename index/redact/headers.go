package redact

import (
	"bytes"
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// authorization masks what follows the scheme in an Authorization header.
func authorization(f *finder, begin, end int) {
	s := f.s
	if f.isPartOfName(end) {
		return
	}
	sep := f.separator(begin, end)
	if sep.kind == 0 || sep.kind == ' ' || sep.kind == '%' || isProse(s[min(sep.end, len(s)):min(sep.end+maxWord, len(s))]) && !f.schemeAt(sep.end) {
		return
	}
	i, limit := f.header(begin, sep.end)
	f.credentials(i, limit)
}

// header is the place of the value of a header whose name begins at begin.
func (f *finder) header(begin, i int) (int, int) {
	s := f.s
	limit := min(f.endOfLine(i), i+maxHeader)
	if q := quoteAt(s, i); q != nil {
		i = min(i+len(q.open), limit)
		if e, _ := q.closeOf(s, i, limit); e >= 0 {
			limit = e
		}
		return i, limit
	}
	return i, f.headerEnd(begin, i, max(i, limit))
}

// maxHeader is the longest header that is masked as one.
const maxHeader = 16 << 10

// headerEnd is where a header without quotes ends: at the quote around all of it.
func (f *finder) headerEnd(begin, i, limit int) int {
	s := f.s
	before := at(s, f.nameBegin(begin)-1)
	if isQuoteByte(before) {
		if k := strings.IndexByte(s[i:limit], before); k >= 0 {
			return i + k
		}
	}
	for _, stop := range []string{`\n`, `\r`} {
		if k := strings.Index(s[i:limit], stop); k > 0 {
			limit = i + k
		}
	}
	return limit
}

// schemes are the words before credentials.
var schemes = []string{"basic", "bearer", "token", "negotiate", "digest", "ntlm", "hmac", "user_token", "apikey", "kerberos", "hawk", "oauth", "aws4-hmac-sha256", "mac", "splunk", "jwt", "key", "sharedkey", "sharedkeylite", "sharedaccesssignature", "genie-key", "glpi-token", "ssws", "session", "api-key", "vapid", "dpop", "gnap", "scram-sha-256", "scram-sha-1", "pvapitoken", "pveapitoken", "bot", "access_token", "app-token", "x-api-key"}

// credentials masks what follows a scheme in s[i:limit].
func (f *finder) credentials(i, limit int) {
	s := f.s
	scheme := run(s, i, 32, func(c byte) bool { return isToken(c) || c == '.' })
	begin := i
	if scheme < limit && (spaceAt(s, scheme) > 0 || s[scheme] == '=' && hasFold(s, i, "pveapitoken")) {
		if isScheme(s[i:scheme]) || isToken(at(s, scheme+1)) && !isProse(s[i:limit]) && !(mixed(s[i:scheme]) && looksSecret(s[i:scheme])) {
			begin = skipSpace(s, scheme+1)
		}
	} else if scheme >= limit && isScheme(s[i:scheme]) {
		return
	}
	if first := s[i:scheme]; begin == i && scheme < limit && spaceAt(s, scheme) > 0 && mixed(first) && looksSecret(first) && !isScheme(first) { // a token without a scheme, in a sentence
		f.add(i, scheme, kindHeader)
		return
	}
	end := limit
	for end > begin && (s[end-1] == ' ' || s[end-1] == '\\' || isQuoteByte(s[end-1])) {
		end--
	}
	if begin >= end {
		return
	}
	text := s[begin:end]
	if neverSecret(text) || neverSecret(firstField(text)) || isProse(text[:min(len(text), window)]) {
		return
	}
	f.add(begin, end, kindHeader)
}

// schemeAt tells whether a scheme and credentials begin at i.
func (f *finder) schemeAt(i int) bool {
	end := run(f.s, i, 32, func(c byte) bool { return isToken(c) || c == '.' })
	return isScheme(f.s[i:end])
}

func isScheme(text string) bool {
	low := strings.ToLower(text)
	for _, s := range schemes {
		if low == s {
			return true
		}
	}
	return false
}

// basic masks X of Basic X without a header before it, when X is user:password in
// base64.
func basic(f *finder, begin, end int) {
	i := skipSpace(f.s, end)
	stop := run(f.s, i, window, isBase64)
	if i == end || stop-i < 8 {
		return
	}
	text, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(f.s[i:stop], "="))
	if err == nil && bytes.IndexByte(text, ':') > 0 && utf8.Valid(text) {
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
		if closes := at(f.s, skipSpace(f.s, second.after)); first.quoted && second.quoted && second.begin < second.end && (closes == ']' || closes == ')') && !neverSecret(f.s[second.begin:second.end]) {
			f.addValue(second, kindCall)
		}
		return
	}
	v := f.valueAt(sep.end)
	if v.begin >= v.end || v.end-v.begin > maxArgument {
		return
	}
	text := f.s[v.begin:v.end]
	if k := strings.IndexByte(text, ':'); k > 0 && k+1 < len(text) && !strings.HasPrefix(text[k:], "://") && !allDigits(text[k+1:]) && !neverSecret(text[k+1:]) {
		f.add(v.begin+k+1, v.end, kindValue)
	} else if k < 0 && sep.kind == '=' && looksSecret(text) && (v.quoted || !looksLikeName(text)) && !neverSecret(text) {
		f.addValue(v, kindValue)
	}
}

// cookie masks the values in a Cookie or Set-Cookie header.
func cookie(f *finder, begin, end int) {
	s := f.s
	if f.isPartOfName(end) || begin < f.cookieEnd {
		return
	}
	i := end
	sep := f.separator(begin, end)
	switch {
	case sep.kind == ':' || sep.kind == '=':
		i = sep.end
	case at(s, skipSpace(s, end)) == '\n': // as browsers show headers
		i = skipSpace(s, end) + 1
	default:
		return
	}
	i, limit := f.header(begin, i)
	f.cookieEnd = limit
	f.cookies(i, limit)
}

// cookies masks values of name=value; name=value in s[i:limit].
func (f *finder) cookies(i, limit int) {
	s := f.s
	for i < limit {
		i = skipSpace(s, i)
		eq := run(s, i, 128, func(c byte) bool { return isToken(c) || strings.IndexByte(".[]%$:", c) >= 0 })
		if at(s, eq) != '=' || eq >= limit {
			next := strings.IndexByte(s[min(i, limit):limit], ';')
			if next < 0 {
				return
			}
			i += next + 1
			continue
		}
		end := limit
		if k := strings.IndexByte(s[eq:limit], ';'); k >= 0 {
			end = eq + k
		}
		if hidesCookie(s[i:eq], s[eq+1:end]) {
			f.add(eq+1, end, kindCookie)
		}
		i = end + 1
	}
}

// cookieAttributes and the like are not secret.
const cookieAttributes = " path domain expires max-age samesite version priority comment lang language locale theme "

// hidesCookie tells whether the value of a cookie is secret: that of a session, or one
// that is not short.
func hidesCookie(name, value string) bool {
	low := strings.ToLower(name)
	if strings.Contains(cookieAttributes, " "+low+" ") || value == "" || neverSecret(value) {
		return false
	}
	for _, w := range []string{"sess", "sid", "token", "auth", "remember", "csrf", "xsrf", "jwt", "key", "secret", "pass", "ticket", "login"} {
		if strings.Contains(low, w) {
			return len(value) > 3
		}
	}
	return len(value) > 8 || len(value) > 6 && mixed(value)
}

// firstField is text up to its first space.
func firstField(text string) string {
	if k := strings.IndexByte(text, ' '); k > 0 {
		return text[:k]
	}
	return text
}
