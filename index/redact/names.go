package redact

import (
	"slices"
	"strings"
	"unicode/utf8"

	"waptkb/content/lazy"
)

// name looks for the value of a name that ends at end.
func (f *finder) name(st strength, begin, end int) {
	if st >= strong && f.loginEnd >= 0 && f.loginEnd+1 == begin && at(f.s, f.loginEnd) == '/' { // login/password: bob / X
		done := f.i
		if pair(f, begin, end); f.i > done {
			return
		}
	}
	if p := f.back(1); st == plainKey && p != nil && p.w.is(syntax) { // unexpected token
		st = weak
	}
	if st >= strong {
		f.saidBefore(begin)
	}
	if st == weak && lookWord(f.s[begin:end]).names(weak) && containsAny(strings.ToLower(f.s[max(f.lineStart, begin-64):begin]), "ssid", "wifi") {
		st = strong
	}
	if st >= plainKey && f.s[max(0, begin-1):begin] != "{" && !f.isPath(begin) {
		f.cues = append(f.cues, cue{begin, end, st})
	}
	if st >= plainKey && f.column(begin, end) {
		return
	}
	sep := f.separator(begin, end)
	if sep.kind == ' ' && st >= plainKey {
		if before := registryName().FindString(f.near(sep.end, 64)); before != "" {
			f.take(f.valueAt(sep.end+len(before)), kindCommand)
			return
		}
	}
	if sep.kind == ' ' && sep.quoted && st >= weak && f.nextItem(st, sep) {
		return
	}
	if sep.quoted && sep.kind == ':' && f.namesWrongKey(begin) {
		return
	}
	if f.isPath(begin) && (sep.kind == ' ' || sep.kind == ':' && sep.spaced) || at(f.s, end) == ']' && f.isOption(begin) || strings.HasSuffix(f.s[:f.nameBegin(begin)], "${") {
		return
	}
	if sep.kind == 0 || sep.kind == ' ' && st < plainKey && !f.isOption(begin) && !f.isDirective(begin, end) {
		f.prose(st, begin, end)
		return
	}
	if sep.kind == ' ' {
		f.spaced(st, begin, end, sep)
		return
	}
	if at(f.s, sep.end) == '[' && quoteAt(f.s, sep.end+1) != nil && st >= plainKey {
		f.items(sep.end + 1)
		return
	}
	if strings.HasPrefix(f.s[sep.end:], "!!") { // a type of YAML
		sep.end = skipSpace(f.s, run(f.s, sep.end, 16, func(c byte) bool { return c > ' ' }))
	}
	v := f.behind(st, sep, begin)
	text := f.text(v)
	switch {
	case text == "":
	case sep.kind == '<' && lookWord(text).names(plainKey): // <key>Password</key>: the value comes
	case f.s[begin:end] == "PASS" && sep.kind == ':' && !v.quoted && !looksSecret(text): // what a test says
	case f.accepts(st, sep, v) && !f.namesItself(begin, end, v):
		f.addValue(v, kindValue)
	}
}

// behind reads the value behind the separator of the name that begins at begin.
func (f *finder) behind(st strength, sep separator, begin int) value {
	if sep.kind == '<' {
		return f.content(sep.end)
	}
	v := f.valueAt(sep.end)
	if st < plainKey {
		return v
	}
	v = f.groups(f.toQuote(begin, v))
	if sep.kind == ':' && v.begin >= v.end && st >= strong {
		v = f.onNextLine(sep.end)
	}
	if sep.kind == ':' {
		v = f.block(v)
	}
	goesOn := !v.quoted && sep.spaced && (sep.kind == '=' || sep.kind == ':') && v.begin >= f.lineStart && v.begin <= f.lineEnd
	if goesOn && (st == sentence && sep.kind == ':' || f.beginsLine(begin)) && !neverSecret(f.text(v)) {
		v = f.restOfLine(v) // password = two words
	}
	return v
}

// toQuote extends the value of an option to the end of the quote: "/PASSWORD=two words".
func (f *finder) toQuote(begin int, v value) value {
	i := f.nameBegin(begin)
	if at(f.s, i-1) == '/' {
		i--
	}
	q := at(f.s, i-1)
	if v.quoted || !isQuoteByte(q) || f.s[i] != '/' && f.s[i] != '-' {
		return v
	}
	line, _, _ := strings.Cut(f.near(v.begin, maxArgument), "\n")
	if k := strings.IndexByte(line, q); k > 0 {
		v.end = max(v.end, v.begin+k)
		v.after, v.quoted = v.end, true
	}
	return v
}

// namesWrongKey tells whether the quoted name is what an exception of Python is about:
// KeyError: 'password': … and has no attribute 'password': …
func (f *finder) namesWrongKey(begin int) bool {
	i := max(0, f.nameBegin(begin)-1)
	return wrongKey().MatchString(f.s[max(0, i-16):i])
}

var wrongKey = lazy.Regexp(`(?:Error: |attribute |arguments?:? |key |column |field |parameter |variable )\z`)

// isPath tells whether the name that begins at begin ends a path: /root/.pgpass.
func (f *finder) isPath(begin int) bool {
	i := f.nameBegin(begin)
	return (at(f.s, i-1) == '/' || at(f.s, i-1) == '\\') && isToken(at(f.s, i-2))
}

// namesItself tells whether a value is its name or a variable: login(pwd=password).
func (f *finder) namesItself(begin, end int, v value) bool {
	text := f.text(v)
	c := at(f.s, v.after)
	isVariable := !v.quoted && (c == ')' || c == ',' || c == ';')
	return lookWord(text).names(plainKey) && (isVariable || strings.EqualFold(text, f.s[max(begin, end-len(text)):end]))
}

// groups extends the first of several groups of the same length: 4829 1137 6620 9954.
func (f *finder) groups(v value) value {
	n := v.end - v.begin
	if v.quoted || n < 3 || n > 8 || run(f.s, v.begin, n, isAlnum) != v.end {
		return v
	}
	end := v.end
	for end < v.begin+16*(n+1) && at(f.s, end) == ' ' && run(f.s, end+1, n+1, isAlnum) == end+1+n && letterAt(f.s, end+1+n) == 0 {
		end += 1 + n
	}
	if end > v.end+n+1 { // two more at least
		v.end, v.after = end, end
	}
	return v
}

// saidBefore masks X of "X comme mot de passe" and of "X as the password".
func (f *finder) saidBefore(begin int) {
	from := max(f.lineStart, begin-80)
	before := f.s[from:begin]
	if !endsInSaying(before) {
		return // most often, and the expression is dear
	}
	m := said().FindStringSubmatchIndex(before)
	if m == nil {
		return
	}
	text := f.s[from+m[2] : from+m[3]]
	quoted := m[5]-m[4] > len(" ")
	if (quoted || looksSecret(text)) && !neverSecret(text) && !isProse(text) {
		f.add(from+m[2], from+m[3], kindProse)
	}
}

// What says of what stands before that it is the secret whose name follows, and what may
// stand between.
var (
	saying  = []string{"comme", "as", "est", "is", "en"}
	between = []string{"the", "a", "my", "le", "nouveau", "new", "temporary", "default", "initial"}
)

// quoteSigns may stand around what is said.
const quoteSigns = "\"'`«»“”"

// said finds what is said before the name of a secret.
var said = lazy.Regexp("([^\\s" + quoteSigns + "]+?)[.,]*([\\s" + quoteSigns + "]+)(?:" + strings.Join(saying, "|") + ")\\s+(?:(?:" + strings.Join(between, "|") + ")\\s+)*$")

// endsInSaying tells whether a text may end as [said] does.
func endsInSaying(text string) bool {
	words := strings.Fields(text)
	for len(words) > 0 && slices.Contains(between, words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	return len(words) > 0 && slices.ContainsFunc(saying, func(s string) bool {
		before, ok := strings.CutSuffix(words[len(words)-1], s)
		return ok && (before == "" || strings.TrimRight(before, quoteSigns) != before) // ancien does not
	})
}

// accepts tells whether a value behind a separator is a secret.
func (f *finder) accepts(st strength, sep separator, v value) bool {
	text := f.text(v)
	bare := sep.kind == ':' && !v.quoted
	switch {
	case neverSecret(text):
		return false
	case st == digitCode:
		return allDigits(text)
	case st == weak:
		return looksRandom(text) && !strings.HasSuffix(text, "_is1") || (sep.kind == '%' || sep.kind == '=' && f.inQuery(v.begin)) && len(text) >= 6 && looksSecret(text) && mixed(text)
	case isSentence(text):
		return v.quoted && sep.kind == '=' && !containsWord(text, func(w *word) bool { return w.names(weak) })
	case bare && !looksSecret(text) && (at(f.s, v.end) == ':' || sep.spaced && f.stateFollows(v.end)): // Password: ID: {…}, token: Connection refused
		return false
	case bare && !sep.quoted:
		told := sep.spaced && !looksSecret(text) && isSentence(f.s[v.begin:max(v.end, min(f.lineEnd, v.begin+160))])
		return !told && (!isProse(text) || st == sentence && manyWords(text))
	case lookWord(text).names(plainKey): // a bad password, or a variable: see namesItself
		return true
	}
	return !isProse(text) || v.quoted && strings.Contains(text, " ")
}

// inQuery tells whether a value is in a URL, or in a cookie as Python shows it.
func (f *finder) inQuery(i int) bool {
	before := f.s[:max(0, f.nameBegin(i-1))]
	return strings.HasSuffix(before, "Cookie ") || strings.HasSuffix(before, "?") || strings.HasSuffix(before, "&")
}

// isOption tells whether the name that begins at begin is an option of a command.
func (f *finder) isOption(begin int) bool {
	i := f.nameBegin(begin)
	if at(f.s, i) == '-' {
		return true
	}
	return at(f.s, i-1) == '/' && (i < 2 || spaceBefore(f.s, i-1) || isQuoteByte(f.s[i-2]))
}

// nameBegin is where the whole name begins of which a part begins at begin.
func (f *finder) nameBegin(begin int) int {
	before := f.s[max(0, min(begin, len(f.s))-64):max(0, begin)]
	return begin - len(before) + len(strings.TrimRightFunc(before, func(r rune) bool { return r < utf8.RuneSelf && isToken(byte(r)) || r == '.' }))
}

// isDirective tells whether the name begins its line, as in bindpw X.
func (f *finder) isDirective(begin, end int) bool {
	b := f.nameBegin(begin)
	before := strings.TrimLeft(f.s[max(f.lineStart, b-32):b], " \t")
	return (before == "" || before == "set ") && b-f.lineStart <= 32
}

// spaced looks at a value behind a mere space: an option's, a directive's, or in prose.
func (f *finder) spaced(st strength, begin, end int, sep separator) {
	s := f.s
	v := f.valueAt(sep.end)
	text := f.text(v)
	if f.isOption(begin) {
		if f.isArgument(st, v) && !f.namesItself(begin, end, v) {
			f.take(v, kindCommand)
		}
		return
	}
	isSecret := v.quoted || looksSecret(text)
	tabbed := strings.ContainsAny(s[end:sep.end], "\t")
	joined := st == plainKey && strings.ContainsAny(s[f.nameBegin(begin):end], "_-")
	set := hasFold(s, skipSpace(s, f.lineStart), "set ")
	if st >= plainKey && (set || f.isDirective(begin, end) && (tabbed || joined)) && f.clauseEnds(v.after) && f.told(st, v, isSecret) {
		return
	}
	random := looksRandom(text) && (!strings.ContainsAny(text, "-./:") || len(text) >= 32 && isMixedCase(text) && run(text, 0, len(text), isBase64) == len(text))
	if st == plainKey && (random || v.quoted && looksSecret(text)) && f.told(st, v, true) {
		return
	}
	f.prose(st, begin, end)
}

// isArgument tells whether a value behind an option with a telling name is its argument,
// and neither another option nor the description of the option.
func (f *finder) isArgument(st strength, v value) bool {
	text := f.text(v)
	switch {
	case text == "", text[0] == '-' && len(text) < 4, at(f.s, v.end) == ']' && run(text, 0, len(text), isUpper) == len(text):
		return false
	case st < plainKey && !(st == weak && len(text) >= 8 && (mixed(text) && looksSecret(text) || allDigits(text))):
		return false
	}
	i := skipSpace(f.s, v.after)
	isDescription := isProse(text) && (letterAt(f.s, i) > 0 || i >= f.lineEnd)
	return v.quoted || text[0] != '-' && text[0] != '/' && (text[0] != '(' || strings.Contains(text, ")")) && !isDescription
}

// beginsLine tells whether only signs and words such as "your new" stand before a name.
func (f *finder) beginsLine(begin int) bool {
	begin = f.nameBegin(begin)
	before := f.s[max(f.lineStart, begin-48):begin]
	quote := strings.LastIndexAny(before, `'"`)
	for w := range strings.FieldsSeq(before[quote+1:]) {
		if strings.Trim(w, "-*>+#|•") != "" && !lookWord(w).is(filler|login|suffix) {
			return false
		}
	}
	return quote >= 0 || begin-f.lineStart <= 48
}

// restOfLine extends a value to the end of its line, a comment, or the quote around it.
func (f *finder) restOfLine(v value) value {
	text := f.s[v.begin:min(f.endOfLine(v.begin), v.begin+window)]
	for _, stop := range []string{" #", " ;", "\t#", `\n`, `\r`, " //", `'`, `"`, " | ", "</", "<br"} {
		if k := strings.Index(text, stop); k > 0 && (len(stop) > 1 || letterAt(text, k+1) == 0) {
			text = text[:k]
		}
	}
	text = strings.TrimRight(text, " \t\r\u00a0")
	if e := v.begin + len(text); e > v.end {
		v.end, v.after = e, e
	}
	return v
}

// block is the line behind password: | of YAML.
func (f *finder) block(v value) value {
	s := f.s
	switch f.text(v) {
	case "|", "|-", "|+", ">", ">-":
	default:
		return v
	}
	if at(s, v.end) != '\n' || spaceAt(s, v.end+1) == 0 {
		return v
	}
	begin := skipSpace(s, v.end+1)
	end := f.endOfLine(begin)
	return value{begin: begin, end: end, after: end, quoted: true}
}

// onNextLine is the word below a name that ends its line, if it looks like a secret.
func (f *finder) onNextLine(i int) value {
	s := f.s
	if c := at(s, i); c != '\n' && c != '\r' {
		return value{}
	}
	v := f.valueAt(skipBlank(s, i))
	next := at(s, skipSpace(s, v.after))
	if v.end-v.begin > window || !looksSecret(f.text(v)) || strings.ContainsAny(f.text(v), "=:") || next != 0 && next != '\n' && next != '\r' {
		return value{}
	}
	return v
}
