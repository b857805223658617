package redact

import "strings"

// command is a program by the options that take a secret.
type command struct {
	options []option
	plain   bool // it takes none
}

// option is one that takes a secret.
type option struct {
	name     string
	next     bool // the secret is the next word
	attached bool // the secret follows at once, or behind : or =
	pair     byte // what stands between who logs in and the secret, or 0
	keyword  string
}

// newCommand reads a list of options.
func newCommand(list string) *command {
	c := &command{}
	for _, entry := range strings.Split(list, ";") {
		words := strings.Fields(entry)
		if len(words) < 2 {
			continue
		}
		o := option{name: words[0], next: strings.Contains(words[1], "_"), attached: strings.Contains(words[1], "+")}
		if len(words) > 2 {
			if o.keyword = words[2]; len(o.keyword) == 1 {
				o.pair, o.keyword = o.keyword[0], ""
			}
		}
		c.options = append(c.options, o)
	}
	return c
}

// option reads an option at f.i, after a space or a quote.
func (f *finder) option() {
	if f.cmd != nil {
		for k := range f.cmd.options {
			if f.takes(&f.cmd.options[k]) {
				return
			}
		}
	}
	if f.randomArgument() {
		return
	}
	f.userAndPassword(f.i)
}

// randomArgument masks X of --id X, where X is as long and as mixed as tokens are. It
// tells whether it did.
func (f *finder) randomArgument() bool {
	s := f.s
	if !strings.HasPrefix(s[f.i:], "--") {
		return false
	}
	end := run(s, f.i+2, 32, isToken)
	if c := at(s, end); c != ' ' && c != '=' {
		return false
	}
	stop := run(s, end+1, 128, isToken)
	text := s[end+1 : stop]
	if len(text) < 24 || !looksRandom(text) || isUUID(text) || strings.ToLower(text) == text || strings.ToUpper(text) == text || strings.ContainsAny(text, "-_") {
		return false
	}
	f.add(end+1, stop, kindCommand)
	return true
}

// takes tells whether the option at f.i is o and its secret was masked.
func (f *finder) takes(o *option) bool {
	s, end := f.s, f.i+len(o.name)
	if k := f.flags(); o.pair != 0 && len(o.name) == 2 && k > end && s[k-1] == o.name[1] && spaceAt(s, k) > 0 {
		end = k
	} else if !strings.HasPrefix(s[f.i:], o.name) && !(o.name[0] == '/' && hasFold(s, f.i, o.name)) {
		return false
	}
	if end >= len(s) {
		return false
	}
	begin := end
	switch {
	case spaceAt(s, end) > 0 || isQuoteByte(s[end]) && f.inList(end):
		if !o.next {
			return false
		}
		begin = f.nextArgument(end)
	case o.attached && len(o.name) <= 3 || s[end] == ':' || s[end] == '=':
		if s[end] == ':' || s[end] == '=' {
			begin++
		} else if !o.attached {
			return false
		}
	default:
		return false
	}
	v := f.valueAt(begin)
	if v.begin >= v.end {
		return false
	}
	v = f.secretPart(v, o)
	text := s[v.begin:v.end]
	if v.begin >= v.end || neverSecret(text) || !v.quoted && (text[0] == '-' && len(text) < 4 || text[0] == '/' || text[0] == '|' || text[0] == '<' || text[0] == '>' || strings.HasPrefix(text, "--")) {
		return false
	}
	if o.attached && begin == end && !v.quoted && len(o.name) == 2 && isWordOption(text) {
		return false
	}
	f.addValue(v, kindCommand)
	return true
}

// flags is the end of several options in one, as in -sku.
func (f *finder) flags() int {
	return run(f.s, f.i+1, 6, func(c byte) bool { return isLower(c) || isUpper(c) })
}

// isWordOption tells whether what follows -p goes on as a long option does, with one
// dash: -port, -profile, -path, -uuid.
func isWordOption(text string) bool {
	for _, w := range []string{"ort", "ass", "wd", "rofile", "ath", "ublic", "rocess", "latform", "roxy", "rint", "rompt", "arameter", "roject", "uuid", "ser", "rl", "tf8", "rogress", "roperty"} {
		if strings.HasPrefix(text, w) {
			return true
		}
	}
	return false
}

// secretPart is what of a value is secret: behind user:, behind pass:.
func (f *finder) secretPart(v value, o *option) value {
	text := f.s[v.begin:v.end]
	switch {
	case o.keyword != "":
		if !strings.HasPrefix(text, o.keyword) {
			return value{}
		}
		v.begin += len(o.keyword)
		if !v.quoted {
			v = f.valueAt(v.begin)
		}
	case o.pair != 0:
		k := strings.IndexByte(text[:min(len(text), window)], o.pair)
		if k < 0 && o.pair == ':' && at(f.s, v.end) == ':' && looksSecret(text) { // curl -u TOKEN:
			return v
		}
		if k < 0 || strings.HasPrefix(text[k:], "://") || len(text) > k+2 && text[k+1] == '\\' && k == 1 {
			return value{}
		}
		if o.pair == ':' && k == len(text)-1 && looksSecret(text[:k]) { // a token without a password
			v.end = v.begin + k
			return v
		}
		v.begin += k + 1
	}
	return v
}

func isQuoteByte(c byte) bool { return c == '"' || c == '\'' || c == '`' }

// inList tells whether the quote at s[i] is followed by a comma and another quote.
func (f *finder) inList(i int) bool {
	j := skipSpace(f.s, i+1)
	return at(f.s, j) == ','
}

// nextArgument is where the argument behind s[i] begins: behind white space, or behind
// the quotes and the comma of a list.
func (f *finder) nextArgument(i int) int {
	if isQuoteByte(at(f.s, i)) {
		i++
	}
	i = skipSpace(f.s, i)
	if at(f.s, i) == ',' {
		i = skipSpace(f.s, i+1)
	}
	return i
}

// userAndPassword masks X of -u bob -p X, and of /u:bob /p:X, of a command that is not known.
func (f *finder) userAndPassword(i int) {
	s := f.s
	c := at(s, i+1)
	if letterAt(s, i+2) > 0 && c != 'p' || s[i] == '-' && c == '-' {
		return
	}
	switch c {
	case 'u', 'U':
		begin := i + 3
		if next := at(s, i+2); next != ':' && next != '=' {
			begin = f.nextArgument(i + 2)
		}
		if v := f.valueAt(begin); v.begin < v.end && v.after-i < maxArgument {
			f.userEnd = v.after
			if k := strings.IndexByte(s[v.begin:v.end], ':'); k > 0 && !f.plainCommand {
				if secret := s[v.begin+k+1 : v.end]; looksSecret(secret) && !neverSecret(secret) && secret[0] != '\\' {
					f.add(v.begin+k+1, v.end, kindCommand)
				}
			}
		}
	case 'w', 'W':
		if f.userEnd > 0 {
			f.passwordOption(i)
		}
	case 'p', 'P':
		f.passwordOption(i)
	}
}

// passwordOption masks X of -u bob -p X, and X of -pX, -p X and /p:X where it looks like a
// password, of a command that is not known.
func (f *finder) passwordOption(i int) {
	s := f.s
	if !f.plainCommand && f.gluedOption(i) || letterAt(s, i+2) > 0 || f.quotedOption(i) {
		return
	}
	begin := i + 3
	if next := at(s, i+2); next != ':' && next != '=' {
		begin = f.nextArgument(i + 2)
	}
	v := f.valueAt(begin)
	if f.plainCommand || v.begin >= v.end || neverSecret(s[v.begin:v.end]) {
		return
	}
	text := s[v.begin:v.end]
	behindUser := f.userEnd > 0 && i >= f.userEnd && skipQuotes(s, f.userEnd) == i
	if behindUser && (v.quoted || looksSecret(text)) || s[i] == '-' && at(s, i+2) == ' ' && !v.quoted && looksTyped(text) {
		f.addValue(v, kindCommand)
	}
}

// gluedOption masks X of sfx.exe -pX. It tells whether it did.
func (f *finder) gluedOption(i int) bool {
	v := f.valueAt(i + 2)
	if text := f.s[v.begin:max(v.begin, v.end)]; f.s[i] != '-' || f.s[i+1] != 'p' || v.quoted || text == "" || len(text) >= 64 || !madeUp(text) || neverSecret(text) {
		return false
	}
	f.add(v.begin, v.end, kindCommand)
	return true
}

// quotedOption masks X of /p:"X" and -p "X", where X holds a sign or white space. It tells
// whether it did.
func (f *finder) quotedOption(i int) bool {
	if at(f.s, i) == '/' && at(f.s, i+2) == ':' { // uninstall.exe /p:X
		if v := f.valueAt(i + 3); v.begin < v.end && v.end-v.begin < 64 && !v.quoted {
			text := f.s[v.begin:v.end]
			if (mixed(text) || oneDigit(text) || isUpper(text[0])) && looksSecret(text) && (!looksLikeName(text) || isUpper(text[0]) && len(text) >= 8) && !neverSecret(text) && !strings.ContainsAny(text, `=\/`) {
				f.addValue(v, kindCommand)
				return true
			}
		}
	}
	if c := at(f.s, i+2); f.plainCommand || c != ':' && c != '=' && c != ' ' || !isQuoteByte(at(f.s, i+3)) || c == ' ' && at(f.s, i) != '-' {
		return false
	}
	v := f.valueAt(i + 3)
	text := f.s[v.begin:max(v.begin, v.end)]
	if at(f.s, i+2) == ' ' && !strings.ContainsAny(text, "@!#$%&*?") {
		return false
	}
	if text == "" || neverSecret(text) || !(looksSecret(text) || strings.Contains(text, " ")) || strings.ContainsAny(text, `\=`) {
		return false
	}
	f.addValue(v, kindCommand)
	return true
}

// skipQuotes skips white space, quotes and commas.
func skipQuotes(s string, i int) int {
	return run(s, i, 8, func(c byte) bool { return c == ' ' || c == ',' || isQuoteByte(c) })
}

// maxArgument bounds the arguments that are read to find a secret among them.
const maxArgument = 512

// argument is one word of a command line.
type argument struct {
	value
	text string
}

// arguments reads the words of a command line from i on, to the end of the command, at
// most n.
func (f *finder) arguments(i, n int) []argument {
	var out []argument
	for _, ext := range []string{".exe", ".cmd", ".bat", ".vbs", ".py"} {
		if hasFold(f.s, i, ext) {
			i += len(ext)
		}
	}
	s, limit := f.s, i+maxArgument
	for len(out) < n && i < limit {
		j := f.nextArgument(i)
		if j >= len(s) || s[j] == '\n' || s[j] == '\r' || s[j] == '|' || s[j] == '<' || s[j] == '>' || strings.HasPrefix(s[j:], "&") || strings.HasPrefix(s[j:], ";") || s[j] == ')' || s[j] == ']' {
			break
		}
		v := f.valueAt(j)
		if v.begin >= v.end {
			break
		}
		out = append(out, argument{v, s[v.begin:v.end]})
		i = v.after
		if at(s, i) == ':' && isSpaceOrEnd(s, i+1) { // lpt1:
			i++
		}
		if isQuoteByte(at(s, i)) && !f.inList(i) {
			break // the quote around the whole command
		}
	}
	return out
}

// ends tells whether a is the last of the arguments, and the command ends behind it.
func (f *finder) ends(a argument) bool {
	j := skipSpace(f.s, a.after)
	if j >= len(f.s) {
		return true
	}
	c := f.s[j]
	return c == '\n' || c == '\r' || c == '|' || c == '&' || c == ';' || c == '>' || c == '<' || isQuoteByte(c) || c == ')' || c == ']' || c == '\\' || c == ',' || c == '('
}

// positional masks an argument that is a secret by its place, unless it is a word that
// tells of one.
func (f *finder) positional(a argument, kind string) bool {
	if !a.quoted && (a.text[0] == '/' || a.text[0] == '-' || a.text == "*" || a.text[0] == '[' || isProse(a.text)) || neverSecret(a.text) {
		return false
	}
	f.addValue(a.value, kind)
	return true
}

// place gives a handler that masks arguments of a command by their place. Options do
// not count. An item of the pattern stands for one argument:
//
//	_       any word
//	X       the secret
//	X?      the secret where it looks like one, or where the command or its words end
//	'X'     the secret where it is quoted
//	_/X     a secret behind who logs in, perhaps with @host behind it; also _:X@
//	name    the name of a secret
//	//      a share; devices may stand before it
//	/Users/ what begins so
//	-b      an option with this letter
func place(pattern []string) handler {
	return func(f *finder, begin, end int) {
		items := pattern
		for _, a := range f.arguments(end, 10) {
			if len(items) == 0 {
				return
			}
			switch f.fits(a, items[0]) {
			case stop:
				return
			case next:
				items = items[1:]
			}
		}
	}
}

// What an argument is for an item of a pattern.
const (
	skip = iota // it does not count
	next        // it is what the item stands for
	stop        // it is something else
)

// fits tells what an argument is for an item of a pattern, and masks the secret in it.
func (f *finder) fits(a argument, item string) int {
	first := a.text[0]
	isOption := (len(a.text) == 2 || len(a.text) > 2 && !a.quoted) && (first == '-' || first == '/' && (len(a.text) < 14 || strings.Contains(a.text, ":")) && !strings.Contains(a.text[1:], "/"))
	isShare := strings.HasPrefix(a.text, `\\`) || strings.HasPrefix(a.text, "//") || strings.Contains(a.text, "://")
	ok := true
	switch {
	case item[0] == '-':
		if !isOption || first != '-' || strings.HasPrefix(a.text, "--") || !strings.Contains(a.text, item[1:]) {
			return skip
		}
	case item == "//":
		if isDevice := a.text == "*" || strings.HasSuffix(a.text, ":") || hasFold(a.text, 0, "lpt"); !isShare && (isOption || isDevice) {
			return skip
		}
		ok = isShare
	case isOption && first == '-' && item == "X?": // the next word may be its value
		return stop
	case isOption:
		return skip
	case item == "_":
		ok = !isProse(a.text)
	case item == "name":
		ok = nameOf(a.text) >= weak
	case item == "X" && len(a.text) == 1 && isDigit(first): // the version of what follows
		return skip
	case item == "'X'":
		ok = a.quoted && f.positional(a, kindCommand)
	case item == "X?":
		ok = (a.quoted || looksSecret(a.text) || f.ends(a) || at(f.s, skipSpace(f.s, a.after)) == '/') && f.positional(a, kindCommand)
	case item == "X":
		ok = f.positional(a, kindCommand)
	case item[0] == '_':
		if ok = f.login(a.begin, a.end, item[1], len(item) > 3); !ok && item[1] == ':' {
			return skip
		}
	default:
		ok = strings.HasPrefix(a.text, item)
	}
	if !ok {
		return stop
	}
	return next
}

// login masks X of bob/X and of bob/X@host in s[begin:end]. It tells whether it did.
func (f *finder) login(begin, end int, sign byte, host bool) bool {
	text := f.s[begin:end]
	k, stop := strings.IndexByte(text, sign), strings.LastIndexByte(text, '@')
	if k <= 0 || host && stop < k {
		return false
	}
	if stop < k {
		stop = len(text)
	}
	secret := text[k+1 : stop]
	if secret == "" || neverSecret(secret) || secret[0] == '/' {
		return false
	}
	f.add(begin+k+1, begin+stop, kindCommand)
	return true
}

// echo masks what is piped into a command that reads a password.
func echo(f *finder, begin, end int) {
	v := f.valueAt(f.nextArgument(end))
	if v.begin >= v.end || v.after-end > window {
		return
	}
	s := f.s
	if text := s[v.begin:v.end]; text == "-n" || text == "-e" {
		if v = f.valueAt(f.nextArgument(v.after)); v.begin >= v.end {
			return
		}
	}
	j := skipSpace(s, v.after)
	for k := 0; k < 6 && j < len(s) && s[j] != '|' && s[j] != '\n'; k++ { // more words
		w := f.valueAt(j)
		if w.begin >= w.end {
			return
		}
		v.end, v.after = w.end, w.after
		j = skipSpace(s, w.after)
	}
	if at(s, j) != '|' {
		return
	}
	into := s[j:min(len(s), j+80)]
	text := s[v.begin:v.end]
	if neverSecret(text) {
		return
	}
	if k := strings.IndexByte(text, ':'); k > 0 && strings.Contains(into, "chpasswd") {
		f.add(v.begin+k+1, v.end, kindCommand)
		return
	}
	for _, reader := range []string{"password", "passwd", "sudo -S", "sudo -kS", "sudo -k -S", "sudo -p", "kinit", "passwd", "runas", "cryptsetup", "--password-stdin", "-stdinpass", "--passphrase-fd", "smbpasswd", "ssh-add", "net use", "-passin stdin", "-pass stdin", "su -", "su root", "gnome-keyring", "vncpasswd", "ldappasswd", "kadmin", "openconnect", "psexec", "realm join", "adcli", "msktutil", "faillock", "htpasswd -i", "iconv -t utf-16", "openssl", "base64", "md5sum", "sha256sum"} {
		if strings.Contains(into, reader) {
			f.addValue(v, kindCommand)
			return
		}
	}
	if strings.Contains(s[max(0, begin-80, f.lineStart):begin], "runas") {
		f.addValue(v, kindCommand)
	}
}

// sent masks X of an expect script: expect "password:"; send "X\r".
func sent(f *finder, begin, end int) {
	if v := f.valueAt(skipSpace(f.s, end)); v.quoted && strings.Contains(f.s[max(0, begin-80):begin], "assword") && !neverSecret(f.s[v.begin:v.end]) {
		f.addValue(v, kindCommand)
	}
}

// sqlPassword masks X of PASSWORD('X').
func sqlPassword(f *finder, begin, end int) {
	if f.s[begin:end] != "PASSWORD" || at(f.s, end) != '(' {
		return
	}
	if v := f.valueAt(end + 1); v.quoted && v.begin < v.end && !neverSecret(f.s[v.begin:v.end]) {
		f.addValue(v, kindCall)
	}
}

// licence masks the key in a sentence about a licence: licence « SGE-7741-0092-KLMP ».
func licence(f *finder, begin, end int) {
	i := skipSpace(f.s, end)
	if _, n := separatorAt(f.s, i); n > 0 {
		i = skipSpace(f.s, i+n)
	}
	if i == end {
		return
	}
	v := f.groups(f.valueAt(i))
	if text := f.s[v.begin:max(v.begin, v.end)]; at(f.s, end) == '=' && len(text) >= 10 && strings.Count(text, "-") >= 2 && mixed(text) && !isDate(text) {
		f.addValue(v, kindProduct)
		return
	}
	if v.begin >= v.end || v.end-v.begin > 80 {
		return
	}
	text := f.s[v.begin:v.end]
	if grouped := strings.Count(text, "-") + strings.Count(text, " "); grouped >= 2 && strings.ContainsAny(text, "0123456789") && strings.ToUpper(text) == text && !isDate(strings.ReplaceAll(text, " ", "x")) && run(text, 0, len(text), func(c byte) bool { return isUpperDigit(c) || c == '-' || c == ' ' }) == len(text) {
		f.addValue(v, kindProduct)
	}
}

// secureString masks X of ConvertTo-SecureString X, and of 'X' | ConvertTo-SecureString.
func secureString(f *finder, begin, end int) {
	line := f.s[max(f.lineStart, begin-160):begin]
	before := strings.TrimRight(strings.TrimSuffix(strings.TrimRight(line, " "), "|"), " ")
	if n := len(before); len(strings.TrimRight(line, " ")) > n && n > 1 && isQuoteByte(before[n-1]) {
		if k := strings.LastIndexByte(before[:n-1], before[n-1]); k >= 0 && !neverSecret(before[k+1:n-1]) {
			f.add(begin-len(line)+k+1, begin-len(line)+n-1, kindCommand)
			return
		}
	}
	for _, a := range f.arguments(end, 5) {
		if !a.quoted && a.text[0] == '-' {
			continue
		}
		f.positional(a, kindCommand)
		return
	}
}

// call masks the last string among the arguments of a function.
func call(f *finder, begin, end int) {
	s := f.s
	i := end
	if strings.HasPrefix(s[i:], "]::new") || strings.HasPrefix(s[i:], "]::New") {
		i += len("]::new")
	}
	i = skipSpace(s, i)
	if at(s, i) != '(' && !(at(s, i) == '=' && at(s, i+1) == '(') {
		return
	}
	if at(s, i) == '=' {
		i++
	}
	var last value
	strs, commas, depth := 0, 0, 0
	for j, limit := i, min(len(s), i+maxArgument); j < limit; {
		switch c := s[j]; {
		case c == '(':
			depth++
			j++
		case c == ')':
			if depth--; depth == 0 {
				limit = j
			}
			j++
		case c == ',':
			if commas++; strs < 2 {
				last = value{}
			}
			j++
		case isQuoteByte(c) || c == '\\' && quoteAt(s, j) != nil:
			v := f.valueAt(j)
			strs++
			last = v
			j = max(v.after, j+1)
		default:
			j++
		}
	}
	if last.end > last.begin && commas > 0 && (strs > 1 || !lookWord(s[begin:end]).is(general)) {
		if text := s[last.begin:last.end]; lookWord(s[begin:end]).is(general) && !looksSecret(text) {
			return
		}
		if text := s[last.begin:last.end]; !neverSecret(text) && !strings.ContainsAny(text, `\`) {
			f.addValue(last, kindCall)
		}
	}
}

// hereString masks X of kinit bob <<< X, from where the command begins.
func (f *finder) hereString() {
	if v := f.valueAt(skipSpace(f.s, f.i+3)); f.readsPassword && v.begin < v.end && !neverSecret(f.s[v.begin:v.end]) {
		f.addValue(v, kindCommand)
	}
}
