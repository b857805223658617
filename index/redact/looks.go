package redact

import (
	"strings"
	"unicode/utf8"
)

// This file tells by its looks alone what a word may be: a password, a token, a name, a
// number, a word of a language.

// looksSecret tells whether a word looks like a password rather than like a word of
// prose: letters and digits, or signs.
func looksSecret(v string) bool {
	if len(v) < 4 || isPath(v) || strings.Contains(v, "://") {
		return false
	}
	if isDate(v) {
		return false
	}
	digits, letters, signs, other := 0, 0, 0, 0
	for i := range len(v) {
		switch c := v[i]; {
		case isDigit(c):
			digits++
		case isAlnum(c) || c >= utf8.RuneSelf:
			letters++
		case strings.IndexByte("!#$%&*+=?@^~_", c) >= 0:
			if i > 0 || c == '$' || c == '!' || c == '#' {
				signs++
			}
		default:
			other++
		}
	}
	if signs == 1 && digits == 0 && strings.HasSuffix(v, "?") || signs == 1 && digits == 0 && strings.HasSuffix(v, "!") {
		return false
	}
	return digits > 0 && letters > 0 || signs > 0 && letters+digits > 2
}

// looksRandom tells whether v looks made by chance: long, letters and digits, one word.
func looksRandom(v string) bool {
	if len(v) < 8 || len(v) > window {
		return len(v) > window
	}
	digits, upper, lower := 0, 0, 0
	for i := range len(v) {
		switch c := v[i]; {
		case isDigit(c):
			digits++
		case isUpper(c):
			upper++
		case isLower(c):
			lower++
		case strings.IndexByte("_-.+/=~:%|", c) < 0:
			return false
		}
	}
	if isPath(v) || isDate(v) {
		return false
	}
	return digits > 1 && upper+lower > 1 && len(v) >= 10 || digits > 0 && upper > 1 && lower > 1 && len(v) >= 14 || upper > 1 && lower > 1 && len(v) >= 20
}

// madeUp tells whether a word looks like a password and like nothing else: letters with
// a sign among them, or letters, digits and a sign.
func madeUp(text string) bool {
	if len(text) < 6 || strings.Contains(text, "@") && strings.Contains(text, ".") {
		return false
	}
	letters, digits, signs, inner := 0, 0, 0, 0
	for i, r := range text {
		switch {
		case r == '€' || r == '£' || r == '§' || r < 0x80 && (strings.IndexByte("!#$&*?+^", byte(r)) >= 0 || r == '%' && !(isHex(at(text, i+1)) && isHex(at(text, i+2)))):
			signs++
			if i > 0 && isWordRuneAt(text, i-1) && letterAt(text, i+len(string(r))) > 0 && r != '+' {
				inner++
			}
		case r < 0x80 && isDigit(byte(r)):
			digits++
		case isWordRune(r):
			letters++
		case r != '-' && r != '_' && r != '.' && r != '~' && r != '%' && r != '@' && r != '\'':
			return false
		}
	}
	if last := text[len(text)-1]; signs == 1 && inner == 0 && (last == '?' || last == '*' || last == '$') {
		return false
	}
	return letters > 1 && (inner > 0 || signs > 0 && digits > 0) && !strings.Contains(text, "&&") && !strings.Contains(text, "++")
}

func isWordRuneAt(s string, i int) bool { return s[i] >= 0x80 || isAlnum(s[i]) }

// mixed tells whether a word has letters and digits, as names of versions, machines and
// products seldom have them.
func mixed(text string) bool {
	digits, letters := 0, 0
	for i := range len(text) {
		if c := text[i]; isDigit(c) {
			digits++
		} else if isAlnum(c) || c >= 0x80 {
			letters++
		}
	}
	if digits < 2 || letters < 2 || isPath(text) {
		return false
	}
	low := strings.ToLower(text)
	for _, product := range []string{"windows", "win1", "win7", "win8", "win3", "win6", "office", "sha", "md5", "wpa", "utf", "tls", "ssl", "ipv", "kb", "python", "debian", "ubuntu", "server", "exchange", "aes", "rsa", "x5", "tis-", "0x", "v1", "v2", "v3"} {
		if strings.HasPrefix(low, product) {
			return false
		}
	}
	return true
}

// oneDigit tells whether text is a word with a digit in it: vnc4dm1n.
func oneDigit(text string) bool {
	return len(text) >= 6 && run(text, 0, len(text), isAlnum) == len(text) && looksSecret(text) && !looksLikeName(text)
}

// looksTyped tells whether a word of letters and digits is long and in both cases.
func looksTyped(text string) bool {
	return len(text) >= 8 && len(text) < 64 && oneDigit(text) && isMixedCase(text)
}

// isMixedCase tells whether a text has capitals and small letters.
func isMixedCase(text string) bool {
	return strings.ToLower(text) != text && strings.ToUpper(text) != text
}

// wordy tells whether text is two words or more that nothing is known of, joined as no
// language joins them: lapin-garou, Menthe.verte.
func wordy(text string) bool {
	if isPath(text) || len(text) > maxWord {
		return false
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '.' || r == '_' })
	for _, p := range parts {
		if len(p) < 4 || lookInflected(p) != nil || isParticiple(p) {
			return false
		}
	}
	return len(parts) > 1
}

// isParticiple tells whether a word ends as participles do.
func isParticiple(text string) bool {
	for _, end := range []string{"é", "ée", "és", "ées", "ed", "ing", "able", "ible"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return false
}

// looksAdjective tells whether a word in lower case ends as adjectives and participles
// do: what is said of a password rather than what it is.
func looksAdjective(text string) bool {
	for i := range len(text) {
		if c := text[i]; isUpper(c) || isDigit(c) {
			return false
		}
	}
	if strings.ContainsAny(text, "'’") {
		return true
	}
	for _, end := range []string{"é", "ée", "és", "ées", "ed", "ing", "able", "ible", "ables", "ibles", "ent", "ente", "ant", "ante", "oire", "oires", "ory", "if", "ive", "ifs", "ives", "eux", "euse", "al", "ale", "el", "elle", "ful", "less", "ous", "ly", "ic", "ique", "it", "ite", "is", "ise", "u", "ue", "us", "ues", "i", "ie", "aire", "et", "ète", "onnu", "er", "ir", "lost", "ert"} {
		if strings.HasSuffix(text, end) {
			return true
		}
	}
	return false
}

// looksLikeName tells whether a word ends with a few digits as names of machines and
// accounts do: srv-ad1, poste-012.
func looksLikeName(text string) bool {
	end := len(text)
	for end > 0 && isDigit(text[end-1]) {
		end--
	}
	return len(text)-end <= 3 && run(text, 0, end, func(c byte) bool { return isUpper(c) || isLower(c) || c == '-' || c == '_' || c == '.' }) == end
}

// isUUID tells whether a word is a UUID, as machines have one.
func isUUID(text string) bool {
	return len(text) == 36 && text[8] == '-' && text[13] == '-' && run(text, 0, 36, func(c byte) bool { return isHex(c) || c == '-' }) == 36
}

// isGroups tells whether a word is made of groups of capitals and digits of the same
// length, as keys of licences are.
func isGroups(text string) bool {
	groups := strings.Split(text, "-")
	if len(groups) < 4 || len(groups) > 10 {
		return false
	}
	for _, g := range groups {
		if n := len(g); n < 4 || n > 6 || n != len(groups[0]) || run(g, 0, n, isUpperDigit) != n {
			return false
		}
	}
	return strings.ContainsAny(text, "0123456789")
}

// isDate tells whether v is made of digits and what stands in dates, times, versions.
func isDate(v string) bool {
	return run(v, 0, len(v), func(c byte) bool { return isDigit(c) || strings.IndexByte("-/:.,hT()", c) >= 0 }) == len(v)
}

// isPlainNumber tells whether text is a small number or a version.
func isPlainNumber(text string) bool {
	return allDigits(text) && len(text) < 4 || strings.Contains(text, ".") && len(text) < 12 && run(text, 0, len(text), func(c byte) bool { return isDigit(c) || c == '.' }) == len(text)
}
