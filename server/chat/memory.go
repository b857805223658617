package chat

import (
	"crypto/sha256"
	"sync"
	"time"
)

// memory remembers a bounded number of keys, the oldest forgotten first. Of the
// keys it keeps a hash.
type memory[T any] struct {
	mu     sync.Mutex
	values map[[sha256.Size]byte]remembered[T]
	order  [][sha256.Size]byte // ring of size max
	next   int
	max    int
}

type remembered[T any] struct {
	value   T
	expires time.Time // zero for never
}

func newMemory[T any](max int) *memory[T] {
	return &memory[T]{values: map[[sha256.Size]byte]remembered[T]{}, max: max}
}

// put remembers a key. It is false when the key is remembered already, and then
// nothing changes.
func (m *memory[T]) put(key string, value T, expires time.Time) bool {
	return m.putAt(key, value, expires, time.Time{})
}

// putAt is put at a time: a key that has expired by then counts as forgotten.
func (m *memory[T]) putAt(key string, value T, expires, now time.Time) bool {
	sum := sha256.Sum256([]byte(key))
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.values[sum]; ok {
		if old.expires.IsZero() || now.Before(old.expires) {
			return false
		}
		m.values[sum] = remembered[T]{value, expires} // keeps its place in the ring
		return true
	}
	if len(m.order) < m.max {
		m.order = append(m.order, sum)
	} else {
		delete(m.values, m.order[m.next])
		m.order[m.next] = sum
		m.next = (m.next + 1) % m.max
	}
	m.values[sum] = remembered[T]{value, expires}
	return true
}

// get gives what is remembered of a key. The empty key never is.
func (m *memory[T]) get(key string) (T, bool) {
	var none T
	if key == "" {
		return none, false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.values[sha256.Sum256([]byte(key))]
	return r.value, ok
}
