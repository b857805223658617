package fulltext

import (
	"slices"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"

	"waptkb/content/flat"
)

// Field has the terms of a field of the passages in their order.
type Field struct {
	name     string
	first    uint32 // the id of its first term
	terms    flat.Strings
	postings flat.Strings // by term
	lengths  func() []int // by passage
	analyzer analysis.Analyzer
}

func readField(name string, file *flat.File) Field {
	f := Field{name: name, terms: file.Strings(sectionTerms + name), postings: file.Strings(sectionPostings + name)}
	f.lengths = sync.OnceValue(func() []int { return lengths(f.postings) })
	return f
}

// lengths sums up how often the terms of all postings stand in each passage.
func lengths(postings flat.Strings) (out []int) {
	for list := range postings.All() {
		for p := range (&Term{postings: list}).Postings() {
			if more := int(p.Passage) + 1 - len(out); more > 0 {
				out = append(out, make([]int, more)...)
			}
			out[p.Passage] += int(p.Frequency)
		}
	}
	return out
}

// Fields gives the names of the fields.
func (x *Index) Fields() []string { return slices.Clone(indexedFields) }

// Field gives a field, and false when there is none of the name.
func (x *Index) Field(name string) (*Field, bool) {
	for i := range x.fields {
		if f := &x.fields[i]; f.name == name {
			return f, true
		}
	}
	return nil, false
}

// Name is how the field is called.
func (f *Field) Name() string { return f.name }

// Terms lists the different terms of all passages, sorted.
func (f *Field) Terms() flat.Strings { return f.terms }

// Term gives one of the terms by its place.
func (f *Field) Term(n int) Term {
	return Term{ID: f.first + uint32(n), Field: f.name, Text: f.terms.At(n), postings: f.postings.At(n)}
}

// Find gives a term, and false when no passage holds it.
func (f *Field) Find(text string) (Term, bool) {
	n, ok := f.terms.Search(text)
	if !ok {
		return Term{}, false
	}
	return f.Term(n), true
}

// Length tells how many terms a passage has in the field, each as often as it stands there. The
// first call reads all postings: ranking does without lengths, bleve's scorers do not.
func (f *Field) Length(passage int) int {
	if all := f.lengths(); passage < len(all) {
		return all[passage]
	}
	return 0
}

// Analyzer makes the terms of a text.
func (f *Field) Analyzer() analysis.Analyzer { return f.analyzer }
