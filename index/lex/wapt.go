package lex

import (
	"slices"
	"strings"
)

// This file tells texts about WAPT from others.

// waptWords speak of WAPT and nothing else; the text is in lower case.
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
	text = lowerASCII(text) // which leaves places alone
	last := -1
	for _, w := range waptWords {
		last = max(last, strings.LastIndex(text, w))
		if whole && w[0] == ' ' && strings.HasPrefix(text, w[1:]) {
			last = max(last, 0)
		}
	}
	return last
}

// lowerASCII gives a text with its ASCII capitals small.
func lowerASCII(text string) string {
	b := []byte(text)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
