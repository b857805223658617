//go:build !js

package content

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"waptkb/content/doc"
	"waptkb/i18n"
)

// Keys of the front matter. A translation has those that are translated, and takes the
// values of the others from the primary article.
var (
	requiredKeys   = []string{"title", "component", "platforms", "severity", "summary", "identifiers", "related", "sources", "reviewed"}
	translatedKeys = []string{"title", "summary", "reviewed"}
	optionalKeys   = []string{"versions", "checked", "general", "added", "changed", "summaries", "fills"}

	translatedOptional = []string{"summaries"}
)

// Keys of an organisation's own articles, beside those that ours have too: a note stands in one
// file.
var (
	ownKeys         = []string{"title"}
	ownOptionalKeys = []string{"questions", "errors"}
)

// yesNo are the values of what is true or false.
var yesNo = []string{"true", "false"}

// frontMatter reads the YAML text of file into a. Line numbers in problems are
// those of the file, whose first line is the opening "---".
func (l *loader) frontMatter(file, text string, a *Article) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		line, msg := yamlError(err)
		l.problem(file, line+1, "front matter is not YAML: %s: quote texts that contain ': ' or ' #'", msg)
		return
	}
	if len(doc.Content) == 0 || doc.Content[0].Kind != yaml.MappingNode {
		l.problem(file, 2, "front matter is not a list of 'key: value' lines")
		return
	}
	node := doc.Content[0]
	shiftLines(node, 1)
	node.Line = 1 // the front matter begins with its "---"
	for i := 0; i < len(node.Content); i += 2 {
		l.lines[file+" "+node.Content[i].Value] = node.Content[i].Line
	}
	required, optional := requiredKeys, optionalKeys
	if a.Lang != Primary {
		required, optional = translatedKeys, slices.Concat(requiredKeys, optionalKeys)
	}
	if l.beside != nil {
		for _, key := range required {
			if l.lines[file+" "+key] == 0 && key != "title" {
				l.lack(file, 1, "key %q is missing: add it to the %s", key, i18n.Say("front matter"))
			}
		}
		required, optional = ownKeys, slices.Concat(ownOptionalKeys, required, optional)
	}
	m, _ := l.mapping(file, "front matter", node, required, optional)
	if l.beside != nil {
		a.Questions = append(a.Questions, m["questions"].texts()...)
	}
	a.Title, a.Summary, a.Reviewed = m["title"].text(), m["summary"].text(), m["reviewed"].date()
	a.Summaries = m["summaries"].summaries()
	if a.Lang != Primary {
		for _, key := range slices.Concat(requiredKeys, optionalKeys, []string{"errors"}) {
			if m[key].Node != nil && !slices.Contains(translatedKeys, key) && !slices.Contains(translatedOptional, key) {
				l.problem(file, l.lines[file+" "+key], "key %q is read from the %s file: remove it here", key, i18n.In(Primary).Name)
			}
		}
		return
	}
	a.Component = oneOf(m["component"], Components)
	a.Platforms = m["platforms"].someOf(Platforms)
	a.Versions = m["versions"].text()
	a.Checked = m["checked"].someOf(Releases)
	a.Added, a.Changed = m["added"].date(), m["changed"].date()
	if a.Changed != "" && a.Changed < a.Added {
		m["changed"].problem("changed: %s is before the article was added, %s", a.Changed, a.Added)
	}
	a.Severity = oneOf(m["severity"], Severities)
	a.Fills = m["fills"].fills()
	a.General = oneOf(m["general"], yesNo) == "true"
	for _, e := range m["errors"].items() {
		if t, ok := l.template(e.file, e.Node); ok {
			l.lines[a.ID+" "+t.Text] = e.Line
			a.Errors = append(a.Errors, t)
		}
	}
	a.Identifiers, a.Related, a.Sources = m["identifiers"].texts(), m["related"].texts(), m["sources"].texts()
}

// summaries reads what to do by the condition under which it is that.
func (v value) summaries() (out []ConditionalSummary) {
	for _, pair := range v.pairs() {
		c, err := doc.ParseCondition(pair[0].text())
		if err != nil {
			pair[0].problem("summaries: %v", err)
		}
		out = append(out, ConditionalSummary{c, pair[1].text()})
	}
	return out
}

// fills reads which placeholder what stands in a hole is.
func (v value) fills() map[string]string {
	var keys []string
	for _, p := range Placeholders {
		keys = append(keys, p.Key)
	}
	out := map[string]string{}
	for _, pair := range v.pairs() {
		out[oneOf(pair[0], Holes)] = oneOf(pair[1], keys)
	}
	return out
}

func (v value) date() string {
	s := v.text()
	if _, err := time.Parse(time.DateOnly, s); err != nil && v.Node != nil {
		v.problem("%s: %q is no date: write 2026-11-22", v.key, s)
	}
	return s
}
