package redact

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Text is a text whose pieces are masked, see [In].
type Text struct {
	text    string
	found   []Span
	secrets []secret
}

// secret is what was found in a text, its white space collapsed.
type secret struct {
	text, kind string
}

// In reads a text of which pieces are shown: values that were cut out of it, without
// the words around them that tell that they are secret.
func In(text string) *Text {
	t := &Text{text: text, found: Find(text)}
	seen := map[string]bool{}
	for _, sp := range t.found {
		raw := strings.Trim(text[sp.Start:sp.End], quoteRunes)
		for _, part := range []string{raw, strings.Join(strings.Fields(raw), " ")} {
			if part != "" && !seen[part] {
				seen[part] = true
				t.secrets = append(t.secrets, secret{part, sp.Kind})
			}
		}
	}
	return t
}

// quoteRunes are trimmed from what was found: who cut the piece out may have done so.
const quoteRunes = " \t\r\n\"'`«»“”‘’"

// Masked is [Secrets] of the text.
func (t *Text) Masked() string { return withoutSecrets(t.text, t.found) }

// Value masks a piece of the text: each secret of the text where it stands in v, also
// where v holds only a part of it, and then what v itself shows to be secret.
func (t *Text) Value(v string) string {
	spans := Find(v)
	for _, s := range t.secrets {
		spans = s.in(v, spans)
	}
	if len(spans) == 0 {
		return v
	}
	return Secrets(mask(v, merge(spans)))
}

// minPart is how many bytes a part of a secret has at least to be masked.
const minPart = 4

// in adds where v holds the secret, or at one of its ends a part of it.
func (s secret) in(v string, spans []Span) []Span {
	for at := 0; ; {
		i := strings.Index(v[at:], s.text)
		if i < 0 {
			break
		}
		i += at
		if at = i + len(s.text); len(s.text) >= minPart || standsAlone(v, i, at) {
			spans = append(spans, Span{i, at, s.kind})
		}
	}
	if len(v) >= minPart && strings.Contains(s.text, v) {
		return append(spans, Span{0, len(v), s.kind})
	}
	if n := longestEnd(v, s.text); n >= minPart && utf8.RuneStart(v[len(v)-n]) {
		spans = append(spans, Span{len(v) - n, len(v), s.kind})
	}
	if n := longestEnd(s.text, v); n >= minPart && (n == len(v) || utf8.RuneStart(v[n])) {
		spans = append(spans, Span{0, n, s.kind})
	}
	return spans
}

// standsAlone tells whether v[i:end] is no part of a word.
func standsAlone(v string, i, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(v[:i])
	return !isWordRune(before) && letterAt(v, end) == 0
}

// longestEnd is how long an end of a is that b begins with (Knuth, Morris and Pratt).
func longestEnd(a, b string) int {
	n := min(len(a), len(b))
	if n < minPart {
		return 0
	}
	a, b = a[len(a)-n:], b[:n]
	next := make([]int, len(b))
	step := func(k int, c byte) int {
		for k > 0 && (k == len(b) || b[k] != c) {
			k = next[k-1]
		}
		if b[k] == c {
			k++
		}
		return k
	}
	for i := 1; i < len(b); i++ {
		next[i] = step(next[i-1], b[i])
	}
	k := 0
	for i := range len(a) {
		k = step(k, a[i])
	}
	return k
}

// merge sorts spans and joins those that overlap or touch.
func merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return a.Start - b.Start })
	out := spans[:1]
	for _, sp := range spans[1:] {
		if last := &out[len(out)-1]; sp.Start <= last.End {
			last.End = max(last.End, sp.End)
		} else {
			out = append(out, sp)
		}
	}
	return out
}
