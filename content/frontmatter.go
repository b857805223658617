package content

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// keys of the front matter. A translation has only those marked translated.
var keys = []struct {
	name                 string
	translated, optional bool
}{
	{name: "title", translated: true}, {name: "component"}, {name: "platforms"},
	{name: "versions", optional: true}, {name: "severity"}, {name: "summary", translated: true},
	{name: "general", optional: true}, {name: "seldom", optional: true}, {name: "errors", optional: true},
	{name: "pastes", optional: true}, {name: "questions", translated: true}, {name: "identifiers"},
	{name: "related"}, {name: "sources"}, {name: "reviewed", translated: true},
}

// minQuestions is how many questions an article has at least, in each language.
const minQuestions = 12

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
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		line := key.Line
		l.lines[file+" "+key.Value] = line
		k := slices.IndexFunc(keys, func(k struct {
			name                 string
			translated, optional bool
		}) bool {
			return k.name == key.Value
		})
		switch {
		case k < 0:
			l.problem(file, line, "key %q is unknown: remove it or correct its name", key.Value)
			continue
		case seen[key.Value]:
			l.problem(file, line, "key %q stands twice: keep one", key.Value)
			continue
		case a.Lang != Primary && !keys[k].translated:
			l.problem(file, line, "key %q is read from the French file: remove it here", key.Value)
			continue
		}
		seen[key.Value] = true
		l.field(file, key.Value, value, a)
	}
	for _, k := range keys {
		if !seen[k.name] && !k.optional && (a.Lang == Primary || k.translated) {
			l.problem(file, 1, "key %q is missing: add it to the front matter", k.name)
		}
	}
}

// field reads one value of the front matter into a.
func (l *loader) field(file, key string, v *yaml.Node, a *Article) {
	line := v.Line
	switch key {
	case "title":
		a.Title = l.text(file, key, v)
	case "summary":
		a.Summary = l.text(file, key, v)
	case "versions":
		a.Versions = l.text(file, key, v)
	case "component":
		a.Component = l.oneOf(file, key, v, Components)
	case "severity":
		a.Severity = Severity(l.oneOf(file, key, v, severityNames()))
	case "general":
		a.General = l.oneOf(file, key, v, []string{"true", "false"}) == "true"
	case "seldom":
		a.Seldom = l.oneOf(file, key, v, []string{"true", "false"}) == "true"
	case "reviewed":
		a.Reviewed = l.text(file, key, v)
		if _, err := time.Parse(time.DateOnly, a.Reviewed); err != nil {
			l.problem(file, line, "reviewed: %q is no date: write 2026-11-22", a.Reviewed)
		}
	case "platforms":
		for _, n := range l.items(file, key, v) {
			a.Platforms = append(a.Platforms, l.oneOf(file, key, n, Platforms))
		}
	case "questions":
		a.Questions = l.texts(file, key, v)
		if len(a.Questions) < minQuestions {
			l.problem(file, line, "questions: %d are too few for search to find the article: write at least %d", len(a.Questions), minQuestions)
		}
	case "pastes":
		a.Pastes = l.texts(file, key, v)
	case "identifiers":
		a.Identifiers = l.texts(file, key, v)
	case "related":
		a.Related = l.texts(file, key, v)
	case "sources":
		a.Sources = l.texts(file, key, v)
	case "errors":
		if v.Kind == yaml.SequenceNode && len(v.Content) == 0 {
			return
		}
		for _, n := range l.items(file, key, v) {
			if t, ok := l.template(file, n); ok {
				a.Errors = append(a.Errors, t)
			}
		}
	}
}

// template reads an entry of a list of error templates.
func (l *loader) template(file string, n *yaml.Node) (t Template, ok bool) {
	var e struct {
		Text  string `yaml:"text"`
		Scope *Scope `yaml:"scope"`
		Also  bool   `yaml:"also"`
	}
	if unknown := unknownKey(n, "text", "scope", "also"); n.Kind != yaml.MappingNode || unknown != "" {
		l.problem(file, n.Line, "errors: an entry has 'text:', perhaps 'scope:' and 'also:', nothing else (%s)", unknown)
		return t, false
	}
	if err := n.Decode(&e); err != nil {
		l.problem(file, n.Line, "errors: %v", err)
		return t, false
	}
	scope := ScopeAnywhere
	if e.Scope != nil {
		scope = *e.Scope
	}
	if scope == "" || e.Scope == nil && hasKey(n, "scope") {
		l.problem(file, n.Line, "errors: scope is empty: remove it or write one of %v", Scopes)
		return t, false
	}
	t, err := ParseTemplate(e.Text, scope)
	if err != nil {
		l.problem(file, n.Line, "errors: %v", err)
		return t, false
	}
	t.Also = e.Also
	return t, true
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

func severityNames() []string {
	names := make([]string, len(Severities))
	for i, s := range Severities {
		names[i] = string(s)
	}
	return names
}

// text reads a scalar that must not be empty.
func (l *loader) text(file, key string, v *yaml.Node) string {
	if v.Kind != yaml.ScalarNode {
		l.problem(file, v.Line, "%s: write one text", key)
		return ""
	}
	s := strings.TrimSpace(v.Value)
	if s == "" || v.Tag == "!!null" {
		l.problem(file, v.Line, "%s is empty: fill it in", key)
	}
	return s
}

// items reads a list that must not be empty.
func (l *loader) items(file, key string, v *yaml.Node) []*yaml.Node {
	if v.Kind != yaml.SequenceNode || len(v.Content) == 0 {
		l.problem(file, v.Line, "%s: write a list with at least one entry", key)
		return nil
	}
	return v.Content
}

// texts reads a list of different texts.
func (l *loader) texts(file, key string, v *yaml.Node) []string {
	var out []string
	for _, n := range l.items(file, key, v) {
		s := l.text(file, key, n)
		if slices.Contains(out, s) {
			l.problem(file, n.Line, "%s: %q stands twice: keep one", key, s)
			continue
		}
		out = append(out, s)
	}
	return out
}

func (l *loader) oneOf(file, key string, v *yaml.Node, allowed []string) string {
	s := l.text(file, key, v)
	if s != "" && !slices.Contains(allowed, s) {
		l.problem(file, v.Line, "%s: %q is unknown: take one of %s", key, s, strings.Join(allowed, ", "))
	}
	return s
}

// unknownKey names the first key of a mapping that is not allowed.
func unknownKey(n *yaml.Node, allowed ...string) string {
	for i := 0; i+1 < len(n.Content) && n.Kind == yaml.MappingNode; i += 2 {
		if !slices.Contains(allowed, n.Content[i].Value) {
			return n.Content[i].Value
		}
	}
	return ""
}

// shiftLines corrects the line numbers of a text that does not begin its file.
func shiftLines(n *yaml.Node, by int) {
	n.Line += by
	for _, child := range n.Content {
		shiftLines(child, by)
	}
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// yamlError takes the line and the fault out of the YAML library's error.
func yamlError(err error) (line int, msg string) {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		if strings.HasPrefix(m[2], "did not find expected") || strings.HasPrefix(m[2], "found a tab") {
			line++ // it counts lines from 0 for these
		}
		return line, m[2]
	}
	return 1, strings.TrimPrefix(err.Error(), "yaml: ") // it names no line when that is the first
}
