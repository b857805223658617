package index

import (
	"errors"
	"unicode"
	"unicode/utf8"

	"waptkb/index/logs"
)

// cut gives at most n bytes of s, whole runes, with an ellipsis where it cuts.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}

func isTooLarge(err error) bool { return errors.Is(err, logs.ErrTooLarge) }

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
