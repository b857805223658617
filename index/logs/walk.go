package logs

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file that may be a log.
type File struct {
	Name string // its path; in an archive, that of the archive, a slash and its own
	Size int64  // in bytes, perhaps packed; 0 when unknown
	io.Reader
}

// Walk opens a file and gives it to visit; or every file of a folder, of the folders
// in it, or of an archive (zip, tar, tar.gz) in turn. In folders only regular files
// are opened. What cannot be opened is given to failed. Walk stops at the first error
// of visit.
func Walk(path string, visit func(File) error, failed func(name string, err error)) error {
	info, err := os.Stat(path)
	if err != nil {
		failed(path, err)
		return nil
	}
	if !info.IsDir() {
		return walkFile(path, visit, failed)
	}
	return filepath.WalkDir(path, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			failed(name, err)
		case d.Type().IsRegular():
			return walkFile(name, visit, failed)
		}
		return nil
	})
}

func walkFile(name string, visit func(File) error, failed func(string, error)) error {
	f, err := os.Open(name)
	if err != nil {
		failed(name, err)
		return nil
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		failed(name, err)
		return nil
	}
	if !info.Mode().IsRegular() { // a pipe, which is read once
		return visit(File{Name: name, Reader: f})
	}
	head := bufio.NewReaderSize(f, bufferSize)
	begin, _ := head.Peek(sniffed)
	switch kind := kindOf(begin); {
	case kind == KindZip:
		archive, err := zip.NewReader(f, info.Size())
		if err != nil {
			failed(name, &NotText{KindUnreadable})
			return nil
		}
		return walkZip(name, archive, visit, failed)
	case kind == KindTar:
		return walkTar(name, head, visit, failed)
	case isGzip(head):
		packsTar := holdsTar(head)
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		head.Reset(f)
		if packsTar {
			return walkTar(name, newUnpacker(head, func(Warning) {}), visit, failed)
		}
	}
	return visit(File{name, info.Size(), head})
}

// holdsTar tells whether what gzip packed is a tar archive.
func holdsTar(r io.Reader) bool {
	_, err := Open(r, 0)
	var kind *NotText
	return errors.As(err, &kind) && kind.Kind == KindTar
}

func walkZip(name string, archive *zip.Reader, visit func(File) error, failed func(string, error)) error {
	for _, f := range archive.File {
		if !f.Mode().IsRegular() {
			continue
		}
		inside := name + "/" + f.Name
		r, err := f.Open()
		if err != nil {
			failed(inside, err)
			continue
		}
		err = visit(File{inside, int64(min(f.UncompressedSize64, 1<<62)), r})
		_ = r.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

func walkTar(name string, r io.Reader, visit func(File) error, failed func(string, error)) error {
	archive := tar.NewReader(r)
	for {
		h, err := archive.Next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			failed(name, &NotText{KindUnreadable})
			return nil
		case h.Typeflag != tar.TypeReg:
			continue
		}
		if err := visit(File{name + "/" + h.Name, h.Size, archive}); err != nil {
			return err
		}
	}
}
