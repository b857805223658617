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
	var secrets []Span
	seen := map[string]bool{}
	for _, sp := range f.spans {
		text := f.s[sp.Start:sp.End]
		if n := len(text); n < minAgain || n > maxArgument || seen[text] || !looksSecret(text) {
			continue
		}
		seen[text] = true
		if secrets = append(secrets, sp); len(secrets) == maxAgain {
			break
		}
	}
	if len(secrets) == 0 {
		return
	}
	var found []Span
	for _, sp := range secrets {
		text := f.s[sp.Start:sp.End]
		for i := 0; ; {
			k := strings.Index(f.s[i:], text)
			if k < 0 {
				break
			}
			if i += k; i != sp.Start {
				found = append(found, Span{i, i + len(text), sp.Kind})
			}
			i += len(text)
		}
	}
	if len(found) > 0 {
		f.spans = merge(append(f.spans, found...))
	}
}
