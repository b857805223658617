package redact

import "strings"

// url masks the password of scheme://user:password@host, from its :// on.
func (f *finder) url() {
	s := f.s
	begin := f.i + len("://")
	limit := min(len(s), begin+window)
	end := begin
	for end < limit {
		c := s[end]
		if c <= ' ' || c == '"' || c == '<' || c == '>' || c == '`' || c == '\'' && letterAt(s, end+1) == 0 || c == '\\' && isQuoteByte(at(s, end+1)) || c == ':' && strings.HasPrefix(s[end:], "://") {
			break
		}
		end++
	}
	f.i = begin
	rest := s[begin:end]
	if low := strings.ToLower(rest[:min(len(rest), 256)]); strings.Contains(low, "%40") {
		host := strings.Index(low, "%40")
		if colon := strings.Index(low, "%3a"); colon > 0 && colon+3 < host && !strings.ContainsAny(low[:host], "/?@") && !neverSecret(rest[colon+3:host]) { // bob%3AX%40host
			f.add(begin+colon+3, begin+host, kindURL)
			return
		}
	}
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
		if at <= authority && (looksRandom(user) && at >= 16) {
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

// isHost tells whether rest begins with a host: a name, an address, then a port, a path
// or the end.
func isHost(rest string) bool {
	end := run(rest, 0, 256, func(c byte) bool { return isToken(c) || c == '.' })
	if strings.HasPrefix(rest, "[") {
		end = run(rest, 1, 64, func(c byte) bool { return isHex(c) || c == ':' || c == '.' }) + 1
	}
	if strings.HasPrefix(rest, "${") || strings.HasPrefix(rest, "$") || strings.HasPrefix(rest, "%") || strings.HasPrefix(rest, "{") {
		return true
	}
	if end == 0 {
		return false
	}
	if end >= len(rest) {
		return true
	}
	return strings.IndexByte(":/?#,;)]}|&\\.…", rest[end]) >= 0 || rest[end] >= 0x80
}
