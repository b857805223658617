// Package spell finds the known words that a word with typing errors resembles.
package spell

import (
	"iter"
	"math/bits"
	"strings"
)

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

// ID gives the number of a word.
func (l *Lexicon) ID(word string) (id int32, ok bool) {
	id, ok = l.ids[word]
	return id, ok
}

// Word gives the word of a number.
func (l *Lexicon) Word(id int32) string { return l.words[id] }

// Resembling yields the words that a few edits make of word, and how many: letters
// that are wrong, missing, added, or swapped with their neighbour. Most gives how
// many a pair of words of these lengths in bytes may need, from 0 to 2.
func (l *Lexicon) Resembling(word string, most func(n, other int) int) iter.Seq2[int32, int] {
	return func(yield func(int32, int) bool) {
		n := len(word)
		if n > MaxFuzzy || isNumber(word) {
			return
		}
		set := letterSet(word)
		for other := max(1, n-2); other <= n+2; other++ {
			limit := most(n, other)
			if limit == 0 || max(n-other, other-n) > limit {
				continue
			}
			for _, id := range l.byLen[other] {
				// One edit changes two bits at most, so that most pairs need no closer look.
				if bits.OnesCount64(set^l.letters[id]) > 2*limit {
					continue
				}
				if d := damerau(word, l.words[id], limit); d <= limit && !yield(id, d) {
					return
				}
			}
		}
	}
}

// Beginning yields the words that begin with prefix and are longer.
func (l *Lexicon) Beginning(prefix string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		set := letterSet(prefix)
		for id, letters := range l.letters {
			if set&^letters == 0 && len(l.words[id]) > len(prefix) && strings.HasPrefix(l.words[id], prefix) && !yield(int32(id)) {
				return
			}
		}
	}
}

// damerau counts the edits between two words of at most MaxFuzzy+2 bytes, a swap
// of neighbours as one (optimal string alignment); of more than limit it says that
// there are more.
func damerau(a, b string, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	if max(len(a)-len(b), len(b)-len(a)) > limit {
		return limit + 1
	}
	if limit == 1 && len(a)+len(b) > 2 && !(len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]) {
		return 2
	}
	var rows [3][MaxFuzzy + 3]int8
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = int8(j)
	}
	more := int8(limit + 1)
	for i := 1; i <= len(a); i++ {
		// Only what is limit places from the diagonal can be within the limit.
		from, to := max(1, i-limit), min(len(b), i+limit)
		row[from-1] = more
		if from == 1 {
			row[0] = int8(i)
		}
		least := row[from-1]
		for j := from; j <= to; j++ {
			d := last[j-1]
			if a[i-1] != b[j-1] {
				above := more
				if j < i+limit {
					above = last[j]
				}
				d = min(d, above, row[j-1]) + 1
				if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
					d = min(d, before[j-2]+1)
				}
			}
			row[j] = d
			least = min(least, d)
		}
		if least > int8(limit) {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return min(int(last[len(b)]), limit+1)
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
