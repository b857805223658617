package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"golang.org/x/net/websocket"
)

// bidi is a connection that speaks [WebDriver BiDi].
//
// [WebDriver BiDi]: https://w3c.github.io/webdriver-bidi/
type bidi struct {
	socket *websocket.Conn

	mu       sync.Mutex
	last     int
	answers  map[int]chan message
	listener func(message)
	lost     error // why the connection ended
}

// message is an answer to a command, or an event.
type message struct {
	ID      int             `json:"id"`
	Type    string          `json:"type"`   // success, error, event
	Method  string          `json:"method"` // of an event
	Params  json.RawMessage `json:"params"` // of an event
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
}

// dial connects to a browser. It takes the origin for that of a page which asks to drive it.
func dial(address, origin string) (*bidi, error) {
	socket, err := websocket.Dial(address, "", origin)
	if err != nil {
		return nil, err
	}
	b := &bidi{socket: socket, answers: map[int]chan message{}, listener: func(message) {}}
	go b.read()
	return b, nil
}

// read takes messages until the connection ends.
func (b *bidi) read() {
	for {
		var m message
		err := websocket.JSON.Receive(b.socket, &m)
		b.mu.Lock()
		if err != nil {
			b.lost = err
			for _, answer := range b.answers {
				close(answer)
			}
			b.mu.Unlock()
			return
		}
		answer, asked := b.answers[m.ID]
		delete(b.answers, m.ID)
		listener := b.listener
		b.mu.Unlock()
		switch {
		case m.Type == "event":
			listener(m)
		case asked:
			answer <- m
		}
	}
}

// listen has events told to a function, and to no other.
func (b *bidi) listen(listener func(message)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listener = listener
}

// send sends a command and gives where its answer will come.
func (b *bidi) send(method string, params any) (<-chan message, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lost != nil {
		return nil, b.lost
	}
	b.last++
	answer := make(chan message, 1)
	b.answers[b.last] = answer
	return answer, websocket.JSON.Send(b.socket, map[string]any{"id": b.last, "method": method, "params": params})
}

// call has a command done and reads what it gives into result.
func (b *bidi) call(ctx context.Context, method string, params, result any) error {
	answer, err := b.send(method, params)
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", method, ctx.Err())
	case m, ok := <-answer:
		if !ok {
			return fmt.Errorf("%s: the browser has gone", method)
		}
		if m.Type == "error" {
			return fmt.Errorf("%s: %s: %s", method, m.Error, m.Message)
		}
		return json.Unmarshal(m.Result, result)
	}
}
