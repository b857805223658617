package fulltext

import (
	"strings"

	"waptkb/index/lex"
)

// This file undoes what reading by machine makes of words: "c0nnect1ng".

// lookalikes are the letters that a digit, or two letters, may have been.
var lookalikes = []struct{ seen, meant string }{
	{"0", "o"}, {"1", "l"}, {"1", "i"}, {"5", "s"}, {"8", "b"}, {"3", "e"}, {"rn", "m"}, {"vv", "w"}, {"cl", "d"},
}

const (
	maxSeen      = 4  // places of a word that are changed at most
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
		if !suspicious(w.Text) || looked >= maxOCRLooked {
			continue
		}
		looked++
		if meant := x.meant(w.Text); meant != "" {
			out = append(out, Mend{w.Start, w.End, meant})
		}
	}
	return out
}

// suspicious tells whether a word may have been read by machine.
func suspicious(word string) bool {
	if len(word) < minOCR || len(word) > maxCorrected {
		return false
	}
	letters := strings.ContainsFunc(word, func(r rune) bool { return r >= 'a' && r <= 'z' })
	for _, l := range lookalikes {
		if letters && strings.Contains(word, l.seen) {
			return true
		}
	}
	return false
}

// meant gives the known word that an unknown one looks like, or one that hardly anybody writes;
// empty when there is none.
func (x *Index) meant(word string) string {
	if !x.knows(word) {
		return change(word, 0, maxSeen, wordSet{x.knows, x.knowsBeginning})
	}
	usual := x.usually(word)
	return change(word, 0, maxSeen, wordSet{
		func(w string) bool { return w == usual },
		func(prefix string) bool { return strings.HasPrefix(usual, prefix) },
	})
}

// wordSet tells which words are known, and how known words begin.
type wordSet struct{ has, begins func(string) bool }

// change changes a word in so many places at most, from one on, until it is known.
func change(word string, from, changes int, known wordSet) string {
	for at := from; at < len(word) && changes > 0; at++ {
		for _, l := range lookalikes {
			if !strings.HasPrefix(word[at:], l.seen) {
				continue
			}
			changed := word[:at] + l.meant + word[at+len(l.seen):]
			if !known.begins(changed[:at+len(l.meant)]) { // what is changed behind it does not help
				continue
			}
			if known.has(changed) {
				return changed
			}
			if meant := change(changed, at+1, changes-1, known); meant != "" {
				return meant
			}
		}
	}
	return ""
}

// often is in how many passages a word with digits stands that is one, and not what some
// question had from a machine.
const often = 4

// knows tells whether the articles have a word.
func (x *Index) knows(word string) bool {
	if _, ok := x.dictionary.ID(word); ok {
		return true
	}
	term, ok := x.term(fieldCode, word)
	return ok && term.Count() >= often
}

// knowsBeginning tells whether a word begins so that the articles have.
func (x *Index) knowsBeginning(prefix string) bool {
	if x.dictionary.Begins(prefix) {
		return true
	}
	f, ok := x.Field(fieldCode)
	return ok && f.begins(prefix)
}
