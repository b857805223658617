// Package logs reads log files as UTF-8 text, whatever wrote them.
//
// Input may be gzip (several members too), UTF-8 with or without a byte order
// mark, UTF-16 with one (PowerShell writes it), or Windows-1252: a byte that is
// not UTF-8 is read as Windows-1252, so that mixed files come out right. Reading
// streams; memory does not depend on the size of the input.
package logs

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// ErrTooLarge is the kind of error for an input that unpacks to more than allowed.
var ErrTooLarge = errors.New("the input is too large")

const bufferSize = 256 << 10

// NewReader gives the text of r as UTF-8. With max above 0, reading fails with
// [ErrTooLarge] behind max unpacked bytes.
func NewReader(r io.Reader, max int64) (io.Reader, error) {
	br := bufio.NewReaderSize(r, bufferSize)
	if magic, _ := br.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		unpacked, err := gzip.NewReader(br)
		if err != nil {
			return nil, fmt.Errorf("unpacking gzip: %w", err)
		}
		br = bufio.NewReaderSize(unpacked, bufferSize)
	}
	if max > 0 {
		br = bufio.NewReaderSize(&limited{br, max}, bufferSize)
	}
	switch head, _ := br.Peek(3); {
	case bytes.HasPrefix(head, []byte{0xff, 0xfe}), bytes.HasPrefix(head, []byte{0xfe, 0xff}):
		return transform.NewReader(br, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), nil
	case bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}):
		_, _ = br.Discard(3)
	}
	return &mender{r: br}, nil
}

// limited is [io.LimitReader] with an error in place of a silent end.
type limited struct {
	r    io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		if n, err := l.r.Read(make([]byte, 1)); n == 0 {
			return 0, err
		}
		return 0, ErrTooLarge
	}
	n, err := l.r.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

// mender passes UTF-8 through and reads other bytes as Windows-1252.
type mender struct {
	r       io.Reader
	in      []byte // read, not yet given
	err     error
	scratch []byte
}

func (m *mender) Read(p []byte) (int, error) {
	for len(m.in) == 0 {
		if m.err != nil {
			return 0, m.err
		}
		m.fill()
	}
	n := copy(p, m.in)
	m.in = m.in[n:]
	return n, nil
}

// fill reads a block and mends it, but for a rune that the block cuts, which is
// completed first.
func (m *mender) fill() {
	if m.scratch == nil {
		m.scratch = make([]byte, bufferSize)
	}
	n, err := m.r.Read(m.scratch[:bufferSize-utf8.UTFMax])
	for err == nil && !utf8.FullRune(lastRune(m.scratch[:n])) {
		var k int
		k, err = m.r.Read(m.scratch[n : n+1])
		n += k
	}
	m.err = err
	m.in = mend(m.scratch[:n])
}

// lastRune gives the bytes of the rune that b ends with, which may be cut.
func lastRune(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if utf8.RuneStart(b[len(b)-i]) {
			return b[len(b)-i:]
		}
	}
	return []byte{'x'}
}

func mend(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	out := make([]byte, 0, len(b)+len(b)/8)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			r = charmap.Windows1252.DecodeByte(b[0])
		}
		out = utf8.AppendRune(out, r)
		b = b[size:]
	}
	return out
}
