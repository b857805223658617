package redact

import (
	_ "embed"
	"regexp"
	"strconv"
	"strings"

	"waptkb/content/lazy"
)

func isBase64(c byte) bool { return isAlnum(c) || c == '+' || c == '/' || c == '=' }

// shapeList holds the secrets that need no name; it begins with its format.
//
//go:embed shapes.txt
var shapeList string

// shape is what a secret looks like from where it begins.
type shape struct {
	kind   string
	begin  string                 // what it begins with, when that is always the same
	size   int                    // or how many letters and digits it begins with
	re     func() *regexp.Regexp  // compiled when a text begins so
	secret func(text string) bool // what must be true of it besides
}

// conditions are what may stand behind "if" in the list of shapes.
var conditions = map[string]func(text string) bool{
	"":       func(string) bool { return true },
	"random": looksRandom,
	"mixed":  func(text string) bool { return isMixedCase(text) && looksRandom(text) },
	"code":   func(text string) bool { return strings.ContainsAny(text, "0123456789") && !isDate(text) },
	"secret": func(text string) bool { return !neverSecret(text) },
}

// newShape makes a shape of its head, KIND if CONDITION, and of its regular expression.
func newShape(head, begin, expr string) *shape {
	kind, condition, _ := strings.Cut(head, " if ")
	return &shape{kind: kind, begin: begin, re: lazy.Regexp(`\A(?:` + regexp.QuoteMeta(begin) + "(?:" + expr + "))"), secret: conditions[condition]}
}

// shapesBy lists the shapes by their first byte.
var shapesBy [256][]*shape

// classes are the names of sets of bytes that a shape may begin with.
var classes = map[string]func(byte) bool{`\d`: isDigit, `\u`: isUpper, `\h`: isHex}

func learnShapes() {
	for head, list := range sections(shapeList) {
		for line := range strings.Lines(list) {
			if begins, expr, ok := strings.Cut(strings.TrimSpace(line), "  "); ok {
				for begin := range strings.SplitSeq(begins, ",") {
					learnShape(head, begin, strings.TrimSpace(expr))
				}
			}
		}
	}
}

// learnShape adds a shape to shapesBy.
func learnShape(head, begin, expr string) {
	in := classes[begin[:min(2, len(begin))]]
	if in == nil {
		shapesBy[begin[0]] = append(shapesBy[begin[0]], newShape(head, begin, expr))
		return
	}
	sh := newShape(head, "", expr)
	sh.size, _ = strconv.Atoi(begin[2:])
	for c := range 256 {
		if in(byte(c)) {
			shapesBy[c] = append(shapesBy[c], sh)
		}
	}
}

// shape masks what is a secret by its shape. It tells whether it did.
func (f *finder) shape() bool {
	size := run(f.s, f.i, maxWord, isAlnum) - f.i
	for _, sh := range shapesBy[f.s[f.i]] {
		if (sh.size == 0 || sh.size == size) && strings.HasPrefix(f.s[f.i:], sh.begin) && f.has(sh, f.i) {
			return true
		}
	}
	return false
}

// behind masks the secret when what follows a word has the shape.
func (sh *shape) behind(f *finder, begin, end int) { f.has(sh, end) }

// has masks the secret when what begins at i has a shape. It tells whether it did.
func (f *finder) has(sh *shape, i int) bool {
	near := min(len(f.s), i+window)
	m := sh.re().FindStringSubmatchIndex(f.s[i:near])
	if m != nil && i+m[1] == near {
		m = sh.re().FindStringSubmatchIndex(f.s[i:])
	}
	if m == nil {
		return false
	}
	group := m[len(m)-2:]
	if group[0] < 0 || !sh.secret(f.s[i+group[0]:i+group[1]]) {
		return false
	}
	f.add(i+group[0], i+group[1], sh.kind)
	return true
}

// keyBegin is what a private key begins with.
var keyBegin = lazy.Regexp(`\A-{4,5} ?BEGIN [^\n-]*PRIVATE KEY[^\n-]*-{4,5}`)

// privateKey masks what follows -----BEGIN … PRIVATE KEY-----: to its end, or as far as it
// looks like base64 and its headers.
func (f *finder) privateKey() {
	const longest = 16 << 10
	begin := f.i + len(keyBegin().FindString(f.near(f.i, 96)))
	if begin == f.i {
		return
	}
	text, _, closed := strings.Cut(f.near(begin, longest), "----")
	if !closed {
		end := run(f.s, begin, len(f.s), func(c byte) bool { return isBase64(c) || strings.IndexByte("\r\n \t\\:,-", c) >= 0 })
		text = strings.TrimRight(f.s[begin:end], " \t\r\n\\")
	}
	if strings.Trim(text, " \t\r\n\\rn") != "" {
		f.add(begin, begin+len(text), kindPrivate)
	}
	f.i = max(f.i, begin)
}
