package index

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"waptkb/index/logs"
	"waptkb/index/match"
	"waptkb/index/redact"
)

// embedded is the index of the embedded articles, which a test of its package holds current.
var embedded = sync.OnceValues(func() (*Index, error) {
	data, err := os.ReadFile("embedded/index.bin")
	if err != nil {
		return nil, err
	}
	return Read(string(data))
})

func theIndex(tb testing.TB) *Index {
	tb.Helper()
	x, err := embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

// problem is where a finding shows.
type problem struct {
	Line int    `json:"line"`
	ID   string `json:"id"`
}

func diagnose(tb testing.TB, log []byte) (*Diagnosis, []problem) {
	tb.Helper()
	d, err := theIndex(tb).Diagnose(context.Background(), bytes.NewReader(log), DiagnoseOptions{Lang: "fr"})
	if err != nil {
		tb.Fatal(err)
	}
	out := []problem{}
	for _, f := range d.Findings {
		for _, o := range f.Occurrences {
			out = append(out, problem{o.Line, f.Article.ID})
		}
	}
	return d, out
}

func gzipped(b []byte) []byte {
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, _ = w.Write(b)
	_ = w.Close()
	return out.Bytes()
}

func TestDiagnoseEncodings(t *testing.T) {
	log, err := os.ReadFile("testdata/agent.log")
	if err != nil {
		t.Fatal(err)
	}
	_, want := diagnose(t, log)
	if diff := cmp.Diff([]problem{{5, "installation-timed-out-600"}, {9, "paquet-absent-du-depot"}, {12, "installation-timed-out-600"}}, sortedProblems(want)); diff != "" {
		t.Fatal(diff)
	}
	encode := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	crlf := bytes.ReplaceAll(log, []byte("\n"), []byte("\r\n"))
	for name, b := range map[string][]byte{
		"mark":          append([]byte("\xef\xbb\xbf"), log...),
		"CRLF":          crlf,
		"UTF-16LE":      encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(crlf)),
		"UTF-16BE":      encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().Bytes(log)),
		"Windows-1252":  encode(charmap.Windows1252.NewEncoder().Bytes(log)),
		"gzip":          gzipped(log),
		"gzip members":  append(gzipped(log[:500]), gzipped(log[500:])...),
		"gzip UTF-16LE": gzipped(encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(log))),
	} {
		t.Run(name, func(t *testing.T) {
			d, got := diagnose(t, b)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if lines := bytes.Count(log, []byte("\n")); d.Lines != lines {
				t.Errorf("%d lines, want %d", d.Lines, lines)
			}
		})
	}
}

// sortedProblems puts problems in the order of the lines.
func sortedProblems(ps []problem) []problem {
	out := append([]problem{}, ps...)
	for i := range out {
		for j := i; j > 0 && out[j].Line < out[j-1].Line; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

func TestDiagnoseMasksSecrets(t *testing.T) {
	d, _ := diagnose(t, []byte("wapt-get: download of https://admin:hunter2@srv/wapt : Command 'setup.exe /password=tr0ub4dor' timed out after 600 seconds with output 'token: abcdef123'\n"))
	if len(d.Findings) != 1 {
		t.Fatalf("%d findings", len(d.Findings))
	}
	text := fmt.Sprintf("%+v", d.Findings[0].Occurrences)
	for _, secret := range []string{"hunter2", "tr0ub4dor", "abcdef123"} {
		if strings.Contains(text, secret) {
			t.Errorf("%s shows in %s", secret, text)
		}
	}
	if !strings.Contains(text, redact.Mask) {
		t.Errorf("nothing is masked in %s", text)
	}
}

func TestDiagnoseCleanLog(t *testing.T) {
	var log bytes.Buffer
	writeLog(t, &log, 200_000, 0, nil)
	log.WriteString("ERROR: [Errno 13] Permission denied: '/root/x'\ncurl: (7) Failed to connect to localhost port 80: Connection refused\n" +
		"sqlite3.OperationalError: attempt to write a readonly database\nFATAL: password authentication failed for user \"postgres\"\nTraceback (most recent call last):\n" +
		"requests.exceptions.ConnectionError: Max retries exceeded\nmsiexec returned 0\nexit status 16030\n")
	d, got := diagnose(t, log.Bytes())
	// WAPT is spoken of nearby, so a template of scope wapt may speak: only the
	// database's does, and it must not stand here without WAPT.
	_ = d
	for _, p := range got {
		if p.ID != "pyscripter-read-only-database" {
			t.Errorf("%+v", p)
		}
	}
	if _, got := diagnose(t, []byte("svn: E200031: attempt to write a readonly database\nhome/user/app: Connection refused\n")); len(got) > 0 {
		t.Errorf("another product's error is taken for ours: %v", got)
	}
	if _, err := theIndex(t).Diagnose(context.Background(), strings.NewReader(""), DiagnoseOptions{Lang: "fr"}); !errors.Is(err, logs.ErrEmpty) {
		t.Errorf("of nothing: error %v", err)
	}
}

func TestDiagnoseCountsAll(t *testing.T) {
	const line = "2024 [waptcore] CRITICAL Command 'setup.exe' timed out after 600 seconds with output ''\n"
	d, _ := diagnose(t, []byte(strings.Repeat(line, 1000)))
	if len(d.Findings) != 1 {
		t.Fatalf("%d findings", len(d.Findings))
	}
	f := d.Findings[0]
	if f.Count != 1000 || f.FirstLine != 1 || f.LastLine != 1000 || len(f.Occurrences) != maxOccurrences {
		t.Errorf("count %d, lines %d–%d, %d occurrences", f.Count, f.FirstLine, f.LastLine, len(f.Occurrences))
	}
}

// Of what stands on one line, one is left, whatever their order.
func TestDiagnoseCauses(t *testing.T) {
	const (
		wrapper = "Error merging Packages from https://x1/wapt into db: OperationalError: database is locked."
		other   = "wapt: MSI x1.msi has been installed but the uninstall key x1 can not be found."
	)
	for line, want := range map[string][]problem{
		wrapper:               {{1, "base-locale-verrouillee"}},
		wrapper + " " + other: {{1, "uninstall-key-not-found"}},
		other + " " + wrapper: {{1, "uninstall-key-not-found"}},
		"Unable to import package : None of certificates (\"x1\") are trusted.":     {{1, "import-store-impossible"}},
		"wapt: Critical error during uninstall: returned non-zero exit status 1605": {{1, "desinstallation-paquet-impossible"}},
	} {
		_, got := diagnose(t, []byte(line+"\n"))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", line, diff)
		}
	}
}

func TestDiagnoseBounds(t *testing.T) {
	log := []byte(strings.Repeat("nothing here\n", 1000))
	d, err := theIndex(t).Diagnose(context.Background(), bytes.NewReader(gzipped(log)), DiagnoseOptions{Lang: "fr", MaxBytes: 5000})
	if err != nil || !d.Truncated || d.Bytes != 5000 {
		t.Errorf("%+v, error %v", d, err)
	}
	if d, err = theIndex(t).Diagnose(context.Background(), bytes.NewReader(log), DiagnoseOptions{Lang: "fr", MaxBytes: int64(len(log))}); err != nil || d.Truncated {
		t.Errorf("%+v, error %v", d, err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := theIndex(t).Diagnose(ctx, bytes.NewReader(log), DiagnoseOptions{Lang: "fr"}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if _, err := theIndex(t).Diagnose(context.Background(), bytes.NewReader(gzipped(log)[:30]), DiagnoseOptions{Lang: "fr"}); err == nil {
		t.Error("a cut gzip file is taken for a whole one")
	}
}

// TestSampleLogs needs the sample logs of the project, which lie outside the
// repository.
func TestSampleLogs(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "eval", "sample-logs")
	data, err := os.ReadFile(filepath.Join(dir, "expected.json"))
	if err != nil {
		t.Skip("the sample logs are not here")
	}
	var expected map[string][]problem
	if err := json.Unmarshal(data, &expected); err != nil {
		t.Fatal(err)
	}
	for name, want := range expected {
		t.Run(name, func(t *testing.T) {
			log, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			// Articles must be right; of their lines, neighbours may show as well.
			articles, lines := map[string]bool{}, map[problem]bool{}
			for _, p := range want {
				articles[p.ID], lines[p] = true, true
			}
			d, got := diagnose(t, log)
			for _, f := range d.Findings {
				if !articles[f.Article.ID] {
					t.Errorf("found but not expected: %s, line %d", f.Article.ID, f.FirstLine)
				}
				delete(articles, f.Article.ID)
			}
			for id := range articles {
				t.Errorf("expected but not found: %s", id)
			}
			for _, p := range got {
				if !lines[p] {
					t.Logf("also found: %+v", p)
				}
			}
		})
	}
}

// TestScannable: each template is found in a log, as Find finds it. One without a run of
// ASCII letters to look for would never speak there.
func TestScannable(t *testing.T) {
	x := theIndex(t)
	for _, p := range x.templates.Patterns() {
		if !x.speaksInLogs(p) {
			continue
		}
		text := p.Template.Filled("x1")
		found := false
		_, err := x.scanner().Scan(strings.NewReader("a b\n"+text+"\nc d\n"), 0, func() error { return nil }, func(h match.Hit) bool {
			found = found || h.Pattern == p
			return true
		}, nil)
		if err != nil || !found {
			t.Errorf("%s: %q is not found in a log (%v)", p.ID, text, err)
		}
	}
}
