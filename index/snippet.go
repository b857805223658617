package index

import (
	"html"
	"strings"

	"waptkb/content"
	"waptkb/index/match"
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
}

func newMarker(words []queryWord) marker {
	m := marker{map[string]bool{}, map[string]bool{}}
	for _, w := range words {
		m.whole[w.text] = true
		if len(w.text) > sharedPrefix {
			m.prefix[w.text[:sharedPrefix]] = true
		}
	}
	return m
}

func (m marker) has(word string) bool {
	return m.whole[word] || len(word) > sharedPrefix && m.prefix[word[:sharedPrefix]]
}

// snippet cuts the part of text with the most words of the query and gives it as
// HTML: the words in <mark>, everything else escaped.
func (m marker) snippet(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	words := match.Words(text)
	from, to := m.window(text, words)
	var b strings.Builder
	if from > 0 {
		b.WriteString("… ")
	}
	at := from
	for _, w := range words {
		if w.Start < from || w.End > to || !m.has(w.Text) {
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
func (m marker) window(text string, words []match.Word) (from, to int) {
	if len(text) <= snippetBytes || len(words) == 0 {
		return 0, len(text)
	}
	best, first := -1, 0
	marked := 0
	for i, w := range words {
		if m.has(w.Text) {
			marked++
		}
		for w.End-words[first].Start > snippetBytes && first < i {
			if m.has(words[first].Text) {
				marked--
			}
			first++
		}
		if marked > best {
			best, from, to = marked, words[first].Start, w.End
		}
	}
	if from == words[0].Start {
		from = 0
	}
	for _, w := range words { // fill the stretch up behind the last marked word
		if w.End > to && w.End-from <= snippetBytes {
			to = w.End
		}
	}
	if to == words[len(words)-1].End {
		to = len(text)
	}
	return from, to
}

// sectionWords is the score from which a section of an article is worth leading to.
const sectionWords = 0.15

// show fills in the section and the snippet of a result: the best section for the
// query, or the summary.
func (x *Index) show(r *Result, ordinal int, s *scores, m marker) {
	best := -1
	if ordinal >= x.articles {
		r.Snippet = m.snippet(r.Article.Summary)
		return
	}
	for _, i := range x.byArticle[ordinal] {
		p := &x.passages[i]
		if p.Anchor != "" && p.Lang == r.Article.Lang && s.passage[i] > 0 && (best < 0 || s.passage[i] > s.passage[best]) {
			best = int(i)
		}
	}
	if best < 0 || s.total == 0 || s.passage[best]/s.total < sectionWords {
		r.Snippet = m.snippet(r.Article.Summary)
		return
	}
	p := x.passages[best]
	r.Section = content.Section{Kind: string(p.Kind), Title: p.Title, Anchor: p.Anchor, Level: 2}
	r.Snippet = m.snippet(p.Text)
}
