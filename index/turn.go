package index

import "context"

// turn is a place among the works that take long: logs, and queries of many lines. As
// many run at once as there are processors but one, which stays for short questions;
// the others wait, and all give way to each other every few milliseconds. So nobody
// who sends much makes those wait who ask little.
type turn struct {
	ctx  context.Context
	free chan struct{} // as large as there are turns; nil where nobody else works
	has  bool
}

// take waits for a turn, unless the context ends.
func (t *turn) take() error {
	if t.free == nil {
		return t.ctx.Err()
	}
	select {
	case t.free <- struct{}{}:
		t.has = true
		return nil
	case <-t.ctx.Done():
		return t.ctx.Err()
	}
}

// leave gives the turn back.
func (t *turn) leave() {
	if t.has {
		<-t.free
		t.has = false
	}
}

// pause gives way to those who wait.
func (t *turn) pause() error {
	t.leave()
	return t.take()
}
