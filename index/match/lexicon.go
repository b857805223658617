package match

import "math/bits"

// Lexicon is a set of folded words that finds those which resemble a word with
// errors. It is safe for concurrent use once it is filled.
type Lexicon struct {
	words   []string
	letters []uint64 // by word: which letters and digits it has, one bit each
	byLen   [MaxFuzzy + 3][]int32
	ids     map[string]int32
}

// MaxFuzzy is how many bytes a word may have that is looked up with errors.
const MaxFuzzy = 40

// NewLexicon makes an empty lexicon.
func NewLexicon() *Lexicon { return &Lexicon{ids: map[string]int32{}} }

// Add gives the number of a word, which is added if it is not there. Numbers have
// no other letters, so nothing resembles them.
func (l *Lexicon) Add(word string) int32 {
	if id, ok := l.ids[word]; ok {
		return id
	}
	id := int32(len(l.words))
	l.ids[word] = id
	l.words = append(l.words, word)
	l.letters = append(l.letters, letterSet(word))
	if n := len(word); n < len(l.byLen) && !isNumber(word) {
		l.byLen[n] = append(l.byLen[n], id)
	}
	return id
}

// Word gives the word of a number.
func (l *Lexicon) Word(id int32) string { return l.words[id] }

// Resembling yields the words that edits changes of a letter may make of word, and
// some more: the caller computes the distance. Edits is for a pair of lengths in bytes,
// from 0 to 2.
func (l *Lexicon) Resembling(word string, edits func(n, other int) int) func(yield func(id int32) bool) {
	return func(yield func(int32) bool) {
		n := len(word)
		if n > MaxFuzzy || isNumber(word) {
			return
		}
		set := letterSet(word)
		for other := max(0, n-2); other <= n+2; other++ {
			e := edits(n, other)
			if e == 0 || max(n-other, other-n) > e {
				continue
			}
			for _, id := range l.byLen[other] {
				// One edit changes two bits at most, so that most pairs need no closer look.
				if bits.OnesCount64(set^l.letters[id]) <= 2*e && !yield(id) {
					return
				}
			}
		}
	}
}

// letterSet tells which letters and digits a word has.
func letterSet(word string) uint64 {
	var set uint64
	for _, c := range []byte(word) {
		switch {
		case 'a' <= c && c <= 'z':
			set |= 1 << (c - 'a')
		case '0' <= c && c <= '9':
			set |= 1 << (26 + c - '0')
		default:
			set |= 1 << 40
		}
	}
	return set
}

func isNumber(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}
