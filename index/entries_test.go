package index

import (
	"context"
	"slices"
	"testing"

	"waptkb/content"
)

// TestEveryEntryIsFound asks for each message with other values in its holes, and
// for each code in all its forms: the entry, or the article that it leads to,
// comes first. None is left out but the messages that identify nothing.
func TestEveryEntryIsFound(t *testing.T) {
	x := theIndex(t)
	first := func(q string) string {
		t.Helper()
		r, err := x.Search(context.Background(), Query{Text: q, Lang: content.Primary})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Results) == 0 {
			return ""
		}
		return r.Results[0].Article.ID
	}
	for _, m := range x.Library().Messages() {
		for _, e := range m.Errors {
			q := e.Filled("x1")
			switch got := first(q); {
			case m.General && got == m.ID:
				if r, _ := x.Search(context.Background(), Query{Text: q, Lang: content.Primary}); r.Answer != nil {
					t.Errorf("Search(%q) answers with the general message %s", q, m.ID)
				}
			case !m.General && got != m.ID && (m.Article == "" || got != m.Article):
				t.Errorf("Search(%q) = %q, want %q or its article %q", q, got, m.ID, m.Article)
			}
		}
	}
	for _, c := range x.Library().Codes() {
		for _, form := range append(c.Forms(), c.ID, "code "+c.ID) {
			if got := first(form); !slices.Contains([]string{c.ID, c.Article}, got) {
				t.Errorf("Search(%q) = %q, want %q or its article %q", form, got, c.ID, c.Article)
			}
		}
	}
}

// TestSuggestEntries completes the names of codes and the texts of messages.
func TestSuggestEntries(t *testing.T) {
	x := theIndex(t)
	for typed, want := range map[string]string{"1618": "1618", "error_install_already": "1618", "no ca certificate": "pas-de-certificat-ca"} {
		got := x.Suggest(typed, content.Primary, 5)
		if !slices.ContainsFunc(got, func(s Suggestion) bool { return s.ID == want }) {
			t.Errorf("Suggest(%q) = %v, want %s among them", typed, got, want)
		}
	}
}
