package index

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"waptkb/index/match"
)

const (
	maxQueryWords = 128  // words of a query that are ranked; of more, those that say most
	maxLine       = 4096 // bytes of a line that are read as text
	lineHead      = 300  // bytes of a line that tell what kind of line it is
	maxLines      = 400  // lines of a paste that are read as text; templates see all
)

// queryWord is a different word of a query, with all the ways it may be written
// in the index.
type queryWord struct {
	text    string  // folded
	weight  float64 // of the line it stands in, 0 to 1
	terms   []term
	count   int
	unknown bool // in no passage, not even nearly
	foreign bool // in background only
	inLog   bool // stands only in lines that look like a log
}

// term is a way to write a query word in a field of the index.
type term struct {
	field    string
	text     string
	strength float64 // 1 for the word itself, less for what resembles it
}

// line is a line of a query.
type line struct {
	text   string
	weight float64
	log    bool
}

var (
	// noise is what varies in logs and says nothing: dates, times, GUIDs, addresses,
	// hexadecimal numbers, process ids.
	noise = regexp.MustCompile(`(?i)\b\d{4}[-/]\d\d[-/]\d\d([T ]\d\d:\d\d(:\d\d)?([.,]\d+)?)?\b|\b\d\d[-/]\d\d[-/]\d{4}\b|\b\d\d?:\d\d(:\d\d([.,]\d+)?)?\b|` +
		`\{?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b\}?|\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(:\d+)?|\b[0-9a-f]{16,}\b|\bat 0x[0-9a-f]+|` +
		`\b[\w-]+(\.[\w-]+)*\.(lan|local|loc|fr|com|org|net|intra|corp|edu|ad)\b`)
	logLine   = regexp.MustCompile(`(?i)^\s*(\[?\d{4}[-/]\d\d[-/]\d\d|\d\d[-/]\d\d[-/]\d{4}|\[?\d\d:\d\d:\d\d|[a-z]{3} [ \d]\d \d\d:\d\d|file "|traceback |\w+@[\w-]+:|[a-z]:\\.*>|\[\w+@|at [\w.$]+\(|critical|fatal|error|warning|info|debug)|\[(error|crit|emerg|warn|info)\]`)
	frameLine = regexp.MustCompile(`^\s*(File "|at [\w.$]+[(: ]|Traceback |raise |return |self\.|\w+ = |\^+$)`)
	loudLine  = regexp.MustCompile(`(?i)\b(error|erreur|critical|fatal|exception|failed|failure|échec|échou|denied|refus|emerg|crit|unable|cannot|can ?not|impossible|missing|unavailable|timed out|mismatch|not found|introuvable|\w+(error|exception)\b)`)
	quietLine = regexp.MustCompile(`(?i)\b(info|debug|notice)\b`)
	promptRe  = regexp.MustCompile(`^\s*([A-Za-z]:\\[^>]*>|[\w.-]+@[\w.-]+:?[^#$]*[#$]|\[[\w.-]+@[^\]]*\][#$]|PS [A-Za-z]:\\[^>]*>|\$|#)\s*`)
)

// lines splits a query into lines and weighs them: in a paste, the line of the
// exception counts more than the frames above it, and innocent lines weigh little.
func lines(text string) []line {
	var out []line
	logs := 0
	for raw := range strings.Lines(text) {
		if strings.TrimSpace(raw) == "" {
			continue
		}
		if len(raw) > maxLine {
			raw = strings.ToValidUTF8(raw[:maxLine], "")
		}
		head := raw[:min(len(raw), lineHead)]
		l := line{text: raw, weight: 1, log: logLine.MatchString(head) || frameLine.MatchString(head)}
		if l.log {
			logs++
		}
		out = append(out, l)
	}
	if len(out) > maxLines {
		out = append(slices.Clone(out[:maxLines/2]), out[len(out)-maxLines/2:]...)
	}
	if len(out) < 2 {
		return out
	}
	last := -1
	for i := range out {
		l := &out[i]
		head := l.text[:min(len(l.text), lineHead)]
		switch {
		case frameLine.MatchString(head):
			l.weight = 0.15
		case loudLine.MatchString(head):
			l.weight = 0.9
			last = i
		case quietLine.MatchString(head):
			l.weight = 0.35
		case l.log:
			l.weight = 0.5
		case logs > 0 && promptRe.MatchString(head):
			l.weight = 0.7
		}
	}
	if last >= 0 {
		out[last].weight = 1
	}
	return out
}

// words gives the different words of a query with their terms. Words that stand
// in several lines have the weight of the best.
func (x *Index) words(text string) []queryWord {
	var out []queryWord
	at := map[string]int{}
	for _, l := range lines(text) {
		clean := noise.ReplaceAllStringFunc(l.text, func(s string) string { return strings.Repeat(" ", len(s)) })
		for _, w := range x.lineWords(clean) {
			w.weight, w.inLog = l.weight, l.log
			if i, ok := at[w.text]; ok {
				old := &out[i]
				old.weight = max(old.weight, w.weight)
				old.inLog = old.inLog && w.inLog
				old.count++
				for _, t := range w.terms {
					if !slices.Contains(old.terms, t) {
						old.terms = append(old.terms, t)
					}
				}
				continue
			}
			at[w.text] = len(out)
			w.count = 1
			out = append(out, w)
		}
		if len(out) > 2*maxQueryWords {
			break
		}
	}
	return out
}

// lineWords analyzes one line with every analyzer and gathers the terms by the
// word that they come from.
func (x *Index) lineWords(text string) []queryWord {
	words := match.Words(text)
	out := make([]queryWord, 0, len(words))
	for _, w := range words {
		if len(w.Text) > 80 {
			w.Text = w.Text[:80]
		}
		out = append(out, queryWord{text: w.Text})
	}
	// add gives a term to the words that it covers.
	add := func(start, end int, t term) {
		i, _ := slices.BinarySearchFunc(words, start, func(w match.Word, s int) int { return cmp.Compare(w.End, s+1) })
		for ; i < len(words) && words[i].Start < end; i++ {
			if !slices.Contains(out[i].terms, t) {
				out[i].terms = append(out[i].terms, t)
			}
		}
	}
	input := []byte(text)
	for _, field := range []string{fieldFrench, fieldEnglish} {
		for _, t := range x.analyzers[field].Analyze(input) {
			name := string(t.Term)
			switch {
			case strings.HasPrefix(name, prefixMark):
				add(t.Start, t.End, term{field, name, tuned.Prefix})
				continue
			case !strings.HasPrefix(name, conceptMark):
				add(t.Start, t.End, term{field, name, 1})
				continue
			}
			for _, f := range []string{fieldFrench, fieldEnglish} {
				add(t.Start, t.End, term{f, name, tuned.Concept})
			}
		}
	}
	for _, t := range x.analyzers[fieldCode].Analyze(input) {
		whole := strings.ContainsAny(string(t.Term), identifierBreaks) || t.End-t.Start > 8
		strength := 1.0
		if whole {
			strength = 1.2
		}
		add(t.Start, t.End, term{fieldCode, string(t.Term), strength})
	}
	kept := out[:0]
	stop := stopList()
	for _, w := range out {
		if len(w.terms) == 0 || stop[w.text] || len(w.text) == 1 && isPlain(w.text) {
			continue
		}
		if !slices.ContainsFunc(w.terms, func(t term) bool { return t.field == fieldCode && t.text == w.text }) {
			w.terms = append(w.terms, term{fieldCode, w.text, tuned.PlainCode})
		}
		kept = append(kept, w)
	}
	return kept
}

// isPlain tells whether a folded word is made of letters only.
func isPlain(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}
