package fulltext

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"waptkb/content"
	"waptkb/index/lex"

	"github.com/google/go-cmp/cmp"
)

// Analyzing a line piece by piece must give the terms that analyzing it as a whole
// gives, which is what the index was filled with.
func TestPiecesAreTheLine(t *testing.T) {
	x := theIndex(t)
	for _, q := range queries(t, "tuning.jsonl") {
		for _, l := range lex.Read(q).Lines {
			got := map[string]bool{}
			for _, w := range x.lineWords(l.Text) {
				for _, term := range w.Terms {
					if term.Field != fieldCode {
						got[term.Field+" "+term.Text] = true
					}
				}
			}
			want := map[string]bool{}
			for _, field := range languageFields {
				for _, token := range x.analyzers[field].Analyze([]byte(l.Text)) {
					name := string(token.Term)
					fields := []string{field}
					if strings.HasPrefix(name, conceptMark) {
						fields = languageFields
					}
					for _, f := range fields {
						if _, ok := x.term(f, name); ok && !stopList()[name] {
							want[f+" "+name] = true
						}
					}
				}
			}
			maps.DeleteFunc(got, func(k string, _ bool) bool { return want[k] || stopList()[k[strings.Index(k, " ")+1:]] })
			if len(got) > 0 {
				t.Errorf("%q: pieces give %q, the line does not", l.Text, slices.Sorted(maps.Keys(got)))
			}
		}
	}
}

// What an asker wrote and no article has must not stay in memory.
func TestNothingOfTheAskerIsKept(t *testing.T) {
	x := theIndex(t)
	const secret = "hunter2xyzzy"
	for range 2 {
		x.Words(context.Background(), lex.Read("wapt console "+secret+" certificat-"+secret+" l'"+secret))
	}
	for _, text := range x.pieces.Keys() {
		if strings.Contains(text, secret) {
			t.Errorf("%q is kept", text)
		}
	}
	if !x.pieces.Contains("console") {
		t.Error("a word of the articles is not remembered")
	}
}

// What is remembered changes nothing.
func TestRememberingChangesNothing(t *testing.T) {
	x := theIndex(t)
	for _, q := range queries(t, "held-out.jsonl")[:40] {
		x.pieces.Purge()
		want := x.Words(context.Background(), lex.Read(q))
		for range 2 {
			if diff := cmp.Diff(want, x.Words(context.Background(), lex.Read(q)), cmp.AllowUnexported(Term{})); diff != "" {
				t.Errorf("%q: %s", q, diff)
			}
		}
	}
}

// queries reads the queries of a set of package eval.
func queries(tb testing.TB, name string) []string {
	tb.Helper()
	f, err := os.Open(filepath.Join("..", "eval", "testdata", name))
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

// embedded is the index of the embedded articles, built once for all tests; none changes it.
var embedded = sync.OnceValues(func() (*Index, error) {
	lib, err := content.Load(content.FS)
	if err != nil {
		return nil, err
	}
	return Build(lib)
})

func theIndex(tb testing.TB) *Index {
	tb.Helper()
	x, err := embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return x
}
