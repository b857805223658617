package redact

import (
	"strings"
	"unicode/utf8"
)

// cue is the name of a secret that a line holds.
type cue struct {
	begin, end int
	st         strength
}

// How far from a cue, in bytes, what looks made up is taken for the secret.
const (
	cueBefore = 120
	cueBehind = 200
)

// nearby masks what looks made up near the name of a secret, wherever in the line it
// stands: "tapez Douarn€nez quand il demande le mot de passe". It reads each byte of a
// line at most once.
func (f *finder) nearby() {
	found := f.spans
	f.spans = nil
	read, last := 0, 0
	var strongest cue // of the last ones in the line
	for k, c := range f.cues {
		if c.st >= strong {
			strongest = c
		} else if strongest.end > 0 && (c.begin-strongest.end > cueBehind || strings.Contains(f.s[strongest.end:c.begin], "\n")) {
			strongest = cue{}
		}
		begin, end := f.around(c)
		if k+1 < len(f.cues) { // what lies between two cues is behind the first
			end = min(end, max(c.end, f.cues[k+1].begin))
		}
		f.candidates(max(begin, read), end, func(t candidate) {
			for last < len(found) && found[last].End <= t.begin {
				last++
			}
			isFound := last < len(found) && found[last].Start < t.end
			if !isFound && (f.isSecretNear(t, c) || strongest.end > 0 && f.isSecretNear(t, strongest)) && !neverSecret(t.text) {
				f.add(t.begin, t.end, kindProse)
			}
		})
		read = max(read, end)
	}
	if len(f.spans) > 0 {
		found = merge(append(found, f.spans...))
	}
	f.spans = found
}

// around is the place near a cue, in its line.
func (f *finder) around(c cue) (begin, end int) {
	begin = max(0, c.begin-cueBefore)
	if n := strings.LastIndexByte(f.s[begin:c.begin], '\n'); n >= 0 {
		begin += n + 1
	} else if begin > 0 {
		begin = run(f.s, begin, c.begin-begin, func(b byte) bool { return b > ' ' }) // no half word
	}
	line, _, _ := strings.Cut(f.near(c.end, cueBehind), "\n")
	return begin, c.end + len(line)
}

// candidate is a word that may be a secret.
type candidate struct {
	begin, end int
	text       string
	enclosed   bool   // in quotes or brackets of its own
	before     string // the word before it
}

// candidates gives the words of s[i:end] that are longer than a few letters.
func (f *finder) candidates(i, end int, take func(candidate)) {
	s := f.s
	before := ""
	for i < end {
		begin := i + run(s[i:end], 0, end-i, func(c byte) bool { return c <= ' ' || strings.IndexByte("\"'`()[],;", c) >= 0 })
		begin = skipSpace(s[:end], begin)
		stop := begin
		for stop < end && !endsCandidate(s, begin, stop) {
			stop++
		}
		if stop == begin {
			i = begin + 1
			continue
		}
		text := strings.TrimRight(s[begin:stop], ".,;:?")
		if stop-begin < len(text)+3 && len(text) >= 5 && len(text) <= 64 {
			opens, closes := at(s, begin-1), at(s, stop)
			enclosed := opens != 0 && closes != 0 && strings.IndexByte("\"'`([", opens) >= 0 && strings.IndexByte("\"'`)]", closes) >= 0
			take(candidate{begin, begin + len(text), text, enclosed, before})
		}
		before = text
		i = stop
	}
}

// endsCandidate tells whether the word that begins at s[begin] ends before s[i]. An
// apostrophe is part of it, but not behind the b of b'X'.
func endsCandidate(s string, begin, i int) bool {
	switch c := s[i]; {
	case c == '\'':
		return letterAt(s, i+1) == 0 || i == begin+1 && strings.IndexByte("bBrRuU", s[begin]) >= 0
	case c <= ' ' || strings.IndexByte("\"`()[]", c) >= 0:
		return true
	case c < utf8.RuneSelf:
		return false
	}
	return spaceAt(s, i) > 0 || hasPrefix(s[i:], "»") || hasPrefix(s[i:], "«") && i > begin
}

// isSecretNear tells whether a word near a cue is what the cue names.
func (f *finder) isSecretNear(t candidate, c cue) bool {
	text := t.text
	if t.begin >= c.end && c.st >= plainKey && isGroups(text) && strings.ContainsAny(text, "0123456789") {
		return true
	}
	if k := strings.IndexByte(text, '='); k > 0 && c.st >= strong && t.begin == c.end+1 && run(text, 0, k, isToken) == k { // mdp superadmin=X
		text = text[k+1:]
		return looksSecret(text) && !neverSecret(text)
	}
	if strings.ContainsAny(text, `/\=<>{}|:,`) || strings.IndexByte("-$%@&#", text[0]) >= 0 || isDate(text) {
		return false
	}
	if c.st != plainKey && madeUp(text) {
		return true
	}
	isOther := lookWord(t.before).is(login | other) // user bob12, le poste pc014
	if t.begin < c.end && c.st >= strong && t.enclosed && c.begin-t.end < 24 && mixed(text) && !looksLikeName(text) && !isOther {
		return true
	}
	if t.begin < c.end || c.st == weak {
		return false
	}
	isValue := mixed(text) && looksSecret(text) && !isUUID(text) && !looksLikeName(text)
	between := strings.ToLower(strings.TrimRight(f.s[c.end:t.begin], " \u00a0"))
	if isValue && strings.HasSuffix(between, ":") && t.begin-c.end < 64 && f.clauseEnds(t.end) && !strings.Contains(between, "parti") { // but "clé partielle : X"
		return true
	}
	if isOther {
		return false
	}
	if c.st >= strong {
		return mixed(text) && (t.enclosed || f.follows(t, c) || lookWord(t.before).is(given))
	}
	if lookWord(t.before).is(given) && (looksSecret(text) && !looksLikeName(text) || wordy(text)) {
		return true
	}
	return looksRandom(text) && mixed(text) && (t.enclosed || !isUUID(text) && !looksLikeName(text))
}

// follows tells whether only words that tell more stand between: new password of bob X.
func (f *finder) follows(t candidate, c cue) bool {
	between := f.s[c.end:t.begin]
	if len(between) > 48 || looksLikeName(t.text) && strings.TrimSpace(between) != "" {
		return false
	}
	for _, text := range strings.Fields(between) {
		w := lookWord(text)
		if w != nil && w.name == weak || w.is(system) {
			continue
		}
		if w.is(login) || !w.is(filler|suffix|neutral) && !(w != nil && (w.text == "value" || w.text == "valeur")) {
			return false
		}
	}
	return !strings.ContainsAny(between, ".;!?")
}

// How many secrets are looked for again in the text, and how long they are at least.
const (
	maxAgain = 16
	minAgain = 6
)

// again masks a secret wherever else it stands, as in the error that quotes it.
func (f *finder) again() {
	var found []Span
	seen := map[string]bool{}
	for _, sp := range f.spans {
		text := f.s[sp.Start:sp.End]
		if n := len(text); len(seen) == maxAgain || n < minAgain || n > maxArgument || seen[text] || !looksSecret(text) {
			continue
		}
		seen[text] = true
		for i := 0; ; i += len(text) {
			k := strings.Index(f.s[i:], text)
			if k < 0 {
				break
			}
			if i += k; i != sp.Start {
				found = append(found, Span{i, i + len(text), sp.Kind})
			}
		}
	}
	if len(found) > 0 {
		f.spans = merge(append(f.spans, found...))
	}
}
