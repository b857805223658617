package redact

import "strings"

// maxArgument bounds the arguments that are read to find a secret among them.
const maxArgument = 512

// argument is one word of a command line.
type argument struct {
	value
	text string
}

// arguments reads at most n words of a command line from i on, to the end of the command.
func (f *finder) arguments(i, n int) []argument {
	var out []argument
	for _, ext := range []string{".exe", ".cmd", ".bat", ".vbs", ".py"} {
		if hasFold(f.s, i, ext) {
			i += len(ext)
		}
	}
	for limit := i + maxArgument; len(out) < n && i < limit; {
		i = f.nextArgument(i)
		v := f.valueAt(i)
		if v.begin >= v.end || strings.IndexByte("|<>&;)]", f.s[i]) >= 0 {
			break
		}
		out = append(out, argument{v, f.text(v)})
		i = v.after
		if at(f.s, i) == ':' { // lpt1:
			i++
		}
		if isQuoteByte(at(f.s, i)) && !f.inList(i) {
			break // the quote around the whole command
		}
	}
	return out
}

// ends tells whether the command or its words end behind an argument.
func (f *finder) ends(a argument) bool {
	j := skipSpace(f.s, a.after)
	return j >= len(f.s) || strings.IndexByte("\n\r|&;<>\"'`)]\\,(/", f.s[j]) >= 0
}

// positional masks an argument that is a secret by its place, and no word about one.
func (f *finder) positional(a argument) bool {
	return (a.quoted || strings.IndexByte("/-*[", a.text[0]) < 0 && !isProse(a.text)) && f.take(a.value, kindCommand)
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
		ok = a.quoted && f.positional(a)
	case item == "X?":
		ok = (a.quoted || looksSecret(a.text) || f.ends(a)) && f.positional(a)
	case item == "X":
		ok = f.positional(a)
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
	s, i := f.s, f.nextArgument(end)
	v := f.valueAt(i)
	if text := f.text(v); text == "-n" || text == "-e" {
		i = f.nextArgument(v.after)
		v = f.valueAt(i)
	}
	i = skipSpace(s, v.after)
	for k := 0; k < 6 && at(s, i) != '|' && v.begin < v.end; k++ { // more words
		w := f.valueAt(i)
		v.end, v.after = w.end, w.after
		i = skipSpace(s, w.after)
	}
	if at(s, i) != '|' || v.after-end > window {
		return
	}
	into := s[i:min(len(s), i+80)]
	if k := strings.IndexByte(f.text(v), ':'); k > 0 && strings.Contains(into, "chpasswd") {
		v.begin += k + 1
	}
	if readsSecret(into) || strings.Contains(s[max(0, begin-80, f.lineStart):begin], "runas") {
		f.take(v, kindCommand)
	}
}

// readsSecret tells whether a command reads a password, or makes something of one.
func readsSecret(command string) bool {
	for text := range strings.FieldsFuncSeq(command, func(r rune) bool { return !isWordRune(r) }) {
		if w := lookWord(text); w.is(reader) && (w.text != "sudo" || strings.Contains(command, "sudo -")) || w.names(strong) {
			return true
		}
	}
	return false
}

// sent masks X of an expect script: expect "password:"; send "X\r".
func sent(f *finder, begin, end int) {
	if v := f.valueAt(skipSpace(f.s, end)); v.quoted && strings.Contains(f.s[max(0, begin-80):begin], "assword") {
		f.take(v, kindCommand)
	}
}

// piped masks X of 'X' | ConvertTo-SecureString.
func piped(f *finder, begin, end int) {
	line := f.s[max(f.lineStart, begin-160):begin]
	before, ok := strings.CutSuffix(strings.TrimRight(line, " "), "|")
	before = strings.TrimRight(before, " ")
	n := len(before) - 1
	if !ok || !isQuoteByte(at(before, n)) {
		return
	}
	if k := strings.LastIndexByte(before[:n], before[n]); k >= 0 && !neverSecret(before[k+1:n]) {
		f.add(begin-len(line)+k+1, begin-len(line)+n, kindCommand)
	}
}

// call masks the last string among the arguments of a function.
func call(f *finder, begin, end int) {
	s := f.s
	i := end
	if strings.HasPrefix(s[i:], "]::new") {
		i += len("]::new")
	}
	if i = skipSpace(s, i); at(s, i) == '=' { // auth=('bob', 'X')
		i++
	}
	if at(s, i) != '(' {
		return
	}
	var last value
	strs, commas, depth := 0, 0, 0
	for j, limit := i, min(len(s), i+maxArgument); j < limit; j++ {
		switch c := s[j]; {
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				limit = j
			}
		case c == ',':
			if commas++; strs < 2 {
				last = value{}
			}
		case quoteAt(s, j) != nil:
			strs++
			last = f.valueAt(j)
			j = max(last.after-1, j)
		}
	}
	text, general := f.text(last), lookWord(s[begin:end]).is(general)
	if commas == 0 || general && (strs < 2 || !looksSecret(text)) || strings.Contains(text, `\`) {
		return
	}
	f.take(last, kindCall)
}
