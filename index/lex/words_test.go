package lex

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]Word{
		"":            {},
		"Clé\npublic": {{"cle", 0, 4}, {"public", 5, 11}},
		"e\u0301té x": {{"ete", 0, 6}, {"x", 7, 8}},
		"à ½ h":       {{"a", 0, 2}, {"12", 3, 5}, {"h", 6, 7}},
		"⑴½":          {{"1", 0, 3}, {"12", 3, 5}},
		"½\nh":        {{"12", 0, 2}, {"h", 3, 4}},
	} {
		if diff := cmp.Diff(want, Words(text)); diff != "" {
			t.Errorf("Words(%q): want (-), got (+):\n%s", text, diff)
		}
	}
}

// Words stand in the text behind one another, whatever its runes fold to.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"", "Clé\npublic", "e\u0301té x", "⑴½ ﷺ ŉ", "\x1b[31merror\x1b[0m", "\xff\xc3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		behind := 0
		for _, w := range Words(text) {
			if w.Start < behind || w.End <= w.Start || w.End > len(text) || w.Text == "" {
				t.Errorf("Words(%q) has %+v behind %d", text, w, behind)
			}
			behind = w.End
		}
	})
}
