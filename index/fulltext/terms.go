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
		c := t.Cursor()
		for p, ok := c.Next(); ok; p, ok = c.Next() {
			if !yield(p) {
				return
			}
		}
	}
}

// Cursor reads the postings of a term one by one, where a loop over [Term.Postings] will
// not do.
type Cursor struct {
	rest    string
	passage uint32 // of the posting before
}

// Cursor stands before the first posting.
func (t *Term) Cursor() Cursor { return Cursor{rest: t.postings} }

// Next gives the next posting, and false behind the last.
func (c *Cursor) Next() (p Posting, ok bool) {
	if c.rest == "" {
		return p, false
	}
	var gap, frequency uint32
	gap, c.rest = varint(c.rest)
	frequency, c.rest = varint(c.rest)
	c.passage += gap
	return Posting{int32(c.passage), float32(frequency)}, true
}

// Count tells how many passages hold the term.
func (t *Term) Count() int {
	ends := 0 // of varints: only their last byte is less than 0x80
	for i := range len(t.postings) {
		ends += int(^t.postings[i] >> 7)
	}
	return ends / 2
}

// MaxCount bounds how many passages hold the term, without looking at them.
func (t *Term) MaxCount() int { return len(t.postings) / 2 }

// varint reads a number as [binary.AppendUvarint] writes it. Most have one byte.
func varint(s string) (v uint32, rest string) {
	if s != "" && s[0] < 0x80 {
		return uint32(s[0]), s[1:]
	}
	return longVarint(s)
}

func longVarint(s string) (v uint32, rest string) {
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
	if f, ok := x.Field(field); ok {
		return f.Find(text)
	}
	return Term{}, false
}
