package main

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"

	"waptkb/content/doc"
	"waptkb/i18n"
)

// corrected gives the text of a file as it should be: with the spaces of its language in
// its prose. Only spaces that are there change, so lines stay where they are. Where
// typography wants none, what a translation has kept before punctuation goes.
func corrected(file, text string) string {
	if filepath.Ext(file) == ".yaml" && !slices.Contains(i18n.Languages(), language(file)) {
		return text // entries, with what programs print
	}
	want := i18n.In(language(file)).Spaces
	if len(want) == 0 {
		return leftover.ReplaceAllString(text, "$1")
	}
	prose := make([]bool, len(text))
	if filepath.Ext(file) == ".md" {
		front := frontMatter.FindString(text)
		markFront(prose, front)
		markBody(prose[len(front):], text[len(front):])
	} else {
		mark(prose, 0, len(text), true)
	}
	return spaces(text, prose, want)
}

var (
	// spaced is a space, of whatever kind, beside punctuation that may have one.
	spaced   = regexp.MustCompile(`«[ \x{a0}\x{202f}]+|[ \x{a0}\x{202f}]+[:;!?%»]`)
	leftover = regexp.MustCompile(`[\x{a0}\x{202f}]+([:;!?%])`)
	address  = regexp.MustCompile("https?://\\S+|`[^`\n]*`")
)

// spaces replaces the spaces beside punctuation where prose says that all of
// their bytes are prose; want are those of the language.
func spaces(s string, prose []bool, want map[string]string) string {
	for _, m := range address.FindAllStringIndex(s, -1) {
		mark(prose, m[0], m[1], false)
	}
	var b strings.Builder
	done := 0
	for _, m := range spaced.FindAllStringIndex(s, -1) {
		if slices.Contains(prose[m[0]:m[1]], false) || s[m[0]] == ' ' && (m[0] == 0 || s[m[0]-1] == '\n') {
			continue
		}
		b.WriteString(s[done:m[0]])
		b.WriteString(right(s[m[0]:m[1]], s[m[1]:], want))
		done = m[1]
	}
	return b.String() + s[done:]
}

// right gives a space and its punctuation as they should be, before the text
// that follows.
func right(match, after string, want map[string]string) string {
	const kinds = " " + i18n.NoBreak + i18n.NarrowNoBreak
	sign := strings.Trim(match, kinds)
	next, _ := utf8.DecodeRuneInString(after)
	switch {
	case want[sign] == "":
		return match
	case sign == "«":
		return sign + want[sign]
	case sign == ":" && after != "" && !strings.ContainsRune(kinds+"\n\r\"'*_»)", next):
		return match // ":8088", "::1", ":---"
	case sign == "%" && (next == '(' || '0' <= next && next <= '9' || 'A' <= next && next <= 'z'):
		return match // "%TEMP%", "%s"
	}
	return want[sign] + sign
}

var frontMatter = regexp.MustCompile(`(?s)^---\r?\n.*?\n---\r?\n`)

// translated are the keys of the front matter whose values are prose.
var translated = regexp.MustCompile(`(?m)^(?:title|summary):(.*\n(?: .*\n)*)`)

// markFront marks which bytes of the front matter are prose.
func markFront(prose []bool, front string) {
	for _, m := range translated.FindAllStringSubmatchIndex(front, -1) {
		mark(prose, m[2], m[3], true)
	}
}

var markdown = goldmark.New(goldmark.WithExtensions(doc.Tables)).Parser()

// markBody marks which bytes of a Markdown body are text, not code, link
// destinations or markup.
func markBody(prose []bool, body string) {
	_ = ast.Walk(markdown.Parse(text.NewReader([]byte(body))), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if n.Kind() == ast.KindCodeSpan {
			return ast.WalkSkipChildren, nil
		}
		if t, ok := n.(*ast.Text); ok && entering {
			mark(prose, t.Segment.Start, t.Segment.Stop, true)
		}
		return ast.WalkContinue, nil
	})
}

func mark(prose []bool, from, to int, is bool) {
	for i := from; i < to; i++ {
		prose[i] = is
	}
}
