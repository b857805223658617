package content

import (
	"slices"
	"strings"

	"waptkb/i18n"
)

// Releases lists the releases of WAPT that an article may have been checked against;
// [SomeOf2] is documentation that does not tell of which.
var Releases = []string{"1.8.2", "2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", SomeOf2}

// SomeOf2 is the release of what is known of some of WAPT 2 only.
const SomeOf2 = "2.x"

// ReleaseSet is a set of [Releases], one bit each.
type ReleaseSet uint32

// ReleasesOf gives the releases that numbers name: 2.6.0 and 2.6 that of 2.6, 1.8 that of
// 1.8.2, 2.x all of WAPT 2.
func ReleasesOf(numbers ...string) (set ReleaseSet) {
	for _, n := range numbers {
		for i, r := range Releases {
			if major, line := releaseLine(r); n == major+".x" || n == line || strings.HasPrefix(n, line+".") {
				set |= 1 << i
			}
		}
	}
	return set
}

// releaseLine gives the major number of a release and its first two: 1 and 1.8 of 1.8.2.
func releaseLine(release string) (major, line string) {
	parts := strings.SplitN(release, ".", 3)
	return parts[0], parts[0] + "." + parts[1]
}

// CheckedIn tells in words for which releases an article was checked, in a language of
// texts; empty for entries of the reference. What is not known of WAPT 2 is said.
func (a *Article) CheckedIn(texts *i18n.Catalog, lang string) string {
	if len(a.Checked) == 0 {
		return ""
	}
	named := strings.Join(slices.DeleteFunc(slices.Clone(a.Checked), func(r string) bool { return r == SomeOf2 }), ", ")
	switch {
	case slices.Contains(a.Checked, SomeOf2):
		return texts.Text(lang, "article.checked.partly", "releases", named)
	case ReleasesOf(a.Checked...)&ReleasesOf(SomeOf2) == 0:
		return texts.Text(lang, "article.checked.old", "releases", named)
	}
	return texts.Text(lang, "article.checked", "releases", named)
}
