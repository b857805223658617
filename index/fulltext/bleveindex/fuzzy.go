package bleveindex

import (
	"slices"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

// FieldDictFuzzy lists the terms that few edits make of a word.
func (r *Reader) FieldDictFuzzy(field, word string, edits int, prefix string) (index.FieldDict, error) {
	d, _, err := r.FieldDictFuzzyAutomaton(field, word, edits, prefix)
	return d, err
}

// FieldDictFuzzyAutomaton lists the terms that few edits make of a word, and gives what
// counts the edits.
func (r *Reader) FieldDictFuzzyAutomaton(field, word string, edits int, prefix string) (index.FieldDict, index.FuzzyAutomaton, error) {
	return &fuzzyDictionary{*r.beginning(field, prefix), newDistances(word, edits)}, newDistances(word, edits), nil
}

// fuzzyDictionary gives those terms of a dictionary that resemble a word.
type fuzzyDictionary struct {
	dictionary
	distances *distances
}

// Next gives the next term that resembles the word, nil behind the last.
func (d *fuzzyDictionary) Next() (*index.DictEntry, error) {
	for ; d.next < d.end; d.next++ {
		term := d.field.Terms().At(d.next)
		if ok, edits := d.distances.MatchAndDistance(term); ok {
			entry, err := d.dictionary.Next()
			entry.EditDistance = edits
			return entry, err
		}
	}
	return nil, nil
}

// distances counts the edits that make other words of a word, as scorch does: letters that
// are wrong, missing, added, or swapped with their neighbour (optimal string alignment).
// Words that begin alike share the rows of their tables, so that a sorted list of them costs
// little.
type distances struct {
	word []rune
	most int

	letters []rune // of the last word, as far as rows go
	rows    []row  // one more than letters
}

// row has the edits between the first letters of the last word and, at j, the first j of
// the word.
type row struct {
	edits []int
	least int
}

func newDistances(word string, most int) *distances {
	d := &distances{word: []rune(word), most: most}
	first := d.newRow()
	for j := range first.edits {
		first.edits[j] = j
	}
	d.rows = []row{first}
	return d
}

func (d *distances) newRow() row { return row{edits: make([]int, len(d.word)+1)} }

// MatchAndDistance tells whether a word is near enough, and how many edits it takes.
func (d *distances) MatchAndDistance(word string) (bool, uint8) {
	n := 0 // letters with rows
	for rest := word; rest != ""; n++ {
		letter, size := utf8.DecodeRuneInString(rest)
		rest = rest[size:]
		if n == len(d.letters) || d.letters[n] != letter {
			d.letters = append(d.letters[:n], letter)
			d.fill(n + 1)
		}
		if d.rows[n+1].least > d.most { // and no letter that follows makes it less
			return false, 0
		}
	}
	edits := d.rows[n].edits[len(d.word)]
	return edits <= d.most, uint8(edits)
}

// fill fills row i, with the letter before it.
func (d *distances) fill(i int) {
	if i == len(d.rows) {
		d.rows = append(d.rows, d.newRow())
	}
	before, edits := d.rows[i-1].edits, d.rows[i].edits
	edits[0] = i
	for j, letter := range d.word {
		if letter == d.letters[i-1] {
			edits[j+1] = before[j]
			continue
		}
		edits[j+1] = 1 + min(before[j], before[j+1], edits[j])
		if i > 1 && j > 0 && letter == d.letters[i-2] && d.word[j-1] == d.letters[i-1] {
			edits[j+1] = min(edits[j+1], 1+d.rows[i-2].edits[j-1])
		}
	}
	d.rows[i].least = slices.Min(edits)
}
