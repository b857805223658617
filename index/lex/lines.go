package lex

import (
	"slices"
	"strings"

	"waptkb/content/lazy"
)

const (
	maxLine  = 4096 // bytes of a line that are read as text
	lineHead = 300  // bytes of a line that tell whether something failed
	maxLines = 400  // lines of a paste that are read as text; templates see all
)

// Line is a line of a text.
type Line struct {
	Text   string  // what varies and tells nothing is blank
	Weight float64 // how much it tells, 0 to 1
	words  []Word  // where they are known already
}

// Words gives the words of a line, with their places there.
func (l Line) Words() []Word {
	if l.words != nil {
		return l.words
	}
	return Words(l.Text)
}

// dotlessNoise is noise that needs no dot.
const dotlessNoise = `(?i)\b\d{4}[-/]\d\d[-/]\d\d([T ]\d\d:\d\d(:\d\d)?([.,]\d+)?)?\b|\b\d\d[-/]\d\d[-/]\d{4}\b|\b\d\d?:\d\d(:\d\d([.,]\d+)?)?\b|` +
	`\{?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b\}?|\b[0-9a-f]{16,}\b|\bat 0x[0-9a-f]+`

var (
	// noise is what varies in logs and says nothing: dates, times, GUIDs, addresses,
	// hexadecimal numbers, process ids.
	noise = lazy.Regexp(dotlessNoise + `|\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(:\d+)?|\b[\w-]+(\.[\w-]+)*\.(lan|local|loc|fr|com|org|net|intra|corp|edu|ad)\b`)
	// dotless finds the same where there is no dot, and is done sooner.
	dotless = lazy.Regexp(dotlessNoise)
	// loud is a piece of failing, at the beginning of words, which is found faster.
	loud    = lazy.Regexp(`(?i)\b(error|erreur|critical|fatal|exception|failed|failure|échec|échou|denied|refus|emerg|crit|unable|cannot|can ?not|impossible|missing|unavailable|timed out|mismatch|not found|introuvable|\w+(error|exception)\b)`)
	failing = lazy.Regexp(`(?i)error|erreur|critical|fatal|exception|fail|échec|échou|denied|refus|unable|can ?not|can't|couldn't|impossible|missing|unavailable|not available|not responding|timed? ?out|mismatch|not found|introuvable|invalid|expired|expiré|unknown|inconnu|locked|verrouill|traceback|abort`)
)

// Informs tells whether the head of a line of a log says that it is of level INFO or DEBUG.
func Informs(head string) bool {
	for _, level := range []string{"INFO", "DEBUG"} {
		before, after, ok := strings.Cut(head, level)
		if ok && (before == "" || strings.HasSuffix(before, " ") || strings.HasSuffix(before, "[")) &&
			(after == "" || strings.ContainsAny(after[:1], " ]:\t")) {
			return true
		}
	}
	return false
}

// Fails tells whether a line of a log says that something failed, whatever its level.
func Fails(line string) bool { return failing().MatchString(line[:min(len(line), maxLine)]) }

// quiet is how much a line tells that says of nothing that it failed, beside others.
const quiet = 0.5

// lines splits a text, which has these words, into lines and weighs them. What a person rules
// out is not in them.
func lines(text string, words []Word) []Line {
	var out []Line
	for raw := range strings.Lines(text) {
		if strings.TrimSpace(raw) == "" {
			continue
		}
		if len(raw) > maxLine {
			raw = strings.ToValidUTF8(raw[:maxLine], "")
		}
		out = append(out, Line{Text: raw, Weight: 1})
	}
	if len(out) > maxLines {
		out = append(slices.Clone(out[:maxLines/2]), out[len(out)-maxLines/2:]...)
	}
	for i := range out {
		l := &out[i]
		if len(out) > 1 && !loud().MatchString(l.Text[:min(len(l.Text), lineHead)]) {
			l.Weight = quiet
		}
		if l.Text = WithoutNoise(withoutRuledOut(l.Text)); l.Text == text { // as most queries
			l.words = words
		}
	}
	return out
}

// WithoutNoise blanks what varies in logs. Only runs of words that could be noise
// are looked at, since most of a text is none.
func WithoutNoise(text string) string {
	var out []byte
	for at := 0; at < len(text); {
		start, end := noisy(text, at)
		if start == end {
			break
		}
		expr := noise
		if !strings.Contains(text[start:end], ".") {
			expr = dotless
		}
		for _, found := range expr().FindAllStringIndex(text[start:end], -1) {
			if out == nil {
				out = []byte(text)
			}
			for i := start + found[0]; i < start+found[1]; i++ {
				out[i] = ' '
			}
		}
		at = end
	}
	if out == nil {
		return text
	}
	return string(out)
}

// minHex is from how many letters on a word without digits may be a number.
const minHex = 16

// noisy finds the next run of words in text[at:] that have digits or dots, or are
// long, with an "at" before them: all that noise may match.
func noisy(text string, at int) (start, end int) {
	start, end = -1, len(text)
	word, suspect := at, false
	for i := at; i <= len(text); i++ {
		if i < len(text) && text[i] > ' ' {
			c := text[i]
			suspect = suspect || '0' <= c && c <= '9' || c == '.'
			continue
		}
		switch suspect = suspect || i-word >= minHex; {
		case suspect && start < 0:
			start = word
			if before := strings.TrimSuffix(text[at:word], " "); len(before) >= 2 && strings.EqualFold(before[len(before)-2:], "at") {
				start = at + strings.LastIndexFunc(before, func(r rune) bool { return r <= ' ' }) + 1
			}
		case !suspect && start >= 0 && i > word:
			return start, word
		}
		word, suspect = i+1, false
	}
	if start < 0 {
		start = len(text)
	}
	return start, end
}
