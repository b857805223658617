package server

import (
	"bufio"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
)

// This file finds the log in the body of a request. Nothing is read ahead: a log is
// diagnosed as it comes in.

// addBody reads the log or logs of a request: the body itself, or what a form holds.
func (d *reading) addBody(r *http.Request) error {
	mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch mediaType {
	case "multipart/form-data":
		return d.addParts(r)
	case "application/x-www-form-urlencoded":
		value, err := fieldOfForm(r.Body)
		if err != nil {
			return err
		}
		return d.add("", value)
	}
	return d.add("", r.Body)
}

// addParts reads the logs of a form in parts: those named log (pasted text) and file that
// have something, or a file that is empty.
func (d *reading) addParts(r *http.Request) error {
	parts, err := r.MultipartReader()
	if err != nil {
		return newFault(faultBadBody)
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return bodyFault(err)
		}
		value := bufio.NewReader(part)
		_, err = value.Peek(1)
		if err != nil && !errors.Is(err, io.EOF) {
			return bodyFault(err)
		}
		if name := part.FormName(); (name == "log" || name == "file") && (err == nil || part.FileName() != "") {
			if err := d.add(part.FileName(), value); err != nil {
				return err
			}
		}
	}
}

// shortField is how long the fields of a form are that are not the log, in bytes.
const shortField = 16 << 10

// fieldOfForm finds the log in a form of one line: the field log or file, a long
// field, or the only one. What is no such form is the log itself: programs such as
// curl send a file so when nobody tells them what it is.
func fieldOfForm(body io.Reader) (io.Reader, error) {
	r := bufio.NewReaderSize(body, shortField)
	for first := true; ; first = false {
		head, err := r.Peek(shortField)
		if err != nil && !errors.Is(err, io.EOF) && len(head) == 0 {
			return nil, bodyFault(err)
		}
		if first && !isForm(head) {
			return r, nil
		}
		field, _, more := strings.Cut(string(head), "&")
		name, _, _ := strings.Cut(field, "=")
		whole := more || len(head) < shortField
		if name == "log" || name == "file" || !whole || first && !more {
			_, _ = r.Discard(min(len(name)+1, len(head)))
			return &formValue{r: r}, nil
		}
		if !more {
			return strings.NewReader(""), nil
		}
		_, _ = r.Discard(len(field) + 1)
	}
}

// isForm tells whether text begins as a form in one line does: a name, "=", and none
// of the letters that are percent-encoded in a form.
func isForm(head []byte) bool {
	name, _, ok := strings.Cut(string(head), "=")
	if !ok || name == "" || len(name) > 64 {
		return false
	}
	for _, c := range head {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("-._~*+%&=[]", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// formValue decodes a value of a form as it is read, to its end.
type formValue struct {
	r       *bufio.Reader
	done    bool
	decoded [1]byte // room for what is percent-encoded
}

func (v *formValue) Read(p []byte) (int, error) {
	if v.done {
		return 0, io.EOF
	}
	for n := range p {
		c, err := v.r.ReadByte()
		if err == nil && c == '&' {
			err = io.EOF
		}
		if err != nil {
			v.done = errors.Is(err, io.EOF)
			return n, err
		}
		switch c {
		case '+':
			c = ' '
		case '%':
			digits, _ := v.r.Peek(2)
			if decoded, err := hex.AppendDecode(v.decoded[:0], digits); err == nil && len(decoded) == 1 {
				c = decoded[0]
				_, _ = v.r.Discard(2)
			}
		}
		p[n] = c
	}
	return len(p), nil
}
