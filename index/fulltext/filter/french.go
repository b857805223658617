package filter

import (
	"bytes"
	"slices"
	"unicode"

	"github.com/blevesearch/bleve/v2/analysis"
)

// LightFrench is the light stemmer of French that bleve and Lucene have, of Jacques Savoy:
// it joins plurals and feminines, and the commonest endings of words of one family.
type LightFrench struct{}

// Filter changes the terms of the input.
func (LightFrench) Filter(input analysis.TokenStream) analysis.TokenStream {
	for _, t := range input {
		t.Term = []byte(string(lightFrench(bytes.Runes(t.Term))))
	}
	return input
}

// ending is an ending of words of more than so many letters, and what takes its place.
type ending struct {
	above     int
	text, new string
	goOn      bool // with those that follow; else the word is done
}

// endings are tried in this order.
var endings = []ending{
	{9, "issement", "ir", false}, {8, "issant", "ir", false}, {7, "ivement", "if", false}, {6, "ement", "e", false},
	{11, "ficatrice", "fier", false}, {10, "ficateur", "fier", false}, {9, "catrice", "quer", false}, {8, "cateur", "quer", false},
	{8, "atrice", "er", false}, {7, "ateur", "er", false}, {6, "trice", "teur", true}, {5, "ième", "", false},
	{7, "teuse", "ter", false}, {6, "teur", "ter", false}, {5, "euse", "eu", false}, {8, "ère", "er", false}, {7, "ive", "if", false},
	{4, "folle", "fou", false}, {4, "molle", "mou", false}, {9, "nnelle", "n", false}, {9, "nnel", "n", false},
	{4, "ète", "et", true}, {8, "ique", "", true}, {8, "esse", "e", false}, {7, "inage", "in", false},
	{12, "ualisation", "uel", false}, {9, "isation", "", false}, {9, "isateur", "", false}, {8, "ation", "", false}, {8, "ition", "", false},
}

func lightFrench(word []rune) []rune {
	if n := len(word); n > 5 && word[n-1] == 'x' {
		if word[n-3] == 'a' && word[n-2] == 'u' && word[n-4] != 'e' { // canaux
			word[n-2] = 'l'
		}
		word = word[:n-1]
	}
	for _, plural := range "xs" {
		if n := len(word); n > 3 && word[n-1] == plural {
			word = word[:n-1]
		}
	}
	for _, e := range endings {
		text := []rune(e.text)
		if start := len(word) - len(text); len(word) > e.above && slices.Equal(word[start:], text) {
			if word = append(word[:start], []rune(e.new)...); !e.goOn {
				break
			}
		}
	}
	return normalFrench(word)
}

// minNormal is how many letters a word has more than, to be made alike with others.
const minNormal = 4

// normalFrench takes accents and doubled letters away, and what is left of an ending.
func normalFrench(word []rune) []rune {
	if len(word) > minNormal {
		for i, r := range word {
			word[i] = withoutAccent(r)
		}
		word = slices.CompactFunc(word, func(a, b rune) bool { return a == b && unicode.IsLetter(a) })
	}
	if n := len(word); n > minNormal && word[n-2] == 'i' && word[n-1] == 'e' {
		word = word[:n-2]
	}
	if n := len(word); n > minNormal {
		if word[n-1] == 'r' {
			n--
		}
		for range 2 {
			if word[n-1] == 'e' {
				n--
			}
		}
		if word[n-1] == word[n-2] && unicode.IsLetter(word[n-1]) {
			n--
		}
		word = word[:n]
	}
	return word
}

func withoutAccent(r rune) rune {
	switch r {
	case 'à', 'á', 'â':
		return 'a'
	case 'ô':
		return 'o'
	case 'è', 'é', 'ê':
		return 'e'
	case 'ù', 'û':
		return 'u'
	case 'î':
		return 'i'
	case 'ç':
		return 'c'
	}
	return r
}
