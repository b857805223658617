package logs

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
	"strings"
)

// This file reads archives as they come in over a network: none is kept, in memory or
// elsewhere.

// Unpack gives what r reads to visit: as it is, or, where it is an archive (zip, tar,
// tar.gz), each file of it in turn, as it comes in. What of an archive cannot be read is
// given to failed. Unpack stops at the first error of visit, and at one of r.
func Unpack(name string, r io.Reader, visit func(File) error, failed func(name string, err error)) error {
	head := bufio.NewReaderSize(r, bufferSize)
	begin, err := head.Peek(sniffed)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	switch {
	case kindOf(begin) == KindZip:
		return unzip(name, head, visit, failed)
	case kindOf(begin) == KindTar:
		return walkTar(name, head, visit, failed)
	case isGzip(head) && holdsTar(bytes.NewReader(begin)):
		return walkTar(name, newUnpacker(head, func(Warning) {}), visit, failed)
	}
	return visit(File{Name: name, Reader: head})
}

// Of a zip archive: what its parts begin with, and bits of an entry.
const (
	zipEntry      = "PK\x03\x04"
	zipDescriptor = "PK\x07\x08"
	zipHeader     = 30 // bytes of the head of an entry

	zipEncrypted = 1 << 0
	zipSizeLater = 1 << 3 // the sizes follow the entry
	zipSize64    = 0xffffffff

	zipStored   = 0 // as it is
	zipDeflated = 8
)

// maxSkipped is how much of an entry is unpacked to get to the next one, in bytes.
const maxSkipped = 64 << 20

// zipFile is a file in a zip archive.
type zipFile struct {
	name          string
	flags, method uint16
	packed        int64
	sized         bool              // packed is known
	raw           *io.LimitedReader // its bytes, where they are
}

// unzip reads a zip archive from its beginning. The list of its files stands at its end,
// but before each file there is all that is needed.
func unzip(name string, r *bufio.Reader, visit func(File) error, failed func(string, error)) error {
	unreadable := func(name string) { failed(name, &NotText{KindZip}) }
	for n := 0; ; n++ {
		f, err := nextZipFile(r)
		if errors.Is(err, io.EOF) && n > 0 {
			return nil
		}
		if err != nil {
			unreadable(name)
			return nil
		}
		inside := name + "/" + f.name
		text, err := f.open(r)
		switch {
		case err != nil:
			unreadable(inside)
		case !strings.HasSuffix(f.name, "/"):
			if err := visit(File{Name: inside, Reader: text}); err != nil {
				return err
			}
			if text.damaged {
				unreadable(inside)
			}
		}
		if f.skip(r, text) != nil {
			if text != nil && !text.damaged {
				unreadable(name)
			}
			return nil
		}
	}
}

// nextZipFile reads the head of the next file; the error is [io.EOF] behind the last one.
func nextZipFile(r *bufio.Reader) (f zipFile, err error) {
	sign, err := r.Peek(len(zipEntry))
	if err != nil || string(sign) != zipEntry {
		return f, io.EOF
	}
	var head [zipHeader]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return f, err
	}
	number := binary.LittleEndian.Uint16
	f.flags, f.method = number(head[6:]), number(head[8:])
	packed := binary.LittleEndian.Uint32(head[18:])
	f.packed, f.sized = int64(packed), f.flags&zipSizeLater == 0 && packed != zipSize64
	names := make([]byte, int(number(head[26:]))+int(number(head[28:])))
	if _, err := io.ReadFull(r, names); err != nil {
		return f, err
	}
	f.name = string(names[:number(head[26:])])
	if f.sized {
		f.raw = &io.LimitedReader{R: r, N: f.packed}
	}
	return f, nil
}

// errSealed is the error for a file that cannot be unpacked, or not as it comes in.
var errSealed = errors.New("a file of the archive is encrypted, packed in another way, or does not tell its size")

// open gives what a file holds.
func (f zipFile) open(r *bufio.Reader) (*zipText, error) {
	switch {
	case f.flags&zipEncrypted != 0:
	case f.sized && (f.method == zipStored || f.packed == 0):
		return &zipText{r: f.raw}, nil
	case f.method == zipDeflated && f.sized:
		return &zipText{r: flate.NewReader(f.raw)}, nil
	case f.method == zipDeflated:
		return &zipText{r: flate.NewReader(r)}, nil // reads no byte behind the end
	}
	return nil, errSealed
}

// skip goes on to the head of the next file.
func (f zipFile) skip(r *bufio.Reader, text *zipText) error {
	if f.sized {
		_, err := io.Copy(io.Discard, f.raw)
		return err
	}
	if text == nil || text.damaged {
		return errSealed
	}
	if n, err := io.Copy(io.Discard, io.LimitReader(text, maxSkipped)); err != nil || n == maxSkipped || text.damaged {
		return errSealed
	}
	// Sum and sizes follow, the latter of four bytes or of eight.
	if sign, _ := r.Peek(4); string(sign) == zipDescriptor {
		_, _ = r.Discard(4)
	}
	_, err := r.Discard(12)
	if next, _ := r.Peek(2); err == nil && string(next) != zipEntry[:2] {
		_, err = r.Discard(8)
	}
	return err
}

// zipText is the text of a file, which ends where it is damaged.
type zipText struct {
	r       io.Reader
	damaged bool
}

func (t *zipText) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	var corrupt flate.CorruptInputError
	if errors.As(err, &corrupt) || errors.Is(err, io.ErrUnexpectedEOF) {
		t.damaged, err = true, io.EOF
	}
	return n, err
}
