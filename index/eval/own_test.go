package eval

import (
	"io/fs"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/content/synthetic"
	"waptkb/index"
	"waptkb/index/embedded"
)

// beside gives our index with own articles beside it.
func beside(t *testing.T, fsys fs.FS) (ours, both *index.Index) {
	t.Helper()
	ours, err := embedded.Open()
	if err != nil {
		t.Fatal(err)
	}
	own, review, err := content.LoadOwn(fsys, ours.Library())
	if err != nil || len(review.Faults) > 0 {
		t.Fatal(err, review.Faults)
	}
	data, err := index.CompileBeside(ours, own)
	if err != nil {
		t.Fatal(err)
	}
	both, err = ours.Beside(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return ours, both
}

// sample gives one of so many cases.
func sample(cases []Case, step int) (out []Case) {
	for i := 0; i < len(cases); i += step {
		out = append(out, cases[i])
	}
	return out
}

// Two hundred articles that have nothing to do with a question move none of ours, and are found by
// their own errors. A fifth of the questions is asked, with WAPTKB_LONG=1 all of them.
func TestOwnArticlesMoveNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("learns 200 articles")
	}
	t.Parallel()
	step := 5
	if os.Getenv("WAPTKB_LONG") == "1" {
		step = 1
	}
	files := synthetic.FS{N: 200, Seed: 7}
	ours, both := beside(t, files)
	for n := 2; n < 3*files.N; n += 3 {
		text, id := files.Query(n)
		r, err := both.Search(t.Context(), index.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if a := r.Answer; a == nil || a.Confidence != index.Exact || a.Article.ID != id {
			t.Errorf("%q does not answer %s exactly: %+v", text, id, a)
		}
	}
	for _, name := range []string{"tuning.jsonl", "held-out.jsonl"} {
		cases := sample(readCases(t, name), step)
		before, err := Evaluate(t.Context(), ours, cases, nil)
		if err != nil {
			t.Fatal(err)
		}
		after, err := Evaluate(t.Context(), both, cases, nil)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(visible(before), visible(after)); diff != "" {
			t.Errorf("%s: without them (-) and with them (+):\n%s", name, diff)
		}
		t.Logf("%s, %d questions: %+v", name, len(cases), Summarize(after)[0])
	}
}

// visible leaves out what nobody sees: the first of results of which none has to do with the query.
func visible(outcomes []Outcome) []Outcome {
	for i := range outcomes {
		if o := &outcomes[i]; o.Probability < 0.03 {
			o.First, o.Probability = "", 0
		}
	}
	return outcomes
}
