package lex

import (
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
	s := &Letters{
		Original: text,
		Bytes:    make([]byte, 0, len(text)),
		From:     make([]int32, 0, len(text)),
		Start:    make([]bool, 0, len(text)),
	}
	boundary := true
	var buf [16]byte
	for i := 0; i < len(text); {
		c, size := text[i], 1
		switch {
		case IsASCIIWord(c):
			s.add(LowerLetter(c), i, boundary)
			boundary = false
		case c == 0x1b:
			boundary = true
			size = max(1, ANSIEscape(text[i:]))
		case c < utf8.RuneSelf:
			boundary = true
		default:
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			for _, f := range string(fold.AppendRune(buf[:0], r)) {
				if !IsWord(f) {
					boundary = true
					continue
				}
				for _, b := range []byte(string(f)) {
					s.add(b, i, boundary)
					boundary = false
				}
			}
		}
		i += size
	}
	return s
}

func (s *Letters) add(letter byte, from int, start bool) {
	s.Bytes = append(s.Bytes, letter)
	s.From = append(s.From, int32(from))
	s.Start = append(s.Start, start)
}

// WordStart tells whether a word begins at Bytes[i]; the end of the text counts.
func (s *Letters) WordStart(i int) bool { return i >= len(s.Bytes) || s.Start[i] }

// Offset gives the byte offset in the original of Bytes[i].
func (s *Letters) Offset(i int) int {
	if i >= len(s.Bytes) {
		return len(s.Original)
	}
	return int(s.From[i])
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
