//go:build !js

package content

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"waptkb/content/typeset"
	"waptkb/i18n"
)

// Problem is a fault of a content file. Its text tells what to do.
type Problem struct {
	File string
	Line int // from 1; 0 when the fault is of the whole file
	Text string
	Lack bool // our articles have it; an article of an organisation does as well without
	said i18n.Wording
}

// In gives what is wrong, and what to do, in a language.
func (p *Problem) In(lang string) string { return p.said.In(lang) }

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
	beside   *Library // that stands there already, where an organisation's own content is read; else nil
	problems []*Problem
	advice   []*Problem                  // what could be better in an organisation's own content
	lines    map[string]int              // "file key" → line of a front matter key
	owners   map[string]string           // template without the names of its holes → what it stands in
	taken    map[string]string           // see besideOwners
	ids      map[string]string           // id of an article, message, code or step of the guide → where it stands
	steps    map[string]map[string]value // id of a step of the guide → its keys
}

func (l *loader) problem(file string, line int, format string, args ...any) {
	l.problems = append(l.problems, NewProblem(file, line, format, args...))
}

// NewProblem words what is wrong as package fmt does, and what to do; see [i18n.Say].
func NewProblem(file string, line int, format string, args ...any) *Problem {
	said := i18n.Say(format, args...)
	return &Problem{File: file, Line: line, Text: said.In(i18n.Machine), said: said}
}

// shortfall reports what our own articles must have: elsewhere it is only advised.
func (l *loader) shortfall(file string, line int, format string, args ...any) {
	if l.beside == nil {
		l.problem(file, line, format, args...)
		return
	}
	l.advise(file, line, format, args...)
}

// lack is [loader.shortfall] of what an article of an organisation does as well without.
func (l *loader) lack(file string, line int, format string, args ...any) {
	l.shortfall(file, line, format, args...)
	if l.beside != nil {
		l.advice[len(l.advice)-1].Lack = true
	}
}

func (l *loader) advise(file string, line int, format string, args ...any) {
	l.advice = append(l.advice, NewProblem(file, line, format, args...))
}

// read reads a file, and reports when it cannot. What an organisation wrote plainly gets its
// typography; ours has it.
func (l *loader) read(file string) string {
	data, err := ReadBounded(l.fsys, file)
	if err != nil {
		l.problem(file, 0, "cannot be read: %v", err)
	}
	text := strings.TrimPrefix(string(data), "\ufeff") // of Windows' editors
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if l.beside != nil {
		return typeset.Text(file, text)
	}
	return text
}

// Load reads and checks all content of fsys. The error joins every [Problem]
// found.
func Load(fsys fs.FS) (*Library, error) { return LoadWithout(fsys) }

// LoadWithout is [Load] of all but some articles, as if nobody had written them: what
// links to them, and the messages and codes that lead to them, are left out too.
func LoadWithout(fsys fs.FS, ids ...string) (*Library, error) {
	l := newLoader(fsys)
	if err := l.load(); err != nil {
		return nil, err
	}
	l.draft.leaveOut(ids, func(string) bool { return false })
	return l.draft.library()
}

func newLoader(fsys fs.FS) *loader {
	return &loader{fsys: fsys, draft: newDraft(i18n.New()), lines: map[string]int{}, owners: map[string]string{}, ids: map[string]string{}, steps: map[string]map[string]value{}}
}

// load reads and checks everything.
func (l *loader) load() error {
	l.articles()
	l.checkLibrary()
	l.reference("messages", l.message)
	l.reference("codes", l.code)
	l.guide()
	slices.SortFunc(l.draft.messages, func(a, b *Message) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(l.draft.codes, byValue)
	if len(l.problems) == 0 {
		return nil
	}
	SortProblems(l.problems)
	errs := make([]error, len(l.problems))
	for i, p := range l.problems {
		errs[i] = p
	}
	return errors.Join(errs...)
}

// SortProblems orders problems by file and line.
func SortProblems(problems []*Problem) {
	slices.SortStableFunc(problems, func(a, b *Problem) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
}

// checkLibrary checks what can be seen only with all articles at hand.
func (l *loader) checkLibrary() {
	for _, lang := range i18n.Languages() {
		for _, id := range slices.Sorted(maps.Keys(l.draft.byLang[lang])) {
			a := l.draft.byLang[lang][id]
			file := articleFile(id, lang)
			if !a.Adds {
				l.checkBody(file, a)
			}
			if lang != Primary {
				continue
			}
			l.ids[id] = "articles/" + id
			for _, r := range a.Related {
				if !l.isArticle(r) {
					l.problem(file, l.lines[file+" related"], "related: article %q does not exist: %s", r, l.suggest(r))
				}
				if r == id {
					l.problem(file, l.lines[file+" related"], "related: the article names itself: remove it")
				}
			}
			for _, t := range a.Errors {
				key := t.Key()
				if t.Also {
					continue
				}
				if other, ok := l.owners[key]; ok {
					l.problem(l.errorFile(id), l.lines[id+" "+t.Text], "template %q stands in %s too: keep it where it is solved", t.Text, other)
				}
				l.owners[key] = id
			}
		}
	}
	for _, id := range l.draft.ids() {
		for _, t := range l.draft.byLang[Primary][id].Errors {
			owner, ok := l.owners[t.Key()]
			if !ok && l.beside != nil {
				owner, ok = l.besideOwners()[t.Key()]
			}
			if t.Also && (!ok || owner == id) {
				l.problem(l.errorFile(id), l.lines[id+" "+t.Text], "template %q has 'also: true', but stands in no other article: remove 'also', or write it as the other article does", t.Text)
			}
		}
	}
}

// suggest tells which ids resemble one that does not exist.
func (l *loader) suggest(id string) i18n.Wording {
	ids := l.draft.ids()
	if l.beside != nil {
		ids = append(ids, l.beside.IDs()...)
	}
	if near := closest(ids, id, 3); len(near) > 0 {
		return i18n.Say("perhaps %s", strings.Join(near, ", "))
	}
	return i18n.Say("see the folders in articles/")
}

// isArticle tells whether there is an article of an id, or one that stands there already.
func (l *loader) isArticle(id string) bool {
	return l.draft.byLang[Primary][id] != nil || l.beside != nil && l.beside.isArticle(id)
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
	if id != "" && !v.loader.isArticle(id) {
		v.problem("article: %q does not exist: %s", id, v.loader.suggest(id))
	}
	return id
}

// Problems lists the faults that the error of [Load] joins; none where it is another error.
func Problems(err error) []*Problem {
	var out []*Problem
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			out = append(out, Problems(e)...)
		}
	} else if p, ok := err.(*Problem); ok {
		out = append(out, p)
	}
	return out
}
