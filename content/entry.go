package content

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"waptkb/i18n"
)

// Kinds of what is found: articles are written whole; messages and codes of the
// reference are data that is shown in the form of an article.
const (
	KindArticle = "article"
	KindMessage = "message"
	KindCode    = "code"
)

// Entry gives a message or a code of the reference in the form of an article, so
// that whatever shows articles shows entries. It is made when it is first asked for.
// A failure of Windows that the reference lacks is decoded, and its entry made each time:
// there are too many to keep. The error is [ErrNotFound].
func (l *Library) Entry(id, lang string) (*Article, error) {
	if !slices.Contains(i18n.Languages(), lang) {
		lang = Primary
	}
	a, err := l.keep(entryKey{id, lang}, func() (*Article, error) { return l.newEntry(id, lang) })
	if errors.Is(err, ErrNotFound) {
		if f, ok := l.decodedByID(id); ok {
			return entry{l, lang}.failure(f), nil
		}
	}
	return a, err
}

func (l *Library) newEntry(id, lang string) (*Article, error) {
	e := entry{l, lang}
	if m, err := l.Message(id); err == nil {
		return e.message(m), nil
	}
	c, err := l.Code(id)
	if err != nil {
		return nil, err
	}
	return e.code(c), nil
}

// entry puts the data of entries into words of a language.
type entry struct {
	lib  *Library
	lang string
}

func (e entry) text(key string, pairs ...any) string { return e.lib.texts.Text(e.lang, key, pairs...) }

func (e entry) message(m *Message) *Article {
	var symptom []string
	for _, t := range m.Errors {
		symptom = append(symptom, "```text\n"+t.Text+"\n```")
	}
	symptom = append(symptom, e.text("entry.message", "program", m.Program, "source", m.Source))
	return e.article(Article{
		ID: m.ID, Kind: KindMessage, Own: m.Own, Title: m.Title(), Summary: m.Remedy.In(e.lang), Component: m.Component,
		Severity: m.Severity, Versions: m.Versions, Errors: m.Errors, Sources: []string{m.Source}, Platforms: []string{}, Identifiers: []string{},
	}, strings.Join(symptom, "\n\n"), m.Cause.In(e.lang), escapeMarkdown(m.Remedy.In(e.lang)), m.Article)
}

func (e entry) code(c *Code) *Article {
	retry := e.text("entry.retry.no")
	if c.Retry {
		retry = e.text("entry.retry.yes")
	}
	symptom := e.text("entry.exit", "id", c.Forms()[0], "hex", c.Forms()[1], "name", c.Name)
	if !c.OfProgram() {
		symptom = e.text("entry.code", "id", c.ID, "name", c.Name, "forms", codeSpans(c.Forms()[1:]))
	}
	return e.article(Article{
		ID: c.ID, Kind: KindCode, Own: c.Own, Title: c.Title(), Summary: c.Meaning.In(e.lang) + " " + c.Action.In(e.lang), Component: codeComponent,
		Severity: c.Severity, Platforms: c.Platforms(), Identifiers: append([]string{c.Name}, c.Forms()...), Errors: []Template{}, Sources: []string{},
	}, symptom, c.Meaning.In(e.lang), escapeMarkdown(c.Action.In(e.lang))+" "+retry, c.Article)
}

// failure makes an entry of what the bits of a failure say.
func (e entry) failure(f Failure) *Article {
	hex := fmt.Sprintf("0x%04X", f.Code)
	cause := e.text("entry.failure.cause", "kind", f.Kind(), "facility", cmp.Or(f.FacilityName(), e.text("entry.facility.unknown")), "number", f.Facility, "code", f.Code, "hex", hex)
	solution := e.text("entry.failure.solution")
	switch {
	case f.Win32():
		cause = e.text("entry.win32.cause", "kind", f.Kind(), "code", f.Code, "hex", hex)
		solution = e.text("entry.win32.solution", "code", f.Code)
	case f.NT && f.Facility == 0: // as most
		cause = e.text("entry.ntstatus.cause", "code", f.Code, "hex", hex)
	}
	name, forms := cmp.Or(f.Name(), f.Kind()), f.Forms()
	return e.article(Article{
		ID: f.ID(), Kind: KindCode, Title: f.ID() + " " + name, Summary: cause + " " + solution, Component: codeComponent,
		Severity: "error", Platforms: []string{"windows"}, Identifiers: append([]string{name}, forms...), Errors: []Template{}, Sources: []string{},
	}, e.text("entry.code", "id", f.ID(), "name", name, "forms", codeSpans(forms[1:])), cause, escapeMarkdown(solution), "")
}

// codeSpans lists forms as Markdown.
func codeSpans(forms []string) string { return "`" + strings.Join(forms, "`, `") + "`" }

// article gives a its language and its sections, the last of which leads to the
// article that solves it, where there is one.
func (e entry) article(a Article, symptom, cause, solution, readOn string) *Article {
	a.Lang, a.Related = e.lang, []string{}
	sections := [][2]string{{SectionSymptom, symptom}, {SectionCause, escapeMarkdown(cause)}, {SectionSolution, solution}}
	if other, err := e.lib.Article(readOn, e.lang); readOn != "" && err == nil && other.Kind == KindArticle {
		a.Related = []string{readOn}
		sections = append(sections, [2]string{SectionSeeAlso, e.text("entry.article", "title", escapeMarkdown(other.Title), "id", readOn)})
	}
	var paragraphs []string
	for _, s := range sections {
		paragraphs = append(paragraphs, "## "+heading(e.lib.texts, s[0], e.lang), s[1])
	}
	a.setMarkdown(strings.Join(paragraphs, "\n\n") + "\n")
	return &a
}

// escapeMarkdown keeps plain text from being read as markup.
var escapeMarkdown = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`, "|", `\|`, "~", `\~`,
).Replace
