package typeset

import (
	"path/filepath"
	"regexp"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"waptkb/content/doc"
	"waptkb/content/lazy"
)

// proseOf tells of each byte of a file whether it is prose: what a reader reads, and
// neither code nor markup.
func proseOf(file, s string) []bool {
	prose := make([]bool, len(s))
	switch filepath.Ext(file) {
	case ".md":
		front := frontMatter().FindString(s)
		markMatches(prose, translated(), front)
		markBody(prose[len(front):], s[len(front):])
	case ".svg":
		markMatches(prose, element(), s)
	default:
		mark(prose, 0, len(s), true)
	}
	for _, m := range address().FindAllStringIndex(s, -1) {
		mark(prose, m[0], m[1], false)
	}
	return prose
}

var (
	frontMatter = lazy.Regexp(`(?s)^---\r?\n.*?\n---\r?\n`)
	// translated are the keys of the front matter whose values are prose.
	translated = lazy.Regexp(`(?m)^(?:title|summary|summaries):(.*\n(?: .*\n)*)`)
	element    = lazy.Regexp(`<(?:title|desc|text|tspan)\b[^>]*>([^<]*)`)
	address    = lazy.Regexp("https?://\\S+|`[^`\n]*`")
)

// markMatches marks as prose what the group of an expression matches.
func markMatches(prose []bool, re *regexp.Regexp, s string) {
	for _, m := range re.FindAllStringSubmatchIndex(s, -1) {
		mark(prose, m[2], m[3], true)
	}
}

var markdown = sync.OnceValue(func() parser.Parser { return goldmark.New(goldmark.WithExtensions(doc.Tables)).Parser() })

// place is where a block of code is run.
var place = lazy.Regexp(`title="([^"]*)"`)

// markBody marks which bytes of a Markdown body are text, not code, link
// destinations or markup.
func markBody(prose []bool, body string) {
	_ = ast.Walk(markdown().Parse(text.NewReader([]byte(body))), func(n ast.Node, _ bool) (ast.WalkStatus, error) {
		if n.Kind() == ast.KindCodeSpan {
			return ast.WalkSkipChildren, nil
		}
		switch n := n.(type) {
		case *ast.Text:
			mark(prose, n.Segment.Start, n.Segment.Stop, true)
		case *ast.FencedCodeBlock:
			if n.Info != nil {
				s := n.Info.Segment
				markMatches(prose[s.Start:s.Stop], place(), body[s.Start:s.Stop])
			}
		}
		return ast.WalkContinue, nil
	})
}

func mark(prose []bool, from, to int, is bool) {
	for i := from; i < to; i++ {
		prose[i] = is
	}
}
