package redact

import (
	"strings"

	"waptkb/content/lazy"
)

// prose looks for a secret that a sentence tells behind its name: mot de passe du
// compte bob est « X », mdp X, password for bob: X.
func (f *finder) prose(st strength, begin, end int) {
	if st < plainKey || f.isPartOfName(end) {
		return
	}
	s := f.s
	i := skipSpace(s, end)
	if i == end && !(at(s, i) == '\'' || at(s, i) == '"') {
		return
	}
	if st >= strong || f.loginEnd >= 0 && f.loginEnd < begin {
		if at(s, i) == '[' && quoteAt(s, i+1) != nil {
			f.items(i + 1)
			return
		}
		if v := f.valueAt(i); v.quoted && i > end {
			f.told(st, v, true)
			return
		}
		if f.direct(begin, end, i) {
			return
		}
	}
	f.clause(st, begin, i)
}

func (f *finder) isPartOfName(end int) bool {
	c := at(f.s, end)
	return (c == '_' || c == '-' || c == '.' || c == '/' || c == '\\') && letterAt(f.s, end+1) > 0
}

// told masks a value that a sentence tells, unless it speaks about a password. It is sure
// to be one, or must look like one.
func (f *finder) told(st strength, v value, sure bool) bool {
	text := f.text(v)
	if !sure && !looksSecret(text) || isSentence(text) || strings.Trim(text, "|-_/\\.:,;<>=+*()[]{}") == "" {
		return false
	}
	if !v.quoted && (text[0] == '-' || text[len(text)-1] == '=' || lookWord(text).is(login)) {
		return false
	}
	if isProse(text) && !(v.quoted && strings.Contains(text, " ")) && !(st == sentence && manyWords(text)) {
		return false
	}
	return f.take(v, kindProse)
}

// direct masks X of mdp X, of login bob password X, and of a line "bindpw X".
func (f *finder) direct(begin, end, i int) bool {
	s := f.s
	v := f.proseValue(i)
	text := f.text(v)
	if w := lookWord(text); text == "" || v.quoted || w.is(copula|filler|system) {
		return false
	}
	ends, goesOn, next := f.clauseEnds(v.end), f.goesOn(v.end), f.proseValue(skipSpace(s, v.after))
	switch {
	case len(text) == 1 && isDigit(text[0]) && f.clauseEnds(next.end): // password 7 0822455D0A16
		return f.told(strong, next, false)
	case f.isDirective(begin, end) && ends && !strings.Contains(text, ":"):
		return f.told(strong, v, f.lowerName(begin, end))
	case text[0] == '(':
		return false
	case allDigits(text) && (len(text) >= 6 || len(text) >= 4 && strings.Contains(strings.ToLower(s[begin:end]), "code")):
		return f.told(strong, v, true)
	case f.loginEnd >= 0 && begin-f.loginEnd < 64 && begin > f.loginEnd+1:
		return f.told(strong, v, ends || isUpper(text[0]) && goesOn)
	case ends && isUpper(text[0]) && strings.HasSuffix(s[:begin], "/ "), // accueil / mdp X
		ends && camel().MatchString(text) && lookWord(text) == nil && run(text, 0, len(text), isAlnum) == len(text),
		(ends || goesOn) && wordy(text),
		!lookWord(s[begin:end]).is(common) && lookWord(s[begin:end]) != nil && f.lowerName(begin, end) && f.stateFollows(v.end): // bindpw X rejected
		return f.told(strong, v, true)
	case ends || goesOn && looksSecret(text):
		return f.told(strong, v, isUpper(text[0]) && supplied().MatchString(s[max(f.lineStart, begin-9):begin]))
	}
	return false
}

// wordAt is the word behind the white space at s[i:], and whether it ends as words do.
func (f *finder) wordAt(i int) (string, bool) {
	i = skipSpace(f.s, i)
	return firstWord(f.s[min(i, len(f.s)):min(len(f.s), i+maxWord)])
}

// stateFollows tells whether a word follows that says what became of a value: rejected.
func (f *finder) stateFollows(i int) bool {
	text, _ := f.wordAt(i)
	return lookInflected(text).is(state)
}

// goesOn tells whether a sentence goes on behind a value with a word that joins.
func (f *finder) goesOn(i int) bool {
	text, whole := f.wordAt(i)
	return whole && lookWord(text).is(filler)
}

func (f *finder) clauseOrFiller(i int) bool { return f.clauseEnds(i) || f.goesOn(i) }

// supplied is before a name that follows with or avec.
var supplied = lazy.Regexp(`(?:with|avec) (?:the |le )?\z`)

// account masks X of admin / X and ("admin", "X"), where it looks like a password.
func account(f *finder, begin, end int) {
	s, i, quoted := f.s, end, false
	if isQuoteByte(at(s, i)) && at(s, begin-1) == s[i] {
		i, quoted = i+1, true
	}
	i = skipSpace(s, i)
	sign := at(s, i)
	v := f.proseValue(skipSpace(s, i+1))
	text := f.text(v)
	if text == "" || len(text) > 64 {
		return
	}
	switch {
	case sign == '/' && at(s, begin-1) != '/' && at(s, begin-1) != '\\', sign == ',' && quoted, sign == '%':
	case sign == ':':
		if host := strings.LastIndexByte(text, '@'); host > 0 && isHost(text[host+1:]) && strings.Contains(text[host:], ".") && looksSecret(text[:host]) { // root:X@host
			v.end = v.begin + host
			f.take(v, kindURL)
			return
		}
		if !madeUp(text) {
			return
		}
	default:
		return
	}
	if looksSecret(text) && !strings.ContainsAny(text, `/\:=`) && text[0] != '.' && (isUpper(text[0]) || !looksLikeName(text)) {
		f.take(v, kindProse)
	}
}

// passe masks X of "utilisateur bob, passe X".
func passe(f *finder, begin, end int) {
	i := skipSpace(f.s, end)
	kind, n := separatorAt(f.s, i)
	if n > 0 {
		i = skipSpace(f.s, i+n)
	} else if f.loginEnd < 0 || begin-f.loginEnd > 48 {
		return
	}
	if i == end {
		return
	}
	v := f.proseValue(i)
	if text := f.text(v); kind == '=' || looksSecret(text) && (f.clauseOrFiller(v.end) || f.stateFollows(v.end)) {
		f.told(strong, v, true)
	}
}

// lowerName tells whether the name is written as configuration writes it.
func (f *finder) lowerName(begin, end int) bool {
	name := f.s[begin:end]
	return strings.ToLower(name) == name && !strings.Contains(name, " ")
}

// proseValue reads a value in a sentence, without the full stop or comma behind it.
func (f *finder) proseValue(i int) value {
	v := f.valueAt(i)
	if v.quoted || v.end-v.begin > window {
		return v
	}
	v.end = v.begin + len(strings.TrimRight(f.text(v), ".,;:?)"))
	return v
}

// clauseEnds tells whether nothing of the clause follows at s[i:].
func (f *finder) clauseEnds(i int) bool {
	i = skipSpace(f.s, i)
	if c := at(f.s, i); c == '"' || c == '\'' {
		return spaceAt(f.s, i-1) == 0
	}
	rest := f.s[min(i, len(f.s)):]
	return rest == "" || strings.IndexByte("\n\r.,;!?)]}(<", rest[0]) >= 0 || strings.HasPrefix(rest, `\n`) || strings.HasPrefix(rest, "»") || strings.HasPrefix(rest, "”")
}

// maxClause is how many words of a clause are read between a name and its value.
const maxClause = 10

// clause reads the words behind a name, until one says that the value comes.
func (f *finder) clause(st strength, begin, i int) {
	s := f.s
	strict := false // a word that may change what is spoken of: the value must look like a secret
	prev := ""
	for n := 0; n < maxClause; n++ {
		i = skipSpace(s, i)
		if i >= len(s) || i > begin+300 {
			return
		}
		if kind, size := separatorAt(s, i); size > 0 && n > 0 && kind != '%' {
			if kind != '=' || spaceAt(s, i-1) > 0 {
				f.toldBehind(st, skipSpace(s, i+size), false, strict)
			}
			return
		}
		if s[i] == '(' || quoteAt(s, i) != nil {
			v, after := f.aside(i)
			isAside := s[i] == '(' && looksSecret(f.text(v)) || s[i] != '(' && f.stateFollows(after) && !lookWord(prev).is(login)
			if after <= i || after > i+64 || st >= strong && isAside && f.told(st, v, true) {
				return
			}
			i = after
			continue
		}
		text := s[i:run(s, i, 64, func(c byte) bool { return strings.IndexByte(" \n\r\t:=,\"(", c) < 0 })]
		if text == "" || text[0] == '-' || strings.IndexByte(".,;!?)", text[len(text)-1]) >= 0 {
			return
		}
		text = strings.FieldsFunc(text, func(r rune) bool { return r == '\u00a0' || r == '\u202f' })[0]
		next := skipSpace(s, i+len(text))
		low := strings.ToLower(text)
		w := lookWord(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(low, "l'"), "d'"), "l’"))
		switch {
		case w.is(copula), low == "c'est", low == "c’est":
			if at(s, next) == ':' && spaceAt(s, next+1) > 0 { // the password is: two words
				f.toldBehind(st, skipSpace(s, next+1), false, strict)
			} else {
				f.toldBehind(st, f.adverbs(next), true, strict)
			}
			return
		case w.is(giver) && st >= strong && !f.negated(begin):
			v := f.proseValue(next)
			looks := looksSecret(f.text(v)) || wordy(f.text(v))
			if (v.quoted && !lookWord(prev).is(reach) || looks && f.clauseOrFiller(v.end)) && f.told(st, v, true) {
				return
			}
		case w.is(state) && !w.is(suffix|login|neutral):
			by, _ := f.wordAt(next)
			if by != "par" && by != "by" {
				return
			}
			strict, next = true, next+len(by)
		}
		if n == 0 && !w.is(filler|suffix|login|neutral) && !namesThing(text) {
			strict = true
		}
		i, prev = next, text
	}
}

// aside reads what is in brackets or quotes at i, and the place behind it, or 0. In
// brackets it is one word, or nothing.
func (f *finder) aside(i int) (value, int) {
	v, after := f.proseValue(i+1), i+strings.IndexByte(f.near(i, 64), ')')+1
	switch {
	case f.s[i] != '(':
		v = f.valueAt(i)
		return v, v.after
	case v.after != after-1:
		v.end = v.begin
	}
	return v, after
}

// negated tells whether the sentence denies what it names: no password, sans mot de passe.
func (f *finder) negated(begin int) bool {
	return containsWord(f.s[max(f.lineStart, begin-24):begin], func(w *word) bool { return w.is(denial) })
}

// namesThing tells whether a word is a name rather than a word of the language.
func namesThing(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r < 0x80 && (isUpper(byte(r)) || isDigit(byte(r))) || r == '_' || r == '\\' || r == '@'
	})
}

// adverbs skips words such as now and donc, and a colon, before a value.
func (f *finder) adverbs(i int) int {
	s := f.s
	for range 3 {
		text, whole := f.wordAt(i)
		w := lookWord(text)
		next := skipSpace(s, i+len(text))
		switch {
		case whole && w.is(adverb):
			i = next
			continue
		case whole && w.is(article): // only where a value follows, or a word that says that it does
			if leading, _ := f.wordAt(next); lookWord(leading).is(leader) || looksSecret(f.text(f.proseValue(next))) || quoteAt(s, next) != nil {
				i = next
				continue
			}
		case whole && w.is(setter):
			given, ok := f.wordAt(next)
			if !ok || !lookWord(given).is(giver) {
				return i
			}
			i = skipSpace(s, next+len(given))
			continue
		}
		if kind, n := separatorAt(s, i); n > 0 && kind == ':' {
			i = skipSpace(s, i+n)
			continue
		}
		break
	}
	return i
}

// toldBehind masks the value that a clause tells at i, behind a copula or a colon.
func (f *finder) toldBehind(st strength, i int, copula, strict bool) {
	v := f.proseValue(i)
	if at(f.s, i) == '\n' || v.begin >= v.end || v.end-v.begin > window {
		return
	}
	if st == sentence && !v.quoted {
		v = f.restOfSentence(v)
	}
	text, ends := f.text(v), f.clauseEnds(v.end)
	isNumber := allDigits(strings.ReplaceAll(text, "-", "")) && len(text) > 4
	switch {
	case strict && (v.quoted || !ends || !looksSecret(text) && !isNumber):
	case strict, v.quoted:
		f.told(st, v, true)
	case st >= strong && !copula && !ends:
		f.toldWords(st, v)
	case looksSecret(text), copula && ends && isNumber && len(text) > 5,
		st >= strong && ends && (!copula || !looksAdjective(text)) && !isPlainNumber(text),
		st >= strong && wordy(text) && f.goesOn(v.end):
		f.told(st, v, true)
	}
}

// toldWords masks a few words that end a line behind a colon and speak of no password.
func (f *finder) toldWords(st strength, v value) {
	rest := f.restOfLine(v)
	text := f.text(rest)
	if hasMoreWords(text, 6) || containsWord(text, speaks) || f.goesOn(rest.begin) || !f.told(st, rest, true) {
		f.told(st, v, false)
	}
}

// restOfSentence extends a value to the end of the sentence.
func (f *finder) restOfSentence(v value) value {
	text := f.s[v.begin:min(f.endOfLine(v.end), v.end+200)]
	if k := strings.IndexAny(text, ".,;\"("); k > 0 {
		text = text[:k]
	}
	v.end = max(v.end, v.begin+len(strings.TrimRight(text, " \t\r")))
	v.after = v.end
	return v
}

// pair masks X of identifiants bob / X, of login: bob / X.
func pair(f *finder, begin, end int) {
	s := f.s
	i := f.behindSeparator(end)
	if i == end {
		return
	}
	for range 3 {
		v := f.valueAt(i)
		user := f.text(v)
		if user == "" || len(user) > 80 {
			return
		}
		if k := strings.IndexAny(user, ":%"); k > 0 && lookWord(user[:k]) == nil && looksSecret(user[k+1:]) && !neverSecret(user[k+1:]) {
			f.add(v.begin+k+1, v.end, kindProse)
			return
		}
		if k := strings.IndexByte(user, '/'); k > 0 && !v.quoted && strings.Count(user, "/") == 1 {
			secret := user[k+1:]
			named := lookWord(s[begin:end]).is(creds) && len(secret) > 4 && isUpper(secret[0])
			if (looksSecret(secret) || named) && lookWord(secret) == nil && !strings.Contains(secret, ".") {
				f.add(v.begin+k+1, v.end, kindProse)
			}
			return
		}
		w := lookWord(user)
		j := skipSpace(s, v.after)
		if at(s, j) == '/' && isSpaceOrEnd(s, j+1) {
			if w == nil || w.name == noName {
				f.secondOfPair(skipSpace(s, j+1))
			}
			return
		}
		i = f.behindSeparator(v.after)
		if i == j && !w.is(filler|login|state|suffix) {
			return
		}
	}
}

// behindSeparator skips white space, and a separator with that behind it.
func (f *finder) behindSeparator(i int) int {
	i = skipSpace(f.s, i)
	if _, n := separatorAt(f.s, i); n > 0 {
		i = skipSpace(f.s, i+n)
	}
	return i
}

// secondOfPair masks X of bob / X, of bob / passe : X. A name of a password is read
// when it is met.
func (f *finder) secondOfPair(i int) {
	text, _ := f.wordAt(i)
	w := lookWord(text)
	if next := f.behindSeparator(i + len(text)); (strings.EqualFold(text, "passe") || strings.EqualFold(text, "code")) && next > skipSpace(f.s, i+len(text)) {
		i = next
	} else if w != nil && (w.name != noName || w.text == "mot") {
		return
	}
	f.told(strong, f.proseValue(i), true)
}
