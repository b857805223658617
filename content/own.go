//go:build !js

package content

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"slices"
	"strings"

	"waptkb/content/doc"
	"waptkb/i18n"
)

// This file reads what an organisation wrote beside our articles. It is text of strangers: its
// size is bounded, and it asks for less than ours, for a note of ten lines helps too.

// Files of an organisation beside those of all content.
const (
	hiddenFile   = "hidden.txt"
	conceptsFile = "words/concepts.txt"
	foreignFile  = "words/foreign.txt"
)

// Bounds of an organisation's content.
const (
	maxFile     = 1 << 20 // bytes
	maxArticles = 10_000
	maxAsked    = 1000 // bytes of a question
)

// Review is what is wrong with an organisation's content, and what our own articles must have and
// its have not, by file and line.
type Review struct {
	Faults []*Problem
	Advice []*Problem
}

// LoadOwn reads what an organisation wrote beside a library. It takes a short note for an
// article: a title, a text, and an error or a question; and a folder without a text for what is
// added to the article of its id. What has a fault is left out: the rest
// helps all the same. The error is for a folder that cannot be read at all.
func LoadOwn(fsys fs.FS, beside *Library) (*Own, Review, error) {
	if _, err := fs.ReadDir(fsys, "."); err != nil {
		return nil, Review{}, err
	}
	l := newLoader(fsys)
	l.beside = beside
	own := &Own{Hidden: l.hidden(), Concepts: l.words(conceptsFile), Foreign: l.words(foreignFile)}
	if err := l.load(); err != nil {
		l.leaveOutFaulty()
	}
	SortProblems(l.advice)
	review := Review{l.problems, l.advice}
	var err error
	if own.Library, err = l.draft.library(); err != nil {
		return nil, review, err
	}
	if own.empty() && len(l.problems) == 0 {
		review.Advice = append(review.Advice, NewProblem("articles", 0, "holds no article: point to a folder that has %s", articleFile("<id>", Primary)))
	}
	return own, review, nil
}

// empty tells that there is nothing.
func (o *Own) empty() bool {
	return o.Library.Size()+o.Library.figures.Len()+len(o.Library.Guide().steps)+len(o.Hidden)+len(o.Concepts)+len(o.Foreign) == 0
}

// leaveOutFaulty leaves out what has a fault: an article, or all messages or codes.
func (l *loader) leaveOutFaulty() {
	var ids []string
	for _, p := range l.problems {
		switch folder, rest, _ := strings.Cut(p.File, "/"); folder {
		case "articles":
			id, _, _ := strings.Cut(rest, "/")
			ids = append(ids, id)
		case "messages":
			l.draft.messages = nil
		case "codes":
			l.draft.codes = nil
		case "guide":
			l.draft.guide = nil
		}
	}
	l.draft.leaveOut(ids, func(id string) bool { return l.beside.isArticle(id) })
}

// ReadBounded reads a file that is not too large.
func ReadBounded(fsys fs.FS, file string) ([]byte, error) {
	f, err := fsys.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = i18n.Say("it has more than %d bytes: shorten it", maxFile)
	}
	return data, err
}

// ignores tells whether a file is none of an organisation's: editors and systems leave some
// about.
func (l *loader) ignores(name string) bool {
	return l.beside != nil && (strings.HasPrefix(name, ".") || strings.HasSuffix(name, "~") || slices.Contains([]string{"Thumbs.db", "desktop.ini", "README.md"}, name))
}

// optional reads a file that need not be there.
func (l *loader) optional(file string) string {
	if _, err := fs.Stat(l.fsys, file); errors.Is(err, fs.ErrNotExist) {
		return ""
	}
	return l.read(file)
}

// words reads a list of words.
func (l *loader) words(file string) string {
	text := l.optional(file)
	if file != conceptsFile {
		return text
	}
	for i, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		name, group, ok := strings.Cut(line, ":")
		if line != "" && !strings.HasPrefix(line, "#") && (!ok || strings.TrimSpace(name) == "" || strings.TrimSpace(group) == "") {
			l.problem(file, i+1, "the line is no concept: write a name, a colon and words that mean the same: vpn: vpn, tunnel, accès distant")
		}
	}
	return text
}

// hidden reads the list of what is not shown any more, an id a line.
func (l *loader) hidden() []string {
	var out []string
	for i, line := range strings.Split(l.optional(hiddenFile), "\n") {
		id, _, _ := strings.Cut(line, "#")
		id = strings.TrimSpace(id)
		switch {
		case id == "":
		case l.beside.Place(id) < 0:
			l.problem(hiddenFile, i+1, "there is no article, message or code %q to hide: %s", id, l.suggest(id))
		case !slices.Contains(out, id):
			out = append(out, id)
		}
	}
	return out
}

// ownArticle completes an article of an organisation, whose front matter and body were read.
func (l *loader) ownArticle(file string, a *Article) {
	if len(l.draft.byLang[Primary]) >= maxArticles {
		l.problem(file, 0, "there are more than %d articles: compile them to stand alone (--content-only)", maxArticles)
		return
	}
	if asked := questionsFile(a.ID, a.Lang); l.optional(asked) != "" {
		a.Questions = append(a.Questions, l.questions(asked)...)
	}
	a.Questions = l.asked(file, a.Questions)
	if strings.TrimSpace(a.Markdown()) == "" {
		l.problem(file, a.bodyLine, "the article has no text: write what to do below the front matter")
	}
	l.underHeading(a)
	a.Summary = cmp.Or(a.Summary, firstText(l.draft.document(a).Blocks), a.Title)
	if a.Lang != Primary {
		return
	}
	a.Component, a.Severity = cmp.Or(a.Component, ownComponent), cmp.Or(a.Severity, "error")
	if l.beside.Place(a.ID) >= l.beside.Len() {
		l.problem(file, 0, "%q is the id of a message or a code: name the folder otherwise", a.ID)
	}
	if len(a.Errors)+len(a.Questions)+len(a.Pastes) == 0 && !l.beside.isArticle(a.ID) {
		l.problem(file, 1, "nothing finds the article: add an error or a question to the front matter, as in questions: [\"…\"]")
	}
	l.takenOver(a)
}

// takenOver tells of the errors that are those of something else, which loses them.
func (l *loader) takenOver(a *Article) {
	for _, t := range a.Errors {
		if owner, ok := l.besideOwners()[t.Key()]; ok && owner != a.ID && !t.Also {
			l.advise(l.errorFile(a.ID), l.lines[a.ID+" "+t.Text], "the error %q is one of %s, which will not be found by it any more: write 'also: true' if this article is only a second one", t.Text, owner)
		}
	}
}

// addition enters what an organisation adds to an article that stands there already, whose text
// stays: questions in any language, errors and pastes.
func (l *loader) addition(a Article) {
	a.Own, a.Adds = false, true
	l.takenOver(&a)
	for _, lang := range i18n.Languages() {
		one := a
		one.Lang = lang
		if file := questionsFile(a.ID, lang); l.optional(file) != "" {
			one.Questions = l.asked(file, l.questions(file))
		}
		if lang == Primary || len(one.Questions) > 0 {
			l.draft.byLang[lang][a.ID] = &one
		}
	}
}

// asked leaves out questions that are too long.
func (l *loader) asked(file string, questions []string) []string {
	return slices.DeleteFunc(slices.Clip(questions), func(q string) bool {
		if len(q) > maxAsked {
			l.problem(file, l.lines[file+" questions"], "a question has more than %d bytes: put what people paste into %s", maxAsked, "pastes/01.txt")
		}
		return len(q) > maxAsked
	})
}

// ownComponent is that of an article which names none.
const ownComponent = "agent"

// underHeading puts a text without headings under that of the solution, which all channels show
// first.
func (l *loader) underHeading(a *Article) {
	d := newDocument(a, nil, l.draft.texts)
	if slices.ContainsFunc(d.Sections, func(s doc.Section) bool { return s.Level <= 2 }) {
		return
	}
	top := "## " + heading(l.draft.texts, SectionSolution, a.Lang) + "\n\n"
	a.setMarkdown(top + a.Markdown())
	a.bodyLine -= strings.Count(top, "\n")
	delete(l.draft.documents, a)
}

// maxSummary is how many bytes of a text stand for a summary that nobody wrote.
const maxSummary = 300

// firstText gives the first paragraph or step as plain text, cut at a word.
func firstText(blocks []doc.Block) (text string) {
	doc.EachBlock(blocks, func(b doc.Block) {
		if text == "" && b.Kind == doc.Paragraph {
			text = strings.Join(strings.Fields(doc.PlainText(b.Spans)), " ")
		}
	})
	if len(text) <= maxSummary {
		return text
	}
	cut := text[:strings.LastIndexByte(text[:maxSummary], ' ')+1]
	return strings.ToValidUTF8(strings.TrimRight(cmp.Or(cut, text[:maxSummary]), " .,;:"), "") + "…"
}

// besideOwners are the templates of what stands there already, by what owns them.
func (l *loader) besideOwners() map[string]string {
	if l.taken == nil {
		l.taken = map[string]string{}
		for _, m := range l.beside.Messages() {
			for _, t := range m.Errors {
				l.taken[t.Key()] = m.ID
			}
		}
		for _, a := range l.beside.Articles(Primary) {
			for _, t := range a.Errors {
				if !t.Also {
					l.taken[t.Key()] = a.ID
				}
			}
		}
	}
	return l.taken
}
