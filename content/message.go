package content

import (
	"cmp"
	"slices"

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
