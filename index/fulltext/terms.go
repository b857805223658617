package fulltext

import (
	"context"
	"hash/maphash"
	"strconv"
	"sync"
	"sync/atomic"

	bleveindex "github.com/blevesearch/bleve_index_api"
)

// This file reads the terms of the index and their postings.

// Term is a term of a field of the index, with the passages that hold it.
type Term struct {
	ID          uint32 // in the order in which they were asked for
	Field, Text string
	Postings    []Posting
}

// Posting is a passage that holds a term.
type Posting struct {
	Passage int32
	Freq    float32
}

// termCache keeps the postings of terms, which bleve reads from its files. Only
// terms that exist are kept, so the index bounds its size.
type termCache struct {
	mu    sync.RWMutex
	known map[[2]string]*Term

	misses atomic.Int64 // terms that were asked for in vain
	once   sync.Once
	seed   maphash.Seed
	hashes map[uint64]struct{} // of all terms of the index
}

// patience is after how many misses the terms of the index are listed, which takes
// as long as some hundred misses. A program that answers one query does without.
const patience = 64

// mayHave tells whether the index may have a term; false is certain.
func (x *Index) mayHave(field, text string) bool {
	c := &x.terms
	if c.misses.Load() < patience {
		return true
	}
	c.once.Do(func() {
		c.seed = maphash.MakeSeed()
		hashes := map[uint64]struct{}{}
		for _, field := range []string{fieldFrench, fieldEnglish, fieldCode} {
			dict, err := x.reader.FieldDict(field)
			if err != nil {
				return
			}
			defer dict.Close()
			var e *bleveindex.DictEntry
			for e, err = dict.Next(); e != nil && err == nil; e, err = dict.Next() {
				hashes[maphash.Comparable(c.seed, [2]string{field, e.Term})] = struct{}{}
			}
			if err != nil {
				return
			}
		}
		c.hashes = hashes
	})
	if c.hashes == nil {
		return true
	}
	_, ok := c.hashes[maphash.Comparable(c.seed, [2]string{field, text})]
	return ok
}

// term gives a term of a field, nil when no passage holds it.
func (x *Index) term(field, text string) *Term {
	key := [2]string{field, text}
	x.terms.mu.RLock()
	l := x.terms.known[key]
	x.terms.mu.RUnlock()
	if l != nil {
		return l
	}
	if !x.mayHave(field, text) {
		return nil
	}
	list := x.readPostings(field, text)
	if len(list) == 0 {
		x.terms.misses.Add(1)
		return nil
	}
	x.terms.mu.Lock()
	defer x.terms.mu.Unlock()
	if l := x.terms.known[key]; l != nil { // somebody else was faster
		return l
	}
	l = &Term{uint32(len(x.terms.known)), field, text, list}
	x.terms.known[key] = l
	return l
}

func (x *Index) readPostings(field, text string) []Posting {
	r, err := x.reader.TermFieldReader(context.Background(), []byte(text), field, true, false, false)
	if err != nil {
		return nil
	}
	defer r.Close()
	var out []Posting
	var doc bleveindex.TermFieldDoc
	for {
		d, err := r.Next(doc.Reset())
		if err != nil || d == nil {
			return out
		}
		id, err := x.reader.ExternalID(d.ID)
		if err != nil {
			return out
		}
		n, err := strconv.Atoi(id)
		if err != nil || n < 0 || n >= len(x.passages) {
			continue
		}
		out = append(out, Posting{int32(n), float32(d.Freq)})
	}
}
