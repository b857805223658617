package synthetic

import (
	"math/rand/v2"
	"strings"
)

// common are the most frequent words, in the order of their frequency. They make texts
// French for whatever looks at small words.
var common = strings.Fields(`de la le les et un une des est dans pas que du pour sur en il au ne qui ce par avec
plus se son cette mais aux ou sont fait tout après être dit deux même peut encore si on sans leur quand poste
logiciel message fenêtre utilisateur fichier dossier service machine erreur démarrer ouvrir imprimer session
réseau mise jour ancien nouveau écran compte droits lent bloqué vide relancer installer`)

// vocabulary is how many different words texts have, however many articles there are.
const vocabulary = 100_000

// Syllables begin with consonants and end with a vowel, so that different sequences make
// different words, without their accents too.
var (
	onsets = strings.Fields("b c d f g l m n p r s t v ch tr pl")
	vowels = strings.Fields("a i o u é ou an on")
)

// spell gives the word that has a number, of so many syllables. Words of neighbouring
// numbers do not resemble each other.
func spell(number, syllables int) string {
	const bits = 7 // a syllable: one of 16 onsets and 8 vowels
	mask := 1<<(bits*syllables) - 1
	number = number * 0x9E3779B1 & mask // odd, so that numbers stay different
	var word strings.Builder
	for range syllables {
		word.WriteString(onsets[number&15])
		word.WriteString(vowels[number>>4&7])
		number >>= bits
	}
	return word.String()
}

// ranked gives the word of a rank by frequency: frequent words are short.
func ranked(rank int) string {
	switch {
	case rank < len(common):
		return common[rank]
	case rank < 1<<14:
		return spell(rank, 2)
	}
	return spell(rank, 3)
}

// writer draws words.
type writer struct {
	*rand.Rand
	zipf *rand.Zipf
}

func newWriter(seed, stream uint64) writer {
	r := rand.New(rand.NewPCG(seed, stream))
	return writer{r, rand.NewZipf(r, 1.1, 3, vocabulary-1)}
}

// word draws any word, by its frequency.
func (w writer) word() string { return ranked(int(w.zipf.Uint64())) }

// term draws a word that says what an article is about: not a frequent one.
func (w writer) term() string { return ranked(500 + w.IntN(vocabulary-500)) }

// pick draws one of some words.
func (w writer) pick(words []string) string { return words[w.IntN(len(words))] }

// sentence writes n words, of which every third or so is one of the terms.
func (w writer) sentence(n int, terms []string) string {
	words := make([]string, n)
	for i := range words {
		if w.IntN(3) == 0 {
			words[i] = w.pick(terms)
		} else {
			words[i] = w.word()
		}
	}
	return strings.Join(words, " ")
}

// paragraph writes some sentences of n words in all.
func (w writer) paragraph(n int, terms []string) string {
	var out strings.Builder
	for n > 0 {
		length := min(n, 6+w.IntN(14))
		out.WriteString("Le " + w.sentence(length, terms) + ". ")
		n -= length
	}
	return strings.TrimSpace(out.String())
}
