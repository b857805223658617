package index

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waptkb/content/synthetic"
	"waptkb/index/lex"
	"waptkb/index/match"
)

// logMessages gives a message of each template that is looked for in logs.
func logMessages(x *Index) []string {
	var out []string
	for _, t := range x.LogTemplates() {
		out = append(out, t.Filled("x1"))
	}
	return out
}

func writeLog(tb testing.TB, w io.Writer, n, gap int, messages []string) {
	tb.Helper()
	if err := synthetic.Log(w, n, gap, messages); err != nil {
		tb.Fatal(err)
	}
}

func BenchmarkScan(b *testing.B) {
	x := theIndex(b)
	var log bytes.Buffer
	writeLog(b, &log, 100<<20, 1<<18, logMessages(x))
	s := x.scanner()
	b.ReportAllocs()
	b.SetBytes(int64(log.Len()))
	for b.Loop() {
		if _, err := s.Scan(bytes.NewReader(log.Bytes()), 0, func() error { return nil }, func(match.Hit) bool { return true }, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild(b *testing.B) {
	lib := theIndex(b).Library()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Build(lib); err != nil {
			b.Fatal(err)
		}
	}
}

// benchTexts are queries of every size up to what the server takes.
func benchTexts(tb testing.TB) map[string]string {
	tb.Helper()
	var log, hostile strings.Builder
	writeLog(tb, &log, 4000, 500, []string{"Command 'setup.exe' timed out after 600 seconds with output ''"})
	rng := rand.New(rand.NewPCG(5, 5))
	for hostile.Len() < 16<<10 {
		for range 4 + rng.IntN(8) {
			hostile.WriteByte(byte('a' + rng.IntN(26)))
		}
		hostile.WriteByte(" \t\n._-/"[rng.IntN(7)])
	}
	return map[string]string{
		"short": "installation tuée au bout de dix minutes", "log": log.String(),
		"hostile": hostile.String()[:16<<10], "same": strings.Repeat("a ", 8000), "timed": strings.Repeat("timed ", 2700),
	}
}

func BenchmarkSearch(b *testing.B) {
	x := theIndex(b)
	for name, text := range benchTexts(b) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if _, err := x.Search(context.Background(), Query{Text: text, Lang: "fr"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkMixedSearch asks questions of every kind, none of them twice: nothing
// may be gained by remembering whole queries.
func BenchmarkMixedSearch(b *testing.B) {
	x := theIndex(b)
	cases := queries(b, "tuning.jsonl")
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		text := fmt.Sprintf("%s %d", cases[n%len(cases)], n)
		n++
		if _, err := x.Search(context.Background(), Query{Text: text, Lang: "fr"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTemplates(b *testing.B) {
	m := theIndex(b).templates
	for name, text := range benchTexts(b) {
		b.Run("Find/"+name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				m.Find(context.Background(), lex.Squeeze(text), 3)
			}
		})
		b.Run("Near/"+name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				m.Align(context.Background(), lex.Words(text))
			}
		})
	}
}

// queries reads the queries of a set of package eval.
func queries(tb testing.TB, name string) []string {
	tb.Helper()
	f, err := os.Open(filepath.Join("eval", "testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var out []string
	for d := json.NewDecoder(f); d.More(); {
		var c struct{ Q string }
		if err := d.Decode(&c); err != nil {
			tb.Fatal(err)
		}
		out = append(out, c.Q)
	}
	return out
}
