package fulltext

import (
	"iter"
	"math"
	"slices"
	"sort"
	"strings"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/content/words"
	"waptkb/i18n"
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

// Asked tells whether people wrote it when they had the problem: a question or a paste.
func (p Part) Asked() bool { return p == PartQuestion || p == PartPaste }

// Lessons gives the texts by which the problem of a passage is known: what tells how to
// solve it says little of it.
func (p Passage) Lessons() []string {
	switch p.Part {
	case PartIdentifiers:
		return strings.Split(p.Text, "\n")
	case content.SectionSolution, content.SectionCheck, content.SectionGoingBack, content.SectionSeeAlso:
		return nil
	}
	return []string{p.Text}
}

// Passage is a piece of an article that is indexed on its own: one question, one
// section. An article is found through its best passages.
type Passage struct {
	Article int    // index in [content.Library.IDs]; -1 for background
	Lang    string // empty for errors and identifiers, which belong to no language
	Part    Part
	Text    string
	Title   string // of the section
	Anchor  string // of the section
	Words   int
}

// Passages lists the passages of all articles in a fixed order, then what other people ask.
func Passages(lib *content.Library) []Passage {
	out := PassagesOf(lib)
	for line := range words.Lines(words.Background()) {
		out = append(out, Passage{Article: -1, Part: PartBackground, Text: line, Words: len(lex.Words(line))})
	}
	return out
}

// PassagesOf lists the passages of all articles in a fixed order.
func PassagesOf(lib *content.Library) []Passage {
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
			if !a.Adds {
				add(Passage{Article: i, Lang: lang, Part: PartTitle, Text: a.Title})
				add(Passage{Article: i, Lang: lang, Part: PartSummary, Text: a.Summary})
			}
			for _, q := range a.Questions {
				add(Passage{Article: i, Lang: lang, Part: PartQuestion, Text: q})
			}
			for _, s := range lib.Document(a).Sections {
				if s.Level == 2 {
					add(Passage{Article: i, Lang: lang, Part: Part(s.Kind), Text: s.Text(), Title: s.Title, Anchor: s.Anchor})
				}
			}
			if lang != content.Primary {
				continue
			}
			for _, p := range a.Pastes {
				add(Passage{Article: i, Part: PartPaste, Text: lex.WithoutNoise(p)})
			}
			for _, t := range a.Errors {
				add(Passage{Article: i, Part: PartErrors, Text: t.Filled(" ")})
			}
			if a.Adds {
				continue
			}
			add(Passage{Article: i, Part: PartIdentifiers, Text: strings.Join(a.Identifiers, "\n")})
		}
	}
	return out
}

// Has tells whether the text of a passage is indexed in a field.
func (p Passage) Has(field string) bool {
	return field == fieldCode || field == fieldSurface || p.Lang == "" || p.Lang == field
}

// isSection tells whether readers are led there.
func (p Passage) isSection() bool { return p.Anchor != "" }

// Parts lists the kinds of passages; a file has their places.
var Parts = []Part{
	PartTitle, PartSummary, PartQuestion, PartPaste, PartErrors, PartIdentifiers, PartBackground,
	content.SectionSymptom, content.SectionCause, content.SectionSolution, content.SectionCheck, content.SectionGoingBack, content.SectionSeeAlso,
}

// Names of the sections of texts, which are compressed.
const (
	sectionText   = sectionPassages + "text"
	sectionPacked = sectionPassages + "packed"
)

// perBlock is how many texts are packed together: they are read all at once, to learn or to
// check, hardly ever one alone.
const perBlock = 2048

// textsPerBlock is how many texts of sections are: those of an article are read together.
const textsPerBlock = 8

// maxWords is the greatest number of words of a passage that is told from others. None of ours has
// as many.
const maxWords = math.MaxUint16

// passageTable reads passages from a file.
type passageTable struct {
	first    flat.Numbers // by article: its first passage; then where those of the last end
	asked    flat.Numbers // by article: its questions and pastes
	kinds    string       // by passage: the places of its part and of its language, see kindOf
	articles flat.Numbers // plus one
	words    flat.Numbers // at most maxWords
	packed   flat.Packed  // texts by passage, but for those of sections

	sections        flat.Numbers // the passages that are sections
	texts           flat.Packed
	titles, anchors flat.Strings // of these
}

// partBits is how many bits of a kind are the place of a part among [Parts].
const partBits = 4

// kindOf joins the place of a part and of a language, none first, in a byte.
func kindOf(part, lang int) byte { return byte(part | lang<<partBits) }

func writePassages(ps []Passage, articles int, out *flat.Builder) error {
	first, asked := make([]uint32, articles+1), make([]uint32, articles)
	for _, p := range ps {
		if p.Article < 0 {
			continue
		}
		first[p.Article+1]++
		if p.Part.Asked() {
			asked[p.Article]++
		}
	}
	for i := range articles {
		first[i+1] += first[i]
	}
	out.Numbers(sectionPassages+"first", first)
	out.Numbers(sectionPassages+"asked", asked)
	var kinds []byte
	var of, words, sections []uint32
	var packed, texts, titles, anchors []string
	for i, p := range ps {
		kinds = append(kinds, kindOf(slices.Index(Parts, p.Part), 1+slices.Index(i18n.Languages(), p.Lang)))
		of, words = append(of, uint32(p.Article+1)), append(words, uint32(min(p.Words, maxWords)))
		if p.isSection() {
			sections, texts, titles, anchors = append(sections, uint32(i)), append(texts, p.Text), append(titles, p.Title), append(anchors, p.Anchor)
			p.Text = ""
		}
		packed = append(packed, p.Text)
	}
	out.Bytes(sectionPassages+"kind", kinds)
	out.Numbers(sectionPassages+"article", of)
	out.Numbers(sectionPassages+"words", words)
	out.Numbers(sectionPassages+"sections", sections)
	out.Strings(sectionPassages+"title", titles)
	out.Strings(sectionPassages+"anchor", anchors)
	if err := out.Packed(sectionText, texts, textsPerBlock); err != nil {
		return err
	}
	return out.Packed(sectionPacked, packed, perBlock)
}

func readPassages(file *flat.File) passageTable {
	t := passageTable{
		first: file.Numbers(sectionPassages + "first"), asked: file.Numbers(sectionPassages + "asked"),
		kinds:    file.Bytes(sectionPassages + "kind"),
		articles: file.Numbers(sectionPassages + "article"), words: file.Numbers(sectionPassages + "words"),
		sections: file.Numbers(sectionPassages + "sections"),
		titles:   file.Strings(sectionPassages + "title"), anchors: file.Strings(sectionPassages + "anchor"),
	}
	t.texts = file.Packed(sectionText, t.sections.Len(), textsPerBlock)
	t.packed = file.Packed(sectionPacked, len(t.kinds), perBlock)
	return t
}

// Ship adds the texts of the passages that are sections, and empty ones in the place of all
// others.
func (x *Index) Ship(out *flat.Builder) {
	out.Plain(sectionText, x.passages.texts.List())
	out.Plain(sectionPacked, make([]string, x.Len()))
}

// Len tells how many passages there are.
func (x *Index) Len() int { return len(x.passages.kinds) }

// OfArticle gives the first passage of an article, and where its passages end.
func (x *Index) OfArticle(article int) (first, end int) {
	return int(x.passages.first.At(article)), int(x.passages.first.At(article + 1))
}

// Asked tells how many questions and pastes an article has.
func (x *Index) Asked(article int) int { return int(x.passages.asked.At(article)) }

// Article gives the article of a passage, -1 for background.
func (x *Index) Article(passage int) int { return int(x.passages.articles.At(passage)) - 1 }

// Part gives the part of its article that a passage is, as its place in [Parts].
func (x *Index) Part(passage int) int { return int(x.passages.kinds[passage] & (1<<partBits - 1)) }

// WordsIn tells how many words a passage has.
func (x *Index) WordsIn(passage int) int { return int(x.passages.words.At(passage)) }

// Sections yields the passages of an article that are sections, without their texts.
func (x *Index) Sections(article int) iter.Seq2[int, Passage] {
	return func(yield func(int, Passage) bool) {
		first, end := x.OfArticle(article)
		sections := x.passages.sections
		for n := sort.Search(sections.Len(), func(n int) bool { return int(sections.At(n)) >= first }); n < sections.Len(); n++ {
			i := int(sections.At(n))
			if i >= end || !yield(i, x.section(i, n)) {
				return
			}
		}
	}
}

// section gives a passage that is a section, by its place among these, without its text.
func (x *Index) section(i, n int) Passage {
	p := x.entry(i)
	p.Title, p.Anchor = x.passages.titles.At(n), x.passages.anchors.At(n)
	return p
}

// SectionText gives the text of a passage that is a section; empty for another one.
func (x *Index) SectionText(i int) string {
	n, ok := x.sectionNumber(i)
	if !ok {
		return ""
	}
	return x.passages.texts.At(n)
}

// sectionNumber gives the place of a passage among the sections, and false when it is none.
func (x *Index) sectionNumber(i int) (int, bool) {
	sections := x.passages.sections
	return sort.Find(sections.Len(), func(n int) int { return i - int(sections.At(n)) })
}

// Passage gives a passage; a posting names one by its place. All of them are read faster
// by [Index.All].
func (x *Index) Passage(i int) Passage {
	if n, ok := x.sectionNumber(i); ok {
		p := x.section(i, n)
		p.Text = x.passages.texts.At(n)
		return p
	}
	p := x.entry(i)
	p.Text = x.passages.packed.At(i)
	return p
}

// All yields all passages with their places.
func (x *Index) All() iter.Seq2[int, Passage] {
	return func(yield func(int, Passage) bool) {
		for i, text := range x.passages.packed.All() {
			var p Passage
			if n, ok := x.sectionNumber(i); ok {
				p, text = x.section(i, n), x.passages.texts.At(n)
			} else {
				p = x.entry(i)
			}
			p.Text = text
			if !yield(i, p) {
				return
			}
		}
	}
}

// entry gives a passage without its texts.
func (x *Index) entry(i int) Passage {
	t := &x.passages
	p := Passage{Article: int(t.articles.At(i)) - 1, Part: Parts[x.Part(i)], Words: x.WordsIn(i)}
	if lang := t.kinds[i] >> partBits; lang > 0 {
		p.Lang = i18n.Languages()[lang-1]
	}
	return p
}
