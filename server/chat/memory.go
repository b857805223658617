package chat

import (
	"crypto/sha256"
	"sync"
)

// memory remembers a bounded number of keys, the oldest forgotten first. Of the
// keys it keeps a hash.
type memory[T any] struct {
	mu     sync.Mutex
	values map[[sha256.Size]byte]T
	order  [][sha256.Size]byte // ring of size max
	next   int
	max    int
}

func newMemory[T any](max int) *memory[T] {
	return &memory[T]{values: map[[sha256.Size]byte]T{}, max: max}
}

// put remembers a key. It is false when the key is remembered already, and then
// nothing changes.
func (m *memory[T]) put(key string, value T) bool {
	sum := sha256.Sum256([]byte(key))
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.values[sum]; ok {
		return false
	}
	if len(m.order) < m.max {
		m.order = append(m.order, sum)
	} else {
		delete(m.values, m.order[m.next])
		m.order[m.next] = sum
		m.next = (m.next + 1) % m.max
	}
	m.values[sum] = value
	return true
}

// get gives what is remembered of a key.
func (m *memory[T]) get(key string) (T, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, ok := m.values[sha256.Sum256([]byte(key))]
	return value, ok
}
