package index

import (
	"cmp"
	"hash/fnv"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index/fulltext"
	"waptkb/index/reader"
)

// Question is a question or a paste of an article, or what other people ask, and the query
// that asks it as if the index had it not.
type Question struct {
	Article string // id; empty for what is not ours
	Paste   bool
	Number  int // in its file, from 1
	Query   Query

	part int
}

// Questions lists the questions and pastes of all articles, then what other people ask.
// What is remembered of them is not only in the index: see [Index.Forget].
func (x *Index) Questions() []Question {
	type file struct {
		article int
		part    fulltext.Part
		lang    string
	}
	read := map[file]int{} // how many of its texts came already
	var out []Question
	for i, p := range x.text.All() {
		if !p.Part.Asked() && p.Part != fulltext.PartBackground {
			continue
		}
		of := file{p.Article, p.Part, p.Lang}
		read[of]++
		q := Question{
			Paste: p.Part == fulltext.PartPaste, Number: read[of], part: partOf(p),
			Query: Query{Text: p.Text, Lang: cmp.Or(p.Lang, content.Primary), without: int32(i) + 1},
		}
		if p.Article >= 0 {
			q.Article = x.lib.IDs()[p.Article]
		}
		out = append(out, q)
	}
	return out
}

// QuestionParts is in how many parts questions are asked that the reader must not know.
const QuestionParts = 4

// partOf gives the part that a question is of; the same text is always of the same.
func partOf(p fulltext.Passage) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(p.Text))
	return int(h.Sum32()>>8) % QuestionParts
}

// Forget gives the index with a reader that never saw the questions of a part, and tells
// which these are. It takes the time of [Learn].
func (x *Index) Forget(part int) (without *Index, forgotten func(Question) bool, err error) {
	var known []fulltext.Passage
	for _, p := range x.text.All() {
		if p.Part.Asked() || p.Part == fulltext.PartBackground {
			if partOf(p) == part {
				continue
			}
		}
		known = append(known, p)
	}
	if x.lib.Len() >= reader.MaxClasses { // nobody learned anything
		return x, func(q Question) bool { return q.part == part }, nil
	}
	var out flat.Builder
	learn(x.lib, known).Write(&out, 0, reader.Default)
	file, err := out.Open()
	if err != nil {
		return nil, nil, err
	}
	return newIndex(x.lib, x.volumes, panel(x.lib, []volume{{readers: []*reader.Reader{reader.Read(file, 0)}}})), func(q Question) bool { return q.part == part }, nil
}
