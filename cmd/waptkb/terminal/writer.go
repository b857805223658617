package terminal

import (
	"fmt"
	"io"
	"os"
	"sync"
	"unicode/utf8"

	"golang.org/x/term"
)

// Writer is the only way to standard output and standard error. What is written
// to it is cleaned; styles, which are escape sequences, pass through
// [Writer.Printf] alone, and only as [Text]. So a command that forgets to clean
// shows too many escapes and never too few. JSON stays the same value.
//
// It is safe for concurrent use.
type Writer struct {
	mu  sync.Mutex
	w   io.Writer
	cut []byte // a rune of which the rest is still to come
	err error
}

// NewWriter makes a writer in front of w.
func NewWriter(w io.Writer) *Writer { return &Writer{w: w} }

// Write writes p cleaned. Line breaks and tabs stay.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text := append(w.cut, p...)
	whole := wholeRunes(text)
	w.cut = append([]byte(nil), text[whole:]...)
	if err := w.write(appendClean(nil, string(text[:whole]), true)); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Printf writes formatted text. Numbers and [Text] come out as they are, all other
// arguments on one line; see [Line].
func (w *Writer) Printf(format string, args ...any) {
	for i, arg := range args {
		switch arg.(type) {
		case Text, int, uint64, float64:
		default:
			args[i] = Line(fmt.Sprint(arg))
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.write(fmt.Appendf(nil, format, args...)) // Close tells
}

// Close writes what is left and gives the first error that writing met. It does
// not close what lies behind.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.write(appendClean(nil, string(w.cut), true))
	w.cut = nil
	return w.err
}

// write goes on after an error: a log that could not be written for a while
// continues.
func (w *Writer) write(p []byte) error {
	if len(p) == 0 {
		return nil
	}
	_, err := w.w.Write(p)
	if w.err == nil {
		w.err = err
	}
	return err
}

// wholeRunes gives the length of p without the rune that its end cuts off.
func wholeRunes(p []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(p); n++ {
		if start := len(p) - n; utf8.RuneStart(p[start]) && !utf8.FullRune(p[start:]) {
			return start
		}
	}
	return len(p)
}

// Columns gives the width of the terminal behind w; 0 where there is none.
func (w *Writer) Columns() int {
	f, ok := w.w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil || columns <= 0 {
		return defaultWidth
	}
	return columns
}
