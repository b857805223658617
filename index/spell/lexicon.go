// Package spell finds the known words that a word with typing errors resembles.
package spell

import (
	"cmp"
	"iter"
	"math/bits"
	"slices"
	"sort"
	"strings"

	"waptkb/content/flat"
)

// Lexicon is a set of folded words that finds those which resemble a word with
// errors. It is read in place: the words by their length, and which letters each has.
type Lexicon struct {
	words   flat.Strings // sorted by length, then by text
	letters flat.Longs   // by word: which letters and digits it has, one bit each
	bySound flat.Numbers // the words sorted by how they are heard
	byLook  flat.Numbers // and by how they look to a machine that reads them
}

// MaxFuzzy is how many bytes a word may have that is looked up with errors.
const MaxFuzzy = 40

// Write writes a lexicon of words as a section of a file. A word has the number of its
// place in what is returned: each word once, sorted as a lexicon has them.
func Write(out *flat.Builder, section string, words []string) []string {
	words = slices.Clone(words)
	slices.SortFunc(words, compare)
	words = slices.Compact(words)
	letters := make([]uint64, len(words))
	for i, w := range words {
		letters[i] = letterSet(w)
	}
	out.Strings(section, words)
	out.Longs(section+".letters", letters)
	out.Numbers(section+".by-sound", sortedBy(Sound, words))
	out.Numbers(section+".by-look", sortedBy(Look, words))
	return words
}

// sortedBy gives the numbers of words sorted by what is made of each.
func sortedBy(key func(string) string, words []string) []uint32 {
	out, keys := make([]uint32, len(words)), make([]string, len(words))
	for i, w := range words {
		out[i], keys[i] = uint32(i), key(w)
	}
	slices.SortStableFunc(out, func(a, b uint32) int { return strings.Compare(keys[a], keys[b]) })
	return out
}

// Read gives the lexicon of a section; see [flat.File.Err].
func Read(file *flat.File, section string) Lexicon {
	return Lexicon{file.Strings(section), file.Longs(section + ".letters"), file.Numbers(section + ".by-sound"), file.Numbers(section + ".by-look")}
}

// compare orders words as a lexicon has them.
func compare(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) }

// ID gives the number of a word.
func (l Lexicon) ID(word string) (id int32, ok bool) {
	i, ok := sort.Find(l.words.Len(), func(i int) int { return compare(word, l.words.At(i)) })
	return int32(i), ok
}

// Word gives the word of a number.
func (l Lexicon) Word(id int32) string { return l.words.At(int(id)) }

// from gives the number of the first word that has n bytes or more.
func (l Lexicon) from(n int) int {
	return sort.Search(l.words.Len(), func(i int) bool { return len(l.words.At(i)) >= n })
}

// Resembling yields the words that a few edits make of word, and how many: letters
// that are wrong, missing, added, or swapped with their neighbour. Most gives how
// many a pair of words of these lengths in bytes may need, from 0 to 2. Nothing resembles
// numbers.
func (l Lexicon) Resembling(word string, most func(n, other int) int) iter.Seq2[int32, int] {
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
			for id, end := l.from(other), l.from(other+1); id < end; id++ {
				// One edit changes two bits at most, so that most pairs need no closer look.
				if bits.OnesCount64(set^l.letters.At(id)) > 2*limit {
					continue
				}
				w := l.words.At(id)
				if isNumber(w) {
					continue
				}
				if d := damerau(word, w, limit); d <= limit && !yield(int32(id), d) {
					return
				}
			}
		}
	}
}

// Sounding yields the words that sound as a word does, to a French ear.
func (l Lexicon) Sounding(word string) iter.Seq[int32] { return l.alike(l.bySound, Sound, word) }

// Looking yields the words that a machine that reads may take a word for.
func (l Lexicon) Looking(word string) iter.Seq[int32] { return l.alike(l.byLook, Look, word) }

// alike yields the words of which the same is made, among those that are sorted by it.
func (l Lexicon) alike(sorted flat.Numbers, key func(string) string, word string) iter.Seq[int32] {
	return func(yield func(int32) bool) {
		want := key(word)
		if want == "" || len(word) > MaxFuzzy {
			return
		}
		at := func(i int) string { return key(l.words.At(int(sorted.At(i)))) }
		for i := sort.Search(sorted.Len(), func(i int) bool { return at(i) >= want }); i < sorted.Len() && at(i) == want; i++ {
			if !yield(int32(sorted.At(i))) {
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
