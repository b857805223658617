package main

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/text"
)

const (
	noBreak       = "\u00a0"
	narrowNoBreak = "\u202f"
)

// French puts the non-breaking spaces into the prose of an article: the title and
// the summary of its front matter, and its body without code and link destinations. Only spaces that are there change, so lines stay where
// they are.
func French(article string) string {
	front, body := cutFrontMatter(article)
	return spaces(front, frontProse(front)) + spaces(body, bodyProse(body))
}

// Questions puts the non-breaking spaces into a list of questions in French.
func Questions(list string) string {
	prose := make([]bool, len(list))
	mark(prose, 0, len(list), true)
	return spaces(list, prose)
}

// English takes out the non-breaking spaces that a translation has kept before
// its punctuation.
func English(article string) string {
	front, body := cutFrontMatter(article)
	return leftover.ReplaceAllString(front, "$1") + leftover.ReplaceAllString(body, "$1")
}

// Entries puts the non-breaking spaces into the French texts of a YAML file of
// messages or codes: cause and remedy, meaning and action. The English ones lose
// them.
func Entries(file string) string {
	var out strings.Builder
	lang := "" // that of the mapping which the line belongs to
	for line := range strings.Lines(file) {
		key := entryKey.FindString(line)
		if key != "" && indent(key) <= 2 {
			lang, _, _ = strings.Cut(strings.TrimLeft(key, " -"), ":")
		}
		switch lang {
		case "fr":
			prose := make([]bool, len(line))
			mark(prose, len(key), len(line), true)
			line = spaces(line, prose)
		case "en":
			line = leftover.ReplaceAllString(line, "$1")
		}
		out.WriteString(line)
	}
	return out.String()
}

// entryKey is the key that a line of an entry begins with: of the entry, indented
// by two, or of a text, indented by four. Texts are indented by more.
var entryKey = regexp.MustCompile(`^(- |  |    )[a-z]+:`)

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " -")) }

var (
	// spaced is a space, of whatever kind, that French punctuation has beside it.
	spaced   = regexp.MustCompile(`«[ \x{a0}\x{202f}]+|[ \x{a0}\x{202f}]+[:;!?%»]`)
	leftover = regexp.MustCompile(`[\x{a0}\x{202f}]+([:;!?%])`)
	address  = regexp.MustCompile("https?://\\S+|`[^`\n]*`")
)

// spaces replaces the spaces beside punctuation where prose says that all of
// their bytes are prose.
func spaces(s string, prose []bool) string {
	for _, m := range address.FindAllStringIndex(s, -1) {
		mark(prose, m[0], m[1], false)
	}
	var b strings.Builder
	done := 0
	for _, m := range spaced.FindAllStringIndex(s, -1) {
		if !all(prose[m[0]:m[1]]) || s[m[0]] == ' ' && (m[0] == 0 || s[m[0]-1] == '\n') {
			continue
		}
		b.WriteString(s[done:m[0]])
		b.WriteString(right(s[m[0]:m[1]], s[m[1]:]))
		done = m[1]
	}
	return b.String() + s[done:]
}

// right gives a space and its punctuation as they should be, before the text
// that follows.
func right(match, after string) string {
	const kinds = " " + noBreak + narrowNoBreak
	if strings.HasPrefix(match, "«") {
		return "«" + noBreak
	}
	switch sign := strings.TrimLeft(match, kinds); sign {
	case ":":
		if next, _ := utf8.DecodeRuneInString(after); after != "" && !strings.ContainsRune(kinds+"\n\r\"'*_»)", next) {
			return match // ":8088", "::1", ":---"
		}
		return noBreak + sign
	case "%":
		if next, _ := utf8.DecodeRuneInString(after); next == '(' || '0' <= next && next <= '9' || 'A' <= next && next <= 'z' {
			return match // "%TEMP%", "%s"
		}
		return narrowNoBreak + sign
	case "»":
		return noBreak + sign
	default:
		return narrowNoBreak + sign
	}
}

var frontMatter = regexp.MustCompile(`(?s)^---\r?\n.*?\n---\r?\n`)

// cutFrontMatter splits an article behind the line that closes its front matter.
func cutFrontMatter(article string) (front, body string) {
	front = frontMatter.FindString(article)
	return front, article[len(front):]
}

// frontProse tells which bytes of the front matter are values in French.
func frontProse(front string) []bool {
	prose := make([]bool, len(front))
	french := false
	for at := 0; at < len(front); {
		line, _, _ := strings.Cut(front[at:], "\n")
		value := at + len(line) - len(strings.TrimLeft(line, " -"))
		if key, _, ok := strings.Cut(line, ":"); ok && line[0] != ' ' && line[0] != '-' {
			french = key == "title" || key == "summary"
			value = at + len(key) + len(":")
		}
		mark(prose, value, at+len(line), french)
		at += len(line) + 1
	}
	return prose
}

var markdown = goldmark.New(goldmark.WithExtensions(extension.Table)).Parser()

// bodyProse tells which bytes of a Markdown body are text, not code, link
// destinations or markup.
func bodyProse(body string) []bool {
	prose := make([]bool, len(body))
	_ = ast.Walk(markdown.Parse(text.NewReader([]byte(body))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() == ast.KindCodeSpan {
			return ast.WalkSkipChildren, nil
		}
		if t, ok := n.(*ast.Text); ok && entering {
			mark(prose, t.Segment.Start, t.Segment.Stop, true)
		}
		return ast.WalkContinue, nil
	})
	return prose
}

func mark(prose []bool, from, to int, is bool) {
	for i := from; i < to; i++ {
		prose[i] = is
	}
}

func all(prose []bool) bool {
	for _, is := range prose {
		if !is {
			return false
		}
	}
	return true
}
