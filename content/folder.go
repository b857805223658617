//go:build !js

package content

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"waptkb/content/fold"
	"waptkb/i18n"
)

// minQuestions is how many questions an article has at least, in each language.
const minQuestions = 12

func articleFile(id, lang string) string   { return "articles/" + id + "/" + lang + ".md" }
func questionsFile(id, lang string) string { return "articles/" + id + "/questions." + lang + ".txt" }
func errorsFile(id string) string          { return "articles/" + id + "/errors.yaml" }

// errorFile is the file that an article has its errors in.
func (l *loader) errorFile(id string) string {
	if l.lines[articleFile(id, Primary)+" errors"] > 0 {
		return articleFile(id, Primary)
	}
	return errorsFile(id)
}

// articles reads the folders of all articles.
func (l *loader) articles() {
	folders, err := fs.ReadDir(l.fsys, "articles")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		l.problem("articles", 0, "cannot be read: %v", err)
	}
	for _, f := range folders {
		if f.IsDir() {
			l.folder(f.Name())
		} else if !l.ignores(f.Name()) {
			l.problem("articles/"+f.Name(), 0, "stands in no article's folder: an article is %s", articleFile("<id>", Primary))
		}
	}
	if len(folders) == 0 && l.beside == nil {
		l.problem("articles", 0, "holds no article: point to a folder that has %s", articleFile("<id>", Primary))
	}
}

// folder reads all that belongs to one problem.
func (l *loader) folder(id string) {
	dir := "articles/" + id
	if slug := fold.Slug(id); slug != id {
		l.problem(dir, 0, "the folder's name is not an id: name it %s", cmp.Or(slug, "some-words"))
	}
	files, err := fs.ReadDir(l.fsys, dir)
	if err != nil {
		l.problem(dir, 0, "cannot be read: %v", err)
		return
	}
	primary := &Article{ID: id, Kind: KindArticle, Own: l.beside != nil}
	translations, asked, drawn := map[string]bool{}, false, false
	for _, f := range files {
		switch name := f.Name(); {
		case l.ignores(name):
		case name == "errors.yaml":
			primary.Errors = l.errors(id)
		case name == "pastes":
			primary.Pastes = l.pastes(dir + "/pastes")
		case path.Ext(name) == ".svg":
			l.figure(dir + "/" + name)
			drawn = true
		case slices.Contains(i18n.Languages(), strings.TrimSuffix(name, ".md")):
			translations[strings.TrimSuffix(name, ".md")] = true
		case isQuestionsFile(name):
			asked = true
		default:
			l.shortfall(dir+"/"+name, 0, "is nothing that an article has: remove it or correct its name")
		}
	}
	if asked = asked || len(primary.Errors)+len(primary.Pastes) > 0; len(translations) == 0 && (asked || drawn) && l.beside != nil && l.beside.isArticle(id) {
		if asked {
			l.addition(*primary)
		}
		return
	}
	if !translations[Primary] {
		l.problem(dir, 0, "has no %s.md: write the article in it", Primary)
		return
	}
	if primary = l.article(*primary, Primary); primary == nil {
		return
	}
	for _, lang := range i18n.Languages()[1:] {
		if translations[lang] {
			l.article(*primary, lang)
		}
	}
}

func isQuestionsFile(name string) bool {
	return slices.ContainsFunc(i18n.Languages(), func(lang string) bool { return name == path.Base(questionsFile("", lang)) })
}

// article reads an article in a language into the library. It begins as a, which holds
// what is the same in every language, and gives what it has read, or nil.
func (l *loader) article(a Article, lang string) *Article {
	file := articleFile(a.ID, lang)
	a.Lang = lang
	text, opened := strings.CutPrefix(l.read(file), "---\n")
	front, body, closed := strings.Cut(text, "\n---\n")
	if !closed {
		front, closed = strings.CutSuffix(text, "\n---")
	}
	if !opened || !closed {
		l.problem(file, 1, "has no front matter: begin the file with a line --- and close it with another")
		return nil
	}
	a.bodyLine = strings.Count(front, "\n") + 4 // behind the lines ---
	a.setMarkdown(body)
	l.frontMatter(file, front, &a)
	if l.beside != nil {
		l.ownArticle(file, &a)
	} else {
		a.Questions = l.questions(questionsFile(a.ID, lang))
	}
	l.draft.byLang[lang][a.ID] = &a
	return &a
}

// errors reads the error templates of an article.
func (l *loader) errors(id string) []Template {
	var out []Template
	file := errorsFile(id)
	for _, n := range l.entries(file, l.read(file)) {
		if t, ok := l.template(file, n); ok {
			l.lines[id+" "+t.Text] = n.Line
			out = append(out, t)
		}
	}
	return out
}

// questions reads a file with a question on each line.
func (l *loader) questions(file string) []string {
	var out []string
	for i, q := range strings.Split(strings.TrimRight(l.read(file), " \n"), "\n") {
		switch q = strings.TrimSpace(q); {
		case q == "":
			l.problem(file, i+1, "the line is empty: write a question on each")
		case slices.Contains(out, q):
			l.problem(file, i+1, "%q stands twice: keep one", q)
		default:
			out = append(out, q)
		}
	}
	if len(out) < minQuestions {
		l.lack(file, 0, "%d questions are too few for search to find the article: write at least %d", len(out), minQuestions)
	}
	return out
}

// pastes reads a folder with a text in each file.
func (l *loader) pastes(dir string) []string {
	files, err := fs.ReadDir(l.fsys, dir)
	if err != nil || len(files) == 0 {
		l.problem(dir, 0, "holds no paste: write each in a file 01.txt, 02.txt … (%v)", err)
	}
	var out []string
	for _, f := range files {
		file := dir + "/" + f.Name()
		text := strings.TrimSpace(l.read(file))
		if text == "" {
			l.problem(file, 0, "is empty: fill it in or remove it")
		}
		out = append(out, text)
	}
	return out
}

// figure reads a figure, whose name no other has.
func (l *loader) figure(file string) {
	name := path.Base(file)
	if l.draft.figures[name] != nil {
		l.problem(file, 0, "another article has a figure of that name: name it otherwise")
	}
	svg := l.read(file)
	if l.beside != nil {
		l.checkSVG(file, svg)
	}
	l.draft.figures[name] = []byte(svg)
}
