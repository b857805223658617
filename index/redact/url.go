package redact

import (
	"strings"

	"waptkb/content/lazy"
)

// url masks the password of scheme://user:password@host, from its :// on.
func (f *finder) url() {
	begin := f.i + len("://")
	f.i = begin
	rest := f.near(begin, window)
	rest = rest[:urlEnd(rest)]
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

// urlEnd is where a URL ends: not at an apostrophe in it.
func urlEnd(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case c <= ' ', c == '<', c == '>', c == '\'' && letterAt(s, i+1) == 0, c == '"', c == '`',
			c == '\\' && isQuoteByte(at(s, i+1)), c == ':' && strings.HasPrefix(s[i:], "://"):
			return i
		}
	}
	return len(s)
}

// isHost tells whether a text begins with a host, then a port, a path or the end.
var isHost = lazy.Matcher(`\A(?:[$%{]|(?:\[[[:xdigit:]:.]*\]?|[\w.-]+)(?:[:/?#,;)\]}|&\\]|[^\x00-\x7f]|\z))`)
