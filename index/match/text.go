package match

import (
	"unicode/utf8"

	"waptkb/content/fold"
	"waptkb/index/lex"
)

// squeezed is a text reduced to its folded letters and digits, with the way back
// to the original. Matching on it ignores case, accents, quotes, dashes, spaces
// and line breaks, also a line break that a terminal put inside a word.
type squeezed struct {
	original string
	letters  []byte
	from     []int32 // letters[i] comes from the rune at original[from[i]]
	start    []bool  // letters[i] begins a word: what stands before it is no letter or digit
}

// ansiEscape skips a terminal escape sequence at the start of s and gives its length.
func ansiEscape[T string | []byte](s T) int {
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

func squeeze(text string) *squeezed {
	s := &squeezed{
		original: text,
		letters:  make([]byte, 0, len(text)),
		from:     make([]int32, 0, len(text)),
		start:    make([]bool, 0, len(text)),
	}
	boundary := true
	var buf [16]byte
	for i := 0; i < len(text); {
		c, size := text[i], 1
		switch {
		case lex.IsASCIIWord(c):
			s.add(asciiLower(c), i, boundary)
			boundary = false
		case c == 0x1b:
			boundary = true
			size = max(1, ansiEscape(text[i:]))
		case c < utf8.RuneSelf:
			boundary = true
		default:
			var r rune
			r, size = utf8.DecodeRuneInString(text[i:])
			for _, f := range string(fold.AppendRune(buf[:0], r)) {
				if !lex.IsWord(f) {
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

func (s *squeezed) add(letter byte, from int, start bool) {
	s.letters = append(s.letters, letter)
	s.from = append(s.from, int32(from))
	s.start = append(s.start, start)
}

// asciiLower gives a letter or digit of ASCII as a small letter, and another byte as
// any.
func asciiLower(c byte) byte { return c | 0x20 }

// wordStart tells whether a word begins at letters[i]; the end of the text counts.
func (s *squeezed) wordStart(i int) bool { return i >= len(s.letters) || s.start[i] }

// offset gives the byte offset in the original of letters[i].
func (s *squeezed) offset(i int) int {
	if i >= len(s.letters) {
		return len(s.original)
	}
	return int(s.from[i])
}

// after gives the byte offset just behind letters[i-1].
func (s *squeezed) after(i int) int {
	if i == 0 {
		return 0
	}
	at := int(s.from[i-1])
	_, size := utf8.DecodeRuneInString(s.original[at:])
	return at + size
}

func squeezeString(s string) string { return string(squeeze(s).letters) }
