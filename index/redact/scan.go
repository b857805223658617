package redact

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"waptkb/content/fold"
)

// window bounds how far is looked ahead, in bytes, for what may be no secret.
const window = 2048

// finder reads a text once and keeps the secrets that it finds.
type finder struct {
	s     string
	spans []Span
	i     int // where is read

	lineStart, lineEnd int

	// The last parts of words, the newest at parts[(count-1)%len].
	parts [8]part
	count int

	cmd           *command // whose options are read, until the end of the command
	plainCommand  bool     // a command without secrets was named
	readsPassword bool     // a command was named that reads a password
	userEnd       int      // the end of the last -u bob
	cookieEnd     int      // the end of the last header of cookies
	tableEnd      int      // the end of the last table
	loginEnd      int      // the end of the last word such as login, or -1
	cues          []cue    // the names of secrets that were met
}

// part is a piece of a word: of camelCase, snake_case, kebab-case, dotted.names.
type part struct {
	begin, end int
	w          *word // nil when it is not known
	glue       byte  // what stands before it: 0 a letter, _ - . in a name, ' ' or '\'' between words, '!' anything else
}

// add keeps a secret, and goes on behind it.
func (f *finder) add(begin, end int, kind string) {
	begin, end = backToRune(f.s, begin), backToRune(f.s, end)
	if n := len(f.spans); n > 0 && begin < f.spans[n-1].End {
		begin = f.spans[n-1].End
	}
	if begin >= end || strings.HasPrefix(f.s[begin:end], Mask) {
		return
	}
	f.spans = append(f.spans, Span{begin, end, kind})
	f.i = max(f.i, end)
	f.count = 0
}

func (f *finder) run() {
	f.startLine(0)
	s := f.s
	for f.i < len(s) {
		i := f.i
		switch c := s[i]; {
		case letterAt(s, i) > 0:
			f.word()
		case c < utf8.RuneSelf:
			f.sign(c)
		case spaceAt(s, i) == 0:
			f.count = 0 // the words before are no part of a name any more
		}
		f.i = max(f.i, i+1)
	}
}

func (f *finder) startLine(i int) {
	f.lineStart, f.cmd, f.plainCommand, f.readsPassword, f.userEnd, f.loginEnd = i, nil, false, false, 0, -1
	line, _, _ := strings.Cut(f.s[i:], "\n")
	f.lineEnd = i + len(strings.TrimSuffix(line, "\r"))
}

// sign reads what is no letter and no digit.
func (f *finder) sign(c byte) {
	s, i := f.s, f.i
	if f.shape() {
		return
	}
	switch c {
	case ' ', '\t', '\r', '_', '.', '\'': // the words around them may be one name
		return
	case '\n':
		f.startLine(i + 1)
	case '-':
		if hasPrefix(s[i:], "-----BEGIN", "---- BEGIN") {
			f.privateKey()
		} else if f.startsArgument() {
			f.option()
		}
		return
	case '/':
		if i > 0 && s[i-1] != '/' && f.startsArgument() {
			f.option()
		}
	case '|', ';', '&':
		if c != '&' || at(s, i+1) == '&' {
			f.cmd, f.plainCommand, f.userEnd = nil, false, 0
		}
	case '%':
		if isHex(at(s, i+1)) && isHex(at(s, i+2)) {
			f.i = i + 3
			for strings.HasPrefix(s[i:], "%25") && isHex(at(s, f.i)) && isHex(at(s, f.i+1)) && f.i < i+9 {
				f.i += 2
			}
		}
	case ':':
		if strings.HasPrefix(s[i:], "://") {
			f.url()
		}
	case '<':
		if strings.HasPrefix(s[i:], "<<<") && at(s, i+3) != '<' {
			if v := f.valueAt(skipSpace(s, i+3)); f.readsPassword { // kinit bob <<< X
				f.take(v, kindCommand)
			}
		} else if strings.HasPrefix(s[i:], "<(echo ") {
			if v := f.valueAt(i + len("<(echo ")); v.quoted || looksSecret(f.text(v)) {
				f.take(v, kindCommand)
			}
		}
	}
	f.count = 0
}

// startsArgument tells whether an argument of a command begins at f.i.
func (f *finder) startsArgument() bool {
	return spaceBefore(f.s, f.i) || strings.IndexByte("\n\"'`([,", f.s[f.i-1]) >= 0
}

func spaceBefore(s string, i int) bool {
	return i == 0 || at(s, i-1) == ' ' || at(s, i-1) == '\t' || i >= 2 && spaceAt(s, i-2) == 2 || i >= 3 && spaceAt(s, i-3) == 3
}

// maxParts is how many bytes a word may have to be read in parts.
const maxParts = 96

// word reads letters and digits, and does what the last of the words in them asks for.
func (f *finder) word() {
	s, begin := f.s, f.i
	before := at(s, begin-1)
	if !isToken(before) && f.shape() {
		return
	}
	glue := f.glueBefore(begin, before)
	end, ascii := begin, true
	for n := letterAt(s, end); n > 0; n = letterAt(s, end) {
		ascii = ascii && n == 1
		end += n
	}
	f.i = end
	if end-begin > maxParts {
		f.count = 0
		return
	}
	f.split(begin, end, glue, ascii)
	f.end(end)
}

// glueBefore tells what stands between the last part and a word at begin.
func (f *finder) glueBefore(begin int, before byte) byte {
	if f.count == 0 {
		return '!'
	}
	last := f.parts[(f.count-1)%len(f.parts)].end
	switch {
	case begin == last+1 && (before == '_' || before == '-' || before == '.'):
		return before
	case before == '\'' || before == 0x99: // ’
		return '\''
	case begin-last <= 4 && spaceBefore(f.s, begin) && spaceAt(f.s, last) > 0:
		return ' '
	}
	return '!'
}

// split keeps the parts of the word s[begin:end], one when it is known as it is: passWord.
func (f *finder) split(begin, end int, glue byte, ascii bool) {
	s, from := f.s, begin
	for i := begin + 1; i < end; i++ {
		if !isUpper(s[i]) || !isLower(s[i-1]) && !(ascii && i > begin+1 && isUpper(s[i-1]) && i+1 < end && isLower(s[i+1])) {
			continue
		}
		if from == begin && lookWord(s[begin:end]) != nil {
			break
		}
		f.push(from, i, glue)
		from, glue = i, 0
	}
	f.push(from, end, glue)
}

func (f *finder) push(begin, end int, glue byte) {
	f.parts[f.count%len(f.parts)] = part{begin, end, f.lookup(begin, end), glue}
	f.count++
}

// lookup finds a word, also one with digits around it: password1.
func (f *finder) lookup(begin, end int) *word {
	var buf [maxWord * fold.MaxGrowth]byte
	folded := foldWord(buf[:0], f.s[begin:end])
	if w := look(folded); w != nil {
		return w
	}
	folded = bytes.Trim(folded, "0123456789")
	if w := look(folded); w != nil {
		return w
	}
	return endsWithName(folded)
}

// foldWord folds a word: most are ASCII.
func foldWord(dst []byte, word string) []byte {
	for i := range len(word) {
		c := word[i]
		if c >= utf8.RuneSelf {
			return fold.AppendString(dst, word[i:])
		}
		if isUpper(c) {
			c += 'a' - 'A'
		}
		dst = append(dst, c)
	}
	return dst
}

// endsWithName finds the name that a word ends with: pgpassword, adminpwd, apitoken.
func endsWithName(folded []byte) *word {
	for _, w := range endings {
		if len(folded) > len(w.text) && string(folded[len(folded)-len(w.text):]) == w.text {
			return w
		}
	}
	return nil
}

// back gives the part that is n before the last, or nil.
func (f *finder) back(n int) *part {
	if n >= f.count || n >= len(f.parts) {
		return nil
	}
	return &f.parts[(f.count-1-n)%len(f.parts)]
}

// end looks at what ends with the last part, at f.s[:end].
func (f *finder) end(end int) {
	s := f.s
	w := f.back(0).w
	if w != nil {
		if w.is(login) {
			f.loginEnd = end
			f.cues = append(f.cues, cue{f.back(0).begin, end, weak})
		}
		f.readsPassword = f.readsPassword || w.is(reader)
		if f.meaning(w) {
			return
		}
	}
	if c := at(s, end); (c == '_' || c == '-' || c == '.') && letterAt(s, end+1) > 0 {
		return // the name goes on
	}
	k := 0
	for p := f.back(k); p != nil && !p.isFirst() && (p.w.is(suffix) && !p.w.names(plainKey) || allDigits(s[p.begin:p.end])); p = f.back(k) {
		k++
	}
	strength, begin := f.nameAt(k)
	if strength == noName && k == 0 && f.inName(end) {
		return
	}
	if strength < plainKey && k > 0 {
		strength, begin = f.nameAt(0)
	}
	if strength != noName {
		f.name(strength, begin, end)
	}
}

// inName masks the value of a name that holds the name of a password and goes on:
// password-for-uninstall=X, mot_de_passe_vnc: X, where X looks like a password. It tells
// whether it did.
func (f *finder) inName(end int) bool {
	for k := range 4 {
		p := f.back(k)
		if p == nil || p.w.is(tail) {
			return false
		}
		if st, begin := f.nameAt(k); st >= strong && k > 0 {
			sep := f.separator(begin, end)
			v := f.valueAt(sep.end)
			text := f.text(v)
			return (sep.kind == '=' || sep.kind == ':') && (madeUp(text) || mixed(text) || oneDigit(text)) && f.take(v, kindValue)
		}
		if p.isFirst() {
			return false
		}
	}
	return false
}

// isFirst tells whether a part begins a word of its own.
func (p *part) isFirst() bool { return p.glue == ' ' || p.glue == '!' || p.glue == '\'' }

func allDigits(s string) bool { return run(s, 0, len(s), isDigit) == len(s) }

// matches gives where a phrase begins whose last word is k parts back, or -1.
func (f *finder) matches(before []string, k int) int {
	begin := f.back(k).begin
	for i := len(before) - 1; i >= 0; i-- {
		if p := f.back(k); p == nil || p.glue == '!' {
			return -1
		}
		k++
		p := f.back(k)
		if p == nil || p.w == nil || p.w.text != before[i] {
			return -1
		}
		begin = p.begin
	}
	return begin
}

// nameAt tells what the name says whose last word is k parts back, and where it begins.
func (f *finder) nameAt(k int) (strength, int) {
	p := f.back(k)
	if p == nil || p.w == nil {
		return noName, 0
	}
	if q := f.back(k + 1); q != nil && q.w != nil && q.w.text == "existing" && p.glue != ' ' && p.glue != '!' { // which names one
		return noName, 0
	}
	best, begin := noName, 0
	for i := range p.w.senses {
		m := &p.w.senses[i]
		if m.name != noSecret && m.name <= best {
			continue
		}
		if b := f.matches(m.before, k); b >= 0 {
			if m.name == noSecret {
				return noName, 0
			}
			best, begin = m.name, b
		}
	}
	return best, begin
}

// nameOf tells what a name says on its own.
func nameOf(name string) strength {
	f := finder{s: name}
	for i := 0; i < len(name); i++ {
		begin := i
		for n := letterAt(name, i); n > 0; n = letterAt(name, i) {
			i += n
		}
		if i-begin > maxParts {
			return noName
		}
		if i > begin {
			f.split(begin, i, f.glueBefore(begin, at(name, begin-1)), false)
		}
	}
	s, _ := f.nameAt(0)
	return s
}

// meaning does what the last word asks for. It tells whether something was masked.
func (f *finder) meaning(w *word) bool {
	last := f.back(0)
	done := f.i
	begins := last.isFirst()
	follows := begins || last.glue == '.' || at(f.s, last.end) == '/' || last.glue == '_' && at(f.s, last.end) == '='
	for i := range w.senses {
		m := &w.senses[i]
		if m.do == nil && m.command == nil || len(m.before) == 0 && !begins && (m.do == nil || !follows) {
			continue
		}
		begin := f.matches(m.before, 0)
		if begin < 0 {
			continue
		}
		if m.command != nil {
			f.command(m.command, begin)
		} else if m.do(f, begin, last.end); f.i > done {
			return true
		}
	}
	return false
}

// command notes the command whose options follow, unless its name is an option itself.
func (f *finder) command(c *command, begin int) {
	if before := at(f.s, begin-1); before == '-' || before == '/' && (begin < 2 || f.s[begin-2] == ' ') {
		return
	}
	if f.plainCommand = c.plain; !c.plain {
		f.cmd = c
	}
}
