package content

import (
	"fmt"
	"strings"
)

// Kinds of what is found: articles are written whole; messages and codes of the
// reference are data that is shown in the form of an article.
const (
	KindArticle = "article"
	KindMessage = "message"
	KindCode    = "code"
)

// entryText holds the few words that entries put around their data.
var entryText = map[string]struct{ program, source, article, forms, retry, noRetry string }{
	"fr": {
		"Message de %s.", "Origine dans le programme : `%s`.", "L'article [%s](%s.md) donne la marche à suivre complète.",
		"Le même code s'écrit aussi : %s.", "Une nouvelle tentative peut réussir.", "Une nouvelle tentative ne suffit pas.",
	},
	"en": {
		"Message of %s.", "Where the program prints it: `%s`.", "The article [%s](%s.md) gives the whole procedure.",
		"The same code is also written: %s.", "Trying again may succeed.", "Trying again is not enough.",
	},
}

// Entry gives a message or a code of the reference in the form of an article, so
// that whatever shows articles shows entries. The error is [ErrNotFound].
func (l *Library) Entry(id, lang string) (*Article, error) {
	if m, err := l.Message(id); err == nil {
		return l.messageEntry(m, lang), nil
	}
	if c, err := l.Code(id); err == nil {
		return l.codeEntry(c, lang), nil
	}
	return nil, ErrNotFound
}

// Entries lists the ids of all messages, then of all codes.
func (l *Library) Entries() []string {
	var out []string
	for _, m := range l.messages {
		out = append(out, m.ID)
	}
	for _, c := range l.codes {
		out = append(out, c.ID)
	}
	return out
}

func (l *Library) messageEntry(m *Message, lang string) *Article {
	words := entryText[lang]
	a := &Article{
		ID: m.ID, Lang: lang, Kind: KindMessage, Title: m.Title(), Summary: m.Remedy.In(lang), Component: m.Component,
		Severity: m.Severity, Versions: m.Versions, Errors: m.Errors, Sources: []string{m.Source}, Platforms: []string{}, Identifiers: []string{},
	}
	var b strings.Builder
	section(&b, lang, KindSymptom)
	for _, t := range m.Errors {
		fmt.Fprintf(&b, "```text\n%s\n```\n\n", t.Text)
	}
	fmt.Fprintf(&b, words.program+" "+words.source+"\n\n", m.Program, m.Source)
	section(&b, lang, KindCause)
	fmt.Fprintf(&b, "%s\n\n", escapeMarkdown(m.Cause.In(lang)))
	section(&b, lang, KindSolution)
	fmt.Fprintf(&b, "%s\n", escapeMarkdown(m.Remedy.In(lang)))
	l.readOn(&b, a, m.Article)
	a.Markdown = b.String()
	return a
}

func (l *Library) codeEntry(c *Code, lang string) *Article {
	words := entryText[lang]
	a := &Article{
		ID: c.ID, Lang: lang, Kind: KindCode, Title: c.ID + " " + c.Name, Summary: c.Meaning.In(lang) + " " + c.Action.In(lang), Component: "paquet",
		Severity: c.Severity, Platforms: []string{"windows"}, Identifiers: append([]string{c.Name}, c.Forms()...), Errors: []Template{}, Sources: []string{},
	}
	retry := words.noRetry
	if c.Retry {
		retry = words.retry
	}
	var b strings.Builder
	section(&b, lang, KindSymptom)
	fmt.Fprintf(&b, "`%s` (`%s`). "+words.forms+"\n\n", c.ID, c.Name, "`"+strings.Join(c.Forms()[1:], "`, `")+"`")
	section(&b, lang, KindCause)
	fmt.Fprintf(&b, "%s\n\n", escapeMarkdown(c.Meaning.In(lang)))
	section(&b, lang, KindSolution)
	fmt.Fprintf(&b, "%s %s\n", escapeMarkdown(c.Action.In(lang)), retry)
	l.readOn(&b, a, c.Article)
	a.Markdown = b.String()
	return a
}

func section(b *strings.Builder, lang, kind string) {
	fmt.Fprintf(b, "## %s\n\n", headings[lang][kind])
}

// readOn leads from an entry to the article that solves it.
func (l *Library) readOn(b *strings.Builder, a *Article, id string) {
	if id == "" {
		a.Related = []string{}
		return
	}
	a.Related = []string{id}
	other, err := l.Article(id, a.Lang)
	if err != nil {
		return
	}
	b.WriteString("\n")
	section(b, a.Lang, KindSeeAlso)
	fmt.Fprintf(b, entryText[a.Lang].article+"\n", escapeMarkdown(other.Title), id)
}

// escapeMarkdown keeps plain text from being read as markup.
var escapeMarkdown = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, "#", `\#`, "|", `\|`, "~", `\~`,
).Replace
