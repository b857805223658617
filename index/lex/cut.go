package lex

import "unicode/utf8"

// Cut gives at most n bytes of s, whole runes, with an ellipsis where it cuts.
func Cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:RuneStart(s, n)] + "…"
}

// RuneStart gives the last place up to n bytes where s can be cut without cutting a
// rune; the end of s where it is shorter.
func RuneStart[T string | []byte](s T, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}
