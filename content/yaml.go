//go:build !js

package content

import (
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"waptkb/content/lazy"
	"waptkb/i18n"
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

// value is what stands at a key of front matter or of an entry, or in a list there. The
// value of a key that may be missing, and is, has no node and is empty.
type value struct {
	*yaml.Node
	loader    *loader
	file, key string
}

// mapping gives the values of what n is (an entry, front matter) by key. It refuses
// keys that are in neither list, and keys of the first that are missing.
func (l *loader) mapping(file, what string, n *yaml.Node, required, optional []string) (values map[string]value, whole bool) {
	if n.Kind != yaml.MappingNode {
		l.problem(file, n.Line, "is no list of 'key: value' lines: write %s", strings.Join(required, ", "))
		return nil, false
	}
	values = map[string]value{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case !slices.Contains(required, key.Value) && !slices.Contains(optional, key.Value):
			l.problem(file, key.Line, "key %q is unknown: remove it or correct its name", key.Value)
		case values[key.Value].Node != nil:
			l.problem(file, key.Line, "key %q stands twice: keep one", key.Value)
		default:
			values[key.Value] = value{n.Content[i+1], l, file, key.Value}
		}
	}
	whole = true
	for _, key := range required {
		if values[key].Node == nil {
			l.problem(file, n.Line, "key %q is missing: add it to the %s", key, i18n.Say(what))
			whole = false
		}
	}
	return values, whole
}

func (v value) problem(format string, args ...any) {
	v.loader.problem(v.file, v.Line, format, args...)
}

// text reads a scalar that must not be empty.
func (v value) text() string {
	if v.Node == nil {
		return ""
	}
	if v.Kind != yaml.ScalarNode {
		v.problem("%s: write one text", v.key)
		return ""
	}
	s := strings.TrimSpace(v.Value)
	if s == "" || v.Tag == "!!null" {
		v.problem("%s is empty: fill it in", v.key)
	}
	return s
}

// oneOf reads one of the texts that are allowed.
func oneOf[S ~string](v value, allowed []S) S {
	s := S(v.text())
	if s != "" && !slices.Contains(allowed, s) {
		v.problem("%s: %q is unknown: take one of %s", v.key, s, joined(allowed, func(s S) string { return string(s) }))
	}
	return s
}

// joined names things for an author.
func joined[T any](things []T, name func(T) string) string {
	var names []string
	for _, t := range things {
		names = append(names, name(t))
	}
	return strings.Join(names, ", ")
}

// items reads a list that must not be empty.
func (v value) items() (items []value) {
	if v.Node == nil {
		return nil
	}
	if v.Kind != yaml.SequenceNode || len(v.Content) == 0 {
		v.problem("%s: write a list with at least one entry", v.key)
		return nil
	}
	for _, n := range v.Content {
		items = append(items, value{n, v.loader, v.file, v.key})
	}
	return items
}

// someOf reads a list of texts that are allowed.
func (v value) someOf(allowed []string) (out []string) {
	for _, item := range v.items() {
		out = append(out, oneOf(item, allowed))
	}
	return out
}

// texts reads a list of different texts.
func (v value) texts() (out []string) {
	for _, item := range v.items() {
		s := item.text()
		if slices.Contains(out, s) {
			item.problem("%s: %q stands twice: keep one", v.key, s)
			continue
		}
		out = append(out, s)
	}
	return out
}

// template reads an entry of a list of error templates. Those of an organisation may be their texts
// alone.
func (l *loader) template(file string, n *yaml.Node) (t Template, ok bool) {
	if l.beside != nil && n.Kind == yaml.ScalarNode {
		t, err := ParseTemplate((value{n, l, file, "errors"}).text(), "")
		if err != nil {
			l.problem(file, n.Line, "errors: %v", err)
		}
		return t, err == nil
	}
	if unknown := unknownKey(n, "text", "scope", "also"); n.Kind != yaml.MappingNode || unknown != "" {
		l.problem(file, n.Line, "errors: an entry has 'text:', perhaps 'scope:' and 'also:', nothing else (%s)", unknown)
		return t, false
	}
	var e struct {
		Text  string
		Scope Scope
		Also  bool
	}
	if err := n.Decode(&e); err != nil {
		l.problem(file, n.Line, "errors: %v", err)
		return t, false
	}
	if hasScope := unknownKey(n, "text", "also") != ""; hasScope && e.Scope == "" {
		l.problem(file, n.Line, "errors: scope is empty: remove it or write one of %v", Scopes)
		return t, false
	}
	t, err := ParseTemplate(e.Text, e.Scope)
	if err != nil {
		l.problem(file, n.Line, "errors: %v", err)
		return t, false
	}
	t.Also = e.Also
	return t, true
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

var yamlLine = lazy.Regexp(`line (\d+): (.*)`)

// yamlError takes the line and the fault out of the YAML library's error.
func yamlError(err error) (line int, msg string) {
	if m := yamlLine().FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		if strings.HasPrefix(m[2], "did not find expected") || strings.HasPrefix(m[2], "found a tab") {
			line++ // it counts lines from 0 for these
		}
		return line, m[2]
	}
	return 1, strings.TrimPrefix(err.Error(), "yaml: ") // it names no line when that is the first
}
