package index

import (
	"cmp"
	"slices"
	"strings"

	bleveindex "github.com/blevesearch/bleve_index_api"

	"waptkb/index/match"
)

// This file finds the known words that unknown ones were meant to be.

const (
	maxTypos       = 8 // unknown words of a query that are looked up as typing errors
	maxCorrections = 3 // words that an unknown word may stand for
)

// dictionary gives the words of all passages. It is read when the first unknown
// word comes.
func (x *Index) dictionary() *match.Lexicon {
	x.wordsOnce.Do(func() {
		x.knownWords = match.NewLexicon()
		dict, err := x.reader.FieldDict(fieldSurface)
		if err != nil {
			return // nothing is corrected
		}
		defer dict.Close()
		var entry *bleveindex.DictEntry
		for entry, err = dict.Next(); err == nil && entry != nil; entry, err = dict.Next() {
			if len(entry.Term) > 2 && isPlain(entry.Term) {
				x.knownWords.Add(entry.Term)
			}
		}
	})
	return x.knownWords
}

// correct gives unknown words the terms of the known words that resemble them.
func (x *Index) correct(words []queryWord) []queryWord {
	tried := 0
	for i := range words {
		w := &words[i]
		known := slices.ContainsFunc(w.terms, func(t term) bool { return len(x.lookup(t.field, t.text)) > 0 })
		if known || tried >= maxTypos {
			continue
		}
		tried++
		w.terms = append(w.terms, x.corrections(w.text)...)
	}
	return words
}

// corrections gives terms for a word that no passage has: known words a typing
// error away.
func (x *Index) corrections(w string) []term {
	if len(w) < 4 || len(w) > 30 || !isPlain(w) {
		return nil
	}
	var out []term
	for _, c := range x.similarWords(w) {
		for _, field := range []string{fieldFrench, fieldEnglish} {
			for _, t := range x.analyzers[field].Analyze([]byte(c.word)) {
				name, strength := string(t.Term), c.similarity
				fields := []string{field}
				if strings.HasPrefix(name, prefixMark) {
					strength *= tuned.Prefix
				}
				if strings.HasPrefix(name, conceptMark) {
					strength *= tuned.Concept
					fields = []string{fieldFrench, fieldEnglish}
				}
				for _, f := range fields {
					if !slices.ContainsFunc(out, func(o term) bool { return o.field == f && o.text == name }) {
						out = append(out, term{f, name, strength})
					}
				}
			}
		}
		out = append(out, term{fieldCode, c.word, tuned.PlainCode * c.similarity})
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
	known := x.dictionary()
	var out []correction
	for id := range known.Resembling(w, edits) {
		c := known.Word(id)
		d := damerau(w, c)
		if d > edits(len(w), len(c)) {
			continue
		}
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

// damerau counts the edits between two words, a swap of neighbours as one.
func damerau(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	prev2, prev, cur := make([]int, len(rb)+1), make([]int, len(rb)+1), make([]int, len(rb)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(ra); i++ {
		cur[0] = i
		for j := 1; j <= len(rb); j++ {
			cost := 1
			if ra[i-1] == rb[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && ra[i-1] == rb[j-2] && ra[i-2] == rb[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(rb)]
}
