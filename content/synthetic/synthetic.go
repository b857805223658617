// Package synthetic makes any number of articles up, in French, for what has to be
// measured or tested with more articles than people write: the growth of a company's own.
//
// Its words are common French ones and invented ones, as frequent as words are in texts
// (Zipf's law). Each article is about eight rarer words, which return in its text and in
// its questions, and has errors that name a word of its own. The same seed always makes
// the same articles, each of which depends on its number alone: the first thousand of a
// million are the thousand of a smaller set.
package synthetic

import (
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"testing/fstest"
)

// Size of an article: that of a short one of ours.
const (
	questions = 24
	terms     = 8
)

// FS is content of N articles, two at least, in the layout that package content describes. It is made
// in memory, an article whenever one of its files is opened.
type FS struct {
	N    int
	Seed uint64
}

// Open opens a file or a folder.
func (f FS) Open(name string) (fs.File, error) {
	parts := strings.Split(name, "/")
	if len(parts) < 2 || parts[0] != "articles" {
		return f.root().Open(name)
	}
	number, err := strconv.Atoi(parts[1][strings.LastIndex(parts[1], "-")+1:])
	if err != nil || number < 0 || number >= f.N || f.ID(number) != parts[1] {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.article(number).folder().Open(name)
}

// root has the folder of each article, empty.
func (f FS) root() fstest.MapFS {
	root := fstest.MapFS{}
	for n := range f.N {
		root["articles/"+f.ID(n)] = &fstest.MapFile{Mode: fs.ModeDir | 0o755}
	}
	return root
}

// ID gives the id of an article by its number, from 0.
func (f FS) ID(number int) string { return fmt.Sprintf("probleme-%d", number) }

// Write writes all articles into a folder.
func (f FS) Write(folder string) error { return os.CopyFS(folder, f) }

// Query gives a query, by its number, and the id of the article that it asks for.
// No two are alike. Of three, one is put in words, one in words with a typing error, and
// one is an error that the article lists.
func (f FS) Query(number int) (text, id string) {
	w := newWriter(f.Seed+1, uint64(number))
	a := f.article(w.IntN(f.N))
	id = f.ID(a.number)
	switch number % 3 {
	case 0:
		return a.question(w), id
	case 1:
		return a.question(w) + " " + mistyped(w.pick(a.terms)), id
	}
	return fmt.Sprintf("2026-11-22 07:52:03,%03d ERROR %s", number%1000, filled(a.errors()[w.IntN(3)], number)), id
}

// mistyped swaps two letters of a word.
func mistyped(word string) string {
	letters := []rune(word)
	letters[1], letters[2] = letters[2], letters[1]
	return string(letters)
}

// filled puts a number into the holes of an error.
func filled(template string, number int) string {
	var out strings.Builder
	for _, part := range strings.SplitAfter(template, "}") {
		fixed, _, hole := strings.Cut(part, "{")
		out.WriteString(fixed)
		if hole {
			fmt.Fprint(&out, number)
		}
	}
	return out.String()
}

// article is what the files of an article share.
type article struct {
	FS
	number int
	name   string   // no other article has this word
	terms  []string // what it is about
}

func (f FS) article(number int) article {
	a := article{FS: f, number: number, name: spell(number, 4)}
	w := a.writer(0)
	for range terms {
		a.terms = append(a.terms, w.term())
	}
	return a
}

// writer gives the writer of a part of the article.
func (a article) writer(part uint64) writer { return newWriter(a.Seed, uint64(a.number)<<2|part) }

// folder has the files of the article.
func (a article) folder() fstest.MapFS {
	dir := "articles/" + a.ID(a.number) + "/"
	return fstest.MapFS{
		dir + "fr.md":            {Data: []byte(a.page())},
		dir + "questions.fr.txt": {Data: []byte(a.questions())},
		dir + "errors.yaml":      {Data: []byte(a.errorList())},
	}
}

// page writes some 350 words.
func (a article) page() string {
	w := a.writer(1)
	return fmt.Sprintf(`---
title: "%[1]s"
component: agent
platforms: [windows, linux]
severity: error
summary: "%[2]s"
identifiers: ["%[3]s_%[4]s"]
related: [%[5]s]
sources: ["Support, ticket %[6]d"]
reviewed: 2026-11-22
---

## Symptôme

%[7]s

%[8]s

## Cause

%[9]s

## Solution

1. %[10]s

    %[11]s

2. %[12]s

## Vérification

%[13]s
`, w.sentence(8, a.terms), w.paragraph(20, a.terms), a.name, w.pick(a.terms), a.ID((a.number+1)%a.N), a.number,
		w.paragraph(60, a.terms), code("text", filled(a.errors()[0], 1)), w.paragraph(90, a.terms),
		w.paragraph(30, a.terms), strings.ReplaceAll(code("bat", "wapt-get "+a.name+" "+w.pick(a.terms)), "\n", "\n    "),
		w.paragraph(60, a.terms), w.paragraph(50, a.terms))
}

func code(lang, text string) string { return "```" + lang + "\n" + text + "\n```" }

// questions writes a question a line. A number keeps them different.
func (a article) questions() string {
	w := a.writer(2)
	var out strings.Builder
	for range questions {
		out.WriteString(a.question(w) + "\n")
	}
	return out.String()
}

// question asks for the article in three of its terms and in words that say nothing.
func (a article) question(w writer) string {
	asked := make([]string, 3)
	for i, at := range w.Perm(len(a.terms))[:len(asked)] {
		asked[i] = a.terms[at]
	}
	return w.word() + " " + w.sentence(3+w.IntN(7), asked) + " " + strings.Join(asked, " ")
}

// errors lists the errors that the article solves.
func (a article) errors() [3]string {
	return [3]string{
		fmt.Sprintf("%s service refused {path} : %s is not %s", a.name, a.terms[0], a.terms[1]),
		fmt.Sprintf("Error {number} while %s opens %s of {host}", a.name, a.terms[2]),
		fmt.Sprintf("%s : %s {file} does not match %s", a.terms[3], a.terms[4], a.name),
	}
}

func (a article) errorList() string {
	var out strings.Builder
	for _, text := range a.errors() {
		fmt.Fprintf(&out, "- text: %q\n", text)
	}
	return out.String()
}
