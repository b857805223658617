package fulltext

import (
	"cmp"
	"slices"
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
		if w := &words[i]; len(w.Terms) == 0 && tried < maxTypos {
			tried++
			w.Terms = x.corrections(w.Text)
		}
	}
	return words
}

// corrections gives terms for a word that no passage has: known words a typing
// error away.
func (x *Index) corrections(w string) []Expansion {
	if len(w) < 4 || len(w) > maxCorrected || !isPlain(w) {
		return nil
	}
	var out []Expansion
	for _, c := range x.similarWords(w) {
		for _, known := range x.lineWords(c.word) {
			for _, t := range known.Terms {
				t.Strength *= c.similarity
				if !slices.ContainsFunc(out, func(o Expansion) bool { return o.ID == t.ID }) {
					out = append(out, t)
				}
			}
		}
	}
	return out
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
