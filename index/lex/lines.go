package lex

import (
	"slices"
	"strings"

	"waptkb/content/lazy"
)

const (
	maxLine  = 4096 // bytes of a line that are read as text
	lineHead = 300  // bytes of a line that tell what kind of line it is
	maxLines = 400  // lines of a paste that are read as text; templates see all
)

// Line is a line of a text.
type Line struct {
	Text   string  // what varies and tells nothing is blank
	Weight float64 // how much it tells, 0 to 1
	log    bool    // it looks like a line of a log
	frame  bool    // of a traceback
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
	// hexadecimal numbers, process ids. Where there is no dot, dotless
	// finds the same, and is done sooner.
	noise     = lazy.Regexp(dotlessNoise + `|\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(:\d+)?|\b[\w-]+(\.[\w-]+)*\.(lan|local|loc|fr|com|org|net|intra|corp|edu|ad)\b`)
	dotless   = lazy.Regexp(dotlessNoise)
	logLine   = lazy.Regexp(`(?i)^\s*(\[?\d{4}[-/]\d\d[-/]\d\d|\d\d[-/]\d\d[-/]\d{4}|\[?\d\d:\d\d:\d\d|[a-z]{3} [ \d]\d \d\d:\d\d|file "|traceback |\w+@[\w-]+:|[a-z]:\\.*>|\[\w+@|at [\w.$]+\(|critical|fatal|error|warning|info|debug)|\[(error|crit|emerg|warn|info)\]`)
	frameLine = lazy.Regexp(`^\s*(File "|at [\w.$]+[(: ]|Traceback |raise |return |self\.|\w+ = |\^+$)`)
	loudLine  = lazy.Regexp(`(?i)\b(error|erreur|critical|fatal|exception|failed|failure|échec|échou|denied|refus|emerg|crit|unable|cannot|can ?not|impossible|missing|unavailable|timed out|mismatch|not found|introuvable|\w+(error|exception)\b)`)
	failing   = lazy.Regexp(`(?i)error|erreur|critical|fatal|exception|fail|échec|échou|denied|refus|unable|can ?not|can't|couldn't|impossible|missing|unavailable|not available|not responding|timed? ?out|mismatch|not found|introuvable|invalid|expired|expiré|unknown|inconnu|locked|verrouill|traceback|abort`)
	quietLine = lazy.Regexp(`(?i)\b(info|debug|notice)\b`)
	promptRe  = lazy.Regexp(`^\s*([A-Za-z]:\\[^>]*>|[\w.-]+@[\w.-]+:?[^#$]*[#$]|\[[\w.-]+@[^\]]*\][#$]|PS [A-Za-z]:\\[^>]*>|\$|#)\s*`)
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

// lines splits a text into lines and weighs them: in a paste, the line of the
// exception counts more than the frames above it, and innocent lines weigh little. The text has these words.
func lines(text string, words []Word) []Line {
	out := withoutRuledOut(weighed(text))
	blanked := remembered(WithoutNoise)
	for i := range out {
		l := &out[i]
		if l.Text = blanked(l.Text); l.Text == text { // as most queries
			l.words = words
		}
	}
	return out
}

func weighed(text string) []Line {
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
	if len(out) < 2 {
		return out
	}
	logs, last := false, -1
	weighedLine := remembered(weigh)
	for i, l := range out {
		out[i] = weighedLine(l.Text)
		logs = logs || out[i].log
		if out[i].Weight == weightLoud {
			last = i
		}
	}
	prompts := remembered(promptRe().MatchString)
	for i := range out {
		if l := &out[i]; logs && l.Weight == 1 && prompts(l.head()) {
			l.Weight = weightPrompt
		}
	}
	if last >= 0 {
		out[last].Weight = 1
	}
	return out
}

// How much lines of a paste tell.
const (
	weightFrame  = 0.15
	weightQuiet  = 0.35
	weightLog    = 0.5
	weightPrompt = 0.7 // a command, in what is a log otherwise
	weightLoud   = 0.9
)

// weigh tells what kind of line a text is, and how much it tells by that.
func weigh(text string) Line {
	l := Line{Text: text, Weight: 1}
	head := l.head()
	l.frame = frameLine().MatchString(head)
	l.log = l.frame || logLine().MatchString(head)
	switch {
	case l.frame:
		l.Weight = weightFrame
	case loudLine().MatchString(head):
		l.Weight = weightLoud
	case quietLine().MatchString(head):
		l.Weight = weightQuiet
	case l.log:
		l.Weight = weightLog
	}
	return l
}

// head is what of a line tells what kind of line it is.
func (l Line) head() string { return l.Text[:min(len(l.Text), lineHead)] }

// remembered calls a function once for each text: many lines of a paste are the same.
func remembered[T any](f func(string) T) func(string) T {
	known := map[string]T{}
	return func(text string) T {
		v, ok := known[text]
		if !ok {
			v = f(text)
			known[text] = v
		}
		return v
	}
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
