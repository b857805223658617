// Package words holds the lists of words that search knows beside the articles. Each is
// a text file whose first lines tell how it is written.
package words

import (
	_ "embed"
	"iter"
	"strings"
)

var (
	// Concepts are words that mean the same, in French and English.
	//
	//go:embed concepts.txt
	Concepts string

	// Foreign are names of what WAPT has nothing to do with.
	//
	//go:embed foreign.txt
	Foreign string

	// Background are questions and errors of other products and of everyday life, one
	// a line: what is not ours.
	//
	//go:embed background.txt
	Background string
)

// Lines yields the lines of a list without the space around them; blank lines and
// comments, which begin with #, are left out.
func Lines(list string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for l := range strings.Lines(list) {
			l = strings.TrimSpace(l)
			if l != "" && !strings.HasPrefix(l, "#") && !yield(l) {
				return
			}
		}
	}
}
