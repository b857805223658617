package content

import (
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"waptkb/content/fold"
	"waptkb/i18n"
)

// CodeMention is a code in a text.
type CodeMention struct {
	Value      uint32 // an HRESULT of a Windows error is that error: 1618 for 0x80070652
	Text       string // the number as it is written, text[Start:End]
	Start, End int    // in bytes
}

// Decimal tells that the number is written as programs write their exit codes: 5,
// not 0x80070005.
func (m CodeMention) Decimal() bool { return m.Text == strconv.FormatUint(uint64(m.Value), 10) }

// ParseCode reads a short text that is a code in any form, with or without words
// such as "exit status" or "erreur" beside it. It is for what is known to be
// asked about a code; [FindCodes] is for sentences.
func ParseCode(text string) (value uint32, ok bool) {
	if len(text) > codeHead && !mayBeCode(text[:codeHead]) {
		return 0, false
	}
	s := newCodeScan(text)
	for i := 1; i <= s.last(); i++ {
		n, isNumber := s.number(i)
		switch {
		case !isNumber && !loose(s.words[i].folded):
			return 0, false
		case !isNumber, s.detail(i):
		case s.counted(i, n) || ok && n.Value != value:
			return 0, false
		default:
			value, ok = n.Value, true
		}
	}
	return value, ok
}

// codeHead is how many bytes of a longer text are read first: nearly always they have a
// word that no code has beside it.
const codeHead = 100

// mayBeCode tells whether a text that begins so may be a code; its last word may be cut.
func mayBeCode(head string) bool {
	s := newCodeScan(head)
	for i := 1; i < s.last(); i++ {
		if _, isNumber := s.number(i); !isNumber && !loose(s.words[i].folded) {
			return false
		}
	}
	return true
}

// FindCodes finds the codes in a sentence or a log. A number is a code when it is
// all of the text, when a word such as "code", "erreur" or "MSI" stands beside
// it, or when nothing else looks like it: 0x80070652, -2147023278, 2147944018.
func FindCodes(text string) []CodeMention {
	if !strings.ContainsAny(text, "0123456789") { // which every code has
		return nil
	}
	s := newCodeScan(text)
	var found []CodeMention
	cued := 0 // the last number that has a cue
	for i := 1; i <= s.last(); i++ {
		n, ok := s.number(i)
		if !ok || s.counted(i, n) || s.detail(i) {
			continue
		}
		switch {
		case s.last() == 1:
		case n.form == bareHex && n.digits < 8: // "erreur 13e"
			continue
		case s.cueBefore(i, n), s.cueAfter(i, n), s.listed(cued, i, n):
			cued = i
		case !s.unmistakable(i, n):
			continue
		}
		found = append(found, n.CodeMention)
	}
	return found
}

// technical are the words that programs write in every language.
var technical = i18n.CodeWords{
	Noun: "msi hresult",
	Cue: "code codes err win32 winerror lasterror msiexec rc errorlevel exitcode exitstatus " +
		"retcode returncode status",
	Filler: "nr num",
	Loose:  "windows update installer wua wusa hex inno setup innosetup nsis nullsoft office odt apt get dpkg bash shell",
	Count:  "bit bits bytes kb mb gb tb kib mib gib ms sec secs mn min",
	Octet:  "char position offset u",
}

// words that tell what a number is; see [i18n.CodeWords].
var (
	nouns      = wordsOf(func(w i18n.CodeWords) string { return w.Noun })
	cues       = wordsOf(func(w i18n.CodeWords) string { return w.Noun + " " + w.Cue })
	fillers    = wordsOf(func(w i18n.CodeWords) string { return w.Filler })
	loose      = wordsOf(func(w i18n.CodeWords) string { return w.Noun + " " + w.Cue + " " + w.Filler + " " + w.Loose })
	endings    = wordsOf(func(w i18n.CodeWords) string { return w.Ending })
	links      = wordsOf(func(w i18n.CodeWords) string { return w.Link })
	counts     = wordsOf(func(w i18n.CodeWords) string { return w.Count })
	connectors = wordsOf(func(w i18n.CodeWords) string { return w.Connector })
	octets     = wordsOf(func(w i18n.CodeWords) string { return w.Octet })
)

// wordsOf gives what tells whether a word is one of those that say the same in any
// language. They are listed when the first text with a number comes.
func wordsOf(same func(i18n.CodeWords) string) func(word string) bool {
	list := sync.OnceValue(func() map[string]bool {
		words := same(technical)
		for _, l := range i18n.All {
			words += " " + same(l.CodeWords)
		}
		out := map[string]bool{}
		for _, w := range strings.Fields(words) {
			out[w] = true
		}
		return out
	})
	return func(word string) bool { return list()[word] }
}

// codeScan is a text cut into words. An empty word stands at each end, so that every
// word has neighbours.
type codeScan struct {
	text  string
	words []codeWord
}

// codeWord is a run of letters and digits.
type codeWord struct {
	start, end int
	folded     string
	gap        string // folded text before it, from the end of the word before
}

func newCodeScan(text string) *codeScan {
	s := &codeScan{text: text, words: make([]codeWord, 1, len(text)/6+3)}
	start := -1
	for i, r := range text {
		switch part := unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' || unicode.Is(unicode.Mn, r); {
		case part && start < 0:
			start = i
		case !part && start >= 0:
			s.add(start, i)
			start = -1
		}
	}
	if start >= 0 {
		s.add(start, len(text))
	}
	s.add(len(text), len(text))
	return s
}

func (s *codeScan) add(start, end int) {
	before := s.words[len(s.words)-1].end
	s.words = append(s.words, codeWord{start, end, fold.String(s.text[start:end]), fold.String(s.text[before:start])})
}

// last is the place of the last word; the first has place 1.
func (s *codeScan) last() int { return len(s.words) - 2 }

type codeForm int

const (
	decimal     codeForm = iota
	signed               // -2147023278
	prefixedHex          // 0x80070652
	bareHex              // 80070652
)

// codeNumber is a number that may be a code.
type codeNumber struct {
	CodeMention
	form     codeForm
	raw      uint32
	digits   int
	attached bool // its minus has a word before it: "exit-2147023278"
}

// number reads word i and the minus before it.
func (s *codeScan) number(i int) (n codeNumber, ok bool) {
	w := s.words[i]
	n.Start, n.End = w.start, w.end
	digits, base := w.folded, 16
	switch hex, prefixed := strings.CutPrefix(digits, "0x"); {
	case prefixed:
		n.form, digits = prefixedHex, hex
		if len(hex) == 16 { // 64 bits
			digits = strings.TrimPrefix(strings.TrimPrefix(hex, "ffffffff"), "00000000")
		}
		ok = len(digits) <= 8
	case isDigits(digits):
		base, ok = 10, digits == "0" || digits[0] != '0'
		if minus := s.minus(i); minus > 0 {
			n.form, n.attached = signed, s.attached(i, minus)
			n.Start -= minus
		} else if len(digits) == 8 && digits[0] == '8' {
			n.form, base = bareHex, 16
		}
	default:
		n.form = bareHex
		ok = len(digits) >= 3 && len(digits) <= 8 && strings.ContainsAny(digits, "0123456789")
	}
	if !ok {
		return n, false
	}
	value, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n.form == signed && value > 1<<31 {
		return n, false
	}
	n.raw, n.digits = uint32(value), len(digits)
	if n.form == signed {
		n.raw = -n.raw
	}
	n.Value = n.raw
	if low := n.raw & 0xffff; n.raw-low == hresultWin32 && low != 0 {
		n.Value = low
	}
	n.Text = s.text[n.Start:n.End]
	return n, true
}

// minus gives the bytes of the minus that makes the decimal word i negative.
func (s *codeScan) minus(i int) int {
	w, before := s.words[i], s.words[i-1]
	last, size := utf8.DecodeLastRuneInString(s.text[before.end:w.start])
	long := len(w.folded) >= 9
	switch {
	case !strings.HasSuffix(w.gap, "-"), strings.HasSuffix(w.gap, "--"):
		return 0
	case s.attached(i, size) && (!long || !cues(before.folded)): // "error-1618", "2026-11-22"
		return 0
	case last != '-' && !long: // a dash
		return 0
	}
	return size
}

// attached tells that nothing but a minus of so many bytes parts word i from another.
func (s *codeScan) attached(i, minus int) bool {
	return i > 1 && s.words[i].start-s.words[i-1].end == minus
}

// detail tells that number i only adds where a code happened to the code before it:
// 0x20017 in "0xC1900101 - 0x20017", 26 in "30088-26".
func (s *codeScan) detail(i int) bool {
	if strings.TrimSpace(s.words[i].gap) != "-" {
		return false
	}
	code, ok := s.number(i - 1)
	located := code.form == prefixedHex && code.raw >= 1<<31 && strings.HasPrefix(s.words[i].folded, "0x")
	return ok && (located || s.detailed(i-1, code))
}

// detailed tells that a code of Office is followed by its detail: "30088-26". A year
// or a day has fewer digits.
func (s *codeScan) detailed(i int, n codeNumber) bool {
	next := s.words[i+1]
	return n.form == decimal && n.digits == 5 && next.gap == "-" && isDigits(next.folded) && s.words[i].gap != "-" && s.words[i+2].gap != "-"
}

// counted tells that number n at i is a part of something else, such as a date,
// a version or a size, or counts what stands behind it.
func (s *codeScan) counted(i int, n codeNumber) bool {
	prev, next := s.words[i-1].folded, s.words[i+1].folded
	before, after := s.words[i].gap, s.words[i+1].gap
	switch n.form {
	case prefixedHex:
		return false
	case bareHex: // of a UUID, an address
		return i > 1 && joins(before) || next != "" && joins(after)
	case signed:
		before = ""
	}
	switch own := n.digits; {
	case strings.IndexAny(strings.TrimLeft(after, " "), "%€°$") == 0, continues(own, before, prev), continues(own, after, next) && !s.detailed(i, n):
		return true
	case after == " " && own <= 3 && len(next) == 3 && isDigits(next), before == " " && own == 3 && len(prev) <= 3 && isDigits(prev):
		return true // thousands
	}
	return strings.TrimSpace(after) == "" && counts(next)
}

// joins tells that what stands on both sides of a gap is one thing.
func joins(gap string) bool { return len(gap) == 1 && strings.Contains("-:.", gap) }

// continues tells that a number of some digits goes on beyond a gap.
func continues(digits int, gap, word string) bool {
	if word == "" || !isDigits(word[:1]) {
		return false
	}
	switch gap {
	case ",":
		return digits < 4 && len(word) < 4
	case "/": // a date
		return digits <= 2 || len(word) <= 2
	}
	return joins(gap)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// cueBefore tells that a cue stands before number i: "code de retour : 1618".
func (s *codeScan) cueBefore(i int, n codeNumber) bool {
	for j, hops := i-1, 0; hops < 4; j, hops = j-1, hops+1 {
		if gap := s.words[j+1].gap; len(gap) > 6 || strings.Count(gap, "\n") > 1 || strings.Trim(gap, " \n\r:=#(['\"<>*-°") != "" {
			return false
		}
		switch w := s.words[j].folded; {
		case cues(w):
			return true
		case fillers(w):
		case (w == "installer" || w == "update") && s.words[j-1].folded == "windows":
			j--
		case links(w):
			return n.digits >= 4 && endings(s.words[j-1].folded)
		default:
			return false
		}
	}
	return false
}

// cueAfter tells that a cue stands behind number i: "1603 MSI". A short number
// there is a quantity.
func (s *codeScan) cueAfter(i int, n codeNumber) bool {
	next := s.words[i+1]
	if n.digits < 4 || strings.TrimSpace(next.gap) != "" || !nouns(next.folded) {
		return false
	}
	behind := s.words[i+2]
	return behind.gap != "(" || behind.folded != "s"
}

// listed tells that number i continues a list whose last number is that at cued:
// "codes 1603 et 1618".
func (s *codeScan) listed(cued, i int, n codeNumber) bool {
	if cued == 0 || n.digits < 3 {
		return false
	}
	gap, before := strings.TrimSpace(s.words[i].gap), s.words[i-1]
	switch i - cued {
	case 1:
		return len(gap) == 1 && strings.Contains(",;/|(", gap)
	case 2:
		return connectors(before.folded) && gap == "" && strings.TrimSpace(before.gap) == ""
	}
	return false
}

// unmistakable tells that a number is a code without any word beside it.
func (s *codeScan) unmistakable(i int, n codeNumber) bool {
	prev := s.words[i-1].folded
	switch n.form {
	case prefixedHex:
		return n.digits >= 3 && !octets(prev) && (prev != "at" || n.raw >= 1<<31)
	case signed:
		return n.digits >= 9 && !n.attached
	case bareHex:
		return n.raw>>20 == 0x800 || n.raw>>16 == 0x8024
	}
	return n.raw >= 0x80004000 && n.raw>>20 == 0x800 || n.raw>>16 == 0x8024
}
