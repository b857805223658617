package content

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"waptkb/i18n"
)

// Keys of the front matter. A translation has those that are translated, and takes the
// values of the others from the primary article.
var (
	translatedKeys = []string{"title", "summary", "reviewed"}
	primaryKeys    = []string{"component", "platforms", "severity", "identifiers", "related", "sources"}
	optionalKeys   = []string{"versions", "checked", "general", "seldom"}
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
	required, optional := slices.Concat(translatedKeys, primaryKeys), optionalKeys
	if a.Lang != Primary {
		required, optional = translatedKeys, slices.Concat(primaryKeys, optionalKeys)
	}
	m, _ := l.mapping(file, "front matter", node, required, optional)
	a.Title, a.Summary, a.Reviewed = m.text("title"), m.text("summary"), m.date("reviewed")
	if a.Lang != Primary {
		for _, key := range optional {
			if m.values[key] != nil {
				l.problem(file, l.lines[file+" "+key], "key %q is read from the %s file: remove it here", key, i18n.In(Primary).Name)
			}
		}
		return
	}
	a.Component = m.oneOf("component", Components)
	a.Platforms = m.someOf("platforms", Platforms)
	a.Versions = m.text("versions")
	a.Checked = m.someOf("checked", Releases)
	a.Severity = Severity(m.oneOf("severity", severityNames()))
	a.General = m.oneOf("general", yesNo) == "true"
	a.Seldom = m.oneOf("seldom", yesNo) == "true"
	a.Identifiers, a.Related, a.Sources = m.texts("identifiers"), m.texts("related"), m.texts("sources")
}

func (m mapping) date(key string) string {
	s := m.text(key)
	if _, err := time.Parse(time.DateOnly, s); err != nil && m.values[key] != nil {
		m.problem(key, "%s: %q is no date: write 2026-11-22", key, s)
	}
	return s
}
