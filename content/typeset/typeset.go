// Package typeset gives texts that people read the typography of their language, wherever
// they are written plainly: in the sources of our articles and of the interface, by command
// content/typo, and in what an organisation wrote, when it is read.
//
// An apostrophe is "’", and entries of a menu stand apart by "‣". In French a no-break
// space stands before ":" and inside « », a narrow one before ";", "!", "?" and "%", before
// units. Translations lose the no-break spaces
// before punctuation. Signs and spaces are only replaced, never put in. Code, addresses
// and error templates are left as they are. Search folds all of that, so that what is
// typed plainly finds it.
package typeset

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"waptkb/content/lazy"
	"waptkb/i18n"
)

// Text gives the text of a file as it should be, by the name of the file: its language, and
// what in it is prose. Lines stay where they are.
func Text(file, s string) string {
	code := Language(file)
	if code == "" {
		return s // entries, with what programs print
	}
	t := typesetter{Language: i18n.In(code), kind: filepath.Ext(file), text: s}
	t.spaces()
	t.units()
	t.apostrophes()
	t.separators()
	return t.result(proseOf(file, s))
}

// typesetter collects what is to change in a text.
type typesetter struct {
	*i18n.Language
	kind  string // of the file, ".md"
	text  string
	edits []edit
}

// edit is a piece of the text, and what should stand in its place.
type edit struct {
	from, to int
	text     string
}

func (t *typesetter) replace(from, to int, text string) {
	t.edits = append(t.edits, edit{from, to, text})
}

// result gives the text with the changes that are in prose.
func (t *typesetter) result(prose []bool) string {
	slices.SortFunc(t.edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	done := 0
	for _, e := range t.edits {
		if !slices.Contains(prose[e.from:e.to], false) {
			b.WriteString(t.text[done:e.from])
			b.WriteString(e.text)
			done = e.to
		}
	}
	return b.String() + t.text[done:]
}

const (
	noBreaks = i18n.NoBreak + i18n.NarrowNoBreak
	blanks   = " " + noBreaks
)

// spaced is a space, of whatever kind, beside punctuation that may have one.
var spaced = lazy.Regexp(`«[` + blanks + `]+|[` + blanks + `]+[:;!?%»]`)

// spaces replaces the spaces beside punctuation.
func (t *typesetter) spaces() {
	for _, m := range spaced().FindAllStringIndex(t.text, -1) {
		if t.text[m[0]] == ' ' && (m[0] == 0 || t.text[m[0]-1] == '\n') {
			continue // the indentation of a line
		}
		t.replace(m[0], m[1], t.space(t.text[m[0]:m[1]], t.text[m[1]:]))
	}
}

// space gives a space and its punctuation as they should be, before the text that
// follows. A language without such spaces loses those that its translator has kept.
func (t *typesetter) space(match, after string) string {
	sign := strings.Trim(match, blanks)
	next, _ := utf8.DecodeRuneInString(after)
	switch want := t.Spaces[sign]; {
	case want == "" && strings.ContainsAny(match, noBreaks):
		return sign
	case want == "":
		return match
	case sign == "«":
		return sign + want
	case sign == ":" && after != "" && !strings.ContainsRune(blanks+"\n\r\"'*_»)<\\", next):
		return match // ":8088", "::1", ":---"
	case sign == "%" && (next == '(' || isWord(next)):
		return match // "%TEMP%", "%s"
	default:
		return want + sign
	}
}

// unitsOf are the expressions of units that have been asked for.
var unitsOf sync.Map

// unit gives the expression for a number, or the end of a hole, and the spaces before one of the
// units, which stand between "|".
func unit(units string) *regexp.Regexp {
	made, ok := unitsOf.Load(units)
	if !ok {
		made, _ = unitsOf.LoadOrStore(units, regexp.MustCompile(`[\p{Nd}}]([`+blanks+`]+)(?:`+units+`)`))
	}
	return made.(*regexp.Regexp)
}

// units puts the narrow space between a number and its unit.
func (t *typesetter) units() {
	if len(t.Units) == 0 {
		return
	}
	for _, m := range unit(strings.Join(t.Units, "|")).FindAllStringSubmatchIndex(t.text, -1) {
		after, _ := utf8.DecodeRuneInString(t.text[m[1]:])
		if !isWord(after) && !strings.ContainsRune("'’", after) {
			t.replace(m[2], m[3], i18n.NarrowNoBreak)
		}
	}
}

// apostrophes replaces the typewriter's apostrophe. YAML doubles it between quotes.
func (t *typesetter) apostrophes() {
	for from := 0; ; {
		i := strings.IndexByte(t.text[from:], '\'')
		if i < 0 {
			return
		}
		i += from
		from = i + 1
		if t.kind == ".yaml" && strings.HasPrefix(t.text[from:], "'") {
			from++
		}
		if t.apostrophe(t.text[:i], t.text[i:from], t.text[from:]) {
			t.replace(i, from, "’")
		}
	}
}

var (
	elided     = lazy.Regexp(`(?i)(?:^|[^\pL])(?:[cdjlmnst]|(?:jus|lors|puis|quel|quoi)?qu)$`)
	pythonText = lazy.Regexp(`(?i)(?:^|[^\pL])[rubf]$`) // r'C:\Temp'
	genitive   = lazy.Regexp(`^s(?:[^\pL]|$)`)
	opening    = lazy.Regexp(`(?:^|[\s(\[{=,:])('+)[\pL\d]`)
)

// apostrophe tells whether a sign between two texts is an apostrophe, and no quotation
// mark of a program.
func (t *typesetter) apostrophe(before, sign, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	switch near := before[max(0, len(before)-16):]; {
	case isWord(last) && isWord(next):
		return !pythonText().MatchString(near)
	case isWord(next):
		return strings.ContainsRune("`*)}»”", last) && genitive().MatchString(after)
	case strings.ContainsRune("`*_[«“\"\\{<", next):
		return elided().MatchString(near)
	}
	// "The users' own", unless a quotation ends here.
	line := before[strings.LastIndexByte(before, '\n')+1:]
	quoted := slices.ContainsFunc(opening().FindAllStringSubmatch(line, -1), func(m []string) bool { return m[1] == sign })
	return last == 's' && next == ' ' && !quoted
}

// separator stands between the entries of a menu.
const separator = "‣"

var (
	otherSeparators = lazy.Regexp(` ([›▸►>]) `)
	shownSeparators = lazy.Regexp(` ([›▸►]) `)
)

// separators gives paths of menus one separator. In texts without markup ">" may be
// that of a command.
func (t *typesetter) separators() {
	others := shownSeparators
	if t.kind == ".md" {
		others = otherSeparators
	}
	for _, m := range others().FindAllStringSubmatchIndex(t.text, -1) {
		t.replace(m[2], m[3], separator)
	}
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Language is the one that the name of a file or of its folder says: en.md,
// questions.en.txt, windows.en.yaml, en/help.md. It is empty where none is.
func Language(file string) string {
	words := strings.FieldsFunc(filepath.ToSlash(file), func(r rune) bool { return r == '/' || r == '.' })
	for _, word := range slices.Backward(words) {
		if slices.Contains(i18n.Languages(), word) {
			return word
		}
	}
	return ""
}
