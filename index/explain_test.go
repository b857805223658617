package index

import (
	"errors"
	"slices"
	"testing"
	"testing/fstest"

	"waptkb/content"
)

// besideOurs gives our index with articles of an organisation.
func besideOurs(t *testing.T, files fstest.MapFS) *Index {
	t.Helper()
	x := theIndex(t)
	own, review, err := content.LoadOwn(files, x.Library())
	if err != nil || len(review.Faults) > 0 {
		t.Fatal(err, review.Faults)
	}
	data, err := CompileBeside(x, own, nil)
	if err != nil {
		t.Fatal(err)
	}
	both, err := x.Beside(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return both
}

// TestExplain tells an author what keeps an article from being the answer.
func TestExplain(t *testing.T) {
	t.Parallel()
	x := besideOurs(t, fstest.MapFS{"articles/borne/fr.md": {Data: []byte("---\ntitle: La borne d'accueil reste noire\nerrors: [\"Kiosk shell terminated with code {number}\"]\nquestions: [\"écran noir à l'accueil\"]\n---\n\nRedémarrez-la.\n")}})
	explain := func(text, id string) *Explanation {
		t.Helper()
		e, err := x.Explain(t.Context(), Query{Text: text}, id)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	wordsOf := func(e *Explanation, first, other bool) (out []string) {
		for _, w := range e.Words {
			if w.First == first && w.Other == other {
				out = append(out, w.Word)
			}
		}
		return out
	}

	e := explain("the uninstall key VLC can not be found on the kiosk shell", "borne")
	if e.First == nil || e.First.ID != "uninstall-key-not-found" || !e.First.Sure || e.First.Place != 1 || e.First.Templates[0].Coverage < 0.5 {
		t.Errorf("first: %+v", e.First)
	}
	if e.Other == nil || !e.Other.Own || e.Other.Sure || e.Other.Questions != 1 || len(e.Other.Signals) != len(e.First.Signals) || e.Other.Score >= e.First.Score {
		t.Errorf("other: %+v", e.Other)
	}
	if near := e.Other.Templates[0]; near.Coverage < leastCoverage || near.Coverage >= 1 || !slices.Contains(near.Missing, "terminated") {
		t.Errorf("what is near beside what stands there whole: %+v", near)
	}
	if got := wordsOf(e, true, false); !slices.Contains(got, "uninstall") {
		t.Errorf("words of the first alone: %v in %v", got, e.Words)
	}
	if got := wordsOf(e, false, true); !slices.Contains(got, "kiosk") {
		t.Errorf("words of the other alone: %v in %v", got, e.Words)
	}

	e = explain("Kiosk shell terminated with", "borne")
	if e.First.ID != "borne" || e.Other != nil {
		t.Errorf("compared with itself: %+v, %+v", e.First, e.Other)
	}
	if near := e.First.Templates[0]; near.Coverage <= 0.5 || near.Coverage >= 1 && !e.First.Sure || !slices.Contains(near.Missing, "code") || slices.Contains(near.Missing, "kiosk") {
		t.Errorf("near template: %+v", near)
	}
	if e = explain("Kiosk shell terminated with code 17", ""); !e.First.Sure || e.First.Templates[0].Coverage != 1 || len(e.First.Templates[0].Missing) > 0 {
		t.Errorf("whole template: %+v", e.First.Templates)
	}

	e = explain("la console est grise, mot de passe : hunter2hunter2", "")
	if slices.ContainsFunc(e.Words, func(s Said) bool { return s.Word == "hunter2hunter2" }) || e.First == nil || e.Other == nil {
		t.Errorf("words: %v", e.Words)
	}
	if e = explain("zzzqqq", "1603"); e.First != nil && e.First.ID == "1603" || e.Other == nil || e.Other.Place != 0 {
		t.Errorf("a code that has nothing to do with the text: %+v, %+v", e.First, e.Other)
	}
	if _, err := x.Explain(t.Context(), Query{Text: "x"}, "none"); !errors.Is(err, content.ErrNotFound) {
		t.Errorf("unknown article: %v", err)
	}
	if _, err := x.Explain(t.Context(), Query{Text: " "}, ""); !errors.Is(err, EmptyQuery) {
		t.Errorf("empty text: %v", err)
	}
}
