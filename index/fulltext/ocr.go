package fulltext

import (
	"waptkb/index/lex"
	"waptkb/index/spell"
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
		if looked == maxOCRLooked || len(w.Text) < minOCR || len(w.Text) > maxCorrected || !spell.MayBeMisread(w.Text) || x.knows(w.Text) {
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

// often is in how many passages a word with digits stands that is one, and not what some
// question had from a machine.
const often = 4

// knows tells whether the articles have a word, and it is no unusual way to write another one.
func (x *Index) knows(word string) bool {
	_, plain := x.dictionary.ID(word)
	code, ok := x.term(fieldCode, word)
	return plain && x.usually(word) == "" || ok && code.Count() >= often
}
