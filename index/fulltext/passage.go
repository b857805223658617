package fulltext

import (
	"strings"

	"waptkb/content"
	"waptkb/content/words"
	"waptkb/index/lex"
)

// Part says which part of an article a passage is. The kinds of sections are
// those of package content.
type Part string

const (
	PartTitle       Part = "title"
	PartSummary     Part = "summary"
	PartQuestion    Part = "question"
	PartPaste       Part = "paste"
	PartErrors      Part = "errors"
	PartIdentifiers Part = "identifiers"
	PartBackground  Part = "background" // of no article: what other people ask
)

// Passage is a piece of an article that is indexed on its own: one question, one
// section. An article is found through its best passages.
type Passage struct {
	Article int    // index in [content.Library.IDs]; -1 for background
	Lang    string // empty for errors and identifiers, which belong to no language
	Part    Part
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
			add(Passage{Article: i, Lang: lang, Part: PartTitle, Text: a.Title})
			add(Passage{Article: i, Lang: lang, Part: PartSummary, Text: a.Summary})
			for n, q := range a.Questions {
				add(Passage{Article: i, Lang: lang, Part: PartQuestion, Number: n, Text: q})
			}
			for n, s := range lib.Document(a).Sections {
				if s.Level == 2 {
					add(Passage{Article: i, Lang: lang, Part: Part(s.Kind), Number: n, Text: s.Text(), Title: s.Title, Anchor: s.Anchor})
				}
			}
			if lang != content.Primary {
				continue
			}
			for n, p := range a.Pastes {
				add(Passage{Article: i, Part: PartPaste, Number: n, Text: lex.WithoutNoise(p)})
			}
			for n, t := range a.Errors {
				add(Passage{Article: i, Part: PartErrors, Number: n, Text: t.Filled(" ")})
			}
			add(Passage{Article: i, Part: PartIdentifiers, Text: strings.Join(a.Identifiers, "\n")})
		}
	}
	for line := range words.Everyday() {
		add(Passage{Article: -1, Part: PartBackground, Text: line})
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
