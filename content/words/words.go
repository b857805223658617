// Package words holds the lists of words that search knows beside the articles. Each is
// a text file whose first lines tell how it is written.
package words

import (
	_ "embed"
	"iter"
	"strings"

	"waptkb/content/lazy"
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
)

// background.txt.gz is background.txt, which would be a good part of the program.
//
//go:generate gzip --best --no-name --keep --force background.txt
//go:embed background.txt.gz
var packed string

// Background gives questions and errors of other products, of everyday life, and of WAPT
// where no article answers, one a line: what is not ours. It is needed only to compile an
// index: a program that compiles none has nothing of it, as it would of a variable.
func Background() string { return lazy.Text(packed)() }

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
