package server

import (
	"container/list"
	"strings"
	"sync"
	"time"

	"waptkb/index"
)

// Bounds of the cache of answers.
const (
	cacheBytes = 16 << 20
	cacheEntry = 64 << 10    // larger answers are not kept
	cacheTime  = time.Minute // then an answer is no longer given, and soon forgotten
)

// searchCache keeps the answers of the API to the last queries for a minute or two, in
// memory alone: programs and failing machines ask the same many times over. The
// least recently asked goes first when there is no room.
type searchCache struct {
	bytes int           // 0 keeps nothing
	keep  time.Duration // how long

	mu      sync.Mutex
	entries map[index.Query]*list.Element
	recent  *list.List // of *cachedSearch, the last asked first
	size    int
	purging bool
}

// cachedSearch is a ready answer.
type cachedSearch struct {
	key     index.Query
	until   time.Time
	body    []byte
	outcome outcome
}

func (e *cachedSearch) size() int {
	return len(e.key.Text) + len(e.body) + 256 // and what holds them
}

func newSearchCache(bytes int, keep time.Duration) *searchCache {
	return &searchCache{bytes: bytes, keep: keep, entries: map[index.Query]*list.Element{}, recent: list.New()}
}

// get gives the answer to a query, and nil when it is not there.
func (c *searchCache) get(q index.Query) *cachedSearch {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.entries[q]
	if !ok {
		return nil
	}
	found := e.Value.(*cachedSearch)
	if time.Now().After(found.until) {
		c.remove(e)
		return nil
	}
	c.recent.MoveToFront(e)
	return found
}

// put keeps an answer. The text of the query may lie within a whole request, so
// a copy of it is kept.
func (c *searchCache) put(q index.Query, body []byte, o outcome) {
	q.Text = strings.Clone(q.Text)
	found := &cachedSearch{key: q, until: time.Now().Add(c.keep), body: body, outcome: o}
	if found.size() > min(cacheEntry, c.bytes) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.entries[q]; ok {
		c.remove(e)
	}
	c.entries[q] = c.recent.PushFront(found)
	for c.size += found.size(); c.size > c.bytes; {
		c.remove(c.recent.Back())
	}
	if !c.purging {
		c.purging = true
		time.AfterFunc(c.keep, c.purge)
	}
}

// purge forgets what is too old, and comes back while anything is left.
func (c *searchCache) purge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	for e := c.recent.Back(); e != nil; {
		before := e.Prev()
		if now.After(e.Value.(*cachedSearch).until) {
			c.remove(e)
		}
		e = before
	}
	if c.purging = c.recent.Len() > 0; c.purging {
		time.AfterFunc(c.keep, c.purge)
	}
}

func (c *searchCache) remove(e *list.Element) {
	found := c.recent.Remove(e).(*cachedSearch)
	delete(c.entries, found.key)
	c.size -= found.size()
}
