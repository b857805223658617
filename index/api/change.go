package api

import "waptkb/content"

// Change is what happened to an article.
type Change struct {
	Heading
	Date   string             `json:"date"`   // 2006-01-02
	Change content.ChangeKind `json:"change"` // added, changed, reviewed
}

// NewChanges makes a list of changes in a language.
func NewChanges(changes []content.Change, lang string) []Change {
	out := make([]Change, len(changes))
	for i, c := range changes {
		out[i] = Change{newHeading(c.Article, lang), c.Date, c.Kind}
	}
	return out
}
