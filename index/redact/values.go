package redact

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"waptkb/content/lazy"
	"waptkb/content/words"
)

// value is a place in the text where a secret may stand.
type value struct {
	begin, end int
	after      int // behind the quote that closes it
	quoted     bool
	open       *quote // the quote that was not closed within the window
	long       bool   // the value goes on behind the window
}

// valueAt reads the value that begins at i: a quoted string, or text up to white space.
func (f *finder) valueAt(i int) value {
	s := f.s
	i = min(i, len(s))
	j := run(s, i, 2, func(c byte) bool { return strings.IndexByte("bBrRuUfF@$N", c) >= 0 }) // b'…', $'…'
	if !isQuoteByte(at(s, j)) {
		j = i
	}
	if q := quoteAt(s, j); q != nil && q.open != "**" {
		return f.quotedValue(q, j)
	}
	if end := i + len(placeholder().FindString(f.near(i, 64))); end > i {
		return value{begin: i, end: end, after: end}
	}
	end := f.bareEnd(i, i+window)
	return value{begin: i, end: end, after: end, long: end >= i+window}
}

// placeholder is <the words of a placeholder>.
var placeholder = lazy.Regexp(`\A<[\p{L}\d][\w '\x{80}-\x{10ffff}-]{0,48}>`)

// quotedValue reads what q encloses from i on, to the end of the line if it is open.
func (f *finder) quotedValue(q *quote, i int) value {
	s := f.s
	begin := i + len(q.open)
	limit := f.endOfLine(begin)
	end, after := q.closeOf(s, begin, min(limit, begin+window))
	switch {
	case end >= 0:
	case limit > begin+window:
		return value{begin, begin + window, begin + window, true, q, true}
	case q.open == `"""` || q.open == "'''" || q.open == "```":
		end = min(len(s), begin+window)
		after = end
	default:
		end, after = limit, limit
	}
	if q.open == "«" || q.open == "‹" {
		begin = min(skipSpace(s, begin), end)
		end = begin + len(strings.TrimRight(s[begin:end], " \u00a0\u202f"))
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
		line, _, _ := strings.Cut(f.s[v.end:], "\n")
		limit := v.end + len(line)
		if v.end, _ = v.open.closeOf(f.s, v.end, limit); v.end < 0 {
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
	line, _, _ := strings.Cut(f.near(i, window), "\n")
	return min(i, len(f.s)) + len(line)
}

// bareEnd is the end of bare text from i on, at most about limit.
func (f *finder) bareEnd(i, limit int) int {
	s, open := f.s, 0
	for j := i; j < len(s) && j < limit; j++ {
		switch c := s[j]; c {
		case '(', '[', '{':
			open++
		case ')', ']', '}':
			open--
			if next := at(s, j+1); open < 0 && letterAt(s, j+1) == 0 && (next == 0 || strings.IndexByte("!@#$%*=+?-_", next) < 0) {
				return j
			}
			open = max(open, 0)
		default:
			if endsAt(s, i, j) {
				return j
			}
		}
	}
	return max(i, min(len(s), limit))
}

// endsAt tells whether the bare value that begins at s[i] ends before s[j].
func endsAt(s string, i, j int) bool {
	rest, next, inside := s[j:], at(s, j+1), j > i
	switch s[j] {
	case ' ', '\t', '\n', '\r', 0:
		return true
	case '"', '`':
		return true
	case '\'':
		return letterAt(s, j+1) == 0
	case ',', ';':
		return endsBare(s, j+1)
	case '&':
		return inside && (endsBare(s, j+1) || hasPrefix(rest, "&quot;", "&#39;", "&lt;") || hasPrefix(rest, "&amp;") && endsBare(s, j+5))
	case '%':
		return hasFold(s, j, "%26") && namedAfter(s, j+3) || hasFold(s, j, "%22") || hasFold(s, j, "%2526") || hasFold(s, j, "%0a")
	case '<':
		return next == '/' || isLower(next) && inside
	case '|':
		return inside && next == ' '
	case '\\':
		return isQuoteByte(next) || inside && (next == 'n' || next == 'r') && !isLower(at(s, j+2))
	case ':':
		return j > i+1 && isSpaceOrEnd(s, j+1) // Z: is a word
	case 0xc2, 0xe2: // of what follows
		return spaceAt(s, j) > 0 || hasPrefix(rest, "»", "”") || inside && hasPrefix(rest, "…")
	}
	return false
}

// containsAny tells whether a text contains one of the parts.
func containsAny(text string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// hasPrefix tells whether a text begins with one of the prefixes.
func hasPrefix(text string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(text, prefix) })
}

func isSpaceOrEnd(s string, i int) bool {
	return i >= len(s) || s[i] == '\n' || s[i] == '\r' || spaceAt(s, i) > 0
}

// endsBare tells whether a comma, semicolon or ampersand before s[i] ends a bare value:
// nothing follows, or white space, or the next name.
func endsBare(s string, i int) bool {
	return isSpaceOrEnd(s, i) || isQuoteByte(s[i]) || strings.IndexByte(")}]/&", s[i]) >= 0 || namedAfter(s, i)
}

// namedAfter tells whether s[i:] begins with the name of a value.
func namedAfter(s string, i int) bool { return named().MatchString(near(s, i, 64)) }

var named = lazy.Regexp(`\A(?:_[\w.[\]-]{3}|[\w.[\]-]{1,40} {0,8}(?:[=:]|%3[dD]))`)

// neverList holds what says that there is no secret; it begins with its format.
//
//go:embed never.txt
var neverList string

// never matches what is no secret.
var never = sync.OnceValue(func() *regexp.Regexp {
	exprs := slices.Collect(words.Lines(neverList))
	return regexp.MustCompile(`\A(?s:` + strings.Join(exprs, "|") + `)\z`)
})

// maxNever bounds the values that may be a placeholder, a variable or a call.
const maxNever = 256

// neverSecret tells whether a value is empty, hidden, a placeholder, a variable, a call.
func neverSecret(v string) bool {
	if len(v) > window {
		return false
	}
	v = strings.Trim(v, " \t\u00a0")
	if v == "" || strings.HasPrefix(v, Mask) {
		return true
	}
	text := strings.Trim(v, ".,;:!?()[]{}\\")
	return text == "" || len(text) <= 3 && allDigits(text) || lookWord(text).is(empty) || len(v) < maxNever && never().MatchString(v) || isPath(v) || isReference(v)
}

// isPath tells whether v is the path or the name of a file, or an address.
func isPath(v string) bool {
	ext := v[strings.LastIndexByte(v, '.')+1:]
	isFile := len(ext) < len(v)-1 && lookWord(ext).is(extension) && (ext == strings.ToLower(ext) || ext == strings.ToUpper(ext)) // Cl4ir.Xml is no file
	return isFile || root().MatchString(v)
}

// root is how paths and addresses begin, which hold no password.
var root = lazy.Regexp(`(?s)\A(?:[[:alnum:]]:[\\/]|\\\\[^\\]*\\|HKLM|HKCU|HKEY_|\.\.?/|~/|file://|/wapt|[^@]{1,11}?://[^@]*\z|` +
	`/(?:etc|opt|var|home|root|usr|tmp|srv|mnt|run|dev|Users|private|app|data|secrets|boot|proc|media|Library|api)/)`)

// isReference tells whether v names another secret: self.password, ADMIN_PASSWORD.
func isReference(v string) bool {
	if member().MatchString(v) {
		return true
	}
	first, last, dotted := strings.Cut(v, ".")
	isMember := dotted && !(isUpper(at(first, 0)) && len(last) <= 4) // BigU.pass is no member of anything
	isName := len(v) <= 64 && run(v, 0, len(v), func(c byte) bool { return isName(c) && !isDigit(c) || strings.IndexByte(".-[]", c) >= 0 }) == len(v)
	if !isName || dotted && !isMember || strings.Contains(v, "-") && isMixedCase(v) { // Pg-Wapt-Pass
		return false
	}
	return nameOf(v) >= plainKey && (strings.ContainsAny(v, "._-[") || strings.ToUpper(v) == v || camel().MatchString(v))
}

// member is one of a map or of a list: config['password'].
var member = lazy.Regexp("\\A[\\w.]+\\[(?:[\"'`]|\\z)")

// camel is a name in camelCase.
var camel = lazy.Regexp(`\A[a-z][^A-Z]*[a-z][A-Z][a-z]`)

// firstWord is the first word of v, and whether it ends as words do.
func firstWord(v string) (string, bool) {
	end := 0
	for n := letterAt(v, end); n > 0 && end < maxWord; n = letterAt(v, end) {
		end += n
	}
	ends := end == len(v) || spaceAt(v, end) > 0 || strings.IndexByte(".,;:!?()[]'\"\\/|>", v[end]) >= 0 || hasPrefix(v[end:], "…", "’", "»")
	return v[:end], end > 0 && ends
}

// isProse tells whether v begins with a word that speaks about a password.
func isProse(v string) bool {
	text, whole := firstWord(v)
	w, rest := lookInflected(text), v[len(text):]
	switch {
	case !whole || w == nil:
		return false
	case !w.is(filler):
		return w.is(state|empty|copula) || w.name != noName
	}
	apostrophe := rest != "" && (rest[0] == '\'' || rest[0] >= utf8.RuneSelf)
	return rest == "" || spaceAt(rest, 0) > 0 || apostrophe && (strings.Contains(v, " ") || !looksSecret(v))
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

// containsWord tells whether is is true of one of the words of a text.
func containsWord(text string, is func(*word) bool) bool {
	return slices.ContainsFunc(strings.Fields(text), func(t string) bool { return is(lookWord(strings.Trim(t, ".,;:!?()'\"«»"))) })
}

// speaks tells whether a word tells something about a password.
func speaks(w *word) bool { return w.is(state | copula) }

// manyWords tells whether v is three words or more, the others not about a password.
func manyWords(v string) bool {
	rest := v[max(0, strings.IndexAny(v, " \t")):]
	return len(strings.Fields(rest)) >= 2 && !containsWord(rest, speaks)
}

// hasMoreWords tells whether v is more than n words.
func hasMoreWords(v string, n int) bool {
	for range strings.FieldsSeq(v) {
		if n--; n < 0 {
			return true
		}
	}
	return false
}

// isSentence tells whether v speaks about a password in several words.
func isSentence(v string) bool {
	if !strings.Contains(v, " ") || len(v) > 400 {
		return false
	}
	words, about, told, named := 0, 0, 0, 0
	for text := range strings.FieldsSeq(v) {
		words++
		w := lookWord(strings.Trim(text, ".,;:!?()'\"«»"))
		if w.is(state | filler | copula) {
			about++
		}
		if w.is(state) && !w.is(filler) {
			told++
		}
		if w.names(strong) || w != nil && (w.text == "token" || w.text == "jeton") {
			named++
		}
		if words >= 3 && named > 0 && about > 0 {
			return true
		}
	}
	return words >= 3 && told > 0 && about*5 >= words*3 && (about >= 3 || words == 3)
}
