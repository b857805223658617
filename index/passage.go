package index

import (
	"strings"

	"waptkb/content"
	"waptkb/index/lex"
)

// Kind says which part of an article a passage is. The kinds of sections are
// those of package content.
type Kind string

const (
	KindTitle       Kind = "title"
	KindSummary     Kind = "summary"
	KindQuestion    Kind = "question"
	KindPaste       Kind = "paste"
	KindErrors      Kind = "errors"
	KindIdentifiers Kind = "identifiers"
	KindBackground  Kind = "background" // of no article: what other people ask
)

// kindWeight is how much a word found in a passage of a kind says about the
// article. Body text mentions many things in passing; questions and titles are
// about the problem.
var kindWeight = map[Kind]float64{
	KindTitle: 1, KindQuestion: 1, KindPaste: 1, KindErrors: 0.9, KindIdentifiers: 1, KindSummary: 0.8, KindBackground: 1,
	content.KindSymptom: 0.8, content.KindCause: 0.6, content.KindSolution: 0.5,
	content.KindCheck: 0.3, content.KindGoingBack: 0.3, content.KindSeeAlso: 0.15,
}

// Passage is a piece of an article that is indexed on its own: one question, one
// section. An article is found through its best passages.
type Passage struct {
	Article int    // index in [content.Library.IDs]; -1 for background
	Lang    string // empty for errors and identifiers, which belong to no language
	Kind    Kind
	Number  int // of the question, section, template
	Text    string
	Title   string // of the section
	Anchor  string // of the section
	Words   int
}

// passages lists the passages of all articles in a fixed order.
func passages(lib *content.Library) []Passage {
	var out []Passage
	add := func(p Passage) {
		p.Words = len(lex.Words(p.Text))
		out = append(out, p)
	}
	for i, id := range lib.IDs() {
		for _, lang := range lib.Translations(id) {
			a, err := lib.Article(id, lang)
			if err != nil {
				continue
			}
			add(Passage{Article: i, Lang: lang, Kind: KindTitle, Text: a.Title})
			add(Passage{Article: i, Lang: lang, Kind: KindSummary, Text: a.Summary})
			for n, q := range a.Questions {
				add(Passage{Article: i, Lang: lang, Kind: KindQuestion, Number: n, Text: q})
			}
			for n, s := range lib.Document(a).Sections {
				if s.Level == 2 {
					add(Passage{Article: i, Lang: lang, Kind: Kind(s.Kind), Number: n, Text: s.Text(), Title: s.Title, Anchor: s.Anchor})
				}
			}
			if lang != content.Primary {
				continue
			}
			for n, p := range a.Pastes {
				add(Passage{Article: i, Kind: KindPaste, Number: n, Text: lex.WithoutNoise(p)})
			}
			for n, t := range a.Errors {
				add(Passage{Article: i, Kind: KindErrors, Number: n, Text: t.Filled(" ")})
			}
			add(Passage{Article: i, Kind: KindIdentifiers, Text: strings.Join(a.Identifiers, "\n")})
		}
	}
	for line := range background() {
		add(Passage{Article: -1, Kind: KindBackground, Text: line})
	}
	return out
}

// document gives the fields of a passage for bleve.
func (p Passage) document() map[string]any {
	doc := map[string]any{fieldCode: p.Text, fieldSurface: p.Text}
	if p.Lang != "en" {
		doc[fieldFrench] = p.Text
	}
	if p.Lang != "fr" {
		doc[fieldEnglish] = p.Text
	}
	return doc
}
