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
	postings    string // see appendPosting
	first       uint32 // where the passages of its index begin among those of all
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
func (t *Term) Cursor() Cursor { return Cursor{rest: t.postings, passage: t.first} }

// Next gives the next posting, and false behind the last.
func (c *Cursor) Next() (p Posting, ok bool) {
	if c.rest == "" {
		return p, false
	}
	var gap uint32
	gap, c.rest = varint(c.rest)
	c.passage += gap >> 1
	frequency := uint32(1)
	if gap&1 != 0 {
		frequency, c.rest = varint(c.rest)
	}
	return Posting{int32(c.passage), float32(frequency)}, true
}

// Count tells how many passages hold the term.
func (t *Term) Count() int {
	n, c := 0, t.Cursor()
	for _, ok := c.Next(); ok; _, ok = c.Next() {
		n++
	}
	return n
}

// MaxCount bounds how many passages hold the term, without looking at them.
func (t *Term) MaxCount() int { return len(t.postings) }

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

// appendPosting writes a posting behind that of the passage before: a varint of twice the
// distance, plus one where the frequency follows, which otherwise is one.
func appendPosting(out []byte, before, passage, frequency int) []byte {
	gap := uint64(passage-before) << 1
	if frequency == 1 {
		return binary.AppendUvarint(out, gap)
	}
	return binary.AppendUvarint(binary.AppendUvarint(out, gap|1), uint64(frequency))
}

// term gives a term of a field, and false when no passage holds it.
func (x *Index) term(field, text string) (Term, bool) {
	if f, ok := x.Field(field); ok {
		return f.Find(text)
	}
	return Term{}, false
}
