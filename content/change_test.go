package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChanges(t *testing.T) {
	t.Parallel()
	type event struct {
		kind ChangeKind
		date string
	}
	for name, test := range map[string]struct {
		article Article
		since   string
		want    event // of Since
		last    event
	}{
		"only read":         {Article{Reviewed: "2026-11-22"}, "2026-11-22", event{WasReviewed, "2026-11-22"}, event{WasReviewed, "2026-11-22"}},
		"before":            {Article{Reviewed: "2026-11-22"}, "2026-11-23", event{}, event{WasReviewed, "2026-11-22"}},
		"new":               {Article{Added: "2026-12-01", Reviewed: "2026-12-01"}, "2026-12-01", event{WasAdded, "2026-12-01"}, event{WasAdded, "2026-12-01"}},
		"new, then changed": {Article{Added: "2026-12-01", Changed: "2026-12-05", Reviewed: "2026-12-06"}, "2026-11-30", event{WasAdded, "2026-12-01"}, event{WasChanged, "2026-12-05"}},
		"changed since":     {Article{Added: "2026-12-01", Changed: "2026-12-05", Reviewed: "2026-12-06"}, "2026-12-02", event{WasChanged, "2026-12-05"}, event{WasChanged, "2026-12-05"}},
		"read since":        {Article{Added: "2026-12-01", Changed: "2026-12-05", Reviewed: "2026-12-06"}, "2026-12-06", event{WasReviewed, "2026-12-06"}, event{WasChanged, "2026-12-05"}},
		"added and changed": {Article{Added: "2026-12-01", Changed: "2026-12-01", Reviewed: "2026-11-01"}, "", event{WasAdded, "2026-12-01"}, event{WasAdded, "2026-12-01"}},
		"nothing":           {Article{}, "", event{}, event{}},
	} {
		got, _ := test.article.Since(test.since)
		if (event{got.Kind, got.Date}) != test.want {
			t.Errorf("%s: since %s: %s %s, want %v", name, test.since, got.Kind, got.Date, test.want)
		}
		if last, _ := test.article.LastChange(); (event{last.Kind, last.Date}) != test.last {
			t.Errorf("%s: last %s %s, want %v", name, last.Kind, last.Date, test.last)
		}
	}
}

// TestChangesSince reads the dates from the articles and sorts by them.
func TestChangesSince(t *testing.T) {
	t.Parallel()
	files := goodFiles()
	files[frFile] = strings.Replace(french, "severity: error", "severity: error\nadded: 2026-11-01\nchanged: 2026-12-01", 1)
	lib, err := Load(mapFS(files))
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"fr", "en"} {
		var got []string
		for _, c := range lib.ChangesSince("2026-11-10", lang) {
			got = append(got, c.Date+" "+string(c.Kind)+" "+c.Article.ID)
		}
		if diff := cmp.Diff([]string{"2026-12-01 changed disque", "2026-11-22 reviewed autre"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
	}
}
