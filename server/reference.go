package server

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/content/fold"
	"waptkb/index"
	"waptkb/index/redact"
	"waptkb/server/inpage"
)

// referenceView is the page of all messages and codes.
type referenceView struct {
	page
	Filter     referenceFilter
	Components []string
	Severities []content.Severity
	Letters    []letterCount    // that entries begin with
	Groups     []referenceGroup // messages by letter
	Messages   int              // shown
	Codes      []referenceCode
}

// letterCount is how many entries begin with a letter; with none, how many there are.
type letterCount struct {
	Letter string
	Count  int
}

// referenceGroup is the messages that begin with a letter.
type referenceGroup struct {
	Letter   string
	Messages []referenceMessage
}

type referenceMessage struct {
	*content.Message
	Cause string // one line

	key string // orders messages
}

type referenceCode struct {
	*content.Code
	Parts   []string // of the name, each on a line where there is no room
	Other   string   // the second way to write it
	Meaning string   // one line
}

// otherLetter is the letter of what begins with a digit, such as every code.
const otherLetter = "0-9"

// referenceFilter says which entries are asked for; empty fields ask for all.
type referenceFilter struct {
	Text      string // words that entries have
	Kind      string
	Component string
	Severity  content.Severity
	Letter    string // a lower-case letter, or otherLetter
}

// filterText gives the words of a text, so far as they are looked for.
func filterText(text string) string {
	letters := []rune(strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " "))
	return strings.TrimSpace(string(letters[:min(len(letters), maxFilterText)]))
}

// maxFilterText is how many letters of a text are looked for.
const maxFilterText = 200

// planReference reads a filter from the query string of a request.
func planReference(query url.Values) (referenceFilter, error) {
	f := referenceFilter{
		Text: filterText(query.Get("q")),
		Kind: query.Get("kind"), Severity: content.Severity(query.Get("severity")), Letter: strings.ToLower(query.Get("letter")),
	}
	if err := checkKind(f.Kind, content.KindMessage, content.KindCode); err != nil {
		return f, err
	}
	if name := query.Get("component"); name != "" {
		component, ok := content.ComponentNamed(name)
		if !ok {
			return f, invalidFault(index.UnknownComponent)
		}
		f.Component = component
	}
	if f.Severity != "" && !slices.Contains(content.Severities, f.Severity) {
		return f, unknownValue("severity", content.Severities...)
	}
	if l := f.Letter; l != "" && l != otherLetter && (len(l) != 1 || l < "a" || l > "z") {
		return f, unknownValue("letter", "a–z", otherLetter)
	}
	return f, nil
}

func unknownValue[T ~string](name string, accepted ...T) error {
	var list []string
	for _, value := range accepted {
		list = append(list, string(value))
	}
	return newFault(faultUnknownValue, "name", name, "accepted", strings.Join(list, ", "))
}

// checkKind checks a kind of entries; it may be empty.
func checkKind(kind string, accepted ...string) error {
	if kind == "" || slices.Contains(accepted, kind) {
		return nil
	}
	return unknownValue("kind", accepted...)
}

// Active tells whether the filter leaves anything out.
func (f referenceFilter) Active() bool { return f != referenceFilter{} }

// query gives the filter as it stands in an address.
func (f referenceFilter) query() string {
	v := url.Values{
		"q": {f.Text}, "kind": {f.Kind}, "component": {content.ComponentSlug(f.Component)}, "severity": {string(f.Severity)}, "letter": {f.Letter},
	}
	maps.DeleteFunc(v, func(_ string, value []string) bool { return value[0] == "" })
	return v.Encode()
}

// LetterURL gives the address of the entries that begin with a letter.
func (v referenceView) LetterURL(letter string) string {
	v.Filter.Letter = letter
	return (&url.URL{Path: v.URL("reference"), RawQuery: v.Filter.query()}).String()
}

// hasEmpty tells whether an address has parameters that say nothing, as forms send them.
func hasEmpty(query url.Values) bool {
	for _, values := range query {
		if slices.Contains(values, "") {
			return true
		}
	}
	return false
}

// shows tells whether an entry fits, whatever its letter and its text.
func (f referenceFilter) shows(a *content.Article) bool {
	return (f.Kind == "" || f.Kind == a.Kind) && (f.Component == "" || f.Component == a.Component) && (f.Severity == "" || f.Severity == a.Severity)
}

// referencePage shows all messages and codes, or those of a filter.
func (s *Server) referencePage(c echo.Context) error {
	f, err := planReference(c.QueryParams())
	if err != nil {
		return err
	}
	if hasEmpty(c.QueryParams()) {
		return c.Redirect(http.StatusSeeOther, (&url.URL{Path: c.Request().URL.Path, RawQuery: f.query()}).String())
	}
	f.Text = redact.Secrets(f.Text)
	text := s.textsFor(c)
	v := referenceView{
		page:   s.newPage(c, text("reference.title"), text("reference.description")),
		Filter: f, Components: content.Components, Severities: content.Severities,
	}
	if err := v.fill(s.library()); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, "reference", v)
}

// fill takes the entries that fit out of the library.
func (v *referenceView) fill(lib *content.Library) error {
	letters := map[string]int{}
	words := strings.Fields(fold.String(v.Filter.Text))
	var messages []referenceMessage
	for _, id := range lib.Entries() {
		a, err := lib.Entry(id, v.Lang)
		if err != nil {
			return err
		}
		if !v.Filter.shows(a) || !hasWords(lib, a, words) {
			continue
		}
		key := sortKey(a.Title)
		letters[letterOf(key)]++
		if v.Filter.Letter != "" && v.Filter.Letter != letterOf(key) {
			continue
		}
		if a.Kind == content.KindCode {
			code, err := lib.Code(id)
			if err != nil {
				return err
			}
			v.Codes = append(v.Codes, referenceCode{code, strings.SplitAfter(code.Name, "_"), otherForm(code), oneLine(code.Meaning.In(v.Lang))})
			continue
		}
		m, err := lib.Message(id)
		if err != nil {
			return err
		}
		messages = append(messages, referenceMessage{m, oneLine(m.Cause.In(v.Lang)), key})
	}
	v.Messages, v.Groups = len(messages), byLetter(messages)
	all := 0
	for _, letter := range slices.Sorted(maps.Keys(letters)) {
		v.Letters = append(v.Letters, letterCount{letter, letters[letter]})
		all += letters[letter]
	}
	if v.Filter.Letter != "" {
		v.Letters = append(v.Letters, letterCount{"", all})
	}
	return nil
}

// hasWords tells whether an entry has all of some folded words, be they parts of longer
// ones: in its names and forms, its texts, or the title of the article that solves it.
func hasWords(lib *content.Library, a *content.Article, words []string) bool {
	if len(words) == 0 {
		return true
	}
	text := append([]string{a.ID, a.Title, a.Summary}, a.Identifiers...)
	for _, t := range a.Errors {
		text = append(text, t.Text)
	}
	if m, err := lib.Message(a.ID); err == nil {
		text = append(text, m.Cause.In(a.Lang))
	}
	for _, id := range a.Related {
		if solving, err := lib.Article(id, a.Lang); err == nil {
			text = append(text, id, solving.Title)
		}
	}
	all := fold.String(strings.Join(text, "\n"))
	return !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(all, word) })
}

// byLetter sorts messages and puts those that begin alike together.
func byLetter(messages []referenceMessage) []referenceGroup {
	slices.SortFunc(messages, func(a, b referenceMessage) int {
		return cmp.Or(strings.Compare(a.key, b.key), strings.Compare(a.ID, b.ID))
	})
	var groups []referenceGroup
	for _, m := range messages {
		letter := strings.ToUpper(letterOf(m.key))
		if n := len(groups); n == 0 || groups[n-1].Letter != letter {
			groups = append(groups, referenceGroup{Letter: letter})
		}
		last := &groups[len(groups)-1]
		last.Messages = append(last.Messages, m)
	}
	return groups
}

// sortKey gives a title from its first letter or digit on, folded: quotes and
// values do not count.
func sortKey(title string) string {
	return strings.TrimLeftFunc(fold.String(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// letterOf gives the letter that a sort key stands under.
func letterOf(key string) string {
	if key == "" || key[0] < 'a' || key[0] > 'z' {
		return otherLetter
	}
	return key[:1]
}

// otherForm gives the way that logs write a code that administrators know by
// another: 0x80070652 for 1618, -2145124318 for 0x80240022.
func otherForm(c *content.Code) string {
	forms := c.Forms()
	if strings.HasPrefix(c.ID, "0x") {
		return forms[1]
	}
	return forms[min(2, len(forms)-1)]
}

// maxLine is how many letters of a cause fit on a line or two.
const maxLine = 150

// oneLine gives the first sentence of a text, shortened where it is long.
func oneLine(text string) string {
	for i, r := range text {
		if !strings.ContainsRune(".?!", r) {
			continue
		}
		rest, spaced := strings.CutPrefix(text[i+1:], " ")
		if next, _ := utf8.DecodeRuneInString(rest); spaced && (unicode.IsUpper(next) || next == '«') {
			text = text[:i+1]
			break
		}
	}
	if letters := []rune(text); len(letters) > maxLine {
		cut := strings.TrimRightFunc(string(letters[:maxLine]), func(r rune) bool { return !unicode.IsSpace(r) })
		return strings.TrimRightFunc(cut, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) && r != ')' && r != '»' }) + "…"
	}
	return text
}

// Kind gives the name of what an entry of the reference is, and nothing for an
// article.
func (p page) Kind(a *content.Article) string {
	if a.Kind == content.KindArticle {
		return ""
	}
	return p.T("kind." + a.Kind)
}

// TitleLang gives the language of a title where it is not that of the page: messages
// are as WAPT prints them.
func (p page) TitleLang(a *content.Article) string {
	if lang := inpage.TitleLang(a); lang != p.Lang {
		return lang
	}
	return ""
}
