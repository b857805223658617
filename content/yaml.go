package content

import (
	"errors"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// entries reads a file that is a list, and gives its entries.
func (l *loader) entries(file, text string) []*yaml.Node {
	if root := l.root(file, text, yaml.SequenceNode, "holds no list of entries: begin each with '- '"); root != nil {
		return root.Content
	}
	return nil
}

// root reads a file of one document, which is a list or a mapping that is not empty;
// otherwise tells the author what to do. It gives nil where there is a fault.
func (l *loader) root(file, text string, kind yaml.Kind, otherwise string) *yaml.Node {
	var doc, next yaml.Node
	d := yaml.NewDecoder(strings.NewReader(text))
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && (doc.Content[0].Kind != kind || len(doc.Content[0].Content) == 0) {
		l.problem(file, 1, "%s", otherwise)
		return nil
	}
	if err == nil {
		if err = d.Decode(&next); err == nil {
			l.problem(file, next.Line, "a second document begins: remove the line ---")
			return nil
		}
	}
	if !errors.Is(err, io.EOF) {
		line, msg := yamlError(err)
		l.problem(file, line, "the entry here is not YAML: %s: quote texts that contain ': ' or ' #', and indent alike", msg)
		return nil
	}
	return doc.Content[0]
}

// mapping is what stands at the keys of a mapping: of front matter, of an entry. A key that
// may be missing, and is, has the empty value.
type mapping struct {
	l      *loader
	file   string
	values map[string]*yaml.Node
}

// mapping reads what n is (an entry, front matter). It refuses keys that are in neither
// list, and keys of the first that are missing.
func (l *loader) mapping(file, what string, n *yaml.Node, required, optional []string) (m mapping, whole bool) {
	m = mapping{l, file, map[string]*yaml.Node{}}
	if n.Kind != yaml.MappingNode {
		l.problem(file, n.Line, "is no list of 'key: value' lines: write %s", strings.Join(required, ", "))
		return m, false
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case !slices.Contains(required, key.Value) && !slices.Contains(optional, key.Value):
			l.problem(file, key.Line, "key %q is unknown: remove it or correct its name", key.Value)
		case m.values[key.Value] != nil:
			l.problem(file, key.Line, "key %q stands twice: keep one", key.Value)
		default:
			m.values[key.Value] = n.Content[i+1]
		}
	}
	whole = true
	for _, key := range required {
		if m.values[key] == nil {
			l.problem(file, n.Line, "key %q is missing: add it to the %s", key, what)
			whole = false
		}
	}
	return m, whole
}

// problem tells a fault of the value of a key.
func (m mapping) problem(key, format string, args ...any) {
	m.l.problem(m.file, m.values[key].Line, format, args...)
}

// text gives a scalar, which must not be empty.
func (m mapping) text(key string) string { return m.scalar(key, m.values[key]) }

// oneOf gives one of the texts that are allowed.
func (m mapping) oneOf(key string, allowed []string) string {
	return m.choice(key, m.values[key], allowed)
}

// someOf gives a list of texts that are allowed.
func (m mapping) someOf(key string, allowed []string) (out []string) {
	for _, n := range m.items(key) {
		out = append(out, m.choice(key, n, allowed))
	}
	return out
}

// texts gives a list of different texts.
func (m mapping) texts(key string) (out []string) {
	for _, n := range m.items(key) {
		s := m.scalar(key, n)
		if slices.Contains(out, s) {
			m.l.problem(m.file, n.Line, "%s: %q stands twice: keep one", key, s)
			continue
		}
		out = append(out, s)
	}
	return out
}

// items gives a list, which must not be empty.
func (m mapping) items(key string) []*yaml.Node {
	v := m.values[key]
	if v == nil {
		return nil
	}
	if v.Kind != yaml.SequenceNode || len(v.Content) == 0 {
		m.problem(key, "%s: write a list with at least one entry", key)
		return nil
	}
	return v.Content
}

func (m mapping) choice(key string, v *yaml.Node, allowed []string) string {
	s := m.scalar(key, v)
	if s != "" && !slices.Contains(allowed, s) {
		m.l.problem(m.file, v.Line, "%s: %q is unknown: take one of %s", key, s, strings.Join(allowed, ", "))
	}
	return s
}

func (m mapping) scalar(key string, v *yaml.Node) string {
	if v == nil {
		return ""
	}
	if v.Kind != yaml.ScalarNode {
		m.l.problem(m.file, v.Line, "%s: write one text", key)
		return ""
	}
	s := strings.TrimSpace(v.Value)
	if s == "" || v.Tag == "!!null" {
		m.l.problem(m.file, v.Line, "%s is empty: fill it in", key)
	}
	return s
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
