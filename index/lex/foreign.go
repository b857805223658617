package lex

import (
	"slices"
	"strings"

	"waptkb/content/words"
)

// ForeignNames finds names in texts: those of a list as words.Foreign is one.
type ForeignNames struct {
	words   map[string]bool
	phrases []string // " several words "
}

// NewForeignNames reads a list.
func NewForeignNames(text string) *ForeignNames {
	f := &ForeignNames{words: map[string]bool{}}
	add := func(name string) {
		if spelled := spell(name, Words(name)); strings.Count(spelled, " ") > 2 {
			f.phrases = append(f.phrases, spelled)
		} else {
			f.words[strings.TrimSpace(spelled)] = true
		}
	}
	for line := range words.Lines(text) {
		for i, part := range strings.Split(line, `"`) {
			if i%2 == 1 {
				add(part)
				continue
			}
			for w := range strings.FieldsSeq(part) {
				add(w)
			}
		}
	}
	return f
}

// spell gives the words of a text with spaces between and around them. Those that a
// hyphen joins stay together: tis-openvpn is a package of WAPT.
func spell(text string, words []Word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && text[words[i-1].End:w.Start] == "-" {
			b.WriteByte('-')
		} else {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	b.WriteByte(' ')
	return b.String()
}

// in tells whether a text of these words has one of the names as a word of its own.
func (f *ForeignNames) in(text string, words []Word) bool {
	spelled := spell(text, words)
	for w := range strings.FieldsSeq(spelled) {
		if f.words[w] {
			return true
		}
	}
	return slices.ContainsFunc(f.phrases, func(p string) bool { return strings.Contains(spelled, p) })
}

// In tells whether a text has one of the names as a word of its own.
func (f *ForeignNames) In(t *Text) bool { return f.in(t.Raw, t.Words) }
