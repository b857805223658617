package redact

import (
	"bufio"
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"

	"github.com/google/go-cmp/cmp"

	"waptkb/content/fold"
)

func TestKinds(t *testing.T) {
	names := map[string]bool{}
	for _, k := range kinds {
		if names[k.name] || len(k.examples) == 0 || len(k.neighbours) == 0 {
			t.Errorf("%q has no name of its own, no examples or no neighbours", k.name)
		}
		names[k.name] = true
		found := false
		for _, e := range k.examples {
			for _, sp := range Find(e.Text) {
				found = found || sp.Kind == k.name
			}
			got := Secrets(e.Text)
			for _, secret := range e.Secrets {
				if !strings.Contains(e.Text, secret) || strings.Contains(got, secret) || !strings.Contains(got, Mask) {
					t.Errorf("%s: %q gives %q", k.name, e.Text, got)
				}
			}
		}
		if !found {
			t.Errorf("%s: no example is found to be of this kind", k.name)
		}
		for _, text := range k.neighbours {
			if got := Secrets(text); got != text {
				t.Errorf("%s: the neighbour %q gives %q", k.name, text, got)
			}
		}
	}
	for _, l := range lines(t) {
		for _, sp := range Find(l.Text) {
			if !names[sp.Kind] {
				t.Errorf("the kind %q of a span in %q is not in the table", sp.Kind, l.Text)
			}
		}
	}
}

// line is a text of testdata/lines.jsonl, and its secrets.
type line struct {
	Text    string   `json:"text"`
	Secrets []string `json:"secrets"`
}

func lines(t testing.TB) []line {
	file, err := os.Open("testdata/lines.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var out []line
	sc := bufio.NewScanner(file)
	for sc.Scan() {
		var l line
		if err := json.Unmarshal(sc.Bytes(), &l); err != nil {
			t.Fatalf("%s: %v", sc.Text(), err)
		}
		out = append(out, l)
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}

// TestLines bounds how many lines of which people paste leak a secret, and how many
// without one are altered.
func TestLines(t *testing.T) {
	secret, innocent, leaks, spoiled := 0, 0, 0, 0
	for _, l := range lines(t) {
		got := Secrets(l.Text)
		if len(l.Secrets) == 0 {
			innocent++
			if got != l.Text {
				spoiled++
				t.Logf("altered: %q to %q", l.Text, got)
			}
			continue
		}
		secret++
		for _, s := range l.Secrets {
			if !strings.Contains(l.Text, s) {
				t.Errorf("%q does not hold %q", l.Text, s)
			}
			if strings.Contains(got, s) {
				leaks++
				t.Logf("leaks %q: %q", s, got)
				break
			}
		}
	}
	t.Logf("%d of %d lines leak, %d of %d are altered", leaks, secret, spoiled, innocent)
	if secret < 200 || innocent < 200 || leaks*100 > secret || spoiled*100 > innocent {
		t.Errorf("more than 1 %%, or less than 200 lines")
	}
}

func TestNothingToMask(t *testing.T) {
	text := "2024-03-18 07:52:03,701 INFO nothing here"
	if got := Secrets(text); unsafe.StringData(got) != unsafe.StringData(text) {
		t.Errorf("a text without a secret is copied")
	}
}

func TestValue(t *testing.T) {
	for _, c := range []struct{ text, v, want string }{
		{"the uninstall key password=S3cr3tB can not be found", "S3cr3tB", Mask},
		{"password=S3cr3tB", "password=S3cr3tB", "password=" + Mask},
		{"password=S3cr3tB", "x S3cr3tB y", "x " + Mask + " y"},
		{"password=S3cr3tB", "x S3cr3", "x " + Mask},
		{"password=S3cr3tB", "3tB", "3tB"},
		{"password=S3cr3tB", "cr3tB y", Mask + " y"},
		{"password=S3cr3tB", "cr3t", Mask},
		{`password="two   words"`, "two words", Mask},
		{"password=ab1", "cab1d ab1", "cab1d " + Mask},
		{"nothing", "mdp=x1y2", "mdp=" + Mask},
		{"nothing", "nothing", "nothing"},
		{"password=S3cr3tB", "", ""},
	} {
		if got := In(c.text).Value(c.v); got != c.want {
			t.Errorf("%q in %q gives %q, want %q", c.v, c.text, got, c.want)
		}
	}
}

func seed(f *testing.F) {
	for _, k := range kinds {
		for _, e := range k.examples {
			f.Add(e.Text)
		}
		for _, text := range k.neighbours {
			f.Add(text)
		}
	}
	for _, row := range rows {
		f.Add(row.Text(100))
	}
	for _, s := range []string{"", "\xff", "password=\xffa", "-----BEGIN PRIVATE KEY-----\nMIIEvQ.0 mot de passe du coffre : Chateau d If", "mot de passe : é\xcc", "•••", "password=•••a", "e\u0301password\u0301=x1y2", "net <<<<<<<<<<<<<<<<<<<<<<<x"} {
		f.Add(s)
	}
}

func FuzzFind(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, s string) {
		end := 0
		for _, sp := range Find(s) {
			if sp.Start < end || sp.End <= sp.Start || sp.End > len(s) || sp.Kind == "" {
				t.Fatalf("%q: span %v behind %d", s, sp, end)
			}
			if !utf8.RuneStart(s[sp.Start]) && utf8.ValidString(s) || sp.End < len(s) && !utf8.RuneStart(s[sp.End]) && utf8.ValidString(s) {
				t.Fatalf("%q: span %v cuts a rune", s, sp)
			}
			end = sp.End
		}
	})
}

func FuzzSecrets(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, s string) {
		In(s).Value(s)
		got := Secrets(s)
		if again := Secrets(got); again != got {
			t.Fatalf("%q gives %q, and that %q", s, got, again)
		}
		rest := s
		for _, kept := range strings.Split(got, Mask) { // what is not masked stays, in its order
			k := strings.Index(rest, kept)
			if k < 0 {
				t.Fatalf("%q gives %q: %q is new", s, got, kept)
			}
			rest = rest[k+len(kept):]
		}
		if strings.Contains(s, "hunter2") {
			return
		}
		for _, text := range []string{"https://u:hunter2@h/ " + s, s + "\nhttps://u:hunter2@h/", "password=hunter2x " + s, s + "\npassword=hunter2x"} {
			got := Secrets(text)
			if strings.Contains(got, ":hunter2@") || strings.Contains(got, "password=hunter2x") {
				t.Fatalf("%q gives %q", text, got)
			}
		}
	})
}

// Every shape is an expression, though most texts compile none.
func TestShapesCompile(t *testing.T) {
	prepare()
	for _, shapes := range shapesBy {
		for _, sh := range shapes {
			if sh.re() == nil {
				t.Errorf("a shape of %s has no expression", sh.kind)
			}
		}
	}
}

// TestWordsAreFolded: words are compared as they stand in the lists.
func TestWordsAreFolded(t *testing.T) {
	if len(wordList) > math.MaxUint16 {
		t.Errorf("%d bytes of words: places have two bytes", len(wordList))
	}
	for head, list := range sections(wordList) {
		if got := fold.String(list); got != list {
			t.Errorf("[%s] is not folded:\n%s", head, cmp.Diff(list, got))
		}
	}
}
