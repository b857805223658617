package content

import (
	"time"

	"go.yaml.in/yaml/v3"

	"waptkb/i18n"
)

// field is a key of the front matter.
type field struct {
	name       string
	translated bool // a translation has it, too; it takes the others from the primary article
	optional   bool
	read       reader
}

// reader reads the value of a key into an article.
type reader func(l *loader, file, key string, v *yaml.Node, a *Article)

// fields are all keys of the front matter.
var fields = []field{
	{name: "title", translated: true, read: oneText(func(a *Article) *string { return &a.Title })},
	{name: "component", read: oneName(Components, func(a *Article, name string) { a.Component = name })},
	{name: "platforms", read: names(Platforms, func(a *Article) *[]string { return &a.Platforms })},
	{name: "versions", optional: true, read: oneText(func(a *Article) *string { return &a.Versions })},
	{name: "checked", optional: true, read: names(Releases, func(a *Article) *[]string { return &a.Checked })},
	{name: "severity", read: oneName(severityNames(), func(a *Article, name string) { a.Severity = Severity(name) })},
	{name: "general", optional: true, read: yesNo(func(a *Article) *bool { return &a.General })},
	{name: "seldom", optional: true, read: yesNo(func(a *Article) *bool { return &a.Seldom })},
	{name: "summary", translated: true, read: oneText(func(a *Article) *string { return &a.Summary })},
	{name: "identifiers", read: someTexts(func(a *Article) *[]string { return &a.Identifiers })},
	{name: "related", read: someTexts(func(a *Article) *[]string { return &a.Related })},
	{name: "sources", read: someTexts(func(a *Article) *[]string { return &a.Sources })},
	{name: "reviewed", translated: true, read: date(func(a *Article) *string { return &a.Reviewed })},
}

func oneText(of func(*Article) *string) reader {
	return func(l *loader, file, key string, v *yaml.Node, a *Article) { *of(a) = l.text(file, key, v) }
}

func someTexts(of func(*Article) *[]string) reader {
	return func(l *loader, file, key string, v *yaml.Node, a *Article) { *of(a) = l.texts(file, key, v) }
}

func oneName(allowed []string, set func(*Article, string)) reader {
	return func(l *loader, file, key string, v *yaml.Node, a *Article) { set(a, l.oneOf(file, key, v, allowed)) }
}

func names(allowed []string, of func(*Article) *[]string) reader {
	return func(l *loader, file, key string, v *yaml.Node, a *Article) {
		for _, n := range l.items(file, key, v) {
			*of(a) = append(*of(a), l.oneOf(file, key, n, allowed))
		}
	}
}

func yesNo(of func(*Article) *bool) reader {
	return oneName([]string{"true", "false"}, func(a *Article, name string) { *of(a) = name == "true" })
}

func date(of func(*Article) *string) reader {
	return func(l *loader, file, key string, v *yaml.Node, a *Article) {
		s := l.text(file, key, v)
		if _, err := time.Parse(time.DateOnly, s); err != nil {
			l.problem(file, v.Line, "%s: %q is no date: write 2026-11-22", key, s)
		}
		*of(a) = s
	}
}

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
	var required, optional []string
	for _, f := range fields {
		if f.optional || a.Lang != Primary && !f.translated {
			optional = append(optional, f.name)
		} else {
			required = append(required, f.name)
		}
	}
	values, _ := l.mapping(file, "front matter", node, required, optional)
	for _, f := range fields {
		switch value := values[f.name]; {
		case value == nil:
		case a.Lang != Primary && !f.translated:
			l.problem(file, l.lines[file+" "+f.name], "key %q is read from the %s file: remove it here", f.name, i18n.In(Primary).Name)
		default:
			f.read(l, file, f.name, value, a)
		}
	}
}
