package content

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"waptkb/content/fold"
	"waptkb/i18n"
)

// Families lists the families of codes: Windows itself, Windows Installer,
// Windows Update.
var Families = []string{"win32", "msi", "windows-update"}

// Code is a return code of Windows, and what to do about it.
type Code struct {
	ID       string // see CodeID
	Value    uint32 // as ParseCode gives it
	Name     string // ERROR_INSTALL_FAILURE
	Family   string // one of Families
	Retry    bool   // trying again helps
	Severity Severity
	Article  string // id of the article to read; may be empty
	Meaning  Text
	Action   Text
}

// Forms lists the ways to write the code, the usual one first; see [CodeForms].
func (c *Code) Forms() []string { return CodeForms(c.Value) }

// Codes lists all codes, sorted by value.
func (l *Library) Codes() []*Code { return l.codes }

// Code finds a code by its id. The error is [ErrNotFound].
func (l *Library) Code(id string) (*Code, error) {
	if value, ok := ParseCode(id); ok && CodeID(value) == id {
		return l.CodeByValue(value)
	}
	return nil, ErrNotFound
}

// CodeByValue finds a code by the value that [ParseCode] and [FindCodes] give.
// The error is [ErrNotFound].
func (l *Library) CodeByValue(value uint32) (*Code, error) {
	i, ok := slices.BinarySearchFunc(l.codes, value, func(c *Code, v uint32) int { return cmp.Compare(c.Value, v) })
	if !ok {
		return nil, ErrNotFound
	}
	return l.codes[i], nil
}

// CodeID gives the id of a value: "1618", or "0x80240022" above 65535.
func CodeID(value uint32) string {
	if value <= 0xffff {
		return strconv.FormatUint(uint64(value), 10)
	}
	return fmt.Sprintf("0x%08x", value)
}

// CodeForms lists the ways to write a value: 1618, 0x652, 0x80070652,
// -2147023278, 2147944018; or 0x80240022, -2145124318, 2149842978.
func CodeForms(value uint32) []string {
	var forms []string
	wide := value
	if value <= 0xffff {
		forms = append(forms, strconv.Itoa(int(value)), fmt.Sprintf("0x%X", value))
		if value == 0 {
			return forms
		}
		wide = hresultWin32 | value
	}
	forms = append(forms, fmt.Sprintf("0x%08X", wide))
	if int32(wide) < 0 {
		forms = append(forms, strconv.Itoa(int(int32(wide))))
	}
	return append(forms, strconv.FormatUint(uint64(wide), 10))
}

// hresultWin32 is what makes an HRESULT of a Windows error.
const hresultWin32 = 0x80070000

// CodeMention is a code in a text.
type CodeMention struct {
	Value      uint32 // an HRESULT of a Windows error is that error: 1618 for 0x80070652
	Text       string // the number as it is written, text[Start:End]
	Start, End int    // in bytes
}

// ParseCode reads a short text that is a code in any form, with or without words
// such as "exit status" or "erreur" beside it. It is for what is known to be
// asked about a code; [FindCodes] is for sentences.
func ParseCode(text string) (value uint32, ok bool) {
	s := newCodeScan(text)
	for i := range s.words {
		n, isNumber := s.number(i)
		switch {
		case !isNumber && !loose[s.words[i].folded]:
			return 0, false
		case !isNumber:
		case s.counted(i, n) || ok && n.Value != value:
			return 0, false
		default:
			value, ok = n.Value, true
		}
	}
	return value, ok
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
	cued := -1 // the last number that has a cue
	for i := range s.words {
		n, ok := s.number(i)
		if !ok || s.counted(i, n) {
			continue
		}
		switch {
		case len(s.words) == 1:
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

// codeScan is a text cut into words.
type codeScan struct {
	text  string
	words []codeWord
}

// codeWord is a run of letters and digits.
type codeWord struct {
	start, end int
	folded     string
}

// technical are the words that programs write in every language.
var technical = i18n.CodeWords{
	Noun: "msi hresult",
	Cue: "code codes err win32 winerror lasterror msiexec rc errorlevel exitcode exitstatus " +
		"retcode returncode status",
	Filler: "nr num",
	Loose:  "windows update installer wua wusa hex",
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

// wordsOf is the set of the words of all languages that say the same.
func wordsOf(same func(i18n.CodeWords) string) map[string]bool {
	words := same(technical)
	for _, l := range i18n.All {
		words += " " + same(l.CodeWords)
	}
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}

func newCodeScan(text string) *codeScan {
	s := &codeScan{text: text, words: make([]codeWord, 0, len(text)/6+1)}
	start := -1
	add := func(end int) {
		if start >= 0 {
			s.words = append(s.words, codeWord{start, end, fold.String(text[start:end])})
			start = -1
		}
	}
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '_' && !unicode.Is(unicode.Mn, r) {
			add(i)
		} else if start < 0 {
			start = i
		}
	}
	add(len(text))
	return s
}

// gap gives the folded text before word i, from the end of the word before it.
func (s *codeScan) gap(i int) string {
	if i < 0 || i > len(s.words) {
		return ""
	}
	to := len(s.text)
	if i < len(s.words) {
		to = s.words[i].start
	}
	return fold.String(s.text[s.endBefore(i):to])
}

// word gives word i folded, or "" outside of the text.
func (s *codeScan) word(i int) string {
	if i < 0 || i >= len(s.words) {
		return ""
	}
	return s.words[i].folded
}

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
func (s *codeScan) number(i int) (codeNumber, bool) {
	w := s.words[i]
	n := codeNumber{CodeMention: CodeMention{Start: w.start, End: w.end}, digits: len(w.folded)}
	base, digits := 10, w.folded
	switch hex, prefixed := strings.CutPrefix(w.folded, "0x"); {
	case prefixed:
		if len(hex) == 16 { // 64 bits
			hex = strings.TrimPrefix(strings.TrimPrefix(hex, "ffffffff"), "00000000")
		}
		n.form, n.digits, base, digits = prefixedHex, len(hex), 16, hex
		if len(hex) > 8 {
			return n, false
		}
	case strings.Trim(w.folded, "0123456789") == "":
		minus := s.minus(i)
		switch {
		case minus > 0:
			n.form, n.attached = signed, minus == w.start-s.endBefore(i) && i > 0
			n.Start -= minus
		case len(digits) == 8 && digits[0] == '8':
			n.form, base = bareHex, 16
		}
		if len(digits) > 1 && digits[0] == '0' {
			return n, false
		}
	case len(digits) >= 3 && len(digits) <= 8 && strings.ContainsAny(digits, "0123456789"):
		n.form, base = bareHex, 16
	default:
		return n, false
	}
	if digits == "" || strings.ContainsAny(digits, "+-_") {
		return n, false
	}
	value, err := strconv.ParseUint(digits, base, 32)
	if err != nil || n.form == signed && value > 1<<31 {
		return n, false
	}
	n.raw = uint32(value)
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

func (s *codeScan) endBefore(i int) int {
	if i == 0 {
		return 0
	}
	return s.words[i-1].end
}

// minus gives the bytes of the minus that makes the decimal word i negative.
func (s *codeScan) minus(i int) int {
	gap := s.text[s.endBefore(i):s.words[i].start]
	last, size := utf8.DecodeLastRuneInString(gap)
	if fold.String(string(last)) != "-" || strings.HasSuffix(s.gap(i), "--") {
		return 0
	}
	long := len(s.words[i].folded) >= 9
	switch attached := len(gap) == size && i > 0; {
	case attached && (!long || !cues[s.words[i-1].folded]): // "error-1618", "2026-11-22"
		return 0
	case last != '-' && !long: // a dash
		return 0
	}
	return size
}

// counted tells that number n at i is a part of something else, such as a date,
// a version or a size, or counts what stands behind it.
func (s *codeScan) counted(i int, n codeNumber) bool {
	if n.form == prefixedHex {
		return false
	}
	before, after, prev, next := s.gap(i), s.gap(i+1), s.word(i-1), s.word(i+1)
	if n.form == signed {
		before = ""
	}
	if n.form == bareHex { // of a UUID, an address
		return i > 0 && len(before) == 1 && strings.Contains("-:.", before) || next != "" && len(after) == 1 && strings.Contains("-:.", after)
	}
	switch sign, _ := utf8.DecodeRuneInString(strings.TrimLeft(after, " ")); sign {
	case '%', '€', '°', '$':
		return true
	}
	own := n.digits
	for _, side := range []struct{ gap, word string }{{before, prev}, {after, next}} {
		if side.word == "" || !isDigit(side.word[0]) {
			continue
		}
		other := len(side.word)
		switch side.gap {
		case ".", ":", "-":
			return true
		case ",":
			if own < 4 && other < 4 {
				return true
			}
		case "/": // a date
			if own <= 2 || other <= 2 {
				return true
			}
		}
	}
	if after == " " && own <= 3 && len(next) == 3 && isDigits(next) || before == " " && own == 3 && len(prev) <= 3 && isDigits(prev) {
		return true // thousands
	}
	return strings.TrimSpace(after) == "" && counts[next]
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// cueBefore tells that a cue stands before number i: "code de retour : 1618".
func (s *codeScan) cueBefore(i int, n codeNumber) bool {
	for j, hops := i-1, 0; j >= 0 && hops < 4; j, hops = j-1, hops+1 {
		if gap := s.gap(j + 1); len(gap) > 6 || strings.Count(gap, "\n") > 1 || strings.Trim(gap, " \n\r:=#(['\"<>*-°") != "" {
			return false
		}
		switch w := s.words[j]; {
		case cues[w.folded]:
			return true
		case fillers[w.folded]:
		case (w.folded == "installer" || w.folded == "update") && s.word(j-1) == "windows":
			j--
		case links[w.folded]:
			return n.digits >= 4 && endings[s.word(j-1)]
		default:
			return false
		}
	}
	return false
}

// cueAfter tells that a cue stands behind number i: "1603 MSI". A short number
// there is a quantity.
func (s *codeScan) cueAfter(i int, n codeNumber) bool {
	if n.digits < 4 || strings.TrimSpace(s.gap(i+1)) != "" || s.gap(i+2) == "(" && s.word(i+2) == "s" {
		return false
	}
	return nouns[s.word(i+1)]
}

// listed tells that number i continues a list whose last number is that at cued:
// "codes 1603 et 1618".
func (s *codeScan) listed(cued, i int, n codeNumber) bool {
	if cued < 0 || n.digits < 3 {
		return false
	}
	switch i - cued {
	case 1:
		gap := strings.TrimSpace(s.gap(i))
		return len(gap) == 1 && strings.Contains(",;/|(", gap)
	case 2:
		return connectors[s.word(i-1)] && strings.TrimSpace(s.gap(i)+s.gap(i-1)) == ""
	}
	return false
}

// unmistakable tells that a number is a code without any word beside it.
func (s *codeScan) unmistakable(i int, n codeNumber) bool {
	prev := s.word(i - 1)
	switch n.form {
	case prefixedHex:
		return n.digits >= 3 && !octets[prev] && (prev != "at" || n.raw >= 1<<31)
	case signed:
		return n.digits >= 9 && !n.attached
	case bareHex:
		return n.raw>>20 == 0x800 || n.raw>>16 == 0x8024
	}
	return n.raw >= 0x80004000 && n.raw>>20 == 0x800 || n.raw>>16 == 0x8024
}

// code reads an entry of file into the library.
func (l *loader) code(file string, n *yaml.Node) (id string, texts map[string]Text) {
	values, whole := l.mapping(file, "entry", n, []string{"code", "name", "family", "retry", "severity"}, []string{"article"})
	if !whole {
		return "", nil
	}
	c := &Code{
		ID:       strings.ToLower(l.text(file, "code", values["code"])),
		Name:     l.text(file, "name", values["name"]),
		Family:   l.oneOf(file, "family", values["family"], Families),
		Retry:    l.oneOf(file, "retry", values["retry"], []string{"yes", "no"}) == "yes",
		Severity: Severity(l.oneOf(file, "severity", values["severity"], severityNames())),
		Meaning:  newText(),
		Action:   newText(),
	}
	if line := values["code"].Line; c.ID != "" {
		value, ok := ParseCode(c.ID)
		switch {
		case !ok:
			l.problem(file, line, "code %q is none: write 1618, or \"0x80240022\" above 65535", c.ID)
		case CodeID(value) != c.ID:
			l.problem(file, line, "code %q is written otherwise: write %s", c.ID, CodeID(value))
		default:
			l.id(file, line, c.ID)
		}
		c.Value = value
	}
	for _, other := range l.lib.codes {
		if other.Name == c.Name && c.Name != "" {
			l.problem(file, values["name"].Line, "name %q is that of %s too: give each code its own", c.Name, other.ID)
		}
	}
	if v := values["article"]; v != nil {
		c.Article = l.articleID(file, v)
	}
	l.lib.codes = append(l.lib.codes, c)
	return c.ID, map[string]Text{"meaning": c.Meaning, "action": c.Action}
}
