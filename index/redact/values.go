package redact

import (
	_ "embed"
	"regexp"
	"strings"
	"unicode/utf8"
)

// value is a place in the text where a secret may stand.
type value struct {
	begin, end int
	after      int // behind the quote that closes it
	quoted     bool
	open       *quote // the quote that was not closed within the window
	long       bool   // the value goes on behind the window
}

// valueAt reads the value that begins at i: a quoted string, or bare text up to white
// space.
func (f *finder) valueAt(i int) value {
	s := f.s
	i = min(i, len(s))
	j := i
	for n := 0; n < 2 && j < len(s) && strings.IndexByte("bBrRuUfF@$N", s[j]) >= 0 && n+1 < len(s); n++ { // b'…', $'…'
		j++
	}
	if j > i && (j >= len(s) || !isQuoteByte(s[j])) {
		if j == i+2 && isQuoteByte(at(s, i+1)) {
			j = i + 1
		} else {
			j = i
		}
	}
	if q := quoteAt(s, j); q != nil && q.open != "**" {
		return f.quotedValue(q, j)
	}
	if end := placeholderEnd(s, i); end > 0 {
		return value{begin: i, end: end, after: end}
	}
	end := f.bareEnd(i, i+window)
	return value{begin: i, end: end, after: end, long: end >= i+window}
}

// placeholderEnd is the end of <the words of a placeholder> at s[i:], or 0.
func placeholderEnd(s string, i int) int {
	if at(s, i) != '<' || letterAt(s, i+1) == 0 {
		return 0
	}
	end := run(s, i+1, 48, func(c byte) bool { return isToken(c) || c == ' ' || c == '\'' || c >= utf8.RuneSelf })
	if at(s, end) != '>' {
		return 0
	}
	return end + 1
}

// quotedValue reads what q encloses from i on. Without an end it goes on to the end of
// the line.
func (f *finder) quotedValue(q *quote, i int) value {
	s := f.s
	begin := i + len(q.open)
	limit := f.endOfLine(begin)
	end, after := q.closeOf(s, begin, min(limit, begin+window))
	if end < 0 && limit > begin+window {
		return value{begin, begin + window, begin + window, true, q, true}
	}
	if end < 0 && len(q.open) == 3 && q.open[0] == q.open[2] {
		end = min(len(s), begin+window)
		after = end
	}
	if end < 0 {
		end, after = limit, limit
	}
	if q.open == "«" || q.open == "‹" {
		begin = skipSpace(s, begin)
		text := strings.TrimRight(s[min(begin, end):end], " \u00a0\u202f")
		end = min(begin, end) + len(text)
	}
	return value{begin, end, after, true, nil, false}
}

// text is the text of a value.
func (f *finder) text(v value) string { return f.s[v.begin:max(v.begin, v.end)] }

// take masks a value unless it says that there is no secret. It tells whether it did.
func (f *finder) take(v value, kind string) bool {
	if neverSecret(f.text(v)) {
		return false
	}
	f.addValue(v, kind)
	return true
}

// addValue masks a value, all of it: also what goes on behind the window.
func (f *finder) addValue(v value, kind string) {
	switch {
	case v.open != nil:
		limit := len(f.s)
		if n := strings.IndexByte(f.s[v.end:], '\n'); n >= 0 {
			limit = v.end + n
		}
		end, _ := v.open.closeOf(f.s, v.end, limit)
		if v.end = end; end < 0 {
			v.end = limit
		}
	case v.long:
		v.end = f.bareEnd(v.end, len(f.s))
	}
	f.add(v.begin, v.end, kind)
}

// endOfLine is the end of the line that i stands in.
func (f *finder) endOfLine(i int) int {
	if i >= f.lineStart && i <= f.lineEnd {
		return f.lineEnd
	}
	limit := min(len(f.s), i+window)
	if i >= limit {
		return limit
	}
	if n := strings.IndexByte(f.s[i:limit], '\n'); n >= 0 {
		return i + n
	}
	return limit
}

// bareEnd is the end of bare text from i on, at most about limit.
func (f *finder) bareEnd(i, limit int) int {
	s := f.s
	j := i
	open := 0
	for j < len(s) && j < limit {
		c := s[j]
		if c >= utf8.RuneSelf {
			if spaceAt(s, j) > 0 || strings.HasPrefix(s[j:], "»") || strings.HasPrefix(s[j:], "”") || strings.HasPrefix(s[j:], "…") && j > i {
				return j
			}
			_, n := utf8.DecodeRuneInString(s[j:])
			j += n
			continue
		}
		switch c {
		case ' ', '\t', '\n', '\r', 0:
			return j
		case '"', '\'', '`':
			if letterAt(s, j+1) == 0 || c != '\'' {
				return j
			}
		case ',', ';':
			if endsBare(s, j+1) {
				return j
			}
		case '&':
			if j > i && (endsBare(s, j+1) || strings.HasPrefix(s[j:], "&quot;") || strings.HasPrefix(s[j:], "&#39;") || strings.HasPrefix(s[j:], "&lt;") || strings.HasPrefix(s[j:], "&amp;") && endsBare(s, j+5)) {
				return j
			}
		case '%':
			if hasFold(s, j, "%26") && namedAfter(s, j+3) || hasFold(s, j, "%22") || hasFold(s, j, "%2526") || hasFold(s, j, "%0a") {
				return j
			}
		case '<':
			if n := at(s, j+1); n == '/' || isLower(n) && j > i {
				return j
			}
		case '(', '[', '{':
			open++
		case ')', ']', '}':
			if open--; open < 0 {
				if n := at(s, j+1); letterAt(s, j+1) == 0 && strings.IndexByte("!@#$%*=+?-_", n) < 0 || n == 0 {
					return j
				}
				open = 0
			}
		case '|':
			if j > i && at(s, j+1) == ' ' {
				return j
			}
		case '\\':
			if n := at(s, j+1); (n == 'n' || n == 'r') && j > i && !isLower(at(s, j+2)) || isQuoteByte(n) {
				return j
			}
		case ':':
			if j > i+1 && isSpaceOrEnd(s, j+1) {
				return j
			}
		}
		j++
	}
	return j
}

func isSpaceOrEnd(s string, i int) bool {
	return i >= len(s) || s[i] == '\n' || s[i] == '\r' || spaceAt(s, i) > 0
}

// endsBare tells whether a comma, semicolon or ampersand before s[i] ends a bare value:
// nothing follows, or white space, or the next name.
func endsBare(s string, i int) bool {
	if isSpaceOrEnd(s, i) || isQuoteByte(s[i]) || s[i] == ')' || s[i] == '}' || s[i] == ']' || s[i] == '/' || s[i] == '&' {
		return true
	}
	return namedAfter(s, i)
}

// namedAfter tells whether s[i:] begins with the name of a value.
func namedAfter(s string, i int) bool {
	j := i
	for end := min(len(s), i+40); j < end && (isToken(s[j]) || s[j] == '.' || s[j] == '[' || s[j] == ']'); {
		j++
	}
	if j == i {
		return false
	}
	if s[i] == '_' && at(s, j) != '=' {
		return j-i > 3
	}
	for j < len(s) && s[j] == ' ' && j < i+48 {
		j++
	}
	c := at(s, j)
	return c == '=' || c == ':' && j > i || hasFold(s, j, "%3d")
}

// neverList holds what says that there is no secret; it begins with its format.
//
//go:embed never.txt
var neverList string

// never matches what is no secret.
var never = func() *regexp.Regexp {
	var exprs []string
	for line := range strings.Lines(neverList) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			exprs = append(exprs, line)
		}
	}
	return regexp.MustCompile(`\A(?s:` + strings.Join(exprs, "|") + `)\z`)
}()

// neverSecret tells whether a value says that there is no secret: it is empty, hidden,
// a placeholder, a variable, a call, a path.
func neverSecret(v string) bool {
	if len(v) > window {
		return false
	}
	v = strings.Trim(v, " \t\u00a0")
	if v == "" || strings.HasPrefix(v, Mask) {
		return true
	}
	text := strings.Trim(v, ".,;:!?()[]{}\\")
	return text == "" || len(text) <= 3 && allDigits(text) || lookWord(text).is(empty) || never.MatchString(v) || isPath(v) || isReference(v)
}

// roots are how paths begin that are no secrets.
var roots = []string{"/etc/", "/opt/", "/var/", "/home/", "/root/", "/usr/", "/tmp/", "/srv/", "/mnt/", "/run/", "/dev/", "/Users/", "/private/", "/app/", "/data/", "/secrets/", "/boot/", "/proc/", "/media/", "/Library/", "/api/", "/wapt",
	"./", "../", "~/", "file://", "http://", "https://", "HKLM", "HKCU", "HKEY_", `\\?\`}

// isPath tells whether v is the path or the name of a file, or an address.
func isPath(v string) bool {
	if len(v) > 2 && v[1] == ':' && (v[2] == '\\' || v[2] == '/') && (isUpper(v[0]) || isLower(v[0])) {
		return true
	}
	if strings.HasPrefix(v, `\\`) && len(v) > 4 && strings.Count(v, `\`) > 2 {
		return true
	}
	for _, root := range roots {
		if strings.HasPrefix(v, root) {
			return !strings.Contains(root, "http") || !strings.Contains(v, "@")
		}
	}
	if k := strings.Index(v, "://"); k > 0 && k < 12 && !strings.Contains(v, "@") {
		return true
	}
	if dot := strings.LastIndexByte(v, '.'); dot > 0 {
		switch ext := v[dot+1:]; strings.ToLower(ext) {
		case "pem", "crt", "cer", "pfx", "p12", "txt", "ini", "keytab", "jks", "kdbx", "conf", "json", "yml", "yaml", "xml", "exe", "msi", "dll", "ps1", "py", "cmd", "bat", "log", "cfg", "env", "php", "html", "js", "go":
			return ext == strings.ToLower(ext) || ext == strings.ToUpper(ext) // Cl4ir.Xml is no file
		}
	}
	return false
}

// isReference tells whether v names another secret instead of being one: self.password,
// ADMIN_PASSWORD.
func isReference(v string) bool {
	if open := strings.IndexByte(v, '['); open > 0 && run(v, 0, open, func(c byte) bool { return isName(c) || c == '.' }) == open && (isQuoteByte(at(v, open+1)) || open+1 == len(v)) {
		return true
	}
	if len(v) > 64 || run(v, 0, len(v), func(c byte) bool { return isName(c) && !isDigit(c) || c == '.' || c == '-' || c == '[' || c == ']' }) != len(v) {
		return false
	}
	if strings.Contains(v, "-") && strings.ToLower(v) != v && strings.ToUpper(v) != v {
		return false // Pg-Wapt-Pass
	}
	if first, last, ok := strings.Cut(v, "."); ok && isUpper(at(first, 0)) && len(last) <= 4 { // BigU.pass is no member of anything
		return false
	}
	return nameOf(v) >= plainKey && v != "" && (strings.ContainsAny(v, "._-[") || strings.ToUpper(v) == v || isCamel(v))
}

func isCamel(v string) bool {
	for i := 1; i < len(v); i++ {
		if isUpper(v[i]) && isLower(v[i-1]) {
			return isLower(v[0]) && i+1 < len(v) && isLower(v[i+1])
		}
	}
	return false
}

// firstWord is the first word of v, and whether it ends as words do.
func firstWord(v string) (string, bool) {
	end := 0
	for n := letterAt(v, end); n > 0 && end < maxWord; n = letterAt(v, end) {
		end += n
	}
	if end == len(v) {
		return v, end > 0
	}
	return v[:end], end > 0 && (spaceAt(v, end) > 0 || strings.IndexByte(".,;:!?()[]'\"\\/|>", v[end]) >= 0 || strings.HasPrefix(v[end:], "…") || strings.HasPrefix(v[end:], "’") || strings.HasPrefix(v[end:], "»"))
}

// isProse tells whether v begins with a word that speaks about a password.
func isProse(v string) bool {
	if len(v) > window {
		return false
	}
	text, whole := firstWord(v)
	if !whole {
		return false
	}
	w := lookInflected(text)
	if w == nil {
		return false
	}
	if w.is(filler) {
		return len(text) == len(v) || spaceAt(v, len(text)) > 0 || (v[len(text)] == '\'' || v[len(text)] >= utf8.RuneSelf) && (strings.Contains(v, " ") || !looksSecret(v))
	}
	if !w.is(state|empty|copula) && w.name == noName {
		return false
	}
	return true
}

// lookInflected finds a word, or that of which it is a feminine or a plural.
func lookInflected(text string) *word {
	if w := lookWord(text); w != nil {
		return w
	}
	for _, end := range []string{"es", "s", "e"} {
		if root := strings.TrimSuffix(text, end); len(root) > 3 && len(root) < len(text) {
			if w := lookWord(root); w.is(state) {
				return w
			}
		}
	}
	return nil
}

func startsWithFiller(v string) bool {
	text, whole := firstWord(v)
	w := lookWord(text)
	return whole && w.is(filler)
}

// manyWords tells whether v is three words or more and none but the first speaks about
// a password.
func manyWords(v string) bool {
	words := strings.Fields(v)
	if len(words) < 3 {
		return false
	}
	for _, w := range words[1:] {
		if lw := lookWord(w); lw.is(state | copula) {
			return false
		}
	}
	return true
}

// isSentence tells whether v speaks about a password in several words.
func isSentence(v string) bool {
	if !strings.Contains(v, " ") || len(v) > 400 {
		return false
	}
	words, about, told, named := strings.Fields(v), 0, 0, 0
	for _, text := range words {
		w := lookWord(strings.Trim(text, ".,;:!?()'\"«»"))
		if w == nil {
			if k := strings.IndexAny(text, "'’"); k > 0 {
				w = lookWord(text[:k])
			}
			if w == nil {
				continue
			}
		}
		if w.is(state | filler | copula) {
			about++
		}
		if w.is(state) && !w.is(filler) {
			told++
		}
		if w.name >= strong || w.text == "token" || w.text == "jeton" {
			named++
		}
	}
	return len(words) >= 3 && (named > 0 && about > 0 || about*5 >= len(words)*3 && (about >= 3 || len(words) == 3) && told > 0)
}
