package index

import (
	"errors"
	"unicode/utf8"

	"waptkb/index/logs"
)

// cut gives at most n bytes of s, whole runes, with an ellipsis where it cuts.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[:runeStart(s, n)] + "…"
}

// runeStart gives the last place up to n bytes where s can be cut without cutting a
// rune; the end of s where it is shorter.
func runeStart[T string | []byte](s T, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

func isTooLarge(err error) bool { return errors.Is(err, logs.ErrTooLarge) }
