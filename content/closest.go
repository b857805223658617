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
func (l *Library) Closest(id string, n int) []string { return closest(l.IDs(), id, n) }

func closest(ids []string, id string, n int) []string {
	if len(id) > maxName {
		return nil
	}
	id = fold.Slug(id)
	near, distances := []string{}, map[string]float64{}
	words := strings.Split(id, "-")
	for _, candidate := range ids {
		d := float64(levenshtein.ComputeDistance(id, candidate)) / float64(max(len(id), len(candidate), 1))
		shared := 0
		for _, w := range words {
			if len(w) > 2 && slices.Contains(strings.Split(candidate, "-"), w) {
				shared++
			}
		}
		d -= 0.5 * float64(shared) / float64(len(words))
		if d < 0.45 {
			near = append(near, candidate)
			distances[candidate] = d
		}
	}
	slices.SortStableFunc(near, func(a, b string) int { return cmp.Compare(distances[a], distances[b]) })
	return near[:min(n, len(near))]
}
