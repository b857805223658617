package fulltext

import (
	"slices"
	"strings"

	"waptkb/index/lex"
)

// This file undoes what reading by machine makes of words: "c0nnect1ng".

const (
	minOCR       = 4  // bytes of a word that is looked at
	maxOCRLooked = 60 // unknown words of a text that are looked at
)

// Mend is a word that was read by machine, and what it was.
type Mend struct {
	Start, End int // bytes of the text
	Meant      string
}

// Mends finds the words of a text that were read by machine: unknown ones that look like a
// known one. There are none, nearly always.
func (x *Index) Mends(text *lex.Text) []Mend {
	var out []Mend
	looked := 0
	for _, w := range text.Words {
		if looked == maxOCRLooked || !suspicious(w.Text) || x.knows(w.Text) {
			continue
		}
		looked++
		for id := range x.dictionary.Looking(w.Text) {
			if meant := x.dictionary.Word(id); meant != w.Text && x.usually(meant) == "" {
				out = append(out, Mend{w.Start, w.End, meant})
				break
			}
		}
	}
	return out
}

// suspicious tells whether a word may have been read by machine: it has letters, and what a
// letter may have been.
func suspicious(word string) bool {
	isLetter := func(r rune) bool { return r >= 'a' && r <= 'z' }
	seen := func(part string) bool { return strings.Contains(word, part) }
	return len(word) >= minOCR && len(word) <= maxCorrected && strings.ContainsFunc(word, isLetter) &&
		slices.ContainsFunc([]string{"0", "1", "3", "5", "8", "rn", "vv", "cl"}, seen)
}

// often is in how many passages a word with digits stands that is one, and not what some
// question had from a machine.
const often = 4

// knows tells whether the articles have a word, and it is no unusual way to write another one.
func (x *Index) knows(word string) bool {
	_, plain := x.dictionary.ID(word)
	code, ok := x.term(fieldCode, word)
	return plain && x.usually(word) == "" || ok && code.Count() >= often
}
