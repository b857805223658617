package index

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/redact"
)

// This file gathers the lines of a log that tell of an error that nobody knows.

// Unknown is an error that a log tells and no article explains: lines of one shape.
type Unknown struct {
	Text      string // the first of them, from its level on; its secrets are masked
	Count     int
	FirstLine int
	LastLine  int

	grave bool // the program says that it is critical
}

const (
	maxUnknown  = 50      // groups that are told
	maxShapes   = 4 << 10 // groups that are counted; memory must not depend on the log
	maxLoud     = 400     // bytes of a line that are looked at
	levelWithin = 120     // bytes of a line in which its level stands
)

// levels are the words by which programs begin a line about an error; grave ones say that
// the program gave up.
var levels = []levelWord{
	{"ERROR", false}, {"CRITICAL", true}, {"FATAL", true}, {"PANIC", true}, {"EMERG", true}, {"ALERT", true},
	{"ERREUR", false}, {"CRITIQUE", true}, {"FATALE", true}, {"SEVERE", true},
	{"[error]", false}, {"[crit]", true}, {"[alert]", true}, {"[emerg]", true},
}

type levelWord struct {
	word  string
	grave bool
}

// levelsByFirst has them by their first byte: every line of a log is looked at.
var levelsByFirst = func() (out [256][]levelWord) {
	for _, l := range levels {
		out[l.word[0]] = append(out[l.word[0]], l)
	}
	return out
}()

// traceback begins the stack of an exception of Python, whose name stands behind it.
const traceback = "Traceback (most recent call last):"

// loudWords stand in lines about errors.
func loudWords() []string {
	out := []string{traceback}
	for _, l := range levels {
		out = append(out, l.word)
	}
	return out
}

// loudLines gathers the lines about errors of a log that is scanned.
type loudLines struct {
	line   []byte // the beginning of the line that is being read
	number int    // of the lines before
	isLog  bool   // a line begins as those of a log do

	heading *Unknown // a line that a stack may follow, which tells more
	stack   bool
	groups  map[string]*Unknown // by shape
}

func newLoudLines() *loudLines { return &loudLines{groups: map[string]*Unknown{}} }

// see takes the next text of the log apart into lines. The places are those of loudWords in it.
func (l *loudLines) see(text string, loud []int32) {
	for at := 0; at < len(text); {
		if l.isLog && !l.stack && len(l.line) == 0 {
			for len(loud) > 0 && int(loud[0]) < at {
				loud = loud[1:]
			}
			at = l.skip(text, at, loud)
		}
		line, _, ended := strings.Cut(text[at:], "\n")
		l.line = append(l.line, line[:min(maxLoud-len(l.line), len(line))]...)
		if ended {
			l.end()
		}
		at += len(line) + 1
	}
}

// skip goes on from a line to the next one with a loud word, or to the one that the text cuts.
func (l *loudLines) skip(text string, at int, loud []int32) int {
	to := len(text)
	if len(loud) > 0 {
		to = int(loud[0])
	}
	next := at + strings.LastIndexByte(text[at:to], '\n') + 1
	if next > at {
		l.number += strings.Count(text[at:next], "\n")
		l.flush()
	}
	return next
}

// end looks at a line that is read.
func (l *loudLines) end() {
	l.number++
	line := bytes.TrimRight(l.line, "\r\n\t ")
	l.line = l.line[:0]
	at, grave := level(line)
	isStack := bytes.Contains(line, []byte(traceback))
	l.isLog = l.isLog || at >= 0 || isStack || looksLogged(line)
	switch {
	case isStack:
		l.stack = true
		l.heading = nil // the exception tells more
	case l.stack && len(line) > 0 && line[0] != ' ' && line[0] != '\t':
		l.stack = false
		l.note(string(line[max(0, at):]), l.number, true)
	case l.stack:
	case at >= 0:
		l.flush()
		l.heading = &Unknown{Text: string(line[at:]), FirstLine: l.number, grave: grave}
	default:
		l.flush()
	}
}

// flush counts a line that no stack follows.
func (l *loudLines) flush() {
	if h := l.heading; h != nil {
		l.heading = nil
		l.note(h.Text, h.FirstLine, h.grave)
	}
}

func (l *loudLines) note(text string, line int, grave bool) {
	key := shape(text)
	g, ok := l.groups[key]
	switch {
	case ok:
		g.Count++
		g.LastLine = line
	case key != "" && len(l.groups) < maxShapes:
		l.groups[key] = &Unknown{Text: strings.Clone(text), Count: 1, FirstLine: line, LastLine: line, grave: grave}
	}
}

// level finds the word by which a program says that a line is about an error; -1 where it
// says so nowhere.
func level(line []byte) (at int, grave bool) {
	head := line[:min(len(line), levelWithin)]
	for i, c := range head {
		for _, l := range levelsByFirst[c] {
			if bytes.HasPrefix(head[i:], []byte(l.word)) && (c == '[' || standsAlone(line, i, i+len(l.word))) {
				return i, l.grave
			}
		}
	}
	return -1, false
}

// standsAlone tells whether line[start:end] is a word.
func standsAlone(line []byte, start, end int) bool {
	letter := func(i int) bool { return i >= 0 && i < len(line) && (lex.IsASCIIWord(line[i]) || line[i] == '_') }
	return !letter(start-1) && !letter(end)
}

// looksLogged tells whether a line begins as those of a log do: with a time.
func looksLogged(line []byte) bool {
	for i := 2; i+3 < min(len(line), 40); i++ {
		if line[i] == ':' && isDigit(line[i-1]) && isDigit(line[i-2]) && isDigit(line[i+1]) && isDigit(line[i+2]) {
			return true
		}
	}
	return false
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// shape gives what lines of one error share: its words and codes, without numbers, paths
// and what stands in quotation marks. A code tells errors apart.
func shape(text string) string {
	var b strings.Builder
	code := false // the word before says that a code follows
	for word := range strings.FieldsSeq(unquoted(text)) {
		bare := strings.Trim(word, ".,;:()[]{}=#")
		name, value, pair := strings.Cut(bare, "=")
		switch {
		case code || isCode(bare):
			b.WriteString(bare)
		case pair && varies(value):
			b.WriteString(name)
		case varies(bare):
			b.WriteByte('#')
		default:
			b.WriteString(strings.ToLower(bare))
		}
		b.WriteByte(' ')
		code = slices.Contains(codeCues, strings.ToLower(bare))
	}
	return strings.TrimSpace(b.String())
}

// codeCues are words behind which a number is a code.
var codeCues = []string{"code", "error", "erreur", "errno", "status", "statut", "exit", "returned", "winerror", "http", "hresult"}

// isCode tells whether a word is a failure of Windows as it is written in hexadecimal.
func isCode(word string) bool { return len(word) == 10 && strings.HasPrefix(word, "0x") }

// varies tells whether a word is a number, a path, an address: what differs from line to
// line.
func varies(word string) bool { return strings.ContainsAny(word, `0123456789/\@`) }

// unquoted leaves out what stands in quotation marks.
func unquoted(text string) string {
	if !strings.ContainsAny(text, `'"`) {
		return text
	}
	var b strings.Builder
	for text != "" {
		i := strings.IndexAny(text, `'"`)
		if i < 0 {
			break
		}
		// An apostrophe stands within a word.
		inWord := i > 0 && lex.IsASCIIWord(text[i-1])
		end := strings.IndexByte(text[i+1:], text[i])
		if inWord || end < 0 {
			b.WriteString(text[:i+1])
			text = text[i+1:]
			continue
		}
		b.WriteString(text[:i] + " # ")
		text = text[i+end+2:]
	}
	return b.String() + text
}

// explained is what of a log articles explain, as far as [loudLines] asks.
type explained struct {
	last   int             // the line of the last hit
	shapes map[string]bool // of lines about an error
	under  map[int]bool    // lines under the one that says that there is an error
}

// add notes the lines of a hit.
func (e *explained) add(h *match.Hit) {
	if h.Line == e.last || len(e.shapes)+len(e.under) >= maxShapes {
		return
	}
	e.last = h.Line
	n := h.Line
	for line := range strings.Lines(h.Text()) {
		line = strings.TrimRight(line[:min(len(line), maxLoud)], "\r\n\t ")
		at, _ := level([]byte(line))
		e.shapes[shape(line[max(0, at):])] = true
		if at < 0 {
			e.under[n] = true
		}
		n++
	}
}

// unknown lists what nobody knows in a log that was read, the critical first, then by first line.
func (l *loudLines) unknown(x *Index, known *explained) []Unknown {
	if len(l.line) > 0 {
		l.end()
	}
	l.flush()
	var all []*Unknown
	for key, g := range l.groups {
		if !known.shapes[key] && (g.Count > 1 || !known.under[g.FirstLine+1]) {
			all = append(all, g)
		}
	}
	slices.SortFunc(all, func(a, b *Unknown) int {
		return cmp.Or(notFirst(a.grave)-notFirst(b.grave), a.FirstLine-b.FirstLine)
	})
	out := []Unknown{}
	for _, g := range all {
		if len(out) == maxUnknown {
			break
		}
		if x.explains(g.Text) {
			continue
		}
		g.Text = lex.Cut(redact.Secrets(strings.ToValidUTF8(g.Text, "")), maxLoud)
		out = append(out, *g)
	}
	return out
}

// explains tells whether the reference or an article knows a line, though it is none that
// is told of a log: it may only inform.
func (x *Index) explains(line string) bool {
	for _, m := range x.templates.Find(context.Background(), lex.Squeeze(line), 1) {
		if m.Pattern.Template.Scope != content.ScopeWhole {
			return true
		}
	}
	return false
}
