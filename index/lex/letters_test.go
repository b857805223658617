package lex

import (
	"strings"
	"testing"
)

// An index is the same from wherever it is looked for.
func TestIndexNear(t *testing.T) {
	s := Squeeze(strings.Repeat("a, é½ \x1b[31m b--œ\n", 40))
	for offset := range len(s.Original) + 2 {
		want := s.Index(offset)
		for near := 0; near <= want; near++ {
			if got := s.IndexNear(offset, near); got != want {
				t.Fatalf("byte %d from letter %d: %d, want %d", offset, near, got, want)
			}
		}
	}
}
