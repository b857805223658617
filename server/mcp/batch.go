package mcp

import (
	"bytes"
	"context"
	"io"
	"math"
	"strings"
	"time"
)

const (
	maxAnswer = 8 << 20 // bytes of the answer to one request

	// reserve is the part of the answer to a batch that is kept for refusals.
	reserve = maxBatch * (maxID + 1<<10)
)

// ask has the SDK work on one message; nil is no answer.
type ask func(context.Context, message) []byte

// answer gives the answer to one message, which may have a number of bytes.
func (s *Server) answer(ctx context.Context, m message, room int, ask ask) (answer []byte, fits bool) {
	if m.refused != nil {
		return s.refuse(m.id, m.refused), true
	}
	if m.isResponse() {
		return nil, true
	}
	if answer = ask(ctx, m); len(answer) > room {
		return s.refuse(m.id, refuseAnswer), false
	}
	return answer, true
}

// answerBatch writes the answers to a batch, working on one message after
// another: what is written waits for its reader, so that no more than one answer
// is held. No batch may have initialize, and once an answer does not fit, none is
// worked on. admit counts the messages after the first, which is the request's, and
// tells how long the client must wait. It reports whether anything was written.
func (s *Server) answerBatch(ctx context.Context, w io.Writer, messages []message, admit func() time.Duration, ask ask) (bool, error) {
	room, fits, separator := maxAnswer-reserve, true, "["
	for i, m := range messages {
		if err := ctx.Err(); err != nil {
			return separator != "[", err
		}
		silent, wait := m.isNotification(), time.Duration(0)
		if i > 0 {
			wait = admit()
		}
		switch {
		case m.refused != nil:
		case wait > 0:
			m.refused = refuseRate(int(math.Ceil(wait.Seconds())))
		case m.method == "initialize":
			m.refused = refuseInitialize
		case !fits:
			m.refused = refuseAnswer
		}
		answer, fit := s.answer(ctx, m, room, ask)
		fits = fits && fit
		if answer == nil || silent {
			continue
		}
		room -= len(answer)
		if _, err := io.Copy(w, io.MultiReader(strings.NewReader(separator), bytes.NewReader(answer))); err != nil {
			return true, err
		}
		separator = ","
	}
	if separator == "[" {
		return false, nil
	}
	_, err := io.WriteString(w, "]")
	return true, err
}
