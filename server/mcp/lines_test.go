package mcp

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// readLines reads all lines; "LONG" stands for one that is too long.
func readLines(r io.Reader, limit int) ([]string, error) {
	in := lines{bufio.NewReaderSize(r, 16), limit}
	var out []string
	for {
		line, err := in.next()
		switch {
		case errors.Is(err, errLongLine):
			out = append(out, "LONG")
		case err != nil:
			return out, err
		default:
			out = append(out, string(line))
		}
	}
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", 300<<10)
	for in, want := range map[string][]string{
		"":                            nil,
		"\n":                          {""},
		"a\nb":                        {"a", "b"},
		"a\n\nb\n":                    {"a", "", "b"},
		"1234\n12345\n12":             {"1234", "LONG", "12"},
		long + "\na\n" + long:         {"LONG", "a", "LONG"},
		long + "\n":                   {"LONG"},
		"a" + strings.Repeat("\r", 4): {"LONG"},
	} {
		got, err := readLines(strings.NewReader(in), 4)
		if diff := cmp.Diff(want, got); diff != "" || !errors.Is(err, io.EOF) {
			t.Errorf("%.20q: %v %s", in, err, diff)
		}
	}
	if got, err := readLines(strings.NewReader(long+"\n"), len(long)); len(got) != 1 || got[0] != long {
		t.Errorf("a long line within the limit: %d lines, %v", len(got), err)
	}
	broken := errors.New("broken")
	if got, err := readLines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), 4); len(got) != 1 || !errors.Is(err, broken) {
		t.Errorf("a reader that breaks: %q, %v", got, err)
	}
}

// endless gives the same letter for ever, and remembers how much.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'x'
	}
	e.left -= len(p)
	return len(p), nil
}

// TestLongLineTakesLittle skips a line of 32 MiB.
func TestLongLineTakesLittle(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	lines, err := readLines(&endless{32 << 20}, 1<<20)
	runtime.ReadMemStats(&after)
	if len(lines) != 1 || lines[0] != "LONG" || !errors.Is(err, io.EOF) {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	if taken := after.TotalAlloc - before.TotalAlloc; taken > 8<<20 {
		t.Errorf("%d bytes are taken", taken)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("a\n\nbc\r\n{}"), 4, 3)
	f.Add([]byte("12345\n1234"), 4, 1)
	f.Add(bytes.Repeat([]byte("x"), 40), 35, 1000)
	f.Fuzz(func(t *testing.T, in []byte, limit, piece int) {
		limit, piece = max(limit, 0), max(piece, 1)
		var want []string
		for line := range bytes.Lines(in) {
			line = bytes.TrimSuffix(line, []byte("\n"))
			if len(line) > limit {
				line = []byte("LONG")
			}
			want = append(want, string(line))
		}
		got, err := readLines(pieces{bytes.NewReader(in), piece}, limit)
		if diff := cmp.Diff(want, got); diff != "" || !errors.Is(err, io.EOF) {
			t.Errorf("%v %s", err, diff)
		}
	})
}

// pieces reads a few bytes at a time.
type pieces struct {
	r io.Reader
	n int
}

func (p pieces) Read(b []byte) (int, error) { return p.r.Read(b[:min(len(b), p.n)]) }
