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
	type file struct {
		article int
		part    fulltext.Part
		lang    string
	}
	read := map[file]int{} // how many of its texts came already
	for i, p := range x.text.All() {
		if !p.Part.Asked() {
			continue
		}
		of := file{p.Article, p.Part, p.Lang}
		read[of]++
		out = append(out, Question{
			Article: x.lib.IDs()[p.Article], Paste: p.Part == fulltext.PartPaste, Number: read[of],
			Query: Query{Text: p.Text, Lang: cmp.Or(p.Lang, content.Primary), without: int32(i) + 1},
		})
	}
	return out
}
