package match

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"

	"waptkb/content/lazy"
	"waptkb/index/lex"
)

// This file finds rare words, one of each pattern, in text. Of each word four letters
// are chosen that texts have seldom, and the fours that begin one and two letters later. So
// it is enough to look at every third place of the text: are the four bytes there letters
// of any word? A bit set tells, without a branch, and leaves few places. There
// the word is compared, and the letters around it with those around the word in the
// pattern.

const (
	minRare    = 4  // letters that a rare word has at least
	maxRare    = 16 // letters that it has at most
	every      = 3  // places of a text of which one is looked at
	hashBits   = 17 // of the bit set: 16 KiB stay in the fastest cache
	bucketBits = 14
	maxPeek    = 8 // bytes beside a word in which letters are gathered
)

// Scanner finds patterns in streams. It is immutable and safe for concurrent use. Its
// tables are flat.
type Scanner struct {
	words   []rareWord
	uses    []scanUse                   // by word
	present [1 << (hashBits - 6)]uint64 // bit set: the hashes of grams
	buckets [1<<bucketBits + 1]uint32   // by hash: where grams of it begin
	grams   []gram                      // by hash
	halves  [1<<bucketBits + 1]uint32   // by hash of the letters beside the break: where joints begin
	joints  []joint                     // by hash
}

// gram is four letters of a word.
type gram struct {
	letters uint32
	word    uint32
	at      int8 // in the word; fewer than 0 where a byte stands before it
}

// joint is a place in a word where a line break may divide it.
type joint struct {
	word uint32
	at   uint8
}

// rareWord is a word that stands in every match of some patterns; or one without uses, of
// which it is asked where it stands.
type rareWord struct {
	letters  string    // lower case
	keep     [2]uint64 // the bits of a text that tell, case apart
	want     [2]uint64 // those bits of the word
	from, to uint32    // its uses
	next     uint64    // the letters that may stand behind it in these, see letterBit
}

// letterBit has a bit for each letter and digit.
func letterBit(c byte) uint64 { return 1 << (c & 63) }

// scanUse is the place of a rare word in the anchor of a pattern.
type scanUse struct {
	pattern       *Pattern
	before        int // letters of the anchor before the word
	reach, behind int // bytes before and behind the word that verifying may need
	prior, next   beside
}

// beside is what stands beside a word: the nearest letters, four at most, the first in the lowest
// byte, and which bytes of that are known.
type beside struct{ letters, known uint32 }

// contradicts tells whether a letter differs that both know.
func (b beside) contradicts(o beside) bool {
	return (b.letters^o.letters)&b.known&o.known != 0
}

// NewScanner prepares to look for patterns, compiled by [New], in streams, and for words of
// ASCII as they are, of which the first maxRare bytes tell.
// Rarity weighs words by how seldom logs have them.
func NewScanner(patterns []*Pattern, rarity Rarity, words ...string) *Scanner {
	s := &Scanner{}
	at := map[string]int{}
	var uses [][]scanUse
	for _, p := range patterns {
		w, use := p.rareWord(rarity)
		if w == "" {
			continue
		}
		if _, known := at[w]; !known {
			at[w] = len(s.words)
			s.words = append(s.words, newRareWord(w, false))
			uses = append(uses, nil)
		}
		uses[at[w]] = append(uses[at[w]], use)
	}
	for n, us := range uses {
		for _, u := range us {
			if u.next.known == 0 {
				s.words[n].next = math.MaxUint64
			}
			s.words[n].next |= letterBit(byte(u.next.letters))
		}
		s.words[n].from = uint32(len(s.uses))
		s.uses = append(s.uses, us...)
		s.words[n].to = uint32(len(s.uses))
	}
	for n, w := range s.words {
		for i := 1; i < len(w.letters); i++ {
			s.joints = append(s.joints, joint{uint32(n), uint8(i)})
		}
	}
	for _, w := range words {
		s.words = append(s.words, newRareWord(w[:min(len(w), maxRare)], true))
	}
	s.chooseGrams(patterns)
	sortByHash(s.joints, &s.halves, func(j joint) uint32 {
		w := s.words[j.word].letters
		return halfHash(w[j.at-1], w[j.at])
	})
	sortByHash(s.grams, &s.buckets, func(g gram) uint32 { return gramHash(g.letters) >> (hashBits - bucketBits) })
	for _, g := range s.grams {
		h := gramHash(g.letters)
		s.present[h>>6] |= 1 << (h & 63)
	}
	return s
}

// sortByHash sorts items and notes where those of each hash begin.
func sortByHash[T any](items []T, begin *[1<<bucketBits + 1]uint32, hash func(T) uint32) {
	slices.SortStableFunc(items, func(a, b T) int { return cmp.Compare(hash(a), hash(b)) })
	for _, item := range items {
		begin[hash(item)+1]++
	}
	for i := 1; i < len(begin); i++ {
		begin[i] += begin[i-1]
	}
}

func newRareWord(letters string, asItIs bool) rareWord {
	w := rareWord{letters: letters}
	for i, c := range []byte(letters) {
		keep := byte(0xff)
		if c >= 'a' && !asItIs {
			keep = 0xdf // without the bit that makes it small
		}
		w.keep[i/8] |= uint64(keep) << (i % 8 * 8)
		w.want[i/8] |= uint64(c&keep) << (i % 8 * 8)
	}
	return w
}

// asciiRuns finds the runs that may be rare words.
var asciiRuns = lazy.Regexp(fmt.Sprintf("[0-9A-Za-z]{%d,}", minRare))

// rareWord picks the run of ASCII letters and digits, in the anchor of the pattern, that
// logs have least; "" when there is none. A letter before a combining mark is another
// letter, but folds to itself.
func (p *Pattern) rareWord(rarity Rarity) (word string, use scanUse) {
	use.pattern = p
	best, anchor := math.Inf(-1), p.segments[p.anchor]
	for _, run := range asciiRuns().FindAllStringIndex(anchor.fixed, -1) {
		letters := strings.ToLower(anchor.fixed[run[0]:min(run[1], run[0]+maxRare)])
		score := 4*rarity(letters) + float64(min(len(letters), 9))
		// A short one is found in too many others.
		if len(letters) < 6 {
			score -= 5 * float64(6-len(letters))
		}
		if score > best {
			best, word, use.before = score, letters, len(squeezed(anchor.fixed[:run[0]]))
		}
	}
	length := 0
	for _, g := range p.segments {
		length += 4 * len(g.letters)
	}
	use.reach = min(around, max(contextual, p.anchor*maxHole+length))
	use.behind = min(around, max(contextual, (len(p.segments)-p.anchor)*maxHole+length))
	for i := use.before - 1; i >= 0 && use.prior.take(anchor.letters[i]); i-- {
	}
	for i := use.before + len(word); i < len(anchor.letters) && use.next.take(anchor.letters[i]); i++ {
	}
	return word, use
}

// take notes the next letter, nothing where c is 0, and tells whether there may be more.
func (b *beside) take(c byte) bool {
	if c == lex.Special || b.known == math.MaxUint32 {
		return false
	}
	if c != 0 {
		b.letters |= uint32(c) << bits.Len32(b.known)
		b.known = b.known<<8 | 0xff
	}
	return true
}

// chooseGrams has each word looked for by the letters of it that texts have least:
// those that the patterns have least stand for them. Of "waptexit" that is not "wapt".
func (s *Scanner) chooseGrams(patterns []*Pattern) {
	var counts [1 << hashBits]uint32
	for _, p := range patterns {
		for _, g := range p.segments {
			for i := 0; i+4 <= len(g.letters); i++ {
				counts[gramHash(fourBytes(g.letters[i:]))]++
			}
		}
	}
	for n, w := range s.words {
		last := len(w.letters) - 3 - every // where the first gram begins at the latest
		best, least := min(0, last)/2, uint32(math.MaxUint32)
		for i := 0; i <= last; i++ {
			count := uint32(0)
			for at := i; at < i+every; at++ {
				count += counts[gramHash(fourBytes(w.letters[at:]))]
			}
			if count < least {
				best, least = i, count
			}
		}
		for at := best; at < best+every; at++ {
			s.addGrams(uint32(n), at)
		}
	}
}

// addGrams adds the four letters of a word at a place. Beside a short word anything may stand.
func (s *Scanner) addGrams(word uint32, at int) {
	letters := "?" + s.words[word].letters + "?"
	four := []byte(letters[at+1:][:4])
	beside := slices.Index([]bool{at < 0, false, false, at+4 > len(letters)-2}, true)
	if beside < 0 {
		s.grams = append(s.grams, gram{fourBytes(four), word, int8(at)})
		return
	}
	for c := 0x20; c < 0x100; c++ {
		if c&0x20 != 0 {
			four[beside] = byte(c)
			s.grams = append(s.grams, gram{fourBytes(four), word, int8(at)})
		}
	}
}

// fourBytes reads four bytes; capitals and small letters alike.
func fourBytes[T string | []byte](b T) uint32 {
	_ = b[3]
	return (uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24) | 0x20202020
}

// eightBytes reads eight bytes.
func eightBytes(b string) uint64 {
	_ = b[7]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 |
		uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

func gramHash(four uint32) uint32 { return four * 2654435761 >> (32 - hashBits) }

// halfHash hashes two small letters.
func halfHash(a, b byte) uint32 {
	return (uint32(a)<<8 | uint32(b)) * 2654435761 >> (32 - bucketBits)
}

// place is where a rare word begins around which a pattern may stand, and the use.
type place uint64

func newPlace(at int, use uint32) place { return place(at)<<32 | place(use) }

func (p place) at() int { return int(p >> 32) }

func (p place) use() uint32 { return uint32(p) }

// seeker finds the places of rare words that begin in text[from:to].
type seeker struct {
	s        *Scanner
	text     string
	padded   string // text and maxRare bytes behind it
	from, to int
	places   []place
	words    []int32 // without uses: where they begin, behind from
	sifted   [stride/every + 1]int32
}

// search notes the rare words that are met in text[from:to].
func (k *seeker) search(from, to int) {
	for _, i := range k.sift(k.padded, from, to) {
		four := fourBytes(k.padded[i:])
		h := gramHash(four) >> (hashBits - bucketBits)
		for _, g := range k.s.grams[k.s.buckets[h]:k.s.buckets[h+1]] {
			if g.letters != four {
				continue
			}
			at := int(i) - int(g.at)
			w := &k.s.words[g.word]
			switch {
			case at < k.from || at >= k.to || !w.begins(k.padded[at:]):
			case w.from == w.to:
				k.words = append(k.words, int32(at-k.from))
			default:
				k.note(at, at+len(w.letters), w)
			}
		}
	}
}

// sift lists the places of text[from:to], of every third one, at which a word may have four
// letters.
func (k *seeker) sift(text string, from, to int) []int32 {
	present := &k.s.present
	n := 0
	for i := from; i < to; i += every {
		h := gramHash(fourBytes(text[i:]))
		k.sifted[n] = int32(i)
		n += int(present[h>>6] >> (h & 63) & 1)
	}
	return k.sifted[:n]
}

// begins tells whether a text of at least maxRare bytes begins with the word.
func (w *rareWord) begins(text string) bool {
	return eightBytes(text)&w.keep[0] == w.want[0] && eightBytes(text[8:])&w.keep[1] == w.want[1]
}

// searchBroken notes the rare words that a line break in text[from:to] divides.
func (k *seeker) searchBroken(from, to int) {
	for at := from; at < to; at++ {
		i := strings.IndexByte(k.text[at:to], '\n')
		if i < 0 {
			return
		}
		at += i
		before, after := at, at+1
		if before > 0 && k.text[before-1] == '\r' {
			before--
		}
		if before == 0 || after >= len(k.text) {
			continue
		}
		h := halfHash(lex.LowerLetter(k.text[before-1]), lex.LowerLetter(k.text[after]))
		for _, j := range k.s.joints[k.s.halves[h]:k.s.halves[h+1]] {
			w := &k.s.words[j.word]
			low, first, second := before-int(j.at), w.letters[:j.at], w.letters[j.at:]
			if low >= 0 && hasLetters(k.text[low:], first) && hasLetters(k.text[after:], second) {
				k.note(low, after+len(second), w)
			}
		}
	}
}

// hasLetters tells whether ASCII text begins with letters, whatever their case.
func hasLetters(text, letters string) bool {
	return len(text) >= len(letters) && strings.EqualFold(text[:len(letters)], letters)
}

// note notes the patterns of a rare word that can stand around it, at text[at:end].
func (k *seeker) note(at, end int, w *rareWord) {
	if c := letterBehind(k.text[end:]); c != 0 && w.next&letterBit(c) == 0 {
		return // most often
	}
	next := lettersBehind(k.text[end:])
	prior := beside{}
	read := false
	for n := w.from; n < w.to; n++ {
		u := &k.s.uses[n]
		if u.next.contradicts(next) {
			continue
		}
		if !read {
			prior, read = lettersBefore(k.text[:at]), true
		}
		if !u.prior.contradicts(prior) {
			k.places = append(k.places, newPlace(at, n))
		}
	}
}

// letterBehind gives the first letter of a text, 0 where that is not known.
func letterBehind(text string) byte {
	for i := range min(len(text), maxPeek) {
		if c := lex.ASCIILetters[text[i]]; c == lex.Special {
			break
		} else if c != 0 {
			return c
		}
	}
	return 0
}

// lettersBehind gathers the letters that a text begins with.
func lettersBehind(text string) (b beside) {
	for i := 0; i < min(len(text), maxPeek) && b.take(lex.ASCIILetters[text[i]]); i++ {
	}
	return b
}

// lettersBefore gathers the letters that a text ends with, the last one first. Terminal
// escapes cannot be read backwards: where one is near, nothing is known.
func lettersBefore(text string) (b beside) {
	if strings.IndexByte(text[max(0, len(text)-maxPeek-32):], 0x1b) >= 0 {
		return b
	}
	for i := len(text) - 1; i >= max(0, len(text)-maxPeek) && b.take(lex.ASCIILetters[text[i]]); i-- {
	}
	return b
}
