package mcp

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"
)

const (
	maxOpen     = 8                      // calls that are worked on at once
	maxPatience = 30 * time.Second       // for open calls when the input has ended
	grace       = 500 * time.Millisecond // for the SDK to end what it is at
)

// Run speaks over in and out until in ends, which is no error, or ctx does. A
// read or write that blocks does not keep it: it is left behind.
func (s *Server) Run(ctx context.Context, in io.Reader, out io.Writer) error {
	inner, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	p := &peer{Server: s, out: out, fail: fail, slots: make(chan struct{}, maxOpen)}
	p.exchange = newExchange(p.write)
	session, err := s.mcp.Connect(inner, p.exchange, nil)
	if err != nil {
		return err
	}
	served := make(chan error, 1)
	go func() { served <- p.serve(inner, in) }()
	select {
	case err = <-served:
	case <-p.exchange.closed: // the SDK has given up
		err = session.Wait()
	case <-inner.Done():
	}
	// What ended inner is the reason, whichever of the others saw it first.
	if inner.Err() != nil {
		err = nil
		if ctx.Err() == nil {
			err = context.Cause(inner)
		}
	}
	p.exchange.close()
	await(grace, func() { _ = session.Wait() }) // ended by us
	return err
}

// await waits for a function to return, but no longer than a time.
func await(most time.Duration, do func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		do()
	}()
	timer := time.NewTimer(most)
	defer timer.Stop()
	select {
	case <-done:
	case <-timer.C:
	}
}

// peer is the client at the other end of standard input and output.
type peer struct {
	*Server
	exchange *exchange
	slots    chan struct{}           // holds the open calls
	open     sync.WaitGroup          // the same
	fail     context.CancelCauseFunc // ends Run
	version  string                  // of the protocol, as soon as it is known

	mu  sync.Mutex
	out io.Writer
}

// serve reads line after line until the input ends and what was asked is
// answered.
func (p *peer) serve(ctx context.Context, in io.Reader) error {
	input := lines{bufio.NewReaderSize(in, smallBody), p.cfg.MaxMessage}
	for ctx.Err() == nil {
		line, err := input.next()
		switch {
		case errors.Is(err, errLongLine):
			p.write(p.refuse(nil, refuseSize(int64(input.max))))
		case errors.Is(err, io.EOF):
			await(maxPatience, p.open.Wait)
			return nil
		case err != nil:
			return err
		default:
			p.serveLine(ctx, bytes.TrimSpace(line))
		}
	}
	return nil
}

func (p *peer) serveLine(ctx context.Context, line []byte) {
	if len(line) == 0 {
		return
	}
	messages, isBatch, err := readMessages(bytes.NewReader(line), hasBatches(p.version))
	switch {
	case err != nil:
		p.write(p.refuse(nil, bodyRefusal(err)))
	case isBatch:
		p.serveBatch(ctx, messages)
	default:
		p.serveMessage(ctx, messages[0], len(line) > smallBody)
	}
}

func (p *peer) serveBatch(ctx context.Context, messages []message) {
	var answers bytes.Buffer // others may answer in between
	admit := func() time.Duration { return 0 }
	written, err := p.answerBatch(ctx, &answers, messages, admit, func(ctx context.Context, m message) []byte {
		return p.exchange.wait(ctx, p.exchange.send(ctx, m))
	})
	if written && err == nil {
		p.write(answers.Bytes())
	}
}

// serveMessage hands a message over before it returns, so that messages keep
// their order. Calls are answered later, but for those that the next message may
// depend on and those that take much memory.
func (p *peer) serveMessage(ctx context.Context, m message, large bool) {
	if m.refused != nil || m.isResponse() {
		p.reply(ctx, m, nil)
		return
	}
	if version := m.version(); version != "" {
		p.version = version
	}
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return
	}
	sent := p.exchange.send(ctx, m)
	reply := func() []byte {
		defer func() { <-p.slots }()
		return p.reply(ctx, m, sent)
	}
	switch {
	case m.method == "initialize":
		p.version = negotiated(reply())
	case sent == nil || large:
		reply()
	default:
		p.open.Go(func() { reply() })
	}
}

// reply writes the answer to a message that has been sent, if there is one.
func (p *peer) reply(ctx context.Context, m message, sent *openCall) []byte {
	answer, _ := p.answer(ctx, m, maxAnswer, func(ctx context.Context, _ message) []byte { return p.exchange.wait(ctx, sent) })
	if answer != nil {
		p.write(answer)
	}
	return answer
}

// negotiated gives the version that the answer to initialize names.
func negotiated(answer []byte) string {
	var initialized struct {
		Result struct {
			ProtocolVersion string `json:"protocolVersion"`
		} `json:"result"`
	}
	if json.Unmarshal(answer, &initialized) != nil {
		return ""
	}
	return initialized.Result.ProtocolVersion
}

// write writes a line. A fault of it ends Run.
func (p *peer) write(line []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, err := p.out.Write(append(line, '\n')); err != nil {
		p.fail(err)
	}
}
