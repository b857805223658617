package mcp

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// lines reads lines up to a number of bytes. What is longer is skipped, and
// takes no more memory than that.
type lines struct {
	r   *bufio.Reader
	max int
}

var errLongLine = errors.New("the line is too long")

// next gives the next line without its end, or [errLongLine] in its place. The
// last line may have no end.
func (l *lines) next() ([]byte, error) {
	var line []byte
	long, started := false, false
	for {
		part, err := l.r.ReadSlice('\n')
		started = started || len(part) > 0
		ends := !errors.Is(err, bufio.ErrBufferFull)
		if err != nil && ends && !(started && errors.Is(err, io.EOF)) {
			return nil, err
		}
		part = bytes.TrimSuffix(part, []byte("\n"))
		if long = long || len(line)+len(part) > l.max; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		switch {
		case ends && long:
			return nil, errLongLine
		case ends:
			return line, nil
		}
	}
}
