package content

import (
	"cmp"
	"slices"

	"go.yaml.in/yaml/v3"

	"waptkb/content/fold"
	"waptkb/content/lazy"
	"waptkb/i18n"
)

// Programs lists the programs of WAPT that print messages. "crypto" and "paquet"
// are the libraries that the others share.
var Programs = []string{
	"agent", "console", "crypto", "paquet", "self-service", "serveur", "tray", "wapt-get", "waptdeploy", "waptexit", "waptservice",
}

// Text is a plain text of one paragraph in every language, in the order of
// [i18n.Languages]; empty where it is not translated.
type Text []string

// newText makes a text that is still to be filled in.
func newText() Text { return make(Text, len(i18n.Languages())) }

// In gives the text in a language, or the primary one where there is none.
func (t Text) In(lang string) string {
	return cmp.Or(t[max(0, slices.Index(i18n.Languages(), lang))], t[0])
}

// Message is what a program of WAPT prints, why, and what to do. One that names an article
// is solved there: what finds the message finds the article first.
type Message struct {
	ID        string // slug
	Program   string // one of Programs
	Component string // one of Components
	Severity  Severity
	Errors    []Template // at least one; in English and in French where both exist
	General   bool       // identifies no problem: listed, never an answer on its own
	Versions  string     // WAPT versions, where it matters; may be empty
	Article   string     // id of the article that solves it; may be empty
	Source    string     // where WAPT prints it
	Cause     Text
	Remedy    Text
	Own       bool `json:",omitempty"` // an organisation wrote it
}

// Title is the first template with its holes as "…".
func (m *Message) Title() string { return m.Errors[0].Filled("…") }

// codeShaped are the ids that belong to codes.
var codeShaped = lazy.Regexp(`^(\d+|0x[0-9a-f]+)$`)

// message reads an entry of file into the library.
func (l *loader) message(file string, n *yaml.Node) (id string, texts map[string]Text) {
	e, whole := l.mapping(file, "entry", n,
		[]string{"id", "program", "component", "severity", "errors", "source"}, []string{"general", "versions", "article"})
	if !whole {
		return "", nil
	}
	m := &Message{
		ID:        e["id"].text(),
		Program:   oneOf(e["program"], Programs),
		Component: oneOf(e["component"], Components),
		Severity:  oneOf(e["severity"], Severities),
		General:   oneOf(e["general"], yesNo) == "true",
		Versions:  e["versions"].text(),
		Article:   e["article"].article(),
		Source:    e["source"].text(),
		Cause:     newText(),
		Remedy:    newText(),
		Own:       l.beside != nil,
	}
	if m.ID != "" {
		switch {
		case fold.Slug(m.ID) != m.ID:
			e["id"].problem("id %q is no id: write lower-case letters, digits and hyphens, as in some-words", m.ID)
		case codeShaped().MatchString(m.ID):
			e["id"].problem("id %q is that of a code: give the message words for an id", m.ID)
		}
		l.id(file, e["id"].Line, m.ID)
	}
	if m.General && m.Article != "" {
		e["article"].problem("article: a general message identifies no problem: leave the article out, or make its templates precise")
	}
	for _, v := range e["errors"].items() {
		t, ok := l.template(file, v.Node)
		if !ok {
			continue
		}
		if t.Also {
			v.problem("errors: 'also' is for articles: name the article below 'article:'")
		}
		if key := t.Key(); l.owners[key] != "" {
			v.problem("errors: template %q stands in %s too: keep it where it is solved", t.Text, l.owners[key])
		} else {
			l.owners[key] = m.ID
		}
		m.Errors = append(m.Errors, t)
	}
	l.draft.messages = append(l.draft.messages, m)
	return m.ID, map[string]Text{"cause": m.Cause, "remedy": m.Remedy}
}
