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
	f.guidToken(begin, end)
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

// encodedURL masks X of https%3A%2F%2Fbob%3AX%40host. It tells whether it did.
func (f *finder) encodedURL() bool {
	s, begin := f.s, f.i+len("%3a%2f%2f")
	rest := s[begin:run(s, begin, 256, func(c byte) bool { return isToken(c) || c == '%' || c == '.' || c == '!' || c == '*' })]
	low := strings.ToLower(rest)
	colon, host := strings.Index(low, "%3a"), strings.LastIndex(low, "%40")
	if colon < 0 || host < colon+4 || strings.Contains(low[:colon], "%2f") || neverSecret(rest[colon+3:host]) {
		return false
	}
	f.add(begin+colon+3, begin+host, kindURL)
	return true
}

// tokenPaths are parts of addresses that a token follows: who has the address may do what
// it is for.
var tokenPaths = []string{"/upload/", "/wads/", "/enroll/", "/join/", "/invite/", "/activate/", "/reset/", "/token/", "/share/", "/s/"}

// guidToken masks a GUID that is a token in a URL, by what stands before or behind it.
func (f *finder) guidToken(begin, end int) {
	const size = 36
	rest := f.s[begin:end]
	for _, path := range tokenPaths {
		k := strings.Index(rest, path)
		if k < 0 {
			continue
		}
		i := begin + k + len(path)
		if at(f.s, i) == '{' {
			i++
		}
		if i+size <= end && isUUID(f.s[i:i+size]) {
			f.add(i, i+size, kindToken)
			return
		}
	}
	if k := strings.Index(rest, "/token"); k >= size && isUUID(rest[k-size:k]) {
		f.add(begin+k-size, begin+k, kindToken)
	}
}

// queryToken masks X of ?t=X, where X looks made by chance: what follows a link in a mail.
func (f *finder) queryToken() {
	s, i := f.s, f.i+1
	eq := run(s, i, 4, isName)
	if at(s, eq) != '=' {
		return
	}
	switch s[i:eq] {
	case "t", "k", "tk", "tok", "ot", "h":
	default:
		return
	}
	if stop := run(s, eq+1, window, isToken); looksRandom(s[eq+1:stop]) && stop-eq > 16 {
		f.add(eq+1, stop, kindToken)
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

// oracle masks X of jdbc:oracle:thin:bob/X@host.
func oracle(f *finder, begin, end int) {
	s := f.s
	if at(s, end) != ':' {
		return
	}
	stop := run(s, end+1, 160, func(c byte) bool { return c > ' ' && c != '"' && c != '\'' })
	f.login(end+1, stop, '/', false)
}
