package match

import (
	"unicode"
	"unicode/utf8"

	"waptkb/content/fold"
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
		c := text[i]
		if c < utf8.RuneSelf {
			switch {
			case 'a' <= c && c <= 'z', '0' <= c && c <= '9':
			case 'A' <= c && c <= 'Z':
				c += 'a' - 'A'
			case c == 0x1b:
				boundary = true
				i += max(1, ansiEscape(text[i:]))
				continue
			default:
				boundary = true
				i++
				continue
			}
			s.letters = append(s.letters, c)
			s.from = append(s.from, int32(i))
			s.start = append(s.start, boundary)
			boundary = false
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		folded := fold.AppendRune(buf[:0], r)
		for _, f := range string(folded) {
			if !unicode.IsLetter(f) && !unicode.IsDigit(f) {
				boundary = true
				continue
			}
			for _, b := range []byte(string(f)) {
				s.letters = append(s.letters, b)
				s.from = append(s.from, int32(i))
				s.start = append(s.start, boundary)
				boundary = false
			}
		}
		i += size
	}
	return s
}

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
