package logs

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// zipArchive packs files given by pairs of name and text. With sizes, they stand before each
// file, as most programs write them; else behind it.
func zipArchive(t *testing.T, sizes bool, method uint16, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		h := &zip.FileHeader{Name: files[i], Method: method}
		var f io.Writer
		var err error
		if data := []byte(files[i+1]); sizes {
			f, data = rawFile(t, w, h, data)
			if len(data) > 0 {
				_, err = f.Write(data)
			}
		} else if f, err = w.CreateHeader(h); err == nil && len(data) > 0 {
			_, err = f.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// rawFile begins a file whose sizes are known.
func rawFile(t *testing.T, w *zip.Writer, h *zip.FileHeader, data []byte) (io.Writer, []byte) {
	t.Helper()
	h.UncompressedSize64 = uint64(len(data))
	if h.Method == zip.Deflate && len(data) > 0 {
		one := zipArchive(t, false, zip.Deflate, "x", string(data))
		r, err := zip.NewReader(bytes.NewReader(one), int64(len(one)))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := r.File[0].OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		if data, err = io.ReadAll(raw); err != nil {
			t.Fatal(err)
		}
	}
	h.CompressedSize64 = uint64(len(data))
	f, err := w.CreateRaw(h)
	if err != nil {
		t.Fatal(err)
	}
	return f, data
}

func tarArchive(t *testing.T, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		if err := w.WriteHeader(&tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o600}); err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(w, files[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUnpack(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a line of a log\n", 20_000)
	files := []string{"a.log", "first", "folder/", "", "folder/b.log", long, "c.log", ""}
	want := []string{"x/a.log", "first", "x/folder/b.log", long, "x/c.log", ""}
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(tarArchive(t, "a.log", "first", "folder/b.log", long, "c.log", ""))
	_ = w.Close()
	sealed := zipArchive(t, true, zip.Store, "a.log", "first", "b.log", "second")
	sealed[6] |= zipEncrypted
	whole := zipArchive(t, true, zip.Deflate, files...)
	for name, test := range map[string]struct {
		data   []byte
		want   []string
		failed []string
	}{
		"plain":             {[]byte(long), []string{"x", long}, nil},
		"empty":             {nil, []string{"x", ""}, nil},
		"deflated, sizes":   {whole, want, nil},
		"deflated, no size": {zipArchive(t, false, zip.Deflate, files...), want, nil},
		"stored, sizes":     {zipArchive(t, true, zip.Store, files...), want, nil},
		"stored, no size":   {zipArchive(t, false, zip.Store, "a.log", "first"), nil, []string{"x/a.log"}},
		"tar":               {tarArchive(t, "a.log", "first"), []string{"x/a.log", "first"}, nil},
		"tar.gz":            {packed.Bytes(), want, nil},
		"one is encrypted":  {sealed, []string{"x/b.log", "second"}, []string{"x/a.log"}},
		"only the head":     {[]byte("PK\x03\x04\x14\x00\x00\x00"), nil, []string{"x"}},
		"no file":           {zipArchive(t, true, zip.Store), nil, []string{"x"}},
		"cut":               {whole[:60], []string{"x/a.log", "first"}, []string{"x"}},
	} {
		for way, wrap := range map[string]func(io.Reader) io.Reader{"at once": func(r io.Reader) io.Reader { return r }, "in halves": iotest.HalfReader} {
			t.Run(name+", "+way, func(t *testing.T) {
				var got, failed []string
				err := Unpack("x", wrap(bytes.NewReader(test.data)), func(f File) error {
					text, err := io.ReadAll(f)
					got = append(got, f.Name, string(text))
					return err
				}, func(name string, _ error) { failed = append(failed, name) })
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("-want +got:\n%.2000s", diff)
				}
				if diff := cmp.Diff(test.failed, failed); diff != "" {
					t.Errorf("failed: -want +got:\n%s", diff)
				}
			})
		}
	}
}

// TestUnpackSkips: who does not read a file to its end gets the next one all the same.
func TestUnpackSkips(t *testing.T) {
	t.Parallel()
	for _, sizes := range []bool{true, false} {
		var names []string
		data := zipArchive(t, sizes, zip.Deflate, "a", strings.Repeat("x", 1<<20), "b", "y")
		err := Unpack("z", bytes.NewReader(data), func(f File) error { names = append(names, f.Name); return nil }, func(name string, err error) { t.Error(name, err) })
		if diff := cmp.Diff([]string{"z/a", "z/b"}, names); diff != "" || err != nil {
			t.Errorf("%v -want +got:\n%s", err, diff)
		}
	}
}

// FuzzUnpack: whatever comes, Unpack ends without a panic.
func FuzzUnpack(f *testing.F) {
	f.Add([]byte(zipEntry + strings.Repeat("\x00", 40)))
	f.Fuzz(func(t *testing.T, data []byte) {
		_ = Unpack("x", bytes.NewReader(data), func(f File) error { _, _ = io.CopyN(io.Discard, f, 1<<16); return nil }, func(string, error) {})
	})
}
