package redact

import "strings"

// How many secrets are looked for again in the text that they were found in, and how
// long they are at least.
const (
	maxAgain = 16
	minAgain = 6
)

// again masks a secret wherever else it stands in the text: where nothing tells that it
// is one, as in the error that quotes what was typed.
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
