package lex

import (
	"unicode"
	"unicode/utf8"

	"waptkb/content/fold"
)

// Word is a folded word of a text and its byte range there.
type Word struct {
	Text       string
	Start, End int
	EndsLine   bool // it is the last of its line
}

// Words splits text into folded words: runs of letters and digits.
func Words(text string) []Word {
	out := make([]Word, 0, len(text)/6+1)
	folded := make([]byte, 0, len(text)) // of all words, one behind the other
	ends := make([]int, 0, cap(out))     // of each word in folded
	begin := 0                           // in folded, of the word that is being read
	start := -1                          // of it in text
	flush := func(end int) {
		if start >= 0 && len(folded) > begin {
			out = append(out, Word{Start: start, End: end})
			ends = append(ends, len(folded))
		}
		start, begin = -1, len(folded)
	}
	for i, r := range text {
		if IsWord(r) || start >= 0 && unicode.Is(unicode.Mn, r) {
			if start < 0 {
				start = i
			}
			folded = fold.AppendRune(folded, r)
			continue
		}
		if start >= 0 {
			flush(i)
		}
		if r == '\n' && len(out) > 0 {
			out[len(out)-1].EndsLine = true
		}
	}
	flush(len(text))
	if len(out) > 0 {
		out[len(out)-1].EndsLine = true
	}
	all, begin := string(folded), 0
	for i := range out {
		out[i].Text, begin = all[begin:ends[i]], ends[i]
	}
	return out
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
