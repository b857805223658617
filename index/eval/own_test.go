package eval

import (
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/content/synthetic"
	"waptkb/index"
	"waptkb/index/embedded"
)

// beside gives an index with own articles beside it.
func beside(t *testing.T, ours *index.Index, fsys fs.FS) *index.Index {
	t.Helper()
	own, review, err := content.LoadOwn(fsys, ours.Library())
	if err != nil || len(review.Faults) > 0 {
		t.Fatal(err, review.Faults)
	}
	data, err := index.CompileBeside(ours, own, nil)
	if err != nil {
		t.Fatal(err)
	}
	both, err := ours.Beside(string(data))
	if err != nil {
		t.Fatal(err)
	}
	return both
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
	ours, err := embedded.Open()
	if err != nil {
		t.Fatal(err)
	}
	both := beside(t, ours, files)
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

// half is our content as an organisation would have written every second article.
type half struct{ fs.FS }

// isGuest tells whether an article is of the organisation.
func isGuest(id string) bool {
	h := fnv.New32()
	_, _ = io.WriteString(h, id)
	return h.Sum32()%2 == 0
}

func (h half) ReadDir(name string) ([]fs.DirEntry, error) {
	switch name {
	case "articles":
		list, err := fs.ReadDir(h.FS, name)
		return slices.DeleteFunc(list, func(e fs.DirEntry) bool { return !isGuest(e.Name()) }), err
	case "messages", "codes", "guide":
		return nil, fs.ErrNotExist
	}
	return fs.ReadDir(h.FS, name)
}

// Articles that stand beside others are found nearly as well as ours, which are learned together,
// and say no more often that they know what they do not.
func TestOwnArticlesAreFound(t *testing.T) {
	if testing.Short() {
		t.Skip("learns all articles")
	}
	t.Parallel()
	all, err := content.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	rest, err := content.LoadWithout(content.FS, slices.DeleteFunc(slices.Clone(all.IDs()), func(id string) bool { return !isGuest(id) })...)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.BuildLearned(rest)
	if err != nil {
		t.Fatal(err)
	}
	outcomes, err := Evaluate(t.Context(), beside(t, x, half{content.FS}), readCases(t, "held-out.jsonl"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Summarize(outcomes) {
		switch s.Group {
		case "all":
			t.Logf("%+v", s)
			if s.Hit1 < 0.96 || s.Abstention > 0.10 || s.Wrong > 0.02 {
				t.Errorf("the first result is right for %.3f, %.3f find nothing, %.3f something wrong", s.Hit1, s.Abstention, s.Wrong)
			}
		case "ood":
			t.Logf("%+v", s)
			if s.False > 0.02 {
				t.Errorf("%.3f of what is not ours is answered", s.False)
			}
		}
	}
}
