package index

import (
	"errors"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/reader"
)

// This file puts what an organisation wrote beside our articles.

// ErrBeside is the error for a file that [CompileBeside] wrote where one is needed that stands
// alone, and ErrAlone for the opposite.
var (
	ErrBeside = errors.New("was compiled to stand beside the articles of the program")
	ErrAlone  = errors.New("was compiled to stand alone")
)

// Sections of a file that is searched beside another index.
const (
	sectionBeside  = "beside.hidden" // ids of that index that are hidden
	sectionForeign = "beside.foreign"
)

// CompileBeside writes what is found beside the articles of an index into a file; see [Compile].
func CompileBeside(base *Index, own *content.Own) ([]byte, error) {
	var out flat.Builder
	own.Library.Write(&out)
	if err := fulltext.CompileGuests(own.Library, own.Concepts, &out); err != nil {
		return nil, err
	}
	match.Write(&out, patterns(own.Library), rarity(base.lib))
	for n, model := range learnBeside(base, own.Library) {
		model.Write(&out, n, reader.Default)
	}
	out.Strings(sectionBeside, own.Hidden)
	out.Strings(sectionForeign, []string{own.Foreign})
	return out.File()
}

// Beside gives the index with what [CompileBeside] wrote, which stays where it lies.
func (x *Index) Beside(compiled string) (*Index, error) {
	p, file, err := readPart(compiled)
	if err != nil {
		return nil, err
	}
	if !file.Has(sectionBeside) {
		return nil, ErrAlone
	}
	hidden, foreign := file.Strings(sectionBeside), file.Strings(sectionForeign)
	if err := file.Err(); err != nil {
		return nil, err
	}
	lib, err := content.Beside(x.lib, p.lib, slices.Collect(hidden.All()))
	if err != nil {
		return nil, err
	}
	volumes := append(slices.Clone(x.volumes), p)
	out := newIndex(lib, volumes, panel(lib, volumes))
	out.foreign = slices.Clone(x.foreign)
	if names := foreign.At(0); strings.TrimSpace(names) != "" {
		out.foreign = append(out.foreign, lex.NewForeignNames(names))
	}
	return out, nil
}

// taken tells which templates are not found any more: those of what is hidden, and those that a
// later volume has too, which takes them over.
func (x *Index) taken() func(int, *match.Pattern) bool {
	if len(x.volumes) == 1 {
		return nil
	}
	owners := map[string]int{} // by template: the last volume that has it
	for n, p := range x.volumes[1:] {
		for _, pattern := range patterns(p.lib) {
			if !pattern.Template.Also {
				owners[pattern.Template.Key()] = n + 1
			}
		}
	}
	return func(volume int, p *match.Pattern) bool {
		return owners[p.Template.Key()] > volume || x.lib.Place(p.ID) < 0
	}
}

// Of our lessons so many are read to learn what is not a guest's: one in lessonStep.
const (
	lessonStep   = 8
	guestsAtOnce = 64 // that a reader learns: it needs memory for each
)

// learnBeside teaches readers the articles of a library that stands beside an index. What the
// readers of the index know stays as it is: a class is learned apart from the others, with
// examples of ours for what it is not. Beside an index that nobody learned nothing is learned.
func learnBeside(base *Index, own *content.Library) []*reader.Model {
	if own.Len() == 0 || len(base.volumes[0].readers) == 0 {
		return nil
	}
	var texts []string
	of := make([]int, 0, 1024) // by text: its article; -1 for one of ours
	n := 0
	for _, p := range base.text.All() {
		for _, text := range p.Lessons() {
			if n++; n%lessonStep == 0 {
				texts, of = append(texts, text), append(of, -1)
			}
		}
	}
	for _, p := range fulltext.PassagesOf(own) {
		for _, text := range p.Lessons() {
			texts, of = append(texts, text), append(of, p.Article)
		}
	}
	read := make([]*lex.Text, len(texts))
	for i, text := range texts {
		read[i] = lex.Read(text)
	}
	var out []*reader.Model
	for ids := range slices.Chunk(own.IDs(), guestsAtOnce) {
		examples := make([]reader.Example, len(read))
		for i, text := range read {
			examples[i] = reader.Example{Text: text, Class: -1}
			if class := of[i] - guestsAtOnce*len(out); of[i] >= 0 && class >= 0 && class < len(ids) {
				examples[i].Class = class
			}
		}
		out = append(out, reader.Train(ids, examples, reader.Default))
	}
	return out
}
