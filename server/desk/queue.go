package desk

import (
	"context"
	"slices"
	"sync"
	"time"
)

// note is what is to be written into a ticket.
type note struct {
	ticket int64
	html   string
}

// sleep waits and tells whether there is time left.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// queue writes notes one after another. It works only while there are any, so that
// there is nothing to start.
type queue struct {
	size  int
	write func(context.Context, note)

	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	waiting []note
	working bool
	closed  bool
}

func newQueue(size int, write func(context.Context, note)) *queue {
	q := &queue{size: size, write: write}
	q.ctx, q.cancel = context.WithCancel(context.Background())
	return q
}

// add takes a note, unless too many wait.
func (q *queue) add(n note) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.waiting) >= q.size {
		return false
	}
	q.waiting = append(q.waiting, n)
	if !q.working {
		q.working = true
		q.work.Go(q.run)
	}
	return true
}

// next takes the note out that has waited longest.
func (q *queue) next() (note, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 || q.ctx.Err() != nil {
		q.working = false
		return note{}, false
	}
	n := q.waiting[0]
	q.waiting = slices.Delete(q.waiting, 0, 1)
	return n, true
}

func (q *queue) run() {
	for n, ok := q.next(); ok; n, ok = q.next() {
		q.write(q.ctx, n)
	}
}

// close takes no more notes, writes those that wait until ctx ends, and tells how many
// are left.
func (q *queue) close(ctx context.Context) (left int) {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	defer context.AfterFunc(ctx, q.cancel)()
	q.work.Wait()
	q.cancel()
	return len(q.waiting)
}
