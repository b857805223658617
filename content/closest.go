package content

import (
	"cmp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"waptkb/content/fold"
)

// maxName is how many bytes the name of anything has at most: nothing resembles
// what is longer.
const maxName = 200

// Closest lists up to n ids that resemble a mistyped one, the closest first. It
// is empty when nothing resembles it.
func (l *Library) Closest(id string, n int) []string {
	if len(id) > maxName {
		return nil
	}
	id = fold.Slug(id)
	type near struct {
		id       string
		distance float64
	}
	var found []near
	words := strings.Split(id, "-")
	for _, candidate := range l.ids {
		d := float64(levenshtein.ComputeDistance(id, candidate)) / float64(max(len(id), len(candidate), 1))
		shared := 0
		for _, w := range words {
			if len(w) > 2 && slices.Contains(strings.Split(candidate, "-"), w) {
				shared++
			}
		}
		d -= 0.5 * float64(shared) / float64(len(words))
		if d < 0.45 {
			found = append(found, near{candidate, d})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.distance, b.distance) })
	out := make([]string, 0, n)
	for _, f := range found[:min(n, len(found))] {
		out = append(out, f.id)
	}
	return out
}
