package match

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	gocmp "github.com/google/go-cmp/cmp"

	"waptkb/index/lex"
)

var scanTemplates = []string{
	"Package {package} contains setup code without a proper signature",
	"certificate CN {cn} sent by server does not match URL host {host}",
	"timed out after {seconds} seconds with output '{output}'",
	"returned exit status 1618", "returned exit status 1603",
	"{package} n'a pas été trouvé dans le dépôt",
	"byte 0x{byte} in position {position}: invalid start byte",
	"disk {path} is full",
}

// place is what tells one hit from another.
type hitPlace struct {
	Of         string
	Line       int
	Start, End int
	Captures   map[string]string
}

func found(ms []Match) []hitPlace {
	var out []hitPlace
	for _, m := range ms {
		out = append(out, hitPlace{m.Pattern.ID, m.Line, m.Start, m.End, m.Captures})
	}
	slices.SortFunc(out, func(a, b hitPlace) int { return cmp.Or(a.Start-b.Start, strings.Compare(a.Of, b.Of)) })
	return out
}

// never pauses.
func never() error { return nil }

// scanAll gives all hits of a text, and checks the counts.
func scanAll(tb testing.TB, s *Scanner, r io.Reader, text string) []hitPlace {
	tb.Helper()
	var out []Match
	stats, err := s.Scan(r, 0, never, func(h Hit) bool {
		if !strings.Contains(h.Context, text[h.Start:h.End]) && len(text[h.Start:h.End]) < contextual {
			tb.Errorf("context without the match %q", text[h.Start:h.End])
		}
		out = append(out, Match{Pattern: h.Pattern, Line: h.Line, Start: h.Start, End: h.End, Captures: h.Captures()})
		return true
	}, nil)
	if err != nil {
		tb.Fatal(err)
	}
	lines := strings.Count(text, "\n")
	if text != "" && !strings.HasSuffix(text, "\n") {
		lines++
	}
	if stats.Lines != lines || stats.Bytes != int64(len(text)) {
		tb.Errorf("%d lines, %d bytes; want %d, %d", stats.Lines, stats.Bytes, lines, len(text))
	}
	return found(out)
}

// randomLog gives a log of about n bytes with messages in it, as they are or
// changed in the ways that matching ignores.
func randomLog(rng *rand.Rand, n int) string {
	messages := []string{
		"Package tis-vlc_3.0 contains setup code without a proper signature",
		"certificate CN srv.a.fr sent by server does not match URL host https://b.fr",
		"Command 'setup.exe' timed out after 600.0 seconds with output 'a\nb'",
		"returned exit status 1603", "returned exit status 1618", "returned exit status 16",
		"tis-vlc n’a pas été trouvé dans le depot", "'utf8' codec can't decode byte 0xe9 in position 12: invalid start byte",
		"disk /srv/www is full", "Package contains setup codes without a proper signature", "sent by server does not match",
	}
	eol := "\n"
	if rng.IntN(2) == 0 {
		eol = "\r\n"
	}
	var b strings.Builder
	for b.Len() < n {
		switch rng.IntN(8) {
		case 0:
			m := messages[rng.IntN(len(messages))]
			switch rng.IntN(4) {
			case 0:
				m = strings.ToUpper(m)
			case 1:
				at := rng.IntN(len(m))
				for m[at] >= 0x80 {
					at--
				}
				m = m[:at] + eol + m[at:] // as a terminal does
			case 2:
				m = strings.ReplaceAll(m, " ", "\u00a0")
			}
			b.WriteString(m)
		case 1:
			fmt.Fprintf(&b, "%s", strings.Repeat("long line ", rng.IntN(400)))
		default:
			fmt.Fprintf(&b, "2024 [waptcore] INFO status %d of package server certificate installed: échec évité", rng.IntN(2000))
		}
		if rng.IntN(10) > 0 {
			b.WriteString(eol)
		}
	}
	return b.String()
}

func TestScanEqualsFind(t *testing.T) {
	m := compile(t, scanTemplates...)
	s := NewScanner(m.Patterns(), even)
	compared := 0
	for seed := range uint64(300) {
		text := randomLog(rand.New(rand.NewPCG(seed, 1)), 20_000)
		want := found(m.Find(context.Background(), lex.Squeeze(text), len(text)))
		compared += len(want)
		if diff := gocmp.Diff(want, scanAll(t, s, strings.NewReader(text), text)); diff != "" {
			t.Fatalf("seed %d: Find and Scan differ:\n%s", seed, diff)
		}
	}
	if compared < 1000 {
		t.Errorf("only %d matches were compared", compared)
	}
}

// Workers find the same in the same order, and stop when they are told to.
func TestScanWorkers(t *testing.T) {
	s := NewScanner(compile(t, scanTemplates...).Patterns(), even)
	text := randomLog(rand.New(rand.NewPCG(5, 5)), 5*blockSize)
	scan := func(workers, most int) (out []hitPlace, stats Stats) {
		var hits []Hit
		stats, err := s.Scan(strings.NewReader(text), workers, never, func(h Hit) bool {
			h.Keep()
			hits = append(hits, h)
			return len(hits) < most
		}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range hits { // what was kept outlives the scan
			out = append(out, hitPlace{h.Pattern.ID + h.Text(), h.Line, h.Start, h.End, h.Captures()})
		}
		return out, stats
	}
	want, wantStats := scan(0, len(text))
	for workers := range 4 {
		got, stats := scan(workers, len(text))
		if diff := gocmp.Diff(want, got); diff != "" || stats != wantStats {
			t.Errorf("%d workers: %v, want %v: %s", workers, stats, wantStats, diff)
		}
		if got, _ := scan(workers, 3); len(got) != 3 {
			t.Errorf("%d workers do not stop: %d hits", workers, len(got))
		}
	}
	failing := func() error { return io.ErrClosedPipe }
	for workers := range 3 {
		if _, err := s.Scan(&endless{[]byte(text), 1 << 40}, workers, failing, func(Hit) bool { return true }, nil); err != io.ErrClosedPipe {
			t.Errorf("%d workers: error of the pause is %v", workers, err)
		}
	}
}

// All of a text is given, and the places of words in it.
func TestScanText(t *testing.T) {
	words := []string{"ERROR", "disk", "[crit]", "Traceback", "Traceback (most recent call last):"}
	s := NewScanner(compile(t, scanTemplates...).Patterns(), even, words...)
	text := randomLog(rand.New(rand.NewPCG(6, 6)), 3*blockSize)
	text = strings.ReplaceAll(text, "INFO", "ERROR [crit] Traceback (most recent call last):")
	want := map[int]bool{}
	for _, w := range words {
		for at := strings.Index(text, w); at >= 0; {
			want[at] = true
			next := strings.Index(text[at+1:], w)
			if next < 0 {
				break
			}
			at += 1 + next
		}
	}
	for workers := range 3 {
		var all strings.Builder
		got := map[int]bool{}
		hits := 0
		_, err := s.Scan(strings.NewReader(text), workers, never, func(h Hit) bool {
			if h.Start < all.Len()-Disorder {
				t.Errorf("hit at %d, behind text up to %d", h.Start, all.Len())
			}
			hits++
			return true
		}, func(piece string, words []int32) {
			if !slices.IsSorted(words) {
				t.Errorf("words at %v", words)
			}
			for _, at := range words {
				got[all.Len()+int(at)] = true
			}
			all.WriteString(piece)
		})
		if err != nil || all.String() != text || hits == 0 {
			t.Errorf("%d bytes of %d, %d hits, error %v", all.Len(), len(text), hits, err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("words: %s", diff)
		}
	}
}

// TestScanBoundaries moves messages over the boundary between two blocks.
func TestScanBoundaries(t *testing.T) {
	m := compile(t, scanTemplates...)
	s := NewScanner(m.Patterns(), even)
	rng := rand.New(rand.NewPCG(7, 7))
	tail := randomLog(rng, 3000)
	for _, boundary := range []int{blockSize - around, blockSize, 2*blockSize - around} {
		for shift := range 40 {
			fill := boundary - 1500 + 37*shift
			text := strings.Repeat(strings.Repeat(".", 99)+"\n", fill/100) + strings.Repeat(".", fill%100) + tail + strings.Repeat(".\n", around)
			want := found(m.Find(context.Background(), lex.Squeeze(text), len(text)))
			var r io.Reader = strings.NewReader(text)
			if shift%8 == 0 {
				r = iotest.HalfReader(r)
			}
			if diff := gocmp.Diff(want, scanAll(t, s, r, text)); diff != "" {
				t.Fatalf("boundary %d, shift %d: Find and Scan differ:\n%s", boundary, shift, diff)
			}
		}
	}
}

func TestScanDense(t *testing.T) {
	m := compile(t, scanTemplates...)
	s := NewScanner(m.Patterns(), even)
	text := strings.Repeat("returned exit status 1603\n", 50_000)
	if n := len(scanAll(t, s, strings.NewReader(text), text)); n != 50_000 {
		t.Errorf("%d hits of 50000", n)
	}
	one := strings.Repeat("x", 3*blockSize) + " disk /srv is full " + strings.Repeat("y", blockSize)
	if n := len(scanAll(t, s, strings.NewReader(one), one)); n != 1 {
		t.Errorf("%d hits in one very long line", n)
	}
	for _, text := range []string{"", "\n", "disk", "disk is full", "full"} {
		want := found(m.Find(context.Background(), lex.Squeeze(text), 5))
		if diff := gocmp.Diff(want, scanAll(t, s, strings.NewReader(text), text)); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

func TestScanStops(t *testing.T) {
	s := NewScanner(compile(t, scanTemplates...).Patterns(), even)
	n := 0
	_, err := s.Scan(strings.NewReader(strings.Repeat("disk /srv is full\n", 10)), 0, never, func(Hit) bool { n++; return n < 3 }, nil)
	if n != 3 || err != nil {
		t.Errorf("%d hits, error %v", n, err)
	}
	text := "disk /srv is full\n"
	got := 0
	_, err = s.Scan(io.MultiReader(strings.NewReader(text), iotest.ErrReader(io.ErrClosedPipe)), 0, never, func(Hit) bool { got++; return true }, nil)
	if err != io.ErrClosedPipe || got != 1 {
		t.Errorf("%d hits before a fault of reading, error %v", got, err)
	}
}

// unscannable lists the patterns that have no word to look for.
func unscannable(patterns []*Pattern) []*Pattern {
	return slices.DeleteFunc(slices.Clone(patterns), func(p *Pattern) bool {
		word, _ := p.rareWord(func(string) float64 { return 0 })
		return word != ""
	})
}

func TestUnscannable(t *testing.T) {
	m := compile(t, "été ôté là-bas, où çà", "disk {path} is full")
	got := unscannable(m.Patterns())
	if len(got) != 1 || got[0] != m.Patterns()[0] {
		t.Errorf("unscannable: %v", got)
	}
}

// endless gives n bytes of a repeated text.
type endless struct {
	text []byte
	n    int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.n <= 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), e.n)], e.text)
	e.n -= n
	return n, nil
}

func TestScanMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 200 MB")
	}
	s := NewScanner(compile(t, scanTemplates...).Patterns(), even)
	text := []byte(randomLog(rand.New(rand.NewPCG(3, 3)), 1<<16))
	text = bytes.ReplaceAll(text, []byte("1603"), []byte("1604")) // fewer hits: memory is the question here
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	most, hits := uint64(0), 0
	_, err := s.Scan(&endless{text, 200 << 20}, 0, never, func(Hit) bool {
		if hits++; hits%20_000 == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return true
	}, nil)
	if err != nil || hits < 20_000 {
		t.Fatalf("%d hits, error %v", hits, err)
	}
	if grown := int64(most) - int64(before.HeapAlloc); grown > 4<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

func FuzzScanEqualsFind(f *testing.F) {
	m := compile(f, scanTemplates...)
	s := NewScanner(m.Patterns(), even)
	for seed := range uint64(5) {
		f.Add(randomLog(rand.New(rand.NewPCG(seed, 2)), 600))
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "")
		if len(text) > contextual/2 {
			t.Skip()
		}
		for _, h := range scanAll(t, s, strings.NewReader(text), text) {
			if !slices.ContainsFunc(found(m.Find(context.Background(), lex.Squeeze(text), len(text))), func(w hitPlace) bool { return gocmp.Equal(h, w) }) {
				t.Fatalf("Scan finds what Find does not: %+v", h)
			}
		}
		// What Find finds, Scan finds where no rare word is broken otherwise than by
		// one line break.
		if strings.ContainsAny(text, "\x1b") || strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) {
			return
		}
		for _, w := range found(m.Find(context.Background(), lex.Squeeze(text), len(text))) {
			for _, word := range strings.Fields(w.Of) {
				if !strings.HasPrefix(word, "{") && !strings.Contains(strings.ToLower(text), strings.ToLower(strings.Trim(word, `':`))) {
					return
				}
			}
			if !slices.ContainsFunc(scanAll(t, s, strings.NewReader(text), text), func(h hitPlace) bool { return h.Of == w.Of }) {
				t.Fatalf("Scan misses %+v", w)
			}
		}
	})
}

func BenchmarkScan(b *testing.B) {
	s := NewScanner(compile(b, scanTemplates...).Patterns(), even)
	hits := randomLog(rand.New(rand.NewPCG(3, 3)), 4<<20)
	line := "2024-03-18 07:52:03,701 [waptcore] INFO status 12 of package server certificate installed: échec évité\n"
	for name, text := range map[string]string{"ordinary": strings.Repeat(line, len(hits)/len(line)), "hits": hits} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := s.Scan(strings.NewReader(text), 0, never, func(Hit) bool { return true }, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// An organisation may have more templates than fit into sixteen bits.
func TestScanManyPatterns(t *testing.T) {
	t.Parallel()
	const n = 70_000
	templates := make([]string, n)
	for i := range templates {
		templates[i] = fmt.Sprintf("fault zq%06dzq reported", i)
	}
	s := NewScanner(compile(t, templates...).Patterns(), even)
	for _, i := range []int{0, 1, 1<<16 - 1, 1 << 16, n - 1} {
		var got []string
		_, err := s.Scan(strings.NewReader("x\n"+templates[i]+"\n"), 0, func() error { return nil }, func(h Hit) bool {
			got = append(got, h.Pattern.ID)
			return true
		}, nil)
		if diff := gocmp.Diff([]string{templates[i]}, got); diff != "" || err != nil {
			t.Errorf("template %d: %v %s", i, err, diff)
		}
	}
}
