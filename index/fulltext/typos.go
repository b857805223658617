package fulltext

import (
	"cmp"
	"slices"
	"sort"
)

// This file finds the known words that unknown ones were meant to be.

const (
	maxTypos       = 8  // unknown words of a query that are looked up as typing errors
	maxCorrections = 3  // words that an unknown word may stand for
	maxCorrected   = 30 // bytes of a word that is corrected
)

// correct gives unknown words the terms of the known words that resemble them.
func (x *Index) correct(words []Word) []Word {
	tried := 0
	for i := range words {
		w := &words[i]
		switch {
		case w.Meant != "":
			for _, t := range x.termsOf(w.Meant) {
				t.Strength *= sounds
				w.add(t)
			}
		case len(w.Terms) == 0 && tried < maxTypos:
			tried++
			w.Meant, w.Terms = x.corrections(w.Text)
		}
	}
	return words
}

// usually gives the usual way to write a word that some write otherwise; empty where that is
// its own.
func (x *Index) usually(word string) string {
	id, ok := x.dictionary.ID(word)
	if !ok {
		return ""
	}
	n, found := sort.Find(x.unusual.Len(), func(n int) int { return int(id) - int(x.unusual.At(n)) })
	if !found {
		return ""
	}
	return x.dictionary.Word(int32(x.usual.At(n)))
}

// termsOf gives the terms of a known word.
func (x *Index) termsOf(word string) (out []Expansion) {
	for _, w := range x.lineWords(word) {
		out = append(out, w.Terms...)
	}
	return out
}

// corrections gives terms for a word that no passage has: known words a typing
// error away, of which the first is what was meant.
func (x *Index) corrections(w string) (meant string, out []Expansion) {
	if len(w) < 4 || len(w) > maxCorrected || !isPlain(w) {
		return "", nil
	}
	for i, c := range x.similarWords(w) {
		if i == 0 {
			meant = c.word
		}
		for _, t := range x.termsOf(c.word) {
			t.Strength *= c.similarity
			if !slices.ContainsFunc(out, func(o Expansion) bool { return o.ID == t.ID }) {
				out = append(out, t)
			}
		}
	}
	return meant, out
}

// correction is a known word that resembles an unknown one.
type correction struct {
	word       string
	similarity float64
}

// edits is how many errors a word of n letters may have.
func edits(n, _ int) int {
	if n < 6 {
		return 1
	}
	return 2
}

// sounds is how similar a word is that only sounds as the unknown one does.
const sounds = 0.8

// similarWords finds known words that resemble an unknown one, the closest first.
func (x *Index) similarWords(w string) []correction {
	var out []correction
	for id, d := range x.dictionary.Resembling(w, edits) {
		c := x.dictionary.Word(id)
		s := 1 - 1.1*float64(d)/float64(max(len(w), len(c)))
		if c[0] != w[0] {
			s -= 0.08
		}
		out = append(out, correction{c, 0.95 * s})
	}
	for id := range x.dictionary.Sounding(w) {
		out = append(out, correction{x.dictionary.Word(id), sounds})
	}
	slices.SortFunc(out, func(a, b correction) int {
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(a.word, b.word))
	})
	for i, c := range out {
		if i >= maxCorrections || c.similarity < out[0].similarity-0.06 || c.similarity < 0.55 {
			return out[:i]
		}
	}
	return out
}
