package logs

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
)

// isGzip tells whether what r reads is packed with gzip.
func isGzip(r *bufio.Reader) bool {
	magic, _ := r.Peek(3)
	return string(magic) == "\x1f\x8b\x08"
}

// unpacker reads what gzip packed as far as it can be read. A fault of the packed
// bytes ends the text with a warning; a fault of reading them stays a fault.
type unpacker struct {
	source *source
	gz     *gzip.Reader // nil once the text has ended
	warn   func(Warning)
	err    error // that ends the text
}

func newUnpacker(r *bufio.Reader, warn func(Warning)) *unpacker {
	u := &unpacker{source: &source{r: r}, gz: new(gzip.Reader), warn: warn, err: io.EOF}
	u.begin()
	return u
}

// begin begins to read a member.
func (u *unpacker) begin() {
	if err := u.gz.Reset(u.source); err != nil {
		u.end(err)
		return
	}
	u.gz.Multistream(false) // to see what follows a member
}

func (u *unpacker) Read(p []byte) (int, error) {
	if u.gz == nil {
		return 0, u.err
	}
	n, err := u.gz.Read(p)
	switch {
	case errors.Is(err, io.EOF):
		u.next()
	case err != nil:
		u.end(err)
	}
	if n == 0 && u.gz == nil {
		return 0, u.err
	}
	return n, nil
}

// next goes on to the next member, if there is one.
func (u *unpacker) next() {
	rest, err := u.source.r.Peek(1)
	switch {
	case len(rest) == 0 && (err == nil || errors.Is(err, io.EOF)):
		u.gz = nil
	case len(rest) == 0:
		u.end(u.source.note(err))
	case !isGzip(u.source.r):
		u.warn(WarnTrailer)
		u.gz = nil
	default:
		u.begin()
	}
}

// end ends the text because of an error, with a warning when the bytes are at fault.
func (u *unpacker) end(err error) {
	u.gz = nil
	var corrupt flate.CorruptInputError
	switch {
	case u.source.err != nil:
		u.err = u.source.err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		u.warn(WarnCut)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		u.warn(WarnDamaged)
	default:
		u.err = err
	}
}

// source remembers the fault of a reader, to tell it from those of what was read.
type source struct {
	r   *bufio.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	return n, s.note(err)
}

// ReadByte keeps flate from reading further than it must.
func (s *source) ReadByte() (byte, error) {
	b, err := s.r.ReadByte()
	return b, s.note(err)
}

func (s *source) note(err error) error {
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return err
}
