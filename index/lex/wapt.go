package lex

import (
	"math/bits"
	"slices"
	"strings"
)

// This file tells texts about WAPT from others.

// waptWords speak of WAPT and nothing else; the text is in lower case. They are at most
// 16, of four bytes at least; see waptLetters.
var waptWords = []string{
	"wapt", "tranquil", "setuphelpers", "install_msi_if_needed", "install_exe_if_needed", "uninstall key", "uninstallkey", "pyscripter", "superadmin",
	" tis-", "/tis-", "\ntis-", "'tis-", "\"tis-", "\\tis-", "[tis-",
}

// maxWAPTWord is the length of the longest of waptWords, in bytes.
const maxWAPTWord = 24

// maxContext bounds the text that is searched for words of WAPT and for codes, in bytes.
const maxContext = 64 << 10

// speaksOfWAPT tells whether a text is about WAPT.
func speaksOfWAPT(text string) bool {
	text = " " + strings.ToLower(text[:min(len(text), maxContext)])
	return slices.ContainsFunc(waptWords, func(w string) bool { return strings.Contains(text, w) })
}

// Watch tells whether pieces of a stream, given in their order, speak of WAPT: the
// lines around hits. The lines around hits
// that stand close together are mostly the same: they are searched once.
type Watch struct {
	from, to int // the part of the stream that was searched
	last     int // where its last word of WAPT begins; before from when there is none
}

// NewWatch watches a stream from its beginning.
func NewWatch() Watch { return Watch{last: -1} }

// Speaks tells whether text, which begins at from in the stream, speaks of WAPT.
func (w *Watch) Speaks(text string, from int) bool {
	to := from + len(text)
	if from < w.from || from > w.to || w.last >= to { // the last word does not tell
		*w = Watch{from: from, to: from, last: -1}
	}
	if w.to < to {
		begin := max(from, w.to-maxWAPTWord)
		if at := lastWAPTWord(text[begin-from:], begin == from); at >= 0 {
			w.last = begin + at
		}
		w.to = to
	}
	return w.last >= from
}

// lastWAPTWord gives the place of the last word of WAPT in a text, or -1; whole tells
// that the text begins with a line.
func lastWAPTWord(text string, whole bool) int {
	for i := len(text) - 4; i >= 0; i-- {
		may := waptLetters[0][text[i]] & waptLetters[1][text[i+1]] & waptLetters[2][text[i+2]] & waptLetters[3][text[i+3]]
		for ; may != 0; may &= may - 1 {
			if beginsWith(text[i:], waptWords[bits.TrailingZeros16(may)]) {
				return i
			}
		}
	}
	if whole && beginsWith(text, "tis-") {
		return 0
	}
	return -1
}

// waptLetters tells which of waptWords, a bit each, have a byte of a text as their
// first, second, third and fourth.
var waptLetters = func() (letters [4][256]uint16) {
	for n, w := range waptWords {
		for i := range letters {
			letters[i][w[i]] |= 1 << n
			if 'a' <= w[i] && w[i] <= 'z' {
				letters[i][w[i]+'A'-'a'] |= 1 << n
			}
		}
	}
	return letters
}()

// beginsWith tells whether a text begins with a word, whatever the case of ASCII.
func beginsWith(text, word string) bool {
	if len(text) < len(word) {
		return false
	}
	for i := range len(word) {
		c := text[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != word[i] {
			return false
		}
	}
	return true
}
