package index

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waptkb/content"
	"waptkb/index/lex"
	"waptkb/index/match"
)

// logLines are lines of agents, of nginx and of the journal in which nothing is
// wrong, however they sound. Every % is a number, every $ a word.
var logLines = []string{
	"2024-%-% %:%:%,% [waptservice    ] INFO Reloading configuration",
	"2024-%-% %:%:%,% [waptcore       ] INFO Register start of install tis-$_%.%-% as user SYSTEM to local DB with params {}",
	"2024-%-% %:%:%,% [waptcore       ] INFO Installing package C:\\Program Files (x86)\\wapt\\cache\\tis-$_%.%-%_all_windows_PROD.wapt",
	"2024-%-% %:%:%,% [waptcore       ] DEBUG HEAD https://srvwapt.$.lan/wapt/Packages 200 in % ms",
	"2024-%-% %:%:%,% [wapttasks      ] WARNING no error found after retry %, connection to repository established again",
	"Jun % %:%:% srvwapt nginx: 10.%.%.% - - [24/Jun/2024:%:%:% +0200] \"GET /wapt/Packages HTTP/1.1\" 200 % \"-\" \"wapt/2.3.0\"",
	"Jun % %:%:% srvwapt nginx: 10.%.%.% - - [24/Jun/2024:%:%:% +0200] \"HEAD /wapt-host/$-%.wapt HTTP/1.1\" 200 0 \"-\" \"wapt/2.3.0\"",
	"Jun % %:%:% srvwapt systemd[1]: Started Session % of user $.",
	"Jun % %:%:% srvwapt kernel: [%.%] audit: type=% audit(%.%:%): apparmor=\"STATUS\" operation=\"profile_load\" name=\"$\"",
	"tis-$_PROD.wapt uploaded %% (%.% MB)",
	"Vérification du certificat de $ : terminée en % ms",
}

var logWords = strings.Fields("firefox vlc notepad audacity gimp libreoffice python thunderbird inkscape keepass winscp putty blender scribus")

// writeLog writes n bytes of alarming but clean log, with every message of
// messages after each gap bytes or so.
func writeLog(w io.Writer, n, gap int, messages []string) {
	rng := rand.New(rand.NewPCG(1, 2))
	b := bufio.NewWriterSize(w, 1<<16)
	defer b.Flush()
	next, at := gap, 0
	for written := 0; written < n; {
		line := logLines[rng.IntN(len(logLines))]
		if len(messages) > 0 && written >= next {
			line = messages[at%len(messages)]
			at++
			next += gap
		} else {
			for i := range len(line) {
				switch c := line[i]; c {
				case '%':
					k, _ := fmt.Fprintf(b, "%02d", rng.IntN(60))
					written += k
				case '$':
					k, _ := b.WriteString(logWords[rng.IntN(len(logWords))])
					written += k
				default:
					_ = b.WriteByte(c)
					written++
				}
			}
			line = ""
		}
		k, _ := b.WriteString(line)
		_ = b.WriteByte('\n')
		written += k + 1
	}
}

// fillHoles gives a message that a template stands for.
func fillHoles(t content.Template) string {
	var b strings.Builder
	for _, p := range t.Parts {
		b.WriteString(p.Fixed)
		if p.Hole != "" {
			b.WriteString("x" + p.Hole + "1")
		}
	}
	return b.String()
}

// logMessages gives a message of each template that may speak in logs.
func logMessages(x *Index) []string {
	var out []string
	for _, p := range x.templates.Patterns() {
		if x.speaksInLogs(p) {
			out = append(out, fillHoles(p.Template))
		}
	}
	return out
}

func BenchmarkScan(b *testing.B) {
	x := theIndex(b)
	var log bytes.Buffer
	writeLog(&log, 100<<20, 1<<18, logMessages(x))
	// For a comparison: WAPTKB_BENCH_DIR receives the log and a fragment of each template.
	if dir := os.Getenv("WAPTKB_BENCH_DIR"); dir != "" {
		if err := errors.Join(os.WriteFile(filepath.Join(dir, "log"), log.Bytes(), 0o600), os.WriteFile(filepath.Join(dir, "patterns"), fragments(x), 0o600)); err != nil {
			b.Fatal(err)
		}
	}
	s := x.scanner()
	b.ReportAllocs()
	b.SetBytes(int64(log.Len()))
	for b.Loop() {
		if _, err := s.Scan(bytes.NewReader(log.Bytes()), func() error { return nil }, func(match.Hit) bool { return true }); err != nil {
			b.Fatal(err)
		}
	}
}

// fragments gives the longest fixed text of each template, one a line.
func fragments(x *Index) []byte {
	var out bytes.Buffer
	for _, p := range x.templates.Patterns() {
		best := ""
		for _, part := range p.Template.Parts {
			if len(part.Fixed) > len(best) && len(lex.Words(part.Fixed)) > 0 {
				best = part.Fixed
			}
		}
		if x.speaksInLogs(p) {
			fmt.Fprintln(&out, strings.TrimSpace(best))
		}
	}
	return out.Bytes()
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
func benchTexts() map[string]string {
	var log, hostile strings.Builder
	writeLog(&log, 4000, 500, []string{"Command 'setup.exe' timed out after 600 seconds with output ''"})
	rng := rand.New(rand.NewPCG(5, 5))
	for hostile.Len() < 16<<10 {
		for range 4 + rng.IntN(8) {
			hostile.WriteByte(byte('a' + rng.IntN(26)))
		}
		hostile.WriteByte(" \t\n._-/"[rng.IntN(7)])
	}
	return map[string]string{
		"short": "installation tuée au bout de dix minutes", "log": log.String(),
		"hostile": hostile.String()[:16<<10], "same": strings.Repeat("a ", 10_000), "timed": strings.Repeat("timed ", 10_000),
	}
}

func BenchmarkSearch(b *testing.B) {
	x := theIndex(b)
	for name, text := range benchTexts() {
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
	for name, text := range benchTexts() {
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
