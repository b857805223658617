package mcp

import (
	"context"
	"encoding/json"
	"io"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// exchange is a connection that hands messages to the SDK one by one and tells
// apart what it says: the answer to a message, or a notification of its own.
type exchange struct {
	notify   func([]byte) // gets what the SDK says unasked
	incoming chan jsonrpc.Message
	closed   chan struct{}
	close    func()

	mu   sync.Mutex
	open map[string]*openCall // by the token of its message
}

// openCall is a message that waits for its answer.
type openCall struct {
	message
	answer chan []byte // holds one
}

func newExchange(notify func([]byte)) *exchange {
	x := &exchange{notify: notify, incoming: make(chan jsonrpc.Message), closed: make(chan struct{}), open: map[string]*openCall{}}
	x.close = sync.OnceFunc(func() { close(x.closed) })
	return x
}

// send hands a message over; nil comes back for what has no answer.
func (x *exchange) send(ctx context.Context, m message) *openCall {
	c := &openCall{m, make(chan []byte, 1)}
	if m.method == "notifications/cancelled" && !x.nameCancelled(&m) {
		return nil
	}
	decoded, err := jsonrpc.DecodeMessage(m.encode())
	if err != nil {
		c.answer <- errorAnswer(m.id, jsonrpc.CodeInvalidRequest, err.Error())
		return c
	}
	if m.id == nil {
		c = nil
	} else {
		x.mu.Lock()
		x.open[m.token] = c
		x.mu.Unlock()
	}
	select {
	case x.incoming <- decoded:
	case <-x.closed:
	case <-ctx.Done():
	}
	return c
}

// wait gives the answer to what has been sent, and nil when there will be none.
func (x *exchange) wait(ctx context.Context, c *openCall) []byte {
	if c == nil {
		return nil
	}
	select {
	case answer := <-c.answer:
		return answer
	case <-x.closed:
	case <-ctx.Done():
	}
	return nil
}

// nameCancelled puts the token of the call that a client cancels in place of its
// id, and tells whether there is such a call.
func (x *exchange) nameCancelled(m *message) bool {
	var params map[string]json.RawMessage
	if json.Unmarshal(m.members["params"], &params) != nil {
		return false
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for token, c := range x.open {
		if string(c.id) != string(params["requestId"]) {
			continue
		}
		named, err := json.Marshal(map[string]any{"requestId": token, "reason": params["reason"]})
		m.members["params"] = named
		return err == nil
	}
	return false
}

// Connect makes the exchange its own [sdk.Transport].
func (x *exchange) Connect(context.Context) (sdk.Connection, error) { return x, nil }

// Read gives the SDK the next message.
func (x *exchange) Read(ctx context.Context) (jsonrpc.Message, error) {
	select {
	case m := <-x.incoming:
		return m, nil
	case <-x.closed:
		return nil, io.EOF
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Write takes what the SDK says.
func (x *exchange) Write(_ context.Context, m jsonrpc.Message) error {
	output, err := jsonrpc.EncodeMessage(m)
	if err != nil {
		return err
	}
	response, ok := m.(*jsonrpc.Response)
	if !ok {
		x.notify(x.restoreAll(output))
		return nil
	}
	token, _ := response.ID.Raw().(string)
	x.mu.Lock()
	c := x.open[token]
	delete(x.open, token)
	x.mu.Unlock()
	if c != nil {
		c.answer <- c.restore(output)
	}
	return nil
}

// restoreAll puts ids back into a notification, which may name an open call.
func (x *exchange) restoreAll(output []byte) []byte {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, c := range x.open {
		output = c.restore(output)
	}
	return output
}

// Close ends what waits.
func (x *exchange) Close() error {
	x.close()
	return nil
}

// SessionID is empty: there is one session.
func (x *exchange) SessionID() string { return "" }
