package redact

import "strings"

// separator is what stands between a name and its value.
type separator struct {
	kind   byte // '=', ':', '<' of XML, '%' encoded, ' ' an option's or directive's, 0 none
	end    int  // behind it, and behind white space
	spaced bool // white space stands behind it
	quoted bool // the name is quoted
}

// name looks for the value of a name that ends at end.
func (f *finder) name(st strength, begin, end int) {
	if st >= strong && f.loginEnd >= 0 && f.loginEnd+1 == begin && at(f.s, f.loginEnd) == '/' { // login/password: bob / X
		if done := f.i; true {
			if pair(f, begin, end); f.i > done {
				return
			}
		}
	}
	if st == plainKey && f.isSyntax() {
		st = weak
	}
	if st >= strong {
		f.saidBefore(begin)
	}
	if st >= plainKey && f.column(begin, end) {
		return
	}
	sep := f.separator(begin, end)
	if sep.kind == ' ' && st >= plainKey {
		if v := f.registryData(sep.end); v.begin < v.end {
			if !neverSecret(f.s[v.begin:v.end]) {
				f.addValue(v, "command")
			}
			return
		}
		if sep.quoted && f.nextItem(st, sep) {
			return
		}
	}
	if sep.kind == 0 || sep.kind == ' ' && st < strong && !f.isOption(begin) && !f.isDirective(begin, end) {
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
	v := f.valueAt(sep.end)
	if st >= plainKey {
		v = f.groups(v)
	}
	if sep.kind == ':' && v.begin >= v.end && st >= strong {
		v = f.onNextLine(sep.end)
	}
	if sep.kind == '<' {
		v = f.content(sep.end)
	}
	if v.begin >= v.end {
		if f.s[min(v.begin, len(f.s)):] == "" || st < strong {
			return
		}
		return
	}
	if f.s[begin:end] == "PASS" && sep.kind == ':' && !(v.quoted || looksSecret(f.s[v.begin:v.end])) {
		return // what a test says
	}
	if f.wholeLine(st, sep, v, begin) && !neverSecret(f.s[v.begin:v.end]) {
		v = f.restOfLine(v)
	}
	if f.accepts(st, sep, v) && !f.namesItself(begin, end, v) {
		f.addValue(v, "value of a name")
	}
}

// registryData gives the data of a registry value when i stands behind its name, as
// reg add (/t REG_SZ /d X) and reg query (REG_SZ X) write it.
func (f *finder) registryData(i int) value {
	s := f.s
	if hasFold(s, i, "reg_") {
		return f.valueAt(skipSpace(s, run(s, i, 16, isName)))
	}
	j := i
	if isQuoteByte(at(s, j)) {
		j++
	}
	if !hasFold(s, j, "/t") && !hasFold(s, j, "/d") {
		return value{}
	}
	args := f.arguments(i, 5)
	for k := range args {
		if k > 0 && strings.EqualFold(args[k-1].text, "/d") {
			return args[k].value
		}
	}
	return value{}
}

// items masks the strings of a list: passwords: ['a', 'b'].
func (f *finder) items(i int) {
	for range 64 {
		v := f.valueAt(i)
		if !v.quoted {
			return
		}
		if text := f.s[v.begin:max(v.begin, v.end)]; text != "" && !neverSecret(text) && !isSentence(text) && !isProse(text) {
			f.addValue(v, "value of a name")
		}
		if i = skipBlank(f.s, v.after); at(f.s, i) != ',' {
			return
		}
		i = skipBlank(f.s, i+1)
	}
}

// nextItem masks X of ('smtp_password', 'X').
func (f *finder) nextItem(st strength, sep separator) bool {
	v := f.valueAt(sep.end)
	if !v.quoted || v.begin >= v.end || at(f.s, skipSpace(f.s, v.after)) != ')' {
		return false
	}
	text := f.s[v.begin:v.end]
	if lookWord(text) != nil || neverSecret(text) || isSentence(text) || strings.Contains(text, "_") && !looksRandom(text) || strings.HasSuffix(text, ": ") {
		return false
	}
	f.addValue(v, "value of a name")
	return true
}

// isSyntax tells whether the last word is one of grammar: unexpected token.
func (f *finder) isSyntax() bool {
	p := f.back(1)
	if p == nil || p.w == nil {
		return false
	}
	switch p.w.text {
	case "unexpected", "expected", "inattendu", "attendu", "invalid", "unknown", "illegal":
		return true
	}
	return false
}

// namesItself tells whether a value is the word that names it, or a variable of that
// name: password=password, login(pwd=password).
func (f *finder) namesItself(begin, end int, v value) bool {
	text := f.s[v.begin:v.end]
	w := lookWord(text)
	if w == nil || w.name < plainKey {
		return false
	}
	if c := at(f.s, v.after); !v.quoted && (c == ')' || c == ',' || c == ';') {
		return true
	}
	return strings.EqualFold(text, f.s[max(begin, end-len(text)):end])
}

// groups extends a value that is the first of several groups of the same length:
// 4829 1137 6620 9954.
func (f *finder) groups(v value) value {
	s := f.s
	n := v.end - v.begin
	if v.quoted || n < 3 || n > 8 || run(s, v.begin, n, isAlnum) != v.end {
		return v
	}
	end := v.end
	count := 1
	for count < 16 && at(s, end) == ' ' && run(s, end+1, n+1, isAlnum) == end+1+n && letterAt(s, end+1+n) == 0 {
		end += 1 + n
		count++
	}
	if count >= 3 {
		v.end, v.after = end, end
	}
	return v
}

// saidBefore masks X of "X comme mot de passe" and of "X as the password", where begin
// is the beginning of the name.
func (f *finder) saidBefore(begin int) {
	s := f.s
	before := s[max(f.lineStart, begin-80):begin]
	words := strings.Fields(before)
	n := len(words)
	for n > 0 && (words[n-1] == "the" || words[n-1] == "a" || words[n-1] == "my" || words[n-1] == "le" || words[n-1] == "nouveau" || words[n-1] == "new") {
		n--
	}
	if n < 2 {
		return
	}
	switch words[n-1] {
	case "comme", "as", "est", "is", "en":
	default:
		return
	}
	text := strings.Trim(words[n-2], "\"'`«»“”.,")
	if !looksSecret(text) || neverSecret(text) {
		return
	}
	i := max(f.lineStart, begin-80) + strings.LastIndex(before, text)
	f.add(i, i+len(text), "prose")
}

// column masks a column of a table under its head: a name between the signs that
// separate cells. It tells whether it did.
func (f *finder) column(begin, end int) bool {
	s := f.s
	if f.lineStart < f.tableEnd || end > f.lineEnd || f.lineEnd-f.lineStart > 512 || f.lineEnd+1 >= len(s) {
		return false
	}
	line := s[f.lineStart:f.lineEnd]
	for _, sign := range []string{"|", "\t", ";", ","} {
		if !strings.Contains(line, sign) {
			continue
		}
		left := strings.LastIndex(s[f.lineStart:begin], sign) + f.lineStart + 1
		right := f.lineEnd
		if k := strings.Index(s[end:f.lineEnd], sign); k >= 0 {
			right = end + k
		}
		if left <= f.lineStart {
			left = f.lineStart
		}
		if strings.Trim(s[left:begin]+s[end:right], " \t\"'*") != "" || !isHead(line, sign) {
			continue
		}
		return f.cells(sign, strings.Count(s[f.lineStart:left], sign), strings.Count(line, sign))
	}
	return false
}

// isHead tells whether a line has two cells or more, of few words each.
func isHead(line, sign string) bool {
	cells := 0
	for _, cell := range strings.Split(line, sign) {
		cell = strings.Trim(cell, " \t\"'*")
		if len(cell) > 32 || strings.ContainsAny(cell, "=:(){}<>$/\\") {
			return false
		}
		if cell != "" {
			cells++
		}
	}
	return cells > 1
}

// cells masks cell k of the lines below that have count signs.
func (f *finder) cells(sign string, k, count int) bool {
	s := f.s
	found := false
	for i := f.lineEnd + 1; i < len(s); {
		end := len(s)
		if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
			end = i + n
		}
		if end-i > window || strings.Count(s[i:end], sign) != count {
			break
		}
		begin := i
		for range k {
			begin += strings.Index(s[begin:end], sign) + 1
		}
		stop := end
		if n := strings.Index(s[begin:end], sign); n >= 0 {
			stop = begin + n
		}
		cell := s[begin:stop]
		text := strings.Trim(cell, " \t\r\"'`*")
		if text != "" && !neverSecret(text) && !isProse(text) && strings.Trim(text, "-:=") != "" {
			at := begin + strings.Index(cell, text)
			f.add(at, at+len(text), "table")
			found = true
		}
		i = end + 1
		f.tableEnd = i
	}
	return found
}

// accepts tells whether a value behind a separator is a secret.
func (f *finder) accepts(st strength, sep separator, v value) bool {
	text := f.s[v.begin:v.end]
	if v.end-v.begin > window {
		return true
	}
	if neverSecret(text) {
		return false
	}
	switch {
	case st == digitCode:
		return allDigits(text)
	case st == weak:
		return looksRandom(text)
	case isSentence(text):
		return false
	case sep.kind == ':' && !sep.quoted && !v.quoted:
		if isProse(text) && !(st == sentence && manyWords(text)) {
			return false
		}
		return st >= strong || !startsWithFiller(text)
	}
	if w := lookWord(text); w != nil && w.name >= plainKey { // a bad password, or a variable: see namesItself
		return true
	}
	return !isProse(text) || v.quoted && strings.Contains(text, " ")
}

// separator reads what stands behind the name s[begin:end].
func (f *finder) separator(begin, end int) separator {
	s := f.s
	sep := separator{}
	if f.isTag(begin) {
		return f.tag(end)
	}
	j := end
	for range 6 { // what closes the name: quotes, brackets
		if c := at(s, j); c == ']' || c == ')' && sep.quoted || c == '}' && at(s, begin-1) == '{' {
			j++
		} else if q := quoteAt(s, j); q != nil && !(q.open == "%22" && false) {
			j += len(q.open)
			sep.quoted = true
		} else {
			break
		}
	}
	if strings.HasPrefix(s[j:], "</") {
		return f.nextTag(j)
	}
	if sep.quoted {
		if k := f.valueAttribute(j); k > 0 {
			j = k
		}
	}
	spaces := skipSpace(s, j)
	kind, n := separatorAt(s, spaces)
	if n == 0 {
		if spaces > j || sep.quoted && at(s, j) == ',' {
			sep.kind, sep.end = ' ', f.nextArgument(j)
		}
		return sep
	}
	sep.kind = kind
	sep.end = skipSpace(s, spaces+n)
	sep.spaced = sep.end > spaces+n
	if c := at(s, sep.end); !sep.quoted && !sep.spaced && isQuoteByte(c) && at(s, f.nameBegin(begin)-1) == c && kind == ':' {
		return separator{} // the quote around the name and its colon
	}
	if kind == ':' {
		if k, n := separatorAt(s, sep.end); n > 0 && k == '=' && at(s, sep.end+n) == ' ' {
			sep.end = skipSpace(s, sep.end+n)
		}
	}
	return sep
}

// separatorAt reads the separator at s[i].
func separatorAt(s string, i int) (kind byte, n int) {
	c := at(s, i)
	switch c {
	case '=':
		switch at(s, i+1) {
		case '>':
			return '=', 2
		case '=':
			if at(s, i+2) == '=' {
				return '=', 3
			}
			return '=', 2
		}
		return '=', 1
	case ':':
		switch at(s, i+1) {
		case ':':
			if at(s, i+2) == ' ' && letterAt(s, i-1) > 0 { // base64 in LDIF
				return '=', 2
			}
			return 0, 0
		case '=':
			return '=', 2
		case '/':
			if at(s, i+2) == '/' {
				return 0, 0
			}
		case '*':
			if at(s, i+2) == '*' {
				return ':', 3
			}
		}
		return ':', 1
	case '-':
		if at(s, i+1) == '>' {
			return '=', 2
		}
	case '|':
		if at(s, i+1) == ' ' {
			return ':', 1
		}
	case '%':
		for _, p := range []string{"%3d", "%3a", "%253d", "%253a", "%25253d"} {
			if hasFold(s, i, p) {
				return '%', len(p)
			}
		}
	case '\\':
		if hasFold(s, i, `\u003d`) {
			return '=', 6
		}
		if hasFold(s, i, `\x3d`) {
			return '=', 4
		}
	case '&':
		if hasFold(s, i, "&#61;") {
			return '=', 5
		}
		if hasFold(s, i, "&gt;") {
			return '=', 4
		}
	case 0xef:
		if strings.HasPrefix(s[i:], "：") || strings.HasPrefix(s[i:], "＝") {
			return ':', 3
		}
	case 0xe2:
		if strings.HasPrefix(s[i:], "→") {
			return ':', 3
		}
	}
	return 0, 0
}

// isTag tells whether the name is that of an XML element.
func (f *finder) isTag(begin int) bool {
	i := begin
	for n := 0; n < 64 && i > 0; n++ {
		c := f.s[i-1]
		if c == '<' {
			return true
		}
		if !isToken(c) && c != ':' && c != '.' {
			return false
		}
		i--
	}
	return false
}

// tag reads the rest of an XML tag whose name ends at end.
func (f *finder) tag(end int) separator {
	s := f.s
	limit := min(len(s), end+256)
	for i := end; i < limit; i++ {
		switch s[i] {
		case '>':
			if s[i-1] == '/' {
				return separator{}
			}
			return separator{kind: '<', end: i + 1}
		case '=':
			if hasFold(s, i-5, "value") {
				return separator{kind: '=', end: i + 1, quoted: true}
			}
		case '<', '\n':
			return separator{}
		}
	}
	return separator{}
}

// nextTag reads </name><value>, where the name is the text of an XML element and its
// value that of the next one.
func (f *finder) nextTag(i int) separator {
	s := f.s
	end := strings.IndexByte(s[i:min(len(s), i+64)], '>')
	if end < 0 {
		return separator{}
	}
	j := skipBlank(s, i+end+1)
	for _, tag := range []string{"<value>", "<string>", "<td>", "<dd>", "<data>", "<span>"} {
		if hasFold(s, j, tag) {
			return separator{kind: '<', end: j + len(tag)}
		}
	}
	return separator{}
}

// skipBlank skips white space and ends of lines, not far.
func skipBlank(s string, i int) int {
	return run(s, i, 256, func(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' })
}

// valueAttribute looks behind a quoted name for value= or "value": and gives the place
// of its separator, or 0.
func (f *finder) valueAttribute(i int) int {
	s := f.s
	if c := at(s, i); c != ' ' && c != ',' {
		return 0
	}
	for end := min(len(s), i+160); i < end; i++ {
		switch c := s[i]; c {
		case '>', '}', '\n', '{', ';':
			return 0
		case 'v', 'V':
			if hasFold(s, i, "value") && letterAt(s, i-1) == 0 {
				j := i + len("value")
				if q := quoteAt(s, j); q != nil {
					j += len(q.open)
				}
				if _, n := separatorAt(s, skipSpace(s, j)); n > 0 {
					return j
				}
			}
		}
	}
	return 0
}

// content is the text of an XML element, perhaps inside another one.
func (f *finder) content(i int) value {
	s := f.s
	i = skipBlank(s, i)
	for range 2 {
		for _, tag := range []string{"<value>", "<string>", "<![cdata[", "<plaintext>", "<text>"} {
			if hasFold(s, i, tag) {
				i = skipBlank(s, i+len(tag))
			}
		}
	}
	end := strings.IndexByte(s[i:min(len(s), i+window)], '<')
	if end < 0 {
		if len(s)-i > window {
			return value{}
		}
		end = len(s) - i
		if n := strings.IndexByte(s[i:], '\n'); n >= 0 {
			end = n
		}
	}
	text := strings.TrimRight(s[i:i+end], " \t\r\n")
	if k := strings.Index(text, "]]>"); k >= 0 {
		text = text[:k]
	}
	return value{begin: i, end: i + len(text), after: i + end, quoted: true}
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
	for n := 0; n < 64 && begin > 0; n++ {
		if c := f.s[begin-1]; !isToken(c) && c != '.' {
			break
		}
		begin--
	}
	return begin
}

// isDirective tells whether the name begins its line, as in bindpw X.
func (f *finder) isDirective(begin, end int) bool {
	b := f.nameBegin(begin)
	before := strings.TrimLeft(f.s[max(f.lineStart, b-32):b], " \t")
	return (before == "" || before == "set ") && b-f.lineStart <= 32
}

// spaced looks at a value that stands behind a mere space: that of an option, of a
// directive, or in prose.
func (f *finder) spaced(st strength, begin, end int, sep separator) {
	s := f.s
	if f.isOption(begin) {
		v := f.valueAt(sep.end)
		if v.begin >= v.end {
			return
		}
		text := s[v.begin:v.end]
		if st < plainKey || neverSecret(text) || !v.quoted && (text[0] == '-' || text[0] == '/' || text[0] == '(' && !strings.Contains(text, ")")) || !v.quoted && isProse(text) && f.proseFollows(v) || f.namesItself(begin, end, v) {
			return
		}
		f.addValue(v, "command")
		return
	}
	if st >= plainKey && f.isDirective(begin, end) && strings.ContainsAny(f.s[end:sep.end], "\t") || f.isDirective(begin, end) && st == plainKey && strings.ContainsAny(f.s[f.nameBegin(begin):end], "_-") || hasFold(f.s, skipSpace(f.s, f.lineStart), "set ") && st >= plainKey {
		if hasFold(f.s, sep.end, "enc ") {
			sep.end += len("enc ")
		}
		if v := f.valueAt(sep.end); v.begin < v.end && f.clauseEnds(v.after) && f.told(st, v, v.quoted || looksSecret(f.s[v.begin:v.end])) {
			return
		}
	}
	f.prose(st, begin, end)
}

// proseFollows tells whether the line goes on with words, as in a description.
func (f *finder) proseFollows(v value) bool {
	i := skipSpace(f.s, v.after)
	return letterAt(f.s, i) > 0 || i >= f.lineEnd
}

// wholeLine tells whether the value goes on to the end of the line: password = two words.
func (f *finder) wholeLine(st strength, sep separator, v value, begin int) bool {
	if v.quoted || !sep.spaced || st < plainKey || sep.kind != '=' && sep.kind != ':' || v.begin < f.lineStart || v.begin > f.lineEnd {
		return false
	}
	return st == sentence && sep.kind == ':' || f.beginsLine(begin)
}

// beginsLine tells whether a name begins the line or a quoted line, but for list signs
// and words such as "your new".
func (f *finder) beginsLine(begin int) bool {
	begin = f.nameBegin(begin)
	if begin-f.lineStart > 48 {
		begin = max(f.lineStart, begin-48)
		cut := strings.LastIndexAny(f.s[begin:f.nameBegin(begin+48)], `'"`)
		_ = cut
	}
	before := f.s[max(f.lineStart, begin-48):begin]
	if k := strings.LastIndexAny(before, `'"`); k >= 0 {
		before = before[k+1:]
	} else if begin-f.lineStart > 48 {
		return false
	}
	for _, w := range strings.Fields(before) {
		if strings.Trim(w, "-*>+#|•") == "" {
			continue
		}
		if lw := lookWord(w); lw == nil || !lw.filler && !lw.login && !lw.suffix {
			return false
		}
	}
	return true
}

// restOfLine extends a value to the end of its line, a comment, or the quote around it.
func (f *finder) restOfLine(v value) value {
	s := f.s
	end := min(f.lineEnd, v.begin+window)
	text := s[v.begin:end]
	for _, stop := range []string{" #", " ;", "\t#", `\n`, `\r`, " //", `'`, `"`, " | ", "</", "<br"} {
		if k := strings.Index(text, stop); k > 0 {
			if len(stop) == 1 && letterAt(text, k+1) > 0 {
				continue
			}
			text = text[:k]
		}
	}
	text = strings.TrimRight(text, " \t\r\u00a0")
	if e := v.begin + len(text); e > v.end {
		v.end, v.after = e, e
	}
	return v
}

// onNextLine is the value on the line behind a name that ends its line: one word that
// looks like a secret.
func (f *finder) onNextLine(i int) value {
	s := f.s
	if c := at(s, i); c != '\n' && c != '\r' {
		return value{}
	}
	v := f.valueAt(skipBlank(s, i))
	if v.begin >= v.end || v.end-v.begin > window || !looksSecret(s[v.begin:v.end]) || strings.ContainsAny(s[v.begin:v.end], "=:") {
		return value{}
	}
	if j := skipSpace(s, v.after); j < len(s) && s[j] != '\n' && s[j] != '\r' {
		return value{}
	}
	return v
}
