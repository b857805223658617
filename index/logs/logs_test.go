package logs

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"
)

func TestReader(t *testing.T) {
	long := strings.Repeat("échec à ", 100_000)
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"one byte", "x", "x"},
		{"UTF-8", "échec\n", "échec\n"},
		{"mark", "\xef\xbb\xbféchec", "échec"},
		{"UTF-16LE", "\xff\xfee\x00\xe9\x00", "eé"},
		{"UTF-16BE", "\xfe\xff\x00e\x00\xe9", "eé"},
		{"UTF-16 cut", "\xff\xfee\x00\xe9", "e\ufffd"},
		{"Windows-1252", "\xe9chec \x93cit\xe9\x94", "échec “cité”"},
		{"mixed", "échec \xe9chec", "échec échec"},
		{"cut rune", "échec \xc3", "échec Ã"},
		{"long", long, long},
		{"long Windows-1252", strings.Repeat("\xe9\n", 300_000), strings.Repeat("é\n", 300_000)},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.in), iotest.HalfReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in))} {
				u, err := NewReader(r, 0)
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
		r, err := NewReader(strings.NewReader("0123456789"), max)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if !errors.Is(err, want) || int64(len(got)) != min(max, 10) {
			t.Errorf("max %d: %d bytes, error %v", max, len(got), err)
		}
	}
	if _, err := NewReader(strings.NewReader("\x1f\x8bnothing"), 0); err == nil {
		t.Error("no gzip is taken for gzip")
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
		r, err := NewReader(bytes.NewReader(b), 1<<20)
		if err != nil {
			return
		}
		got, err := io.ReadAll(r)
		if !utf8.Valid(got) {
			t.Fatalf("%q is no UTF-8 (%v)", got, err)
		}
	})
}
