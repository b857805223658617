// Package lazy has what is made when it is first used: most commands need little of it, and
// the start of the program would take several times as long with all.
package lazy

import (
	"compress/gzip"
	"fmt"
	"io"
	"regexp"
	"strings"
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

// Text gives what unpacks a text that was embedded as gzip makes it.
func Text(packed string) func() string {
	return sync.OnceValue(func() string {
		r, err := gzip.NewReader(strings.NewReader(packed))
		if err != nil {
			panic(fmt.Sprintf("an embedded text is damaged: %v", err)) // go generate made it
		}
		text, err := io.ReadAll(r)
		if err != nil {
			panic(fmt.Sprintf("an embedded text is damaged: %v", err))
		}
		return string(text)
	})
}
