package redact

import (
	"slices"
	"strings"
	"unicode/utf8"

	"waptkb/content/lazy"
)

// This file tells by its looks alone what a word may be: a password, a name, a number.

// makeup counts digits, capitals, small letters and bytes of other letters of a word.
type makeup struct{ digits, upper, lower, wide int }

func makeupOf(v string) (m makeup) {
	for i := range len(v) {
		switch c := v[i]; {
		case isDigit(c):
			m.digits++
		case isUpper(c):
			m.upper++
		case isLower(c):
			m.lower++
		case c >= utf8.RuneSelf:
			m.wide++
		}
	}
	return m
}

func (m makeup) letters() int { return m.upper + m.lower + m.wide }

// looksSecret tells whether a word has letters and digits, or signs, as passwords do.
func looksSecret(v string) bool {
	if len(v) < 4 || strings.Contains(v, "://") {
		return false
	}
	signs := 0
	for i := range len(v) {
		if strings.IndexByte("!#$", v[i]) >= 0 || i > 0 && strings.IndexByte("%&*+=?@^~_", v[i]) >= 0 {
			signs++
		}
	}
	m, last := makeupOf(v), v[len(v)-1]
	if signs == 1 && m.digits == 0 && (last == '?' || last == '!') {
		return false
	}
	return (m.digits > 0 && m.letters() > 0 || signs > 0 && m.letters()+m.digits > 2) && !isDate(v) && !isPath(v)
}

// looksRandom tells whether v looks made by chance: long, letters and digits, one word.
func looksRandom(v string) bool {
	if len(v) < 10 || len(v) > window {
		return len(v) > window
	}
	if run(v, 0, len(v), func(c byte) bool { return isAlnum(c) || strings.IndexByte("_-.+/=~:%|", c) >= 0 }) < len(v) || isPath(v) || isDate(v) {
		return false
	}
	m := makeupOf(v)
	isMixed := m.upper > 1 && m.lower > 1
	return m.digits > 1 && m.letters() > 1 || m.digits > 0 && isMixed && len(v) >= 14 || isMixed && len(v) >= 20
}

// madeUp tells whether a word looks like a password and like nothing else.
func madeUp(text string) bool {
	if len(text) < 6 || strings.Contains(text, "@") && strings.Contains(text, ".") {
		return false
	}
	letters, digits, signs, inner := 0, 0, 0, 0
	for i, r := range text {
		switch {
		case r == '€' || r == '£' || r == '§' || r < 0x80 && (strings.IndexByte("!#$&*?+^", byte(r)) >= 0 || r == '%' && !(isHex(at(text, i+1)) && isHex(at(text, i+2)))):
			signs++
			if i > 0 && (text[i-1] >= utf8.RuneSelf || isAlnum(text[i-1])) && letterAt(text, i+len(string(r))) > 0 && r != '+' {
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

// mixed tells whether a word has letters and digits, as names of products seldom have.
func mixed(text string) bool {
	m := makeupOf(text)
	return m.digits > 1 && m.letters() > 1 && !isPath(text) && !product().MatchString(text)
}

// product is how names of products and algorithms begin that have digits.
var product = lazy.Regexp(`(?i)\A(?:windows|win[13678]|office|sha|md5|wpa|utf|tls|ssl|ipv|kb|python|debian|ubuntu|server|exchange|aes|rsa|x5|tis-|0x|v[123])`)

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

// wordy tells whether text is unknown words joined as no language does: lapin-garou.
func wordy(text string) bool {
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '-' || r == '.' || r == '_' })
	for _, p := range parts {
		if len(p) < 4 || lookInflected(p) != nil || endsAs(p, participles) {
			return false
		}
	}
	return len(parts) > 1
}

// How participles, and what is said of a password, end.
var (
	participles = strings.Fields("é ée és ées ed ing able ible")
	adjectives  = strings.Fields("é ée és ées ed ing able ables ible ibles ent ente ant ante oire oires ory if ifs ive ives eux euse al ale el elle ful less ous " +
		"ly ic ique it ite is ise u ue us ues i ie aire et ète onnu er ir lost ert")
)

func endsAs(word string, endings []string) bool {
	return slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(word, e) })
}

// looksAdjective tells whether a word ends as what is said of a password does.
func looksAdjective(text string) bool {
	m := makeupOf(text)
	return m.upper+m.digits == 0 && (strings.ContainsAny(text, "'’") || endsAs(text, adjectives))
}

// What is said of a word by an expression for all of it.
var (
	// isDate is made of digits and of what stands in dates, times, versions.
	isDate = lazy.Matcher(`\A[\d/:.,hT()-]*\z`)
	// isPlainNumber is a small number or a version.
	isPlainNumber = lazy.Matcher(`\A(?:\d{0,3}|\d{0,10}\.[\d.]{0,10})\z`)
	// looksLikeName ends with a few digits as names of machines and accounts do: srv-ad1.
	looksLikeName = lazy.Matcher(`\A[A-Za-z_.-]*\d{0,3}\z`)
	// isGroups is made of groups of the same length, as keys of licences are.
	isGroups = lazy.Matcher(`\A(?:[A-Z\d]{4}(?:-[A-Z\d]{4}){3,}|[A-Z\d]{5}(?:-[A-Z\d]{5}){3,}|[A-Z\d]{6}(?:-[A-Z\d]{6}){3,})\z`)
	// isUUID is the name of a machine, or of a package.
	isUUID = lazy.Matcher(`\A[[:xdigit:]]{8}-[[:xdigit:]]{4}-[[:xdigit:]-]{22}\z`)
)
