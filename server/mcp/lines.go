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
		if errors.Is(err, io.EOF) && started {
			err = nil // what comes next is the end
		} else if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return nil, err
		}
		content := bytes.TrimSuffix(part, []byte("\n"))
		if long = long || len(line)+len(content) > l.max; long {
			line = nil
		} else {
			line = append(line, content...)
		}
		switch {
		case err != nil:
		case long:
			return nil, errLongLine
		default:
			return line, nil
		}
	}
}
