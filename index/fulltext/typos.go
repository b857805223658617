package fulltext

import "sort"

// This file finds the known words that unknown ones were meant to be.

const (
	maxTypos     = 8    // unknown words of a query that are looked up as typing errors
	maxCorrected = 30   // bytes of a word that is corrected
	sounds       = 0.8  // how similar a word is that only sounds as the unknown one does
	leastSimilar = 0.55 // of a word that an unknown one may stand for
)

// correct gives unknown words the terms of the known words that resemble them.
func (x *Index) correct(words []Word) []Word {
	tried := 0
	for i := range words {
		w := &words[i]
		switch {
		case w.Meant != "":
			for _, t := range x.termsOf(w.Meant, sounds) {
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

// termsOf gives the terms of a known word, which another one is as similar to.
func (x *Index) termsOf(word string, similarity float64) (out []Expansion) {
	for _, w := range x.lineWords(word) {
		for _, t := range w.Terms {
			t.Strength *= similarity
			out = append(out, t)
		}
	}
	return out
}

// corrections gives the known word that an unknown one was meant to be, and its terms: the one
// that resembles it most, or sounds like it.
func (x *Index) corrections(w string) (meant string, out []Expansion) {
	if len(w) < 4 || len(w) > maxCorrected || !isPlain(w) {
		return "", nil
	}
	most := leastSimilar
	look := func(id int32, similarity float64) {
		if c := x.dictionary.Word(id); similarity > most || similarity == most && c < meant {
			meant, most = c, similarity
		}
	}
	for id, d := range x.dictionary.Resembling(w, edits) {
		look(id, 0.95-1.05*float64(d)/float64(max(len(w), len(x.dictionary.Word(id)))))
	}
	for id := range x.dictionary.Sounding(w) {
		look(id, sounds)
	}
	if meant == "" {
		return "", nil
	}
	return meant, x.termsOf(meant, most)
}

// edits is how many errors a word of n letters may have.
func edits(n, _ int) int {
	if n < 6 {
		return 1
	}
	return 2
}
