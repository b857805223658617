package server

import (
	"math"
	"strings"
	"sync"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/hashicorp/golang-lru/v2/simplelru"

	"waptkb/index"
	"waptkb/server/counts"
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
	answers *simplelru.LRU[index.Query, *cachedSearch]
	size    int
	purging bool
}

// cachedSearch is a ready answer.
type cachedSearch struct {
	key      index.Query
	until    time.Time
	body     []byte
	counters []*vm.Counter
	keys     []counts.Key
}

func (e *cachedSearch) size() int {
	return len(e.key.Text) + len(e.body) + 256 // and what holds them
}

func newSearchCache(bytes int, keep time.Duration) *searchCache {
	c := &searchCache{bytes: bytes, keep: keep}
	// It fails without a size; ours is counted in bytes.
	c.answers, _ = simplelru.NewLRU(math.MaxInt, func(_ index.Query, gone *cachedSearch) { c.size -= gone.size() })
	return c
}

// get gives the answer to a query, and nil when it is not there.
func (c *searchCache) get(q index.Query) *cachedSearch {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.answers.Get(q)
	if ok && time.Now().After(found.until) {
		c.answers.Remove(q)
		return nil
	}
	return found
}

// put keeps an answer. The text of the query may lie within a whole request, so
// a copy of it is kept.
func (c *searchCache) put(q index.Query, body []byte, counters []*vm.Counter, keys []counts.Key) {
	q.Text = strings.Clone(q.Text)
	found := &cachedSearch{key: q, until: time.Now().Add(c.keep), body: body, counters: counters, keys: keys}
	c.mu.Lock()
	defer c.mu.Unlock()
	if found.size() > min(cacheEntry, c.bytes) {
		return
	}
	c.answers.Remove(q)
	c.answers.Add(q, found)
	for c.size += found.size(); c.size > c.bytes; {
		c.answers.RemoveOldest()
	}
	if !c.purging {
		c.purging = true
		time.AfterFunc(c.keep, c.purge)
	}
}

// close forgets everything, and keeps nothing any more.
func (c *searchCache) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bytes = 0
	c.answers.Purge()
}

// purge forgets what is too old, and comes back while anything is left.
func (c *searchCache) purge() {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := time.Now()
	for _, found := range c.answers.Values() {
		if now.After(found.until) {
			c.answers.Remove(found.key)
		}
	}
	if c.purging = c.answers.Len() > 0; c.purging {
		time.AfterFunc(c.keep, c.purge)
	}
}
