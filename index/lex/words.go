package lex

import (
	"unicode"
	"unicode/utf8"
)

// Word is a folded word of a text and its byte range there.
type Word struct {
	Text       string
	Start, End int
}

// Words splits text into folded words: runs of letters and digits.
func Words(text string) []Word { return Squeeze(text).Words() }

// Words gives the words that the letters are of.
func (s *Letters) Words() []Word {
	all := string(s.Bytes)
	out := make([]Word, 0, len(all)/5+1)
	for i := 0; i < len(all); {
		end := i + 1
		for !s.WordStart(end) || s.Offset(end) == s.Offset(end-1) { // a rune is of one word, though ½ folds to 1⁄2
			end++
		}
		w := Word{Text: all[i:end], Start: s.Offset(i), End: s.After(end)}
		for { // accents that stand behind their letter
			r, size := utf8.DecodeRuneInString(s.Original[w.End:])
			if !unicode.Is(unicode.Mn, r) {
				break
			}
			w.End += size
		}
		out = append(out, w)
		i = end
	}
	return out
}

// Set is the words of a text, wherever they stand.
func Set(words []Word) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[w.Text] = true
	}
	return set
}
