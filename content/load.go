package content

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"waptkb/content/fold"
)

// Problem is a fault of a content file. Its text tells what to do.
type Problem struct {
	File string
	Line int // from 1; 0 when the fault is of the whole file
	Text string
}

func (p *Problem) Error() string {
	if p.Line == 0 {
		return fmt.Sprintf("%s: %s", p.File, p.Text)
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text)
}

// loader collects the articles and all faults, so that an author sees every
// fault at once.
type loader struct {
	fsys     fs.FS
	lib      *Library
	problems []*Problem
	lines    map[string]int    // "file key" → line of a front matter key
	owners   map[string]string // template without the names of its holes → what it stands in
	ids      map[string]string // id of an article, message or code → where it stands
}

func (l *loader) problem(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, &Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// Load reads and checks all content of fsys. The error joins every [Problem]
// found.
func Load(fsys fs.FS) (*Library, error) {
	l := &loader{
		fsys: fsys, lib: &Library{byLang: map[string]map[string]*Article{}, figs: map[string][]byte{}},
		lines: map[string]int{}, owners: map[string]string{}, ids: map[string]string{},
	}
	sum := sha256.New()
	read := func(file string) []byte {
		data, err := fs.ReadFile(fsys, file)
		if err != nil {
			l.problem(file, 0, "cannot be read: %v", err)
		}
		fmt.Fprintf(sum, "%s %d\n", file, len(data))
		sum.Write(data)
		return data
	}
	figures, _ := fs.Glob(fsys, "figures/*.svg")
	for _, file := range figures {
		l.lib.figs[path.Base(file)] = read(file)
	}
	for _, lang := range Languages {
		l.lib.byLang[lang] = map[string]*Article{}
		files, err := fs.Glob(fsys, "articles/"+lang+"/*.md")
		if err != nil {
			return nil, fmt.Errorf("listing articles: %w", err)
		}
		for _, file := range files {
			l.article(file, lang, string(read(file)))
		}
	}
	for id := range l.lib.byLang[Primary] {
		l.lib.ids = append(l.lib.ids, id)
	}
	slices.Sort(l.lib.ids)
	if len(l.lib.ids) == 0 {
		l.problem("articles/"+Primary, 0, "holds no article: point to a folder that has articles/%s/<id>.md", Primary)
	}
	l.checkLibrary()
	for _, folder := range []struct {
		pattern string
		entry   func(file string, n *yaml.Node)
	}{{"messages/*.yaml", l.message}, {"codes/*.yaml", l.code}} {
		files, _ := fs.Glob(fsys, folder.pattern)
		for _, file := range files {
			for _, n := range l.entries(file, read(file)) {
				folder.entry(file, n)
			}
		}
	}
	slices.SortFunc(l.lib.messages, func(a, b *Message) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(l.lib.codes, func(a, b *Code) int { return cmp.Compare(a.Value, b.Value) })
	l.lib.hash = hex.EncodeToString(sum.Sum(nil))
	if len(l.problems) > 0 {
		slices.SortFunc(l.problems, func(a, b *Problem) int {
			return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
		})
		errs := make([]error, len(l.problems))
		for i, p := range l.problems {
			errs[i] = p
		}
		return nil, errors.Join(errs...)
	}
	return l.lib, nil
}

// article reads one file into the library.
func (l *loader) article(file, lang, text string) {
	id := strings.TrimSuffix(path.Base(file), ".md")
	if fold.Slug(id) != id || id == "" {
		l.problem(file, 0, "the file name is not an id: name it %s.md", cmp.Or(fold.Slug(id), "some-words"))
	}
	a := &Article{ID: id, Lang: lang, Kind: KindArticle}
	if lang != Primary {
		primary, ok := l.lib.byLang[Primary][id]
		if !ok {
			l.problem(file, 0, "translates an article that does not exist: write articles/%s/%s.md first", Primary, id)
			return
		}
		*a = *primary
		a.Lang, a.Title, a.Summary, a.Questions, a.Reviewed = lang, "", "", nil, ""
	}
	front, body, bodyLine, ok := cutFrontMatter(text)
	if !ok {
		l.problem(file, 1, "has no front matter: begin the file with a line --- and close it with another")
		return
	}
	a.Markdown, a.bodyLine = body, bodyLine
	l.frontMatter(file, front, a)
	l.lib.byLang[lang][id] = a
}

// cutFrontMatter splits a file into front matter and body, and gives the line
// that the body begins on.
func cutFrontMatter(text string) (front, body string, bodyLine int, ok bool) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return "", "", 0, false
	}
	front, body, ok = strings.Cut(rest, "\n---\n")
	return front, body, strings.Count(front, "\n") + 4, ok
}

// checkLibrary checks what can be seen only with all articles at hand.
func (l *loader) checkLibrary() {
	for _, lang := range Languages {
		for _, id := range sortedKeys(l.lib.byLang[lang]) {
			a := l.lib.byLang[lang][id]
			file := "articles/" + lang + "/" + id + ".md"
			l.checkBody(file, a)
			if lang != Primary {
				continue
			}
			l.ids[id] = file
			for _, r := range a.Related {
				if _, ok := l.lib.byLang[Primary][r]; !ok {
					l.problem(file, l.lines[file+" related"], "related: article %q does not exist: %s", r, suggestIDs(l.lib, r))
				}
				if r == id {
					l.problem(file, l.lines[file+" related"], "related: the article names itself: remove it")
				}
			}
			for _, t := range a.Errors {
				key := templateKey(t)
				if t.Also {
					continue
				}
				if other, ok := l.owners[key]; ok {
					l.problem(file, l.lines[file+" errors"], "template %q stands in %s too: keep it where it is solved", t.Text, other)
				}
				l.owners[key] = id
			}
		}
	}
	for _, id := range l.lib.ids {
		l.checkAlso(id)
	}
}

// checkAlso checks that the errors that an article shares are another article's.
func (l *loader) checkAlso(id string) {
	file := "articles/" + Primary + "/" + id + ".md"
	for _, t := range l.lib.byLang[Primary][id].Errors {
		if owner, ok := l.owners[templateKey(t)]; t.Also && (!ok || owner == id) {
			l.problem(file, l.lines[file+" errors"], "template %q has 'also: true', but stands in no other article: remove 'also', or write it as the other article does", t.Text)
		}
	}
}

// templateKey is the same for templates that differ in the names of their holes,
// case, accents and punctuation only.
func templateKey(t Template) string {
	var key strings.Builder
	for _, p := range t.Parts {
		if p.Hole != "" {
			key.WriteString("{}")
		} else {
			key.WriteString(fold.Slug(p.Fixed))
		}
	}
	return key.String()
}

func suggestIDs(lib *Library, id string) string {
	if near := lib.Closest(id, 3); len(near) > 0 {
		return "perhaps " + strings.Join(near, ", ")
	}
	return "see articles/" + Primary
}

// entries reads a file that is a list, and gives its entries.
func (l *loader) entries(file string, data []byte) []*yaml.Node {
	var doc, next yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) || err == nil && (doc.Content[0].Kind != yaml.SequenceNode || len(doc.Content[0].Content) == 0) {
		l.problem(file, 1, "holds no list of entries: begin each with '- '")
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
	return doc.Content[0].Content
}

// mapping gives the values of an entry by key. It refuses keys that are in
// neither list, and keys of the first that are missing.
func (l *loader) mapping(file string, n *yaml.Node, required, optional []string) (map[string]*yaml.Node, bool) {
	if n.Kind != yaml.MappingNode {
		l.problem(file, n.Line, "is no list of 'key: value' lines: write %s", strings.Join(required, ", "))
		return nil, false
	}
	values := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		switch {
		case !slices.Contains(required, key.Value) && !slices.Contains(optional, key.Value):
			l.problem(file, key.Line, "key %q is unknown: remove it or correct its name", key.Value)
		case values[key.Value] != nil:
			l.problem(file, key.Line, "key %q stands twice: keep one", key.Value)
		default:
			values[key.Value] = n.Content[i+1]
		}
	}
	whole := true
	for _, key := range required {
		if values[key] == nil {
			l.problem(file, n.Line, "key %q is missing: add it to the entry", key)
			whole = false
		}
	}
	return values, whole
}

// id enters the id of a message or code, which is that of nothing else.
func (l *loader) id(file string, line int, id string) {
	if other, ok := l.ids[id]; ok {
		l.problem(file, line, "id %q stands in %s too: give each entry its own", id, other)
		return
	}
	l.ids[id] = fmt.Sprintf("%s:%d", file, line)
}

// articleID reads the id of an article.
func (l *loader) articleID(file string, v *yaml.Node) string {
	id := l.text(file, "article", v)
	if _, ok := l.lib.byLang[Primary][id]; !ok && id != "" {
		l.problem(file, v.Line, "article: %q does not exist: %s", id, suggestIDs(l.lib, id))
	}
	return id
}

// translated reads texts in every language, out of the mappings below the
// languages' keys. Each is one paragraph.
func (l *loader) translated(file string, values map[string]*yaml.Node, texts map[string]*Text) {
	for _, text := range texts {
		*text = Text{}
	}
	for _, lang := range Languages {
		in, _ := l.mapping(file, values[lang], sortedKeys(texts), nil)
		for _, key := range sortedKeys(in) {
			s := l.text(file, key, in[key])
			if strings.Contains(s, "\n") {
				l.problem(file, in[key].Line, "%s has several paragraphs: write one, without blank lines", key)
			}
			(*texts[key])[lang] = s
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
