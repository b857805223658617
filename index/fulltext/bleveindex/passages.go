package bleveindex

import (
	"slices"
	"unsafe"

	index "github.com/blevesearch/bleve_index_api"
)

// DocIDReaderAll gives all passages in their order.
func (r *Reader) DocIDReaderAll() (index.DocIDReader, error) {
	if r.only != nil {
		return &somePassages{r.only}, nil
	}
	return &allPassages{end: r.text.Len()}, nil
}

// DocIDReaderOnly gives the passages with these ids, in their order.
func (r *Reader) DocIDReaderOnly(ids []string) (index.DocIDReader, error) {
	var only []int
	for _, id := range ids {
		if n, ok := r.passage(id); ok && r.sees(n) {
			only = append(only, n)
		}
	}
	slices.Sort(only)
	return &somePassages{slices.Compact(only)}, nil
}

// allPassages counts.
type allPassages struct{ next, end int }

func (p *allPassages) Next() (index.IndexInternalID, error) {
	if p.next >= p.end {
		return nil, nil
	}
	p.next++
	return index.NewIndexInternalID(nil, uint64(p.next-1)), nil
}

func (p *allPassages) Advance(id index.IndexInternalID) (index.IndexInternalID, error) {
	p.next = max(p.next, int(id.Value()))
	return p.Next()
}

func (p *allPassages) Size() int    { return int(unsafe.Sizeof(*p)) }
func (p *allPassages) Close() error { return nil }

// somePassages goes through a list.
type somePassages struct{ rest []int }

func (p *somePassages) Next() (index.IndexInternalID, error) {
	if len(p.rest) == 0 {
		return nil, nil
	}
	n := p.rest[0]
	p.rest = p.rest[1:]
	return index.NewIndexInternalID(nil, uint64(n)), nil
}

func (p *somePassages) Advance(id index.IndexInternalID) (index.IndexInternalID, error) {
	at, _ := slices.BinarySearch(p.rest, int(id.Value()))
	p.rest = p.rest[at:]
	return p.Next()
}

func (p *somePassages) Size() int    { return int(unsafe.Sizeof(*p)) + 8*len(p.rest) }
func (p *somePassages) Close() error { return nil }
