package content

import (
	"testing"

	"waptkb/i18n"
)

func TestReleasesOf(t *testing.T) {
	t.Parallel()
	second := ReleasesOf("2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6")
	for _, tt := range []struct {
		a, b   ReleaseSet
		common bool
	}{
		{ReleasesOf("1.8"), ReleasesOf("1.8.2"), true},
		{ReleasesOf("1.8.2.7393"), ReleasesOf("1.8.2"), true},
		{ReleasesOf("1.x"), ReleasesOf("1.8.2"), true},
		{ReleasesOf("2.6.0"), ReleasesOf("2.6"), true},
		{ReleasesOf("2.60"), ReleasesOf("2.6"), false},
		{ReleasesOf("2.6"), ReleasesOf("2.5"), false},
		{ReleasesOf("2.5", "2.6"), ReleasesOf("2.6"), true},
		{ReleasesOf("2.x"), ReleasesOf("2.3"), true},
		{ReleasesOf("2.x"), ReleasesOf("1.8.2"), false},
		{ReleasesOf("1.8.2", SomeOf2), ReleasesOf("2.3"), true},
		{ReleasesOf(), ^ReleaseSet(0), false},
		{ReleasesOf("3.8", "1.26", "1.1", "2", ""), ^ReleaseSet(0), false},
		{ReleasesOf("2.x"), ^second, true}, // what is known of some of 2 only is a release of its own
		{ReleasesOf("2.6"), ^second, false},
	} {
		if got := tt.a&tt.b != 0; got != tt.common {
			t.Errorf("%b and %b have a release in common: %t", tt.a, tt.b, got)
		}
	}
}

func TestCheckedIn(t *testing.T) {
	t.Parallel()
	texts := i18n.New()
	for _, tt := range []struct {
		checked []string
		want    string
	}{
		{nil, ""},
		{[]string{"1.8.2"}, "Checked for WAPT 1.8.2; 2.x: not checked"},
		{[]string{"1.8.2", "2.x"}, "Checked for WAPT 1.8.2; 2.x: only what this page says about it"},
		{[]string{"1.8.2", "2.6"}, "Checked for WAPT 1.8.2, 2.6"},
	} {
		if got := (&Article{Checked: tt.checked}).CheckedIn(texts, "en"); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.checked, got, tt.want)
		}
	}
}

// Each of our own articles says for which releases it was checked, in all its languages.
func TestEmbeddedContentIsChecked(t *testing.T) {
	t.Parallel()
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	texts := i18n.New()
	for i, id := range lib.IDs() {
		for _, lang := range lib.Translations(id) {
			a, err := lib.Article(id, lang)
			if err != nil {
				t.Fatal(err)
			}
			if a.CheckedIn(texts, lang) == "" || lib.Releases(i) != ReleasesOf(a.Checked...) {
				t.Errorf("%s/%s: checked for %v, kept as %b: write checked in its front matter", id, lang, a.Checked, lib.Releases(i))
			}
		}
	}
}
