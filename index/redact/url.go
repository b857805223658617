package redact

import (
	"regexp"
	"strings"
)

// url masks the password of scheme://user:password@host, from its :// on.
func (f *finder) url() {
	s := f.s
	begin := f.i + len("://")
	end, limit := begin, min(len(s), begin+window)
	for end < limit && !endsURL(s, end) {
		end++
	}
	f.i = begin
	rest := s[begin:end]
	at := strings.LastIndexByte(rest, '@')
	for at >= 0 && !isHost(rest[at+1:]) && !(at > 0 && strings.Trim(rest[at+1:], ")]}.,;") == "") {
		at = strings.LastIndexByte(rest[:at], '@')
	}
	if at <= 0 {
		return
	}
	user := rest[:at]
	colon := strings.IndexByte(user, ':')
	authority := strings.IndexAny(rest, "/?#")
	if authority < 0 {
		authority = len(rest)
	}
	if colon < 0 || colon > authority {
		if at <= authority && at >= 16 && looksRandom(user) {
			f.add(begin, begin+at, kindURL)
		}
		return
	}
	if k := strings.LastIndexByte(rest[:authority], '@'); k < 0 { // no @ before the path: the path has one, or the password has a slash
		port := run(rest, colon+1, 6, isDigit)
		if port > colon+1 && (port >= len(rest) || port == authority) {
			return
		}
	} else if k < at && (strings.Contains(rest[authority:at], "=") || isHost(rest[k+1:]) && strings.ContainsAny(rest[k+1:authority], ".")) {
		at = k
	}
	if at <= colon {
		return
	}
	if secret := rest[colon+1 : at]; secret == "x-oauth-basic" {
		f.add(begin, begin+colon, kindURL)
	} else if secret != "" && (!neverSecret(secret) || isReference(secret) && strings.ToUpper(secret) != secret && !strings.ContainsAny(secret, "._${}<>%")) {
		f.add(begin+colon+1, begin+at, kindURL)
	}
}

// endsURL tells whether a URL ends before s[i].
func endsURL(s string, i int) bool {
	switch c := s[i]; c {
	case '\'':
		return letterAt(s, i+1) == 0
	case '\\':
		return isQuoteByte(at(s, i+1))
	case ':':
		return strings.HasPrefix(s[i:], "://")
	default:
		return c <= ' ' || strings.IndexByte("\"<>`", c) >= 0
	}
}

// isHost tells whether rest begins with a host: a name, an address, then a port, a path
// or the end.
func isHost(rest string) bool { return host.MatchString(rest) }

var host = regexp.MustCompile(`\A(?:[$%{]|(?:\[[[:xdigit:]:.]*\]?|[\w.-]+)(?:[:/?#,;)\]}|&\\]|[^\x00-\x7f]|\z))`)
