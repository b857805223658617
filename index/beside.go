package index

import (
	"crypto/sha256"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"

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
// What memory knows already is not learned again; nil knows nothing.
func CompileBeside(base *Index, own *content.Own, memory *Memory) ([]byte, error) {
	var out flat.Builder
	own.Library.Write(&out)
	passages := fulltext.PassagesOf(own.Library)
	if err := fulltext.CompileGuests(own.Library, passages, own.Concepts, &out); err != nil {
		return nil, err
	}
	match.Write(&out, patterns(own.Library), rarity(base.lib))
	memory.learnBeside(base, own.Library.IDs(), passages, &out)
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

// Memory keeps what was learned of the articles of an organisation: only those are learned again
// that have changed. The zero value knows nothing.
type Memory struct {
	of      *fulltext.Index // beside which it was learned
	others  *reader.Others
	classes map[lessons]*reader.Class
}

// lessons are a hash of all that an article teaches.
type lessons [sha256.Size]byte

// lessonStep is of how many lessons of ours one is read to learn what is not a guest's, beside all
// that other people ask.
const lessonStep = 8

// learnBeside teaches readers the articles that stand beside an index, of their passages. What the
// readers of the index know stays as it is: a class is learned apart from all others, with
// examples of ours for what it is not. Beside an index that nobody learned nothing is learned.
func (m *Memory) learnBeside(base *Index, own []string, passages []fulltext.Passage, out *flat.Builder) {
	if len(own) == 0 || len(base.volumes[0].readers) == 0 {
		return
	}
	if m == nil {
		m = &Memory{}
	}
	if ours := base.volumes[0].text; m.of != ours {
		*m = Memory{of: ours, others: othersOf(ours)}
	}
	texts := make([][]string, len(own))
	for _, p := range passages {
		texts[p.Article] = append(texts[p.Article], p.Lessons()...)
	}
	classes := m.learn(texts)
	n := 0
	for ids := range slices.Chunk(own, reader.MaxClasses) {
		reader.WriteClasses(out, n, ids, classes[:len(ids)])
		classes = classes[len(ids):]
		n++
	}
}

// othersOf gives what is not a guest's.
func othersOf(ours *fulltext.Index) *reader.Others {
	var texts []string
	n := 0
	for _, p := range ours.All() {
		for _, text := range p.Lessons() {
			if n++; p.Article < 0 || n%lessonStep == 0 {
				texts = append(texts, text)
			}
		}
	}
	return reader.NewOthers(readAll(texts))
}

// learn gives a class for each list of texts, and forgets all others.
func (m *Memory) learn(texts [][]string) []*reader.Class {
	keys, out := make([]lessons, len(texts)), make([]*reader.Class, len(texts))
	var side sync.WaitGroup
	atOnce := make(chan struct{}, runtime.GOMAXPROCS(0)) // each needs half a MiB
	for i, list := range texts {
		keys[i] = sha256.Sum256([]byte(strings.Join(list, "\x00")))
		if out[i] = m.classes[keys[i]]; out[i] != nil {
			continue
		}
		atOnce <- struct{}{}
		side.Go(func() {
			out[i] = m.others.Learn(readAll(list), reader.Default)
			<-atOnce
		})
	}
	side.Wait()
	m.classes = map[lessons]*reader.Class{}
	for i, key := range keys {
		m.classes[key] = out[i]
	}
	return out
}

func readAll(texts []string) (out []*lex.Text) {
	for _, text := range texts {
		out = append(out, lex.Read(text))
	}
	return out
}
