// Package fold gives the one notion of "the same letters" that slugs, analyzers
// and template matching share: case, accents, ligatures, and the many shapes of
// quotes, dashes and spaces do not distinguish two texts.
//
// Folding works on compatibility-decomposed runes, so precomposed and decomposed
// accents, full-width letters and ligatures fold alike:
//
//	É é e    → e      œ Œ → oe      ß → ss      ﬁ → fi
//	’ ‘ ʼ ` → '      “ ” « » → "     – — ‑ − → -     nbsp, tab → space
//
// Folded text is at most [MaxGrowth] times as long as the text: the few runes that
// stand for whole words, such as U+FDFA (18 letters in one rune), stay as they are.
package fold

import (
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// String folds s. ASCII text without capitals is returned as it is.
func String(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || c == '`' || c == '\t' {
			return string(AppendString(make([]byte, 0, len(s)), s))
		}
	}
	return s
}

// AppendString appends the folded s to dst.
func AppendString(dst []byte, s string) []byte {
	for _, r := range s {
		dst = AppendRune(dst, r)
	}
	return dst
}

// AppendRune appends the folded form of one rune, zero or more bytes, to dst.
// A combining mark folds to nothing.
func AppendRune(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		return appendASCII(dst, byte(r))
	}
	if r < latinEnd {
		to := latin[r].Load()
		if to == nil {
			form := string(appendDecomposed(nil, r))
			to = &form
			latin[r].Store(to)
		}
		return append(dst, *to...)
	}
	return appendDecomposed(dst, r)
}

func appendASCII(dst []byte, c byte) []byte {
	switch {
	case 'A' <= c && c <= 'Z':
		c += 'a' - 'A'
	case c == '`':
		c = '\''
	case c == '\t':
		c = ' '
	}
	return append(dst, c)
}

// latinEnd is behind the letters of European languages, which nearly all texts are made of.
const latinEnd = 0x180

// latin keeps their folded forms once they were met.
var latin [latinEnd]atomic.Pointer[string]

// MaxGrowth bounds how much longer than a text, in bytes, its folded form is.
const MaxGrowth = 3

// appendDecomposed folds a rune that is not ASCII, and each that it decomposes to.
func appendDecomposed(dst []byte, r rune) []byte {
	if out, ok := appendKnown(dst, r); ok {
		return out
	}
	most := len(dst) + MaxGrowth*utf8.RuneLen(r)
	begin := len(dst)
	var buf [utf8.UTFMax]byte
	encoded := buf[:utf8.EncodeRune(buf[:], r)]
	decomposed := norm.NFKD.Properties(encoded).Decomposition()
	switch {
	case decomposed != nil:
	case isHangul(r): // which is decomposed by rule
		decomposed = norm.NFKD.Bytes(encoded)
	default:
		decomposed = encoded
	}
	for len(decomposed) > 0 {
		d, size := utf8.DecodeRune(decomposed)
		decomposed = decomposed[size:]
		out, ok := appendKnown(dst, d)
		if !ok {
			out = utf8.AppendRune(dst, unicode.ToLower(d))
		}
		if dst = out; len(dst) > most {
			return utf8.AppendRune(dst[:begin], r)
		}
	}
	return dst
}

// appendKnown folds a rune that is not decomposed.
func appendKnown(dst []byte, r rune) (out []byte, ok bool) {
	to, isSpecial := special(r)
	switch {
	case r < utf8.RuneSelf:
		return appendASCII(dst, byte(r)), true
	case isSpecial:
		return append(dst, to...), true
	case unicode.IsSpace(r):
		return append(dst, ' '), true
	}
	return dst, unicode.Is(unicode.Mn, r)
}

func isHangul(r rune) bool { return 0xac00 <= r && r <= 0xd7a3 }

// special gives what Unicode does not decompose the way readers type it.
func special(r rune) (to string, ok bool) {
	switch r {
	case 'œ', 'Œ':
		return "oe", true
	case 'æ', 'Æ':
		return "ae", true
	case 'ß', 'ẞ':
		return "ss", true
	case 'ø', 'Ø':
		return "o", true
	case 'ł', 'Ł':
		return "l", true
	case 'ı':
		return "i", true
	case '’', '‘', 'ʼ', '‛', '´', '′':
		return "'", true
	case '“', '”', '„', '‟', '«', '»', '″':
		return `"`, true
	case '‐', '‑', '‒', '–', '—', '―', '−':
		return "-", true
	case '\u200b', '\u200c', '\u200d', '\ufeff', '\u00ad':
		return "", true
	}
	return "", false
}

// Slug makes a stable name for URLs and anchors from a heading: folded letters
// and digits, everything else one hyphen. It is empty when s has neither.
func Slug(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range String(s) {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			if gap && b.Len() > 0 {
				b.WriteByte('-')
			}
			gap = false
			b.WriteRune(r)
		} else {
			gap = true
		}
	}
	return b.String()
}
