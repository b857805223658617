package fulltext

import (
	"encoding/binary"
	"iter"
)

// This file reads the terms of the index and their postings.

// Term is a term of a field of the index, with the passages that hold it.
type Term struct {
	ID          uint32 // its place among the terms of all fields
	Field, Text string
	postings    string // for each passage its distance from the one before and the frequency, as varints
}

// Posting is a passage that holds a term, and how often.
type Posting struct {
	Passage   int32
	Frequency float32
}

// Postings yields the passages that hold the term, in their order.
func (t *Term) Postings() iter.Seq[Posting] {
	return func(yield func(Posting) bool) {
		passage := uint32(0)
		for s := t.postings; s != ""; {
			var gap, frequency uint32
			gap, s = varint(s)
			frequency, s = varint(s)
			passage += gap
			if !yield(Posting{int32(passage), float32(frequency)}) {
				return
			}
		}
	}
}

// Count tells about how many passages hold the term: a posting takes two bytes or a few
// more.
func (t *Term) Count() int { return len(t.postings) / 2 }

// varint reads a number as [binary.AppendUvarint] writes it.
func varint(s string) (v uint32, rest string) {
	for i, shift := 0, 0; i < len(s); i, shift = i+1, shift+7 {
		v |= uint32(s[i]&0x7f) << shift
		if s[i] < 0x80 {
			return v, s[i+1:]
		}
	}
	return v, ""
}

// appendPosting writes a posting behind that of the passage before.
func appendPosting(out []byte, before, passage, frequency int) []byte {
	return binary.AppendUvarint(binary.AppendUvarint(out, uint64(passage-before)), uint64(frequency))
}

// term gives a term of a field, and false when no passage holds it.
func (x *Index) term(field, text string) (Term, bool) {
	for i := range x.fields {
		f := &x.fields[i]
		if f.name != field {
			continue
		}
		if n, ok := f.terms.Search(text); ok {
			return Term{f.first + uint32(n), field, text, f.postings.At(n)}, true
		}
	}
	return Term{}, false
}
