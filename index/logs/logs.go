// Package logs reads log files as UTF-8 text, whatever wrote them, and says what it
// could not read.
//
// Input may be packed with gzip, up to three times, in one member or several. Text may
// be UTF-8 with or without a byte order mark, UTF-16 with one or without (PowerShell
// writes it; its zero bytes tell), or Windows-1252: a byte that is not UTF-8 is read as
// Windows-1252, so that mixed files come out right, or as code page 850, which consoles of
// Windows write, where the text around it is in that. In a log without line feeds,
// carriage returns end lines. Reading streams: memory does not depend on the size of
// the input, and time is linear in it.
//
// What is no log is never read as one: [Open] fails with [ErrEmpty] or a [NotText].
// Where a packed log is damaged, its text up to there is read, and [Text.Warnings]
// says so. [Walk] opens the logs in folders and archives.
package logs

import (
	"bufio"
	"errors"
	"io"
	"slices"
)

// ErrTooLarge is the kind of error for an input that unpacks to more than allowed.
var ErrTooLarge = errors.New("the input is too large")

// ErrEmpty is the kind of error for an input without a byte.
var ErrEmpty = errors.New("the log is empty")

// NotText is the error for an input that is no text.
type NotText struct{ Kind Kind }

func (e *NotText) Error() string { return "this is no log: " + string(e.Kind) }

// Warning tells what of a log was not read.
type Warning string

// Warnings about packed logs. Their texts are in i18n, under log.warning.
const (
	WarnCut     Warning = "cut"     // it ends early, as a copy that was interrupted
	WarnDamaged Warning = "damaged" // its sums or codes are wrong from some place on
	WarnTrailer Warning = "trailer" // something else follows that was not read
)

// Warnings lists all warnings.
func Warnings() []Warning { return []Warning{WarnCut, WarnDamaged, WarnTrailer} }

const (
	bufferSize = 256 << 10
	maxPacked  = 3 // times that an input may be packed
)

// Text is the text of a log.
type Text struct {
	io.Reader
	warnings []Warning
}

// Warnings tells what was not read, once all is read.
func (t *Text) Warnings() []Warning { return t.warnings }

// warn notes what was not read.
func (t *Text) warn(w Warning) {
	if !slices.Contains(t.warnings, w) {
		t.warnings = append(t.warnings, w)
	}
}

// Open gives the text of r as UTF-8. With max above 0, reading fails with
// [ErrTooLarge] behind max unpacked bytes.
func Open(r io.Reader, max int64) (*Text, error) {
	t := &Text{}
	br := bufio.NewReaderSize(r, bufferSize)
	for packed := 0; isGzip(br); packed++ {
		if packed == maxPacked {
			return nil, &NotText{KindDeep}
		}
		br = bufio.NewReaderSize(newUnpacker(br, t.warn), bufferSize)
	}
	if max > 0 {
		br = bufio.NewReaderSize(&limited{br, max}, bufferSize)
	}
	head, err := br.Peek(sniffed)
	switch {
	case len(head) > 0:
	case len(t.warnings) > 0:
		return nil, &NotText{KindUnreadable}
	case err == nil || errors.Is(err, io.EOF):
		return nil, ErrEmpty
	default:
		return nil, err
	}
	text, kind := decode(br, head)
	if kind != "" {
		return nil, &NotText{kind}
	}
	t.Reader = text
	return t, nil
}

// limited is [io.LimitReader] with an error in place of a silent end.
type limited struct {
	r    *bufio.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		if more, err := l.r.Peek(1); len(more) == 0 {
			return 0, err
		}
		return 0, ErrTooLarge
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
