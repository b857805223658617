package index

import (
	"cmp"

	"waptkb/content"
	"waptkb/index/fulltext"
)

// Question is a user question or a paste of an article, and the query that asks it as
// if the article had it not.
type Question struct {
	Article string // id
	Paste   bool
	Number  int // in its file, from 1
	Query   Query
}

// Questions lists the questions and pastes of all articles.
func (x *Index) Questions() []Question {
	var out []Question
	for i, p := range x.text.All() {
		if !p.Part.Asked() {
			continue
		}
		out = append(out, Question{
			Article: x.lib.IDs()[p.Article], Paste: p.Part == fulltext.PartPaste, Number: p.Number + 1,
			Query: Query{Text: p.Text, Lang: cmp.Or(p.Lang, content.Primary), without: int32(i) + 1},
		})
	}
	return out
}
