package redact

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

var marked = regexp.MustCompile(`(?s)⟦(.*?)⟧`)

// TestKinds holds every line of the table: the secret is masked and nothing beside
// it, and what looks alike stays.
func TestKinds(t *testing.T) {
	for _, k := range Kinds() {
		if k.Name == "" || k.About == "" || len(k.Examples) == 0 || len(k.Neighbours) == 0 {
			t.Errorf("%q: a kind has a description, examples and neighbours", k.Name)
		}
		for _, e := range k.Examples {
			secret := strings.Trim(marked.FindStringSubmatch(e)[1], `'"`)
			text := marked.ReplaceAllString(e, "$1")
			before, after, _ := strings.Cut(text, secret)
			got := Secrets(text)
			if strings.Contains(got, secret) || !strings.HasPrefix(got, before+Mask) && !strings.HasPrefix(got, strings.TrimRight(before, `'"`)+Mask) || !strings.HasSuffix(got, after) && !strings.HasSuffix(got, strings.TrimLeft(after, `'"`)) {
				t.Errorf("%s: %q gives %q", k.Name, text, got)
			}
		}
		for _, n := range k.Neighbours {
			if got := Secrets(n); got != n {
				t.Errorf("%s: %q gives %q", k.Name, n, got)
			}
		}
	}
}

// TestKindsAreAll: what is found is of a kind of the table.
func TestKindsAreAll(t *testing.T) {
	known := map[string]bool{}
	for _, k := range Kinds() {
		known[k.Name] = true
	}
	for _, l := range lines(t) {
		for _, s := range Find(l.Text) {
			if !known[s.Kind] {
				t.Errorf("%q is found in %q, and no kind of the table", s.Kind, l.Text)
			}
		}
	}
}

// line is a line of testdata/lines.jsonl; it has no secrets when it is innocent.
type line struct {
	Text    string   `json:"text"`
	Secrets []string `json:"secrets"`
}

func lines(tb testing.TB) []line {
	tb.Helper()
	f, err := os.Open("testdata/lines.jsonl")
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var out []line
	for s := bufio.NewScanner(f); s.Scan(); {
		var l line
		if err := json.Unmarshal(s.Bytes(), &l); err != nil {
			tb.Fatal(err)
		}
		out = append(out, l)
	}
	return out
}

// TestLines measures lines that people wrote who had not seen this package: at most
// one in a hundred may leak, or be spoiled.
func TestLines(t *testing.T) {
	var leaks, spoiled []string
	secret, innocent := 0, 0
	for _, l := range lines(t) {
		got := Secrets(l.Text)
		switch {
		case len(l.Secrets) == 0:
			if innocent++; got != l.Text {
				spoiled = append(spoiled, l.Text+" → "+got)
			}
		default:
			secret++
			if slices.ContainsFunc(l.Secrets, func(s string) bool { return strings.Contains(got, s) }) {
				leaks = append(leaks, l.Text+" → "+got)
			}
		}
	}
	t.Logf("%d of %d leak, %d of %d are spoiled", len(leaks), secret, len(spoiled), innocent)
	if secret < 200 || innocent < 200 {
		t.Errorf("%d lines with secrets, %d innocent: too few to say anything", secret, innocent)
	}
	if 100*len(leaks) > secret || 100*len(spoiled) > innocent {
		t.Errorf("leaks:\n%s\nspoiled:\n%s", strings.Join(leaks, "\n"), strings.Join(spoiled, "\n"))
	}
}

// TestValue: a piece that was cut out of a text has none of its secrets, though
// nothing in the piece tells of them.
func TestValue(t *testing.T) {
	for _, c := range []struct{ text, piece, want string }{
		{"the uninstall key password=S3cr3tB can not be found", "S3cr3tB", Mask},
		{"the uninstall key password=S3cr3tB can not be found", "password=S3cr3tB", "password=" + Mask},
		{"password: two  words x\nnext", "two words", Mask},
		{"nothing here", "here", "here"},
		{"password=S3cr3tB", "token=abcdefg9", "token=" + Mask},
	} {
		if got := In(c.text).Value(c.piece); got != c.want {
			t.Errorf("%q of %q gives %q, want %q", c.piece, c.text, got, c.want)
		}
	}
}

func FuzzSecrets(f *testing.F) {
	for _, k := range Kinds() {
		for _, e := range k.Examples {
			f.Add(marked.ReplaceAllString(e, "$1"))
		}
		for _, n := range k.Neighbours {
			f.Add(n)
		}
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<14 {
			t.Skip()
		}
		end := 0
		for _, p := range Find(s) {
			if p.Start < end || p.Start >= p.End || p.End > len(s) || utf8.ValidString(s) && !utf8.ValidString(s[p.Start:p.End]) {
				t.Fatalf("%q: span %+v behind %d", s, p, end)
			}
			end = p.End
		}
		if got := Secrets(s); Secrets(got) != got {
			t.Fatalf("%q gives %q, and that %q", s, got, Secrets(got))
		}
		if got := Secrets("https://u:hunter2@h/ \n" + s); strings.Contains(got, ":hunter2@") {
			t.Fatalf("%q keeps the secret", got)
		}
	})
}
