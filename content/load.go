package content

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"waptkb/content/fold"
	"waptkb/i18n"
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
	draft    *draft
	problems []*Problem
	lines    map[string]int              // "file key" → line of a front matter key
	owners   map[string]string           // template without the names of its holes → what it stands in
	ids      map[string]string           // id of an article, message, code or step of the guide → where it stands
	steps    map[string]map[string]value // id of a step of the guide → its keys
}

func (l *loader) problem(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, &Problem{File: file, Line: line, Text: fmt.Sprintf(format, args...)})
}

// read reads a file, and reports when it cannot.
func (l *loader) read(file string) string {
	data, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		l.problem(file, 0, "cannot be read: %v", err)
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n")
}

// Load reads and checks all content of fsys. The error joins every [Problem]
// found.
func Load(fsys fs.FS) (*Library, error) { return LoadWithout(fsys) }

// LoadWithout is [Load] of all but some articles, as if nobody had written them: what
// links to them, and the messages and codes that lead to them, are left out too.
func LoadWithout(fsys fs.FS, ids ...string) (*Library, error) {
	l := &loader{fsys: fsys, draft: newDraft(i18n.New()), lines: map[string]int{}, owners: map[string]string{}, ids: map[string]string{}, steps: map[string]map[string]value{}}
	l.articles()
	l.checkLibrary()
	l.reference("messages", l.message)
	l.reference("codes", l.code)
	l.guide()
	slices.SortFunc(l.draft.messages, func(a, b *Message) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(l.draft.codes, byValue)
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
	l.draft.leaveOut(ids)
	return l.draft.library()
}

// checkLibrary checks what can be seen only with all articles at hand.
func (l *loader) checkLibrary() {
	for _, lang := range i18n.Languages() {
		for _, id := range slices.Sorted(maps.Keys(l.draft.byLang[lang])) {
			a := l.draft.byLang[lang][id]
			file := articleFile(id, lang)
			l.checkBody(file, a)
			if lang != Primary {
				continue
			}
			l.ids[id] = "articles/" + id
			for _, r := range a.Related {
				if _, ok := l.draft.byLang[Primary][r]; !ok {
					l.problem(file, l.lines[file+" related"], "related: article %q does not exist: %s", r, l.suggest(r))
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
					l.problem(errorsFile(id), l.lines[id+" "+t.Text], "template %q stands in %s too: keep it where it is solved", t.Text, other)
				}
				l.owners[key] = id
			}
		}
	}
	for _, id := range l.draft.ids() {
		for _, t := range l.draft.byLang[Primary][id].Errors {
			if owner, ok := l.owners[templateKey(t)]; t.Also && (!ok || owner == id) {
				l.problem(errorsFile(id), l.lines[id+" "+t.Text], "template %q has 'also: true', but stands in no other article: remove 'also', or write it as the other article does", t.Text)
			}
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

// suggest tells which ids resemble one that does not exist.
func (l *loader) suggest(id string) string {
	if near := closest(l.draft.ids(), id, 3); len(near) > 0 {
		return "perhaps " + strings.Join(near, ", ")
	}
	return "see the folders in articles/"
}

// id enters the id of an entry, which is that of nothing else.
func (l *loader) id(file string, line int, id string) {
	if other, ok := l.ids[id]; ok {
		l.problem(file, line, "id %q stands in %s too: give each entry its own", id, other)
		return
	}
	l.ids[id] = fmt.Sprintf("%s:%d", file, line)
}

// article reads the id of an article.
func (v value) article() string {
	id := v.text()
	if id != "" && v.loader.draft.byLang[Primary][id] == nil {
		v.problem("article: %q does not exist: %s", id, v.loader.suggest(id))
	}
	return id
}
