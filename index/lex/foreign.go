package lex

import (
	"strings"

	"waptkb/content/fold"
	"waptkb/content/words"
)

// foreignNames finds the names of words.Foreign in text.
type foreignNames struct {
	words   map[string]bool
	phrases []string // " several words "
}

func newForeignNames(text string) *foreignNames {
	f := &foreignNames{words: map[string]bool{}}
	for line := range words.Lines(text) {
		for i, part := range strings.Split(line, `"`) {
			if i%2 == 1 {
				f.phrases = append(f.phrases, " "+fold.String(part)+" ")
				continue
			}
			for _, w := range strings.Fields(part) {
				f.words[fold.String(w)] = true
			}
		}
	}
	return f
}

// in tells whether text has one of the names as a word of its own.
func (f *foreignNames) in(text string) bool {
	folded := fold.String(text)
	clean := strings.Map(func(r rune) rune {
		if IsWord(r) || r == '.' || r == '-' {
			return r
		}
		return ' '
	}, folded)
	words := strings.Fields(clean)
	for _, w := range words {
		w = strings.Trim(w, ".-")
		if f.words[w] {
			return true
		}
		for part := range strings.SplitSeq(w, ".") { // not "-": tis-openvpn is a package of WAPT
			if f.words[part] {
				return true
			}
		}
	}
	joined := " " + strings.Join(words, " ") + " "
	for _, p := range f.phrases {
		if strings.Contains(joined, p) {
			return true
		}
	}
	return false
}
