package bleveindex

import (
	"math"
	"unsafe"

	index "github.com/blevesearch/bleve_index_api"

	"waptkb/index/fulltext"
)

// termReader reads the postings of a term.
type termReader struct {
	reader   *Reader
	field    *fulltext.Field // nil when there is none of the name
	term     fulltext.Term
	count    int // of postings; searchers ask often
	postings fulltext.Cursor
	at       int // the passage that was read last, -1 before the first

	freq, norm, vectors bool // what is asked for
}

// Next gives the next passage that holds the term, nil behind the last.
func (t *termReader) Next(reuse *index.TermFieldDoc) (*index.TermFieldDoc, error) {
	return t.from(0, reuse), nil
}

// Advance gives the first passage from id on that holds the term. Backward, it reads from
// the beginning again.
func (t *termReader) Advance(id index.IndexInternalID, reuse *index.TermFieldDoc) (*index.TermFieldDoc, error) {
	passage := int(id.Value())
	if passage <= t.at {
		t.postings = t.term.Cursor()
	}
	return t.from(passage, reuse), nil
}

// from reads on up to a passage that is seen, the given one or a later.
func (t *termReader) from(passage int, reuse *index.TermFieldDoc) *index.TermFieldDoc {
	for p, ok := t.postings.Next(); ok; p, ok = t.postings.Next() {
		if t.at = int(p.Passage); t.at >= passage && t.reader.sees(t.at) {
			return t.match(p, reuse)
		}
	}
	return nil
}

// match gives a posting as bleve wants it.
func (t *termReader) match(p fulltext.Posting, reuse *index.TermFieldDoc) *index.TermFieldDoc {
	d := reuse
	if d == nil {
		d = &index.TermFieldDoc{}
	}
	d.Term = t.term.Text
	d.ID = index.NewIndexInternalID(d.ID, uint64(p.Passage))
	if t.freq {
		d.Freq = uint64(p.Frequency)
	}
	if t.norm {
		d.Norm = norm(t.field.Length(t.at))
	}
	if t.vectors {
		d.Vectors = t.occurrences(d.Vectors)
	}
	return d
}

// norm makes a passage worth the less the longer it is, in the precision that scorch has.
func norm(length int) float64 { return float64(float32(1 / math.Sqrt(float64(length)))) }

// occurrences tells where the term stands in the passage that was read last.
func (t *termReader) occurrences(reuse []*index.TermFieldVector) []*index.TermFieldVector {
	out := reuse[:0]
	for _, token := range t.reader.analyze(t.field, t.at) {
		if string(token.Term) == t.term.Text {
			out = append(out, &index.TermFieldVector{
				Field: t.term.Field, Pos: uint64(token.Position), Start: uint64(token.Start), End: uint64(token.End),
			})
		}
	}
	return out
}

// Count tells how many passages hold the term.
func (t *termReader) Count() uint64 { return uint64(t.count) }

// Size is how much memory the reader takes.
func (t *termReader) Size() int { return int(unsafe.Sizeof(*t)) }

// Close does nothing.
func (t *termReader) Close() error { return nil }
