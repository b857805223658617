// Package bleveindex lets bleve itself search the compiled index: its queries, searchers,
// collectors, scorers and highlighters read a [fulltext.Index] through a [Reader] as they
// would read an index of bleve's own, scorch or upsidedown, and give the same scores.
//
// A document of bleve is a passage; its id is the number of the passage. It has the fields
// of the passage, "fr", "en" and "code", and the text of the passage is the stored value of
// each.
//
// [Reader.Search] is the short way: the best passages for a query, by BM25. What bleve asks
// for otherwise is an IndexReader, which a Reader is, and an IndexMapping, see [Mapping].
//
// Nothing is read when a Reader is made, and nothing is allocated for a posting. A Reader
// is safe for concurrent use; what it gives, as is bleve's custom, is not.
package bleveindex

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"waptkb/index/fulltext"
)

// Reader is an IndexReader of bleve, with what its BM25 scorer and its fuzzy queries want
// beyond that.
type Reader struct {
	text     *fulltext.Index
	only     []int // the passages that are seen, sorted; nil for all
	passages func() []fulltext.Passage
	analyzed analyses
}

var (
	_ index.BM25Reader          = (*Reader)(nil)
	_ index.IndexReaderFuzzy    = (*Reader)(nil)
	_ index.IndexReaderContains = (*Reader)(nil)
)

// NewReader reads an index.
func NewReader(text *fulltext.Index) *Reader {
	return &Reader{text: text, passages: sync.OnceValue(func() []fulltext.Passage {
		all := make([]fulltext.Passage, 0, text.Len()) // they are packed together
		for _, p := range text.All() {
			all = append(all, p)
		}
		return all
	})}
}

// among gives a reader that sees no passages but some, which are sorted. It counts as if it
// saw all.
func (r *Reader) among(passages []int) *Reader {
	return &Reader{text: r.text, only: passages, passages: r.passages}
}

// sees tells whether a passage is there for the reader.
func (r *Reader) sees(passage int) bool {
	if r.only == nil {
		return true
	}
	_, ok := slices.BinarySearch(r.only, passage)
	return ok
}

// Close does nothing: the index stays where it is.
func (r *Reader) Close() error { return nil }

// Fields gives the names of the fields.
func (r *Reader) Fields() ([]string, error) { return r.text.Fields(), nil }

// GetInternal gives nothing: this index keeps no notes.
func (r *Reader) GetInternal([]byte) ([]byte, error) { return nil, nil }

// DocCount tells how many passages there are.
func (r *Reader) DocCount() (uint64, error) { return uint64(r.text.Len()), nil }

// FieldCardinality tells how many different terms a field has. From it, and not from the
// lengths of documents, bleve makes the average length of BM25.
func (r *Reader) FieldCardinality(field string) (int, error) {
	return r.dictionary(field).Cardinality(), nil
}

// TermFieldReader reads the postings of a term, none when no passage holds it.
func (r *Reader) TermFieldReader(_ context.Context, term []byte, field string, includeFreq, includeNorm, includeTermVectors bool) (index.TermFieldReader, error) {
	t := &termReader{reader: r, at: -1, freq: includeFreq, norm: includeNorm, vectors: includeTermVectors}
	if f, ok := r.text.Field(field); ok {
		t.field = f
		t.term, _ = f.Find(string(term))
	}
	t.count, t.postings = t.term.Count(), t.term.Cursor()
	return t, nil
}

// ExternalID gives the id of a passage.
func (r *Reader) ExternalID(id index.IndexInternalID) (string, error) {
	return strconv.FormatUint(id.Value(), 10), nil
}

// InternalID finds a passage by its id; nil when there is none.
func (r *Reader) InternalID(id string) (index.IndexInternalID, error) {
	n, ok := r.passage(id)
	if !ok {
		return nil, nil
	}
	return index.NewIndexInternalID(nil, uint64(n)), nil
}

// passage reads an id, as [strconv] writes it.
func (r *Reader) passage(id string) (n int, ok bool) {
	n, err := strconv.Atoi(id)
	return n, err == nil && n >= 0 && n < r.text.Len() && strconv.Itoa(n) == id
}

// Document gives the text of a passage as stored fields; nil when there is none.
func (r *Reader) Document(id string) (index.Document, error) {
	n, ok := r.passage(id)
	if !ok {
		return nil, nil
	}
	d := document.NewDocument(id)
	p := r.passages()[n]
	for _, field := range r.text.Fields() {
		if p.Has(field) {
			d.AddField(document.NewTextField(field, nil, []byte(p.Text)))
			d.StoredFieldsSize += uint64(len(p.Text))
		}
	}
	return d, nil
}

// DocValueReader gives the terms of passages, which facets count and hits are sorted by.
func (r *Reader) DocValueReader(fields []string) (index.DocValueReader, error) {
	return docValues{r, fields}, nil
}

// docValues gives the terms of passages.
type docValues struct {
	reader *Reader
	fields []string
}

// VisitDocValues yields the different terms of a passage, sorted.
func (v docValues) VisitDocValues(id index.IndexInternalID, visit index.DocValueVisitor) error {
	n := int(id.Value())
	for _, name := range v.fields {
		f, ok := v.reader.text.Field(name)
		if !ok || f.Length(n) == 0 {
			continue
		}
		var terms [][]byte
		for _, t := range v.reader.analyze(f, n) {
			terms = append(terms, t.Term)
		}
		slices.SortFunc(terms, bytes.Compare)
		for _, t := range slices.CompactFunc(terms, bytes.Equal) {
			visit(name, t)
		}
	}
	return nil
}

// BytesRead tells how much was read from a disk: nothing.
func (docValues) BytesRead() uint64 { return 0 }
