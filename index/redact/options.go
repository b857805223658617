package redact

import (
	"strings"

	"waptkb/content/lazy"
)

// command is a program by the options that take a secret.
type command struct {
	options []option
	plain   bool // its options mean something else
}

// option is one that takes a secret.
type option struct {
	name     string
	next     bool   // the secret is the next word
	attached bool   // the secret follows at once, or behind : or =
	before   string // what stands before the secret in the value: ":" of bob:X, "pass:"
}

// newCommand reads a list of options, see words.txt.
func newCommand(list string) *command {
	c := &command{}
	for entry := range strings.SplitSeq(list, ";") {
		words := append(strings.Fields(entry), "", "")
		if words[0] == "" {
			continue
		}
		c.options = append(c.options, option{words[0], strings.Contains(words[1], "_"), strings.Contains(words[1], "+"), words[2]})
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
	f.shortOption()
}

// takes tells whether the option at f.i is o and its secret was masked.
func (f *finder) takes(o *option) bool {
	s, end := f.s, f.i+len(o.name)
	flags := run(s, f.i+1, 6, func(c byte) bool { return isLower(c) || isUpper(c) })
	if o.before != "" && flags > end && s[flags-1] == o.name[1] && spaceAt(s, flags) > 0 {
		end = flags // several options in one, as in -sku
	} else if !strings.HasPrefix(s[f.i:], o.name) && !(o.name[0] == '/' && hasFold(s, f.i, o.name)) {
		return false
	}
	c, begin := at(s, end), end
	switch {
	case spaceAt(s, end) > 0 || isQuoteByte(c) && f.inList(end):
		if !o.next {
			return false
		}
		begin = f.nextArgument(end)
	case c == ':' || c == '=':
		begin++
	case !o.attached || len(o.name) > 3:
		return false
	}
	v := f.secretPart(f.valueAt(begin), o.before)
	text := f.text(v)
	if !v.quoted && text != "" && (strings.IndexByte("/|<>", text[0]) >= 0 || text[0] == '-' && len(text) < 4 || strings.HasPrefix(text, "--")) {
		return false
	}
	return !(begin == end && !v.quoted && wordOption().MatchString(text)) && f.take(v, kindCommand)
}

// wordOption is how a long option with one dash goes on behind -p: -port, -path, -uuid.
var wordOption = lazy.Regexp(`\A(?:ort|ass|wd|rofile|ath|ublic|rocess|latform|roxy|rint|rompt|arameter|roject|uuid|ser|rl|tf8|rogress|roperty)`)

// secretPart is what of a value is secret: behind user:, behind pass:.
func (f *finder) secretPart(v value, before string) value {
	text := f.text(v)
	switch {
	case len(before) > 1:
		if !strings.HasPrefix(text, before) {
			return value{}
		}
		v.begin += len(before)
		if !v.quoted {
			v = f.valueAt(v.begin)
		}
	case before != "":
		k := strings.Index(text[:min(len(text), window)], before)
		switch {
		case before == ":" && k < 0 && at(f.s, v.end) == ':' && looksSecret(text): // curl -u TOKEN:
		case k < 0 || strings.HasPrefix(text[k:], "://") || strings.HasPrefix(text[k:], `:\`) && k == 1:
			return value{}
		default:
			v.begin += k + 1
		}
	}
	return v
}

// inList tells whether the quote at s[i] is followed by a comma.
func (f *finder) inList(i int) bool { return at(f.s, skipSpace(f.s, i+1)) == ',' }

// nextArgument is where the argument behind s[i] begins, on a command line or in a list.
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

// shortOption masks X of -u bob -p X, of /u:bob /p:X and of -u bob:X, of a command that is
// not known, and X of -p X, -pX and /p:X where X looks like a password.
func (f *finder) shortOption() {
	s, i := f.s, f.i
	c, sep := at(s, i+1)|0x20, at(s, i+2)
	if c != 'u' && c != 'p' && c != 'w' {
		return
	}
	if letterAt(s, i+2) > 0 {
		if v := f.valueAt(i + 2); strings.HasPrefix(s[i:], "-p") && !f.plainCommand && !v.quoted && madeUp(f.text(v)) { // sfx.exe -pX
			f.take(v, kindCommand)
		}
		return
	}
	attached := sep == ':' || sep == '='
	begin := i + 3
	if !attached {
		begin = f.nextArgument(i + 2)
	}
	v := f.valueAt(begin)
	text := f.text(v)
	behindUser := f.userEnd > 0 && f.userEnd <= i && i-f.userEnd <= 8 && strings.Trim(s[f.userEnd:i], " ,\"'`") == "" && (v.quoted || looksSecret(text))
	switch {
	case text == "" || v.after-i > maxArgument:
	case c == 'u':
		f.userEnd = v.after
		if k := strings.IndexByte(text, ':'); k > 0 && !f.plainCommand && looksSecret(text[k+1:]) {
			v.begin += k + 1
			f.take(v, kindCommand)
		}
	case f.plainCommand && !(attached && s[i] == '/'):
	case behindUser, c == 'p' && f.looksGiven(v, attached, s[i] == '-'):
		f.take(v, kindCommand)
	}
}

// looksGiven tells whether the value of an option looks like a password.
func (f *finder) looksGiven(v value, attached, dash bool) bool {
	text := f.text(v)
	switch {
	case strings.ContainsAny(text, `=\`):
		return false
	case attached && v.quoted:
		return looksSecret(text) || strings.Contains(text, " ")
	case attached:
		return !dash && len(text) < 64 && looksSecret(text) && (!looksLikeName(text) || isUpper(text[0]) && len(text) >= 8) && !strings.Contains(text, "/")
	case v.quoted:
		return dash && strings.ContainsAny(text, "@!#$%&*?") && looksSecret(text)
	}
	return dash && looksTyped(text)
}
