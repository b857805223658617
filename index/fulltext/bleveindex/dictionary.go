package bleveindex

import (
	"sort"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"waptkb/index/fulltext"
)

// FieldDict lists the terms of a field.
func (r *Reader) FieldDict(field string) (index.FieldDict, error) {
	return r.dictionary(field), nil
}

// FieldDictContains tells which terms a field has.
func (r *Reader) FieldDictContains(field string) (index.FieldDictContains, error) {
	return r.dictionary(field), nil
}

// FieldDictRange lists the terms from one to another, both included. An empty one is the
// first or the last.
func (r *Reader) FieldDictRange(field string, from, to []byte) (index.FieldDict, error) {
	first, last := string(from), string(to)
	return r.dictionary(field).from(first).while(func(term string) bool { return last == "" || term <= last }), nil
}

// FieldDictPrefix lists the terms with a beginning.
func (r *Reader) FieldDictPrefix(field string, prefix []byte) (index.FieldDict, error) {
	return r.beginning(field, string(prefix)), nil
}

func (r *Reader) beginning(field, prefix string) *dictionary {
	return r.dictionary(field).from(prefix).while(func(term string) bool { return strings.HasPrefix(term, prefix) })
}

// dictionary goes through terms that follow each other.
type dictionary struct {
	field     *fulltext.Field // nil when there is none of the name
	next, end int
	entry     index.DictEntry // the last that was given
}

// dictionary gives all terms of a field.
func (r *Reader) dictionary(field string) *dictionary {
	f, ok := r.text.Field(field)
	if !ok {
		return &dictionary{}
	}
	return &dictionary{field: f, end: f.Terms().Len()}
}

// from leaves out the terms before one.
func (d *dictionary) from(term string) *dictionary {
	if d.field != nil {
		d.next, _ = d.field.Terms().Search(term)
	}
	return d
}

// while leaves out the terms from the first on that is not in; none that follows it may be.
func (d *dictionary) while(in func(term string) bool) *dictionary {
	d.end = d.next + sort.Search(d.end-d.next, func(i int) bool { return !in(d.field.Terms().At(d.next + i)) })
	return d
}

// Next gives the next term, nil behind the last. It is good until the one that follows.
func (d *dictionary) Next() (*index.DictEntry, error) {
	if d.next >= d.end {
		return nil, nil
	}
	t := d.field.Term(d.next)
	d.next++
	d.entry = index.DictEntry{Term: t.Text, Count: uint64(t.Count())}
	return &d.entry, nil
}

// Contains tells whether the field has a term.
func (d *dictionary) Contains(term []byte) (bool, error) {
	if d.field == nil {
		return false, nil
	}
	_, ok := d.field.Terms().Search(string(term))
	return ok, nil
}

// Cardinality tells how many terms the field has, in the list or not.
func (d *dictionary) Cardinality() int {
	if d.field == nil {
		return 0
	}
	return d.field.Terms().Len()
}

// BytesRead tells how much was read from a disk: nothing.
func (d *dictionary) BytesRead() uint64 { return 0 }

// Close does nothing.
func (d *dictionary) Close() error { return nil }
