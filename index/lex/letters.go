package lex

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"waptkb/content/fold"
)

// Letters are a text reduced to its folded letters and digits, with the way back
// to the original. Case, accents, quotes, dashes, spaces and line breaks are gone from
// them, also a line break that a terminal put inside a word, and terminal escapes.
type Letters struct {
	Original string
	Bytes    []byte
	From     []int32 // Bytes[i] comes from the rune at Original[From[i]]
	Start    []bool  // Bytes[i] begins a word: what stands before it is no letter or digit
}

// Squeeze reduces a text to its letters.
func Squeeze(text string) *Letters {
	s := &Letters{}
	s.Squeeze(text)
	return s
}

// Squeeze reduces another text to its letters, in the memory of the last one.
func (s *Letters) Squeeze(text string) {
	s.Original = text
	s.Bytes, s.From, s.Start = s.Bytes[:0], s.From[:0], s.Start[:0]
	s.grow(0, len(text))
	n, boundary := 0, true
	for i := 0; ; {
		i, n, boundary = s.ascii(i, n, boundary)
		if i == len(text) {
			break
		}
		if text[i] == 0x1b {
			boundary = true
			i += max(1, ANSIEscape(text[i:]))
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		n, boundary = s.fold(r, i, n, boundary)
		i += size
		s.grow(n, len(text)-i)
	}
	s.Bytes, s.From, s.Start = s.Bytes[:n], s.From[:n], s.Start[:n]
}

// ascii writes the letters from Original[i] on behind n letters, up to a special byte.
func (s *Letters) ascii(i, n int, boundary bool) (int, int, bool) {
	text, letters := s.Original, s.Bytes
	from, start := s.From[:len(letters)], s.Start[:len(letters)]
	for ; i < len(text); i++ {
		c := ASCIILetters[text[i]]
		if c == Special {
			break
		}
		// Written always and kept when it is a letter: that spares a branch.
		letters[n], from[n], start[n] = c, int32(i), boundary
		boundary = c == 0
		if c != 0 {
			n++
		}
	}
	return i, n, boundary
}

// fold writes the letters that a rune at Original[from] folds to behind n letters.
func (s *Letters) fold(r rune, from, n int, boundary bool) (int, bool) {
	var buf [16]byte
	for _, f := range string(fold.AppendRune(buf[:0], r)) {
		if !IsWord(f) {
			boundary = true
			continue
		}
		for _, b := range []byte(string(f)) {
			s.grow(n, 1)
			s.Bytes[n], s.From[n], s.Start[n] = b, int32(from), boundary
			boundary = false
			n++
		}
	}
	return n, boundary
}

// grow makes room for more letters behind n.
func (s *Letters) grow(n, more int) {
	if need := n + more; need > len(s.Bytes) {
		s.Bytes = slices.Grow(s.Bytes, need-len(s.Bytes))[:need]
		s.From = slices.Grow(s.From, need-len(s.From))[:need]
		s.Start = slices.Grow(s.Start, need-len(s.Start))[:need]
	}
}

// Special stands in ASCIILetters for bytes that are no character of their own.
const Special = 0xff

// ASCIILetters has the small letter or the digit that a byte is, 0 for another
// character, and Special.
var ASCIILetters = func() (letters [256]byte) {
	for c := range letters {
		switch {
		case c >= utf8.RuneSelf || c == 0x1b:
			letters[c] = Special
		case IsASCIIWord(byte(c)):
			letters[c] = LowerLetter(byte(c))
		}
	}
	return letters
}()

// WordStart tells whether a word begins at Bytes[i]; the end of the text counts.
func (s *Letters) WordStart(i int) bool { return i >= len(s.Bytes) || s.Start[i] }

// Offset gives the byte offset in the original of Bytes[i].
func (s *Letters) Offset(i int) int {
	if i >= len(s.Bytes) {
		return len(s.Original)
	}
	return int(s.From[i])
}

// Index gives the index of the first letter that comes from a byte of the original or
// one behind it.
func (s *Letters) Index(offset int) int {
	i, _ := slices.BinarySearch(s.From, int32(offset))
	return i
}

// IndexNear is [Letters.Index] where the index is at least near, and faster where it is not
// far from there.
func (s *Letters) IndexNear(offset, near int) int {
	low, high := near, near+1
	for high < len(s.From) && s.From[high-1] < int32(offset) {
		low, high = high, high+2*(high-near)
	}
	i, _ := slices.BinarySearch(s.From[low:min(high, len(s.From))], int32(offset))
	return low + i
}

// After gives the byte offset just behind Bytes[i-1].
func (s *Letters) After(i int) int {
	if i == 0 {
		return 0
	}
	at := int(s.From[i-1])
	_, size := utf8.DecodeRuneInString(s.Original[at:])
	return at + size
}

// LowerLetter gives a letter or digit of ASCII as a small letter, and another byte as
// any.
func LowerLetter(c byte) byte { return c | 0x20 }

// ANSIEscape gives the length of the terminal escape sequence that s begins with, 0 when
// it begins with none.
func ANSIEscape[T string | []byte](s T) int {
	if len(s) < 2 || s[0] != 0x1b || s[1] != '[' {
		return 0
	}
	for i := 2; i < len(s) && i < 32; i++ {
		if s[i] >= 0x40 && s[i] <= 0x7e {
			return i + 1
		}
	}
	return 0
}

// IsWord tells what words are made of: letters and digits.
func IsWord(r rune) bool {
	if r < utf8.RuneSelf {
		return IsASCIIWord(byte(r))
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}

// IsASCIIWord is [IsWord] for a byte of ASCII.
func IsASCIIWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
