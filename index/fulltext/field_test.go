package fulltext

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content/flat"
)

// A field has, for each passage, as many terms as its analyzer makes of the text.
func TestFieldLengths(t *testing.T) {
	x := theIndex(t)
	for _, name := range x.Fields() {
		f, ok := x.Field(name)
		if !ok || f.Name() != name {
			t.Fatalf("no field %q", name)
		}
		sum := 0
		for i := range x.Len() {
			sum += f.Length(i)
			if i%97 != 0 {
				continue
			}
			want := 0
			if p := x.Passage(i); p.Has(name) {
				want = len(f.Analyzer().Analyze([]byte(p.Text)))
			}
			if f.Length(i) != want {
				t.Errorf("passage %d has %d terms in %s, want %d", i, f.Length(i), name, want)
			}
		}
		for i := range f.Terms().Len() {
			term := f.Term(i)
			for p := range term.Postings() {
				sum -= int(p.Frequency)
			}
		}
		if sum != 0 {
			t.Errorf("%s: lengths and frequencies differ by %d", name, sum)
		}
	}
	if _, ok := x.Field("nowhere"); ok {
		t.Error("there is a field that nobody made")
	}
}

// However postings are read, they are the same, and are counted right.
func TestPostings(t *testing.T) {
	want := []Posting{{0, 1}, {1, 200}, {300, 1}, {70000, 3}, {70001, 127}, {70129, 128}}
	var term Term
	before := 0
	for _, p := range want {
		term.postings = string(appendPosting([]byte(term.postings), before, int(p.Passage), int(p.Frequency)))
		before = int(p.Passage)
	}
	var all, each []Posting
	for p := range term.Postings() {
		all = append(all, p)
	}
	c := term.Cursor()
	for p, ok := c.Next(); ok; p, ok = c.Next() {
		each = append(each, p)
	}
	if diff := cmp.Diff(want, all) + cmp.Diff(want, each); diff != "" {
		t.Error(diff)
	}
	if term.Count() != len(want) || (&Term{}).Count() != 0 {
		t.Errorf("%d postings, want %d", term.Count(), len(want))
	}
}

// A length that two bytes do not hold counts as the greatest.
func TestLongPassage(t *testing.T) {
	var passages []Passage
	for _, n := range []int{0, 255, 256, 70000} {
		passages = append(passages, Passage{Article: -1, Part: PartBackground, Words: n})
	}
	var out flat.Builder
	if err := writePassages(passages, 0, &out); err != nil {
		t.Fatal(err)
	}
	file, err := out.Open()
	if err != nil {
		t.Fatal(err)
	}
	x := &Index{passages: readPassages(file)}
	var got []int
	for i := range 4 {
		got = append(got, x.WordsIn(i))
	}
	if diff := cmp.Diff([]int{0, 255, 256, 65535}, got); diff != "" {
		t.Error(diff)
	}
}
