package content

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

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
	lines    map[string]int // "file key" → line of a front matter key
}

func (l *loader) problem(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, &Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// Load reads and checks all content of fsys. The error joins every [Problem]
// found.
func Load(fsys fs.FS) (*Library, error) {
	l := &loader{fsys: fsys, lib: &Library{byLang: map[string]map[string]*Article{}, figs: map[string][]byte{}}, lines: map[string]int{}}
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
	a := &Article{ID: id, Lang: lang}
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
	templates := map[string]string{} // folded template → id
	for _, lang := range Languages {
		for _, id := range sortedKeys(l.lib.byLang[lang]) {
			a := l.lib.byLang[lang][id]
			file := "articles/" + lang + "/" + id + ".md"
			l.checkBody(file, a)
			if lang != Primary {
				continue
			}
			for _, r := range a.Related {
				if _, ok := l.lib.byLang[Primary][r]; !ok {
					l.problem(file, l.lines[file+" related"], "related: article %q does not exist: %s", r, suggestIDs(l.lib, r))
				}
				if r == id {
					l.problem(file, l.lines[file+" related"], "related: the article names itself: remove it")
				}
			}
			for _, t := range a.Errors {
				key := fold.Slug(t.Text)
				if other, ok := templates[key]; ok {
					l.problem(file, l.lines[file+" errors"], "template %q stands in %s too: keep it where it is solved", t.Text, other)
				}
				templates[key] = id
			}
		}
	}
}

func suggestIDs(lib *Library, id string) string {
	if near := lib.Closest(id, 3); len(near) > 0 {
		return "perhaps " + strings.Join(near, ", ")
	}
	return "see articles/" + Primary
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
