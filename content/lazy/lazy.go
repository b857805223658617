// Package lazy has regular expressions that are compiled when they are first used.
// Compiling those of all packages takes several times as long as the start of the program
// without them, and most commands use few of them.
package lazy

import (
	"regexp"
	"sync"
)

// Regexp gives what compiles an expression at its first call.
func Regexp(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}

// Matcher gives what tells whether an expression matches a text.
func Matcher(expr string) func(text string) bool {
	compiled := Regexp(expr)
	return func(text string) bool { return compiled().MatchString(text) }
}
