package index

import (
	"html"
	"strings"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/rank"
)

const (
	snippetBytes = 220 // of text, before markup
	sharedPrefix = 5   // letters that make two words the same for highlighting
)

// marker highlights the words of a query in text. It compares folded words and
// their beginnings, which costs far less than analysing every passage shown.
type marker struct {
	whole  map[string]bool
	prefix map[string]bool
	starts [256]bool // first bytes of all, to be done with most words
}

func newMarker(words []fulltext.Word) *marker {
	m := &marker{whole: map[string]bool{}, prefix: map[string]bool{}}
	for _, w := range words {
		m.whole[w.Text] = true
		m.starts[w.Text[0]] = true
		if len(w.Text) > sharedPrefix {
			m.prefix[w.Text[:sharedPrefix]] = true
		}
	}
	return m
}

func (m *marker) has(word string) bool {
	return m.starts[word[0]] && (m.whole[word] || len(word) > sharedPrefix && m.prefix[word[:sharedPrefix]])
}

// shownText is a text of an article with its words.
type shownText struct {
	text  string // in one line
	words []lex.Word
}

// shown gives a text ready to be cut, from what was kept by a key; without a key it is not
// kept.
func (x *Index) shown(key any, text func() string) *shownText {
	if key == nil {
		return newShownText(text())
	}
	if t, ok := x.snippets.Load(key); ok {
		return t.(*shownText)
	}
	t, _ := x.snippets.LoadOrStore(key, newShownText(text()))
	return t.(*shownText)
}

func newShownText(text string) *shownText {
	line := strings.Join(strings.FieldsFunc(text, i18n.Breaks), " ")
	return &shownText{line, lex.Words(line)}
}

// snippet cuts the part of a text with the most words of the query and gives it as
// HTML: the words in <mark>, everything else escaped.
func (m *marker) snippet(t *shownText) string {
	marked := make([]bool, len(t.words))
	for i, w := range t.words {
		marked[i] = m.has(w.Text)
	}
	text := t.text
	from, to := t.window(marked)
	var b strings.Builder
	if from > 0 {
		b.WriteString("… ")
	}
	at := from
	for i, w := range t.words {
		if !marked[i] || w.Start < from || w.End > to {
			continue
		}
		b.WriteString(html.EscapeString(text[at:w.Start]))
		b.WriteString("<mark>" + html.EscapeString(text[w.Start:w.End]) + "</mark>")
		at = w.End
	}
	b.WriteString(html.EscapeString(text[at:to]))
	if to < len(text) {
		b.WriteString(" …")
	}
	return b.String()
}

// window finds the stretch of snippetBytes with the most marked words, from the
// start of a word to the end of another.
func (t *shownText) window(marked []bool) (from, to int) {
	if len(t.text) <= snippetBytes || len(t.words) == 0 {
		return 0, len(t.text)
	}
	best, first := -1, 0
	n := 0
	for i, w := range t.words {
		if marked[i] {
			n++
		}
		for w.End-t.words[first].Start > snippetBytes && first < i {
			if marked[first] {
				n--
			}
			first++
		}
		if n > best {
			best, from, to = n, t.words[first].Start, w.End
		}
	}
	if from == t.words[0].Start {
		from = 0
	}
	for _, w := range t.words { // fill the stretch up behind the last marked word
		if w.End > to && w.End-from <= snippetBytes {
			to = w.End
		}
	}
	if to == t.words[len(t.words)-1].End {
		to = len(t.text)
	}
	return from, to
}

// show fills in the section and the snippet of a result: the best section for the
// query, or the summary.
func (x *Index) show(r *Result, c *rank.Candidate, ranking *rank.Ranking, m *marker) {
	if place, p, ok := ranking.Section(c, r.Article.Lang); ok {
		r.Section = content.Section{Kind: string(p.Part), Title: p.Title, Anchor: p.Anchor, Level: 2}
		r.Snippet = m.snippet(x.shown(place, func() string { return x.text.SectionText(place) }))
		return
	}
	var key any
	if x.lib.Keeps(r.Article) {
		key = r.Article
	}
	r.Snippet = m.snippet(x.shown(key, func() string { return r.Article.Summary }))
}
