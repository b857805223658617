//go:build !js

package content

import (
	"go.yaml.in/yaml/v3"

	"waptkb/content/fold"
	"waptkb/content/lazy"
)

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
