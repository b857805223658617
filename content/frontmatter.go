package content

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
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
	seen := map[string]bool{}
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		line := key.Line
		l.lines[file+" "+key.Value] = line
		k := slices.IndexFunc(fields, func(f field) bool { return f.name == key.Value })
		switch {
		case k < 0:
			l.problem(file, line, "key %q is unknown: remove it or correct its name", key.Value)
			continue
		case seen[key.Value]:
			l.problem(file, line, "key %q stands twice: keep one", key.Value)
			continue
		case a.Lang != Primary && !fields[k].translated:
			l.problem(file, line, "key %q is read from the French file: remove it here", key.Value)
			continue
		}
		seen[key.Value] = true
		fields[k].read(l, file, key.Value, value, a)
	}
	for _, f := range fields {
		if !seen[f.name] && !f.optional && (a.Lang == Primary || f.translated) {
			l.problem(file, 1, "key %q is missing: add it to the front matter", f.name)
		}
	}
}
