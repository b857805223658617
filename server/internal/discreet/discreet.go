// Package discreet tells of faults without their words. What an error or a panic
// says may quote what a visitor sent: a query that could not be read, a host name,
// a secret in a pasted log. The log gets what kind of fault it was and where,
// which is enough to find it, and nothing that anybody wrote.
package discreet

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"text/template"
)

// Error describes an error by the types in its chain. What is the same for every
// visitor is told in words.
func Error(err error) string {
	switch e := err.(type) {
	case nil:
		return ""
	case panicError:
		return e.Error()
	case interface{ Unwrap() error }:
		if inner := e.Unwrap(); inner != nil {
			return describe(err) + ": " + Error(inner)
		}
	case interface{ Unwrap() []error }:
		var parts []string
		for _, inner := range e.Unwrap() {
			parts = append(parts, Error(inner))
		}
		return describe(err) + ": [" + strings.Join(parts, "; ") + "]"
	}
	return describe(err)
}

// wordy lists errors whose words are always the same.
var wordy = []error{
	context.Canceled, context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed,
	os.ErrDeadlineExceeded, os.ErrNotExist, os.ErrPermission,
}

// describe tells of one error of a chain.
func describe(err error) string {
	kind := fmt.Sprintf("%T", err)
	switch e := err.(type) {
	case runtime.Error, syscall.Errno:
		return err.Error()
	case template.ExecError:
		// template: search:5:10: executing "main" at <.X>: words of what failed
		place, _, _ := strings.Cut(e.Error(), " at <")
		return kind + " (" + place + ")"
	}
	if slices.ContainsFunc(wordy, func(known error) bool { return errors.Is(err, known) && errors.Is(known, err) }) {
		return err.Error()
	}
	return kind
}

// panicError is a panic, with the place where it happened.
type panicError string

func (e panicError) Error() string { return string(e) }

// Panic makes an error of what recover gave; it is to be called by the function
// that recovered. Its text is discreet, too.
func Panic(value any) error {
	what := fmt.Sprintf("%T", value)
	if err, ok := value.(error); ok {
		what = Error(err)
	}
	text := []byte("panic: " + what)
	callers := make([]uintptr, 64)
	frames := runtime.CallersFrames(callers[:runtime.Callers(2, callers)])
	for more := true; more; {
		var frame runtime.Frame
		frame, more = frames.Next()
		text = fmt.Appendf(text, "\n\t%s %s:%d", frame.Function, frame.File, frame.Line)
	}
	return panicError(text)
}
