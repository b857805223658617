package logs

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/unicode"
)

func TestReader(t *testing.T) {
	long := strings.Repeat("échec à ", 100_000)
	for _, c := range []struct{ name, in, want string }{
		{"one byte", "x", "x"},
		{"UTF-8", "échec\n", "échec\n"},
		{"mark", "\xef\xbb\xbféchec", "échec"},
		{"UTF-16LE", "\xff\xfee\x00\xe9\x00", "eé"},
		{"UTF-16BE", "\xfe\xff\x00e\x00\xe9", "eé"},
		{"UTF-16 cut", "\xff\xfee\x00\xe9", "e\ufffd"},
		{"Windows-1252", "\xe9chec \x93cit\xe9\x94", "échec “cité”"},
		{"code page 850", "\x82chec du r\x8aglement \x85 la v\x88p\x8are", "échec du règlement à la vêpère"},
		{"Windows-1252 with a rare sign", "\xe9chec \x82cit\xe9\x91", "échec ‚cité‘"},
		{"mixed", "échec \xe9chec", "échec échec"},
		{"cut rune", "échec \xc3", "échec Ã"},
		{"cut runes", strings.Repeat("\xe2\x82", 300_000), strings.Repeat("â‚", 300_000)},
		{"UTF-16LE without a mark", utf16LE("ERREUR échec\r\n"), "ERREUR échec\r\n"},
		{"UTF-16BE without a mark", utf16BE("ERREUR échec\r\n"), "ERREUR échec\r\n"},
		{"carriage returns", "ERROR a\rERROR b\r", "ERROR a\nERROR b\n"},
		{"some carriage returns", "10%\r20%\r\nb", "10%\r20%\r\nb"},
		{"zeros around", strings.Repeat("\x00", 4096) + "ERROR\n" + strings.Repeat("\x00", 9000), strings.Repeat("\x00", 4096) + "ERROR\n" + strings.Repeat("\x00", 9000)},
		{"gzip", zipped("échec"), "échec"},
		{"gzip in gzip", zipped(zipped("échec")), "échec"},
		{"gzip three times", zipped(zipped(zipped("échec"))), "échec"},
		{"colours", "\x1b[31merror\x1b[0m\n", "\x1b[31merror\x1b[0m\n"},
		{"BMW", "BMW printed", "BMW printed"},
		{"long", long, long},
		{"long Windows-1252", strings.Repeat("\xe9\n", 300_000), strings.Repeat("é\n", 300_000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.in), iotest.HalfReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in))} {
				u, err := Open(r, 0)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(u)
				if err != nil || string(got) != c.want {
					t.Fatalf("%.40q, error %v; want %.40q", got, err, c.want)
				}
			}
		})
	}
}

func TestReaderBounds(t *testing.T) {
	for max, want := range map[int64]error{9: ErrTooLarge, 10: nil, 11: nil} {
		r, err := Open(strings.NewReader("0123456789"), max)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if !errors.Is(err, want) || int64(len(got)) != min(max, 10) {
			t.Errorf("max %d: %d bytes, error %v", max, len(got), err)
		}
	}
}

func utf16LE(s string) string {
	out, _ := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder().String(s)
	return out
}

func utf16BE(s string) string {
	out, _ := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(s)
	return out
}

// zipped packs a text with gzip.
func zipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

func TestNotText(t *testing.T) {
	random := make([]byte, 70_000)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(r.Uint32())
	}
	var tape bytes.Buffer
	w := tar.NewWriter(&tape)
	_ = w.WriteHeader(&tar.Header{Name: "a.log", Size: 1, Mode: 0o600})
	_, _ = w.Write([]byte("x"))
	_ = w.Close()
	for name, c := range map[string]struct {
		in   string
		kind Kind
	}{
		"zip":               {"PK\x03\x04\x14\x00", KindZip},
		"zip in gzip":       {zipped("PK\x03\x04\x14\x00"), KindZip},
		"tar":               {tape.String(), KindTar},
		"tar in gzip":       {zipped(tape.String()), KindTar},
		"7z":                {"7z\xbc\xaf\x27\x1c\x00\x04", KindArchive},
		"zstd":              {"\x28\xb5\x2f\xfd\x04", KindArchive},
		"evtx":              {"ElfFile\x00\x00\x00", KindEventLog},
		"PDF":               {"%PDF-1.7\n%\xe2\xe3", KindDocument},
		"picture":           {"\x89PNG\r\n\x1a\n\x00\x00", KindImage},
		"program":           {"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff", KindProgram},
		"database":          {"SQLite format 3\x00\x10\x00", KindDatabase},
		"random":            {string(random), KindBinary},
		"zeros":             {strings.Repeat("\x00", 1000), KindBinary},
		"gzip four times":   {zipped(zipped(zipped(zipped("x")))), KindDeep},
		"gzip of nothing":   {"\x1f\x8b\x08\x00nothing", KindUnreadable},
		"gzip without head": {"\x1f\x8b\x08", KindUnreadable},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(strings.NewReader(c.in), 0)
			var not *NotText
			if !errors.As(err, &not) || not.Kind != c.kind {
				t.Errorf("error %v, want %q", err, c.kind)
			}
		})
	}
	for name, in := range map[string]string{"nothing": "", "nothing in gzip": zipped("")} {
		if _, err := Open(strings.NewReader(in), 0); !errors.Is(err, ErrEmpty) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := Open(iotest.ErrReader(io.ErrClosedPipe), 0); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a fault of reading: error %v", err)
	}
}

// What is damaged is read as far as it goes.
func TestWarnings(t *testing.T) {
	log := strings.Repeat("a line of a log that is long enough not to be packed as a whole\n", 10) + noiseText(200_000)
	packed := zipped(log)
	wrong := []byte(packed)
	wrong[len(wrong)-6] ^= 0xff // of the sum
	for name, c := range map[string]struct {
		in   string
		want []Warning
	}{
		"whole":           {packed, nil},
		"cut":             {packed[:len(packed)/2], []Warning{WarnCut}},
		"cut in the sum":  {packed[:len(packed)-3], []Warning{WarnCut}},
		"padded":          {packed + strings.Repeat("\x00", 512), []Warning{WarnTrailer}},
		"garbage behind":  {packed + "garbage", []Warning{WarnTrailer}},
		"wrong sum":       {string(wrong), []Warning{WarnDamaged}},
		"cut in another":  {zipped(packed[:len(packed)/2]), []Warning{WarnCut}},
		"two, second cut": {packed + packed[:len(packed)/2], []Warning{WarnCut}},
	} {
		t.Run(name, func(t *testing.T) {
			text, err := Open(strings.NewReader(c.in), 0)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(text)
			if err != nil || !strings.HasPrefix(string(got), log[:600]) {
				t.Errorf("%d bytes, error %v", len(got), err)
			}
			if diff := cmp.Diff(c.want, text.Warnings()); diff != "" {
				t.Error(diff)
			}
		})
	}
	text, err := Open(io.MultiReader(strings.NewReader(packed[:len(packed)/2]), iotest.ErrReader(io.ErrUnexpectedEOF)), 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = io.ReadAll(text); !errors.Is(err, io.ErrUnexpectedEOF) || len(text.Warnings()) > 0 {
		t.Errorf("a sender that goes: error %v, warnings %v", err, text.Warnings())
	}
}

// noiseText gives n bytes of text that does not pack well.
func noiseText(n int) string {
	r := rand.New(rand.NewPCG(3, 4))
	b := make([]byte, n)
	for i := range b {
		b[i] = "abcdefghijklmnopqrstuvwxyz0123456789 \n"[r.IntN(38)]
	}
	return string(b)
}

func TestWalk(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.log", "one")
	write("sub/b.log.gz", zipped("two"))
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, name := range []string{"x/c.log", "d.txt"} {
		w, _ := z.Create(name)
		_, _ = io.WriteString(w, "in zip "+name)
	}
	_ = z.Close()
	write("logs.zip", archive.String())
	write("torn.zip", archive.String()[:archive.Len()/2])
	var tape bytes.Buffer
	tw := tar.NewWriter(&tape)
	_ = tw.WriteHeader(&tar.Header{Name: "e.log", Size: 6, Mode: 0o600})
	_, _ = io.WriteString(tw, "in tar")
	_ = tw.Close()
	write("logs.tar", tape.String())
	write("logs.tgz", zipped(tape.String()))
	got := map[string]string{}
	read := func(path string) {
		t.Helper()
		err := Walk(path, func(f File) error {
			text, err := Open(f, 0)
			if err != nil {
				return err
			}
			b, err := io.ReadAll(text)
			got[filepath.ToSlash(strings.TrimPrefix(f.Name, dir))] = string(b)
			return err
		}, func(name string, err error) {
			var kind *NotText
			switch {
			case errors.As(err, &kind):
				got[filepath.ToSlash(strings.TrimPrefix(name, dir))] = string(kind.Kind)
			default:
				got[filepath.ToSlash(strings.TrimPrefix(name, dir))] = "failed"
			}
		})
		if err != nil {
			t.Error(err)
		}
	}
	read(dir)
	read(filepath.Join(dir, "missing"))
	if diff := cmp.Diff(map[string]string{
		"/a.log": "one", "/sub/b.log.gz": "two", "/logs.zip/x/c.log": "in zip x/c.log", "/logs.zip/d.txt": "in zip d.txt",
		"/torn.zip": string(KindUnreadable), "/logs.tar/e.log": "in tar", "/logs.tgz/e.log": "in tar", "/missing": "failed",
	}, got); diff != "" {
		t.Error(diff)
	}
	stop := errors.New("enough")
	if err := Walk(dir, func(File) error { return stop }, func(string, error) {}); !errors.Is(err, stop) {
		t.Errorf("error %v", err)
	}
}

func FuzzReader(f *testing.F) {
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	_, _ = w.Write([]byte("échec"))
	_ = w.Close()
	for _, s := range []string{"échec", "\xe9", "\xff\xfee\x00", "\xfe\xff\x00e\xd8", "\xef\xbb\xbf", zipped.String()} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Open(bytes.NewReader(b), 1<<20)
		if err != nil {
			return
		}
		got, err := io.ReadAll(r)
		if !utf8.Valid(got) {
			t.Fatalf("%q is no UTF-8 (%v)", got, err)
		}
	})
}
