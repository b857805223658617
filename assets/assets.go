package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"path"
	"strings"
)

// FS holds the templates, the static files, the fixed pages and what the
// accessibility statement is made from.
//
//go:embed templates static pages accessibility
var FS embed.FS

// hashLength is the number of hex digits of a fingerprint in a file name.
const hashLength = 10

// File is a static file, ready to be sent.
type File struct {
	Name    string // of the file in static/
	Type    string // media type
	Hash    string
	Plain   []byte
	Gzipped []byte // nil where it gains nothing
}

// Static finds static files. It is immutable and safe for concurrent use.
type Static struct {
	byName map[string]*File
	byURL  map[string]*File
}

// NewStatic reads and compresses the files of static/ in fsys.
func NewStatic(fsys fs.FS) (*Static, error) {
	s := &Static{byName: map[string]*File{}, byURL: map[string]*File{}}
	err := fs.WalkDir(fsys, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		return s.add(strings.TrimPrefix(name, "static/"), data)
	})
	if err != nil {
		return nil, fmt.Errorf("reading static files: %w", err)
	}
	return s, nil
}

func (s *Static) add(name string, data []byte) error {
	sum := sha256.Sum256(data)
	f := &File{Name: name, Type: mediaType(name), Plain: data, Hash: hex.EncodeToString(sum[:])[:hashLength]}
	gzipped, err := gzipBest(data)
	if err != nil {
		return fmt.Errorf("compressing %s: %w", name, err)
	}
	if len(gzipped) < len(data) {
		f.Gzipped = gzipped
	}
	s.byName[name] = f
	s.byURL[s.URL(name)] = f
	return nil
}

func mediaType(name string) string {
	if path.Ext(name) == ".webmanifest" {
		return "application/manifest+json"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

func gzipBest(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err = w.Write(data); err == nil {
		err = w.Close()
	}
	return b.Bytes(), err
}

// URL gives the path of a static file with its fingerprint, "/static/site.3fa9c1.css",
// or the plain path of a file that does not exist.
func (s *Static) URL(name string) string {
	f, ok := s.byName[name]
	if !ok {
		return "/static/" + name
	}
	ext := path.Ext(name)
	return "/static/" + strings.TrimSuffix(name, ext) + "." + f.Hash + ext
}

// Find gives the file of a URL path. The path without fingerprint works too;
// lasting tells whether the path names this very content and may be kept.
func (s *Static) Find(urlPath string) (f *File, lasting, ok bool) {
	if f, ok = s.byURL[urlPath]; ok {
		return f, true, true
	}
	f, ok = s.byName[strings.TrimPrefix(urlPath, "/static/")]
	return f, false, ok
}
