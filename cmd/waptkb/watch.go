package main

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/fsnotify/fsnotify"
)

// This file notices that the sources of content have changed. Looking at them is what counts; the
// system may tell earlier.

// state is what sources look like from outside.
type state struct {
	roots   []fs.FileInfo // nil for what is not there
	sum     [sha256.Size]byte
	folders []string // that files stand in, and those that the sources themselves stand in
}

func (s state) equal(other state) bool {
	return s.sum == other.sum && slices.EqualFunc(s.roots, other.roots, func(a, b fs.FileInfo) bool {
		return a == nil && b == nil || a != nil && b != nil && os.SameFile(a, b)
	})
}

// look tells what the sources look like now.
func (r *reloader) look() state {
	var s state
	sum := sha256.New()
	for _, path := range r.sources.paths {
		s.folders = append(s.folders, filepath.Dir(path))
		for _, part := range []string{path, joined(path, "articles")} { // either may be a link to what is swapped
			info, err := os.Stat(part)
			if err != nil {
				info = nil
			}
			s.roots = append(s.roots, info)
		}
		switch info := s.roots[len(s.roots)-2]; {
		case info == nil:
		case !info.IsDir():
			note(sum, path, info)
		case r.deep:
			s.walk(path, sum)
		}
	}
	sum.Sum(s.sum[:0])
	return s
}

// walk adds what a folder holds, but for what editors and version control keep there.
func (s *state) walk(root string, sum hash.Hash) {
	files, err := openFolder(root)
	if err != nil {
		return
	}
	defer files.Close()
	_ = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		isHidden := name != "." && strings.HasPrefix(filepath.Base(name), ".") || strings.HasSuffix(name, "~")
		switch {
		case err != nil: // reading it will tell
		case d.IsDir() && isHidden:
			return fs.SkipDir
		case d.IsDir():
			s.folders = append(s.folders, joined(root, name))
		case !isHidden:
			if info, err := fs.Stat(files.FS, name); err == nil {
				note(sum, name, info)
			}
		}
		return nil
	})
}

// note adds a file.
func note(sum hash.Hash, name string, info fs.FileInfo) {
	fmt.Fprintf(sum, "%q %d %d %v\n", name, info.Size(), info.ModTime().UnixNano(), info.Mode())
}

// told has the system tell of changes of what an author edits. Where it cannot, looking does.
func (r *reloader) told(s state) (changed <-chan struct{}, stop func()) {
	if !r.deep {
		return nil, func() {}
	}
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, func() {}
	}
	for _, folder := range s.folders {
		_ = w.Add(folder)
	}
	told := make(chan struct{}, 1)
	go func() {
		for e := range w.Events {
			if r.isOurs(e.Name) {
				select {
				case told <- struct{}{}:
				default:
				}
			}
		}
	}()
	go func() {
		for range w.Errors { // such as too many changes: one of them is enough
		}
	}()
	return told, func() { _ = w.Close() }
}

// isOurs tells whether a file is a source or in one: beside a source may be anything.
func (r *reloader) isOurs(file string) bool {
	return slices.ContainsFunc(r.sources.paths, func(path string) bool {
		rest, ok := strings.CutPrefix(filepath.Clean(file), filepath.Clean(path))
		return ok && (rest == "" || os.IsPathSeparator(rest[0]))
	})
}
