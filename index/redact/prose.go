package redact

import "strings"

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

// told masks a value that a sentence tells, unless it speaks about a password.
func (f *finder) told(st strength, v value, sure bool) bool {
	text := f.s[v.begin:max(v.begin, v.end)]
	if text == "" || !v.quoted && (text[0] == '-' || text[len(text)-1] == '=') || neverSecret(text) || isSentence(text) || strings.Trim(text, "|-_/\\.:,;<>=+*()[]{}") == "" {
		return false
	}
	if isProse(text) && !(v.quoted && strings.Contains(text, " ")) && !(st == sentence && manyWords(text)) {
		return false
	}
	if w := lookWord(text); !v.quoted && w.is(login) {
		return false
	}
	if !sure && !looksSecret(text) {
		return false
	}
	f.addValue(v, kindProse)
	return true
}

// direct masks X of mdp X, of login bob password X, and of a line "bindpw X".
func (f *finder) direct(begin, end, i int) bool {
	s := f.s
	v := f.proseValue(i)
	if v.begin >= v.end || v.quoted {
		return false
	}
	text := s[v.begin:v.end]
	if w := lookWord(text); w.is(copula | filler | system) {
		return false
	}
	clauseEnds := f.clauseEnds(v.end)
	switch {
	case len(text) == 1 && isDigit(text[0]) && f.isDirectiveLine(v.after): // password 7 0822455D0A16
		next := f.proseValue(skipSpace(s, v.after))
		return f.told(strong, next, false)
	case f.isDirective(begin, end) && clauseEnds && !strings.Contains(text, ":"):
		return f.told(strong, v, looksSecret(text) || f.lowerName(begin, end))
	case text[0] == '(':
		return false
	case allDigits(text) && len(text) >= 6, allDigits(text) && len(text) >= 4 && strings.Contains(strings.ToLower(s[begin:end]), "code"):
		return f.told(strong, v, true)
	case f.loginEnd >= 0 && begin-f.loginEnd < 64 && begin > f.loginEnd+1:
		return f.told(strong, v, clauseEnds || isUpper(text[0]) && f.goesOn(v.end))
	case isUpper(text[0]) && clauseEnds && strings.HasSuffix(s[:begin], "/ "): // accueil / mdp X
		return f.told(strong, v, true)
	case isCamel(text) && lookWord(text) == nil && clauseEnds && run(text, 0, len(text), isAlnum) == len(text):
		return f.told(strong, v, true)
	case wordy(text) && (clauseEnds || f.goesOn(v.end)):
		return f.told(strong, v, true)
	case f.isConfigName(begin, end) && f.stateFollows(v.end):
		return f.told(strong, v, true)
	case clauseEnds || looksSecret(text) && f.goesOn(v.end):
		return f.told(strong, v, looksSecret(text) || isUpper(text[0]) && f.supplied(begin))
	}
	return false
}

// isConfigName tells whether a name is one of configuration, not of a language: bindpw.
func (f *finder) isConfigName(begin, end int) bool {
	switch w := lookWord(f.s[begin:end]); {
	case w == nil, w.text == "password", w.text == "passwords", w.text == "mdp", w.text == "pass", w.text == "pwd", w.text == "passphrase":
		return false
	}
	return f.lowerName(begin, end)
}

// stateFollows tells whether a word follows that says what became of a value: rejected.
func (f *finder) stateFollows(i int) bool {
	i = skipSpace(f.s, i)
	text, _ := firstWord(f.s[i:min(len(f.s), i+maxWord)])
	w := lookInflected(text)
	return w.is(state)
}

// supplied tells whether the name follows with or avec.
func (f *finder) supplied(begin int) bool {
	before := f.s[max(f.lineStart, begin-8):begin]
	return strings.HasSuffix(before, "with ") || strings.HasSuffix(before, "avec ") || strings.HasSuffix(before, "with the ") || strings.HasSuffix(before, "avec le ")
}

// account masks X of admin / X, of admin/X and of ("admin", "X"), where X looks like a
// password.
func account(f *finder, begin, end int) {
	s, i, quoted := f.s, end, false
	if isQuoteByte(at(s, i)) && at(s, begin-1) == s[i] {
		i, quoted = i+1, true
	}
	i = skipSpace(s, i)
	switch c := at(s, i); {
	case c == '/' && at(s, begin-1) != '/' && at(s, begin-1) != '\\', c == ',' && quoted, c == '%', c == ':':
		v := f.proseValue(skipSpace(s, i+1))
		if v.begin >= v.end || v.end-v.begin > 64 {
			return
		}
		text := s[v.begin:v.end]
		if host := strings.LastIndexByte(text, '@'); c == ':' && host > 0 && isHost(text[host+1:]) && strings.Contains(text[host:], ".") && looksSecret(text[:host]) {
			f.add(v.begin, v.begin+host, kindURL) // root:X@host
			return
		}
		if !looksSecret(text) || neverSecret(text) || strings.ContainsAny(text, `/\:=`) || text[0] == '.' || looksLikeName(text) && !isUpper(text[0]) || c == ':' && !madeUp(text) {
			return
		}
		f.addValue(v, kindProse)
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
	if v := f.proseValue(i); i > end && v.begin < v.end && kind == '=' && !isProse(f.s[v.begin:v.end]) {
		f.told(strong, v, true)
	} else if i > end && v.begin < v.end && looksSecret(f.s[v.begin:v.end]) && (f.clauseOrFiller(v.end) || f.stateFollows(v.end)) {
		f.told(strong, v, true)
	}
}

// secondOfPair masks X of bob / X, of bob / passe : X. A name of a password is read
// when it is met.
func (f *finder) secondOfPair(i int) {
	v := f.proseValue(i)
	if text, _ := firstWord(f.s[i:min(len(f.s), i+maxWord)]); strings.EqualFold(text, "passe") || strings.EqualFold(text, "code") {
		if _, n := separatorAt(f.s, skipSpace(f.s, i+len(text))); n > 0 {
			v = f.proseValue(skipSpace(f.s, skipSpace(f.s, i+len(text))+n))
		}
	} else if w := lookWord(text); w != nil && (w.name != noName || w.text == "mot") {
		return
	}
	f.told(strong, v, true)
}

// isDirectiveLine tells whether a line ends behind one more word.
func (f *finder) isDirectiveLine(i int) bool {
	v := f.proseValue(skipSpace(f.s, i))
	return v.begin < v.end && f.clauseEnds(v.end)
}

// lowerName tells whether the name is written as configuration writes it.
func (f *finder) lowerName(begin, end int) bool {
	name := f.s[begin:end]
	return strings.ToLower(name) == name && !strings.Contains(name, " ")
}

// goesOn tells whether a sentence goes on behind a value with a word that joins.
func (f *finder) goesOn(i int) bool {
	i = skipSpace(f.s, i)
	text, whole := firstWord(f.s[i:min(len(f.s), i+maxWord)])
	w := lookWord(text)
	return whole && w.is(filler)
}

// proseValue reads a value in a sentence: its full stop, comma or question mark is no
// part of it.
func (f *finder) proseValue(i int) value {
	v := f.valueAt(i)
	if v.quoted || v.end-v.begin > window {
		return v
	}
	text := strings.TrimRight(f.s[v.begin:v.end], ".,;:?)")
	v.end = v.begin + len(text)
	return v
}

// clauseEnds tells whether nothing of the clause follows at s[i:].
func (f *finder) clauseEnds(i int) bool {
	s := f.s
	i = skipSpace(s, i)
	if i >= len(s) {
		return true
	}
	switch s[i] {
	case '\n', '\r', '.', ',', ';', '!', '?', ')', ']', '}', '(':
		return true
	case '"', '\'':
		return spaceAt(s, i-1) == 0
	}
	return strings.HasPrefix(s[i:], `\n`) || strings.HasPrefix(s[i:], "»") || strings.HasPrefix(s[i:], "”") || strings.HasPrefix(s[i:], "<")
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
			if kind == '=' && spaceAt(s, i-1) == 0 {
				return
			}
			f.toldBehind(st, skipSpace(s, i+size), false, strict)
			return
		}
		if s[i] == '(' {
			k := strings.IndexByte(s[i:min(len(s), i+64)], ')')
			if k < 0 {
				return
			}
			v := f.proseValue(i + 1)
			if st >= strong && v.after == i+k && looksSecret(s[v.begin:v.end]) && f.told(st, v, true) {
				return
			}
			i += k + 1
			continue
		}
		if q := quoteAt(s, i); q != nil {
			v := f.valueAt(i)
			if v.after <= i || v.after > i+64 {
				return
			}
			if w := lookWord(prev); st >= strong && f.stateFollows(v.after) && !(w.is(login)) && f.told(st, v, true) {
				return
			}
			i = v.after
			continue
		}
		text := s[i:run(s, i, 64, func(c byte) bool {
			return c != ' ' && c != '\n' && c != '\r' && c != '\t' && c != ':' && c != '=' && c != ',' && c != '"' && c != '('
		})]
		if text == "" || text[0] == '-' || strings.IndexByte(".,;!?)", text[len(text)-1]) >= 0 {
			return
		}
		text = cutSpaces(text)
		next := i + len(text)
		low := strings.ToLower(text)
		switch {
		case isCopula(text), low == "c'est", low == "c’est":
			i = skipSpace(s, next)
			if at(s, i) == ':' && spaceAt(s, i+1) > 0 { // the password is: two words
				f.toldBehind(st, skipSpace(s, i+1), false, strict)
			} else {
				f.toldBehind(st, f.adverbs(i), true, strict)
			}
			return
		case low == "à" || low == "to" || low == "en" || low == "par" || low == "with" || low == "a":
			v := f.proseValue(skipSpace(s, next))
			if v.begin < v.end && (v.quoted && !lookWord(prev).is(reach) || (looksSecret(s[v.begin:v.end]) || wordy(s[v.begin:v.end])) && f.clauseOrFiller(v.end)) && st >= strong && !f.negated(begin) {
				if f.told(st, v, true) {
					return
				}
			}
		}
		w := lookWord(strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(low, "l'"), "d'"), "l’"))
		if w.is(state) && !w.is(suffix|login|neutral) {
			by, _ := firstWord(s[skipSpace(s, next):min(len(s), skipSpace(s, next)+maxWord)])
			if by != "par" && by != "by" {
				return
			}
			strict, next = true, skipSpace(s, next)+len(by)
		}
		if n == 0 && !w.is(filler|suffix|login|neutral) && !namesThing(text) {
			strict = true
		}
		i, prev = next, text
	}
}

func (f *finder) clauseOrFiller(i int) bool { return f.clauseEnds(i) || f.goesOn(i) }

// negated is kept for names whose sentence denies: no password, sans mot de passe.
func (f *finder) negated(begin int) bool {
	before := strings.ToLower(f.s[max(f.lineStart, begin-24):begin])
	for _, w := range strings.Fields(before) {
		if w == "no" || w == "sans" || w == "without" || w == "aucun" || w == "failed" || w == "accepted" {
			return true
		}
	}
	return false
}

// namesThing tells whether a word is a name rather than a word of the language.
func namesThing(text string) bool {
	for i := range len(text) {
		if c := text[i]; isUpper(c) || isDigit(c) || c == '_' || c == '\\' || c == '@' {
			return true
		}
	}
	return false
}

func cutSpaces(text string) string {
	for i := range len(text) {
		if spaceAt(text, i) > 0 {
			return text[:i]
		}
	}
	return text
}

func isCopula(text string) bool {
	w := lookWord(text)
	return w.is(copula)
}

// adverbs skips words such as now and donc, and a colon, before a value.
func (f *finder) adverbs(i int) int {
	s := f.s
	for range 3 {
		text, whole := firstWord(s[i:min(len(s), i+maxWord)])
		if whole {
			switch strings.ToLower(text) {
			case "changed", "reset", "mis", "remis", "changé", "modifié", "fixé", "défini", "initialisé", "réinitialisé", "updated":
				if k := f.givenBy(i + len(text)); k > 0 {
					i = k
					continue
				}
				return i
			case "donc", "bien", "maintenant", "now", "actuellement", "currently", "désormais", "simplement", "just", "still", "toujours", "set", "to", "le", "the", "following", "suivant", "normalement", "encore":
				if low := strings.ToLower(text); (low == "le" || low == "the" || low == "set" || low == "toujours" || low == "still" || low == "encore") && !f.adverbLeads(i+len(text)) {
					return i
				}
				i = skipSpace(s, i+len(text))
				continue
			}
		}
		if kind, n := separatorAt(s, i); n > 0 && kind == ':' {
			i = skipSpace(s, i+n)
			continue
		}
		break
	}
	return i
}

// givenBy skips to or à between a verb and the value that it gives, or gives 0.
func (f *finder) givenBy(i int) int {
	i = skipSpace(f.s, i)
	for _, w := range []string{"to ", "à ", "en ", "par ", "as "} {
		if strings.HasPrefix(f.s[i:], w) {
			return i + len(w)
		}
	}
	return 0
}

func (f *finder) adverbLeads(i int) bool {
	i = skipSpace(f.s, i)
	text, _ := firstWord(f.s[i:min(len(f.s), i+maxWord)])
	switch strings.ToLower(text) {
	case "suivant", "following", "to":
		return true
	}
	return looksSecret(f.valueText(i)) || quoteAt(f.s, i) != nil
}

func (f *finder) valueText(i int) string {
	v := f.proseValue(i)
	return f.s[v.begin:max(v.begin, v.end)]
}

// toldBehind masks the value that a clause tells at i, behind a copula or a colon.
func (f *finder) toldBehind(st strength, i int, copula, strict bool) {
	s := f.s
	if i >= len(s) || s[i] == '\n' {
		return
	}
	v := f.proseValue(i)
	if v.begin >= v.end || v.end-v.begin > window {
		return
	}
	if st == sentence && !v.quoted {
		v = f.restOfSentence(v)
	}
	text := s[v.begin:v.end]
	if strict {
		if !v.quoted && f.clauseEnds(v.end) && (looksSecret(text) || run(text, 0, len(text), func(c byte) bool { return isDigit(c) || c == '-' }) == len(text) && len(text) > 4) {
			f.told(st, v, true)
		}
		return
	}
	switch {
	case v.quoted:
		f.told(st, v, true)
	case st >= strong && !copula && !f.clauseEnds(v.end):
		f.toldWords(st, v)
	case looksSecret(text), copula && allDigits(text) && len(text) > 5 && f.clauseEnds(v.end):
		f.told(st, v, true)
	case st >= strong && f.clauseEnds(v.end) && (!copula || !looksAdjective(text)) && !isPlainNumber(text):
		f.told(st, v, true)
	case st >= strong && wordy(text) && f.goesOn(v.end):
		f.told(st, v, true)
	}
}

// toldWords masks the words that end a line behind a colon, when they are few and none
// speaks about a password.
func (f *finder) toldWords(st strength, v value) {
	s := f.s
	rest := f.restOfLine(v)
	text := s[rest.begin:rest.end]
	words := strings.Fields(text)
	for _, w := range words {
		if lw := lookWord(strings.Trim(w, ".,;:!?()'\"")); lw.is(state | copula) {
			words = nil
			break
		}
	}
	if len(words) > 0 && len(words) <= 6 && !startsWithFiller(text) && f.told(st, rest, true) {
		return
	}
	if text := s[v.begin:v.end]; looksSecret(text) {
		f.told(st, v, true)
	}
}

// restOfSentence extends a value to the end of the sentence.
func (f *finder) restOfSentence(v value) value {
	s := f.s
	end := min(f.endOfLine(v.end), v.end+200)
	text := s[v.begin:end]
	if k := strings.IndexAny(text, ".,;\"("); k > 0 {
		text = text[:k]
	}
	text = strings.TrimRight(text, " \t\r")
	v.end = max(v.end, v.begin+len(text))
	v.after = v.end
	return v
}

// pair masks X of identifiants bob / X, of login: bob / X.
func pair(f *finder, begin, end int) {
	s := f.s
	i := skipSpace(s, end)
	if _, n := separatorAt(s, i); n > 0 {
		i = skipSpace(s, i+n)
	}
	if i == end {
		return
	}
	for range 3 {
		v := f.valueAt(i)
		if v.begin >= v.end || v.end-v.begin > 80 {
			return
		}
		user := s[v.begin:v.end]
		if k := strings.IndexAny(user, ":%"); k > 0 && k+1 < len(user) && lookWord(user[:k]) == nil && looksSecret(user[k+1:]) && !neverSecret(user[k+1:]) {
			f.add(v.begin+k+1, v.end, kindProse)
			return
		}
		if k := strings.IndexByte(user, '/'); k > 0 && !v.quoted && !strings.Contains(user, "//") && strings.Count(user, "/") == 1 {
			if secret := user[k+1:]; (looksSecret(secret) || lookWord(s[begin:end]).is(creds) && len(secret) > 4 && isUpper(secret[0])) && lookWord(secret) == nil && !strings.Contains(secret, ".") {
				f.add(v.begin+k+1, v.end, kindProse)
			}
			return
		}
		j := skipSpace(s, v.after)
		if at(s, j) == '/' && isSpaceOrEnd(s, j+1) {
			if lw := lookWord(user); lw != nil && lw.name != noName {
				return
			}
			f.secondOfPair(skipSpace(s, j+1))
			return
		}
		w := lookWord(user)
		if _, n := separatorAt(s, j); n > 0 {
			i = skipSpace(s, j+n)
			continue
		}
		if !w.is(filler | login | state | suffix) {
			return
		}
		i = j
	}
}
