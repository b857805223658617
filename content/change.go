package content

import (
	"cmp"
	"slices"
	"strings"
)

// ChangeKind says what happened to an article.
type ChangeKind string

// What happens to articles, what matters most to readers first.
const (
	WasAdded    ChangeKind = "added"
	WasChanged  ChangeKind = "changed"
	WasReviewed ChangeKind = "reviewed" // read against the sources again, without a change
)

// Change is what happened to an article. All dates are those of its front matter: they are
// the same on every machine.
type Change struct {
	Article *Article
	Kind    ChangeKind
	Date    string // 2006-01-02
}

// events gives the dates of an article, those that matter most first.
func (a *Article) events() []Change {
	return []Change{{a, WasAdded, a.Added}, {a, WasChanged, a.Changed}, {a, WasReviewed, a.Reviewed}}
}

// Updated gives the date of the last change of what an article says; where none is known,
// of its last reading.
func (a *Article) Updated() string { return cmp.Or(max(a.Added, a.Changed), a.Reviewed) }

// Since gives what happened to an article on a day or after it: of several things the one
// that matters most. There may be none.
func (a *Article) Since(day string) (Change, bool) {
	for _, event := range a.events() {
		if event.Date != "" && event.Date >= day {
			return event, true
		}
	}
	return Change{}, false
}

// LastChange gives what happened last to an article, a new reading not counted where
// anything else is known. A note of an organisation may have no date at all.
func (a *Article) LastChange() (Change, bool) { return a.Since(a.Updated()) }

// ChangesSince lists what happened to the articles, in a language, on a day or after it:
// the newest first.
func (l *Library) ChangesSince(day, lang string) (out []Change) {
	for _, a := range l.Articles(lang) {
		if change, ok := a.Since(day); ok {
			out = append(out, change)
		}
	}
	sortChanges(out)
	return out
}

// LastChanges lists what happened last to each article, in a language: the newest first.
func (l *Library) LastChanges(lang string) (out []Change) {
	for _, a := range l.Articles(lang) {
		if change, ok := a.LastChange(); ok {
			out = append(out, change)
		}
	}
	sortChanges(out)
	return out
}

func sortChanges(changes []Change) {
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(strings.Compare(b.Date, a.Date), strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Article.ID, b.Article.ID))
	})
}
