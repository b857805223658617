// Package embedded holds the compiled index of the articles that the program comes with.
//
// The file index.bin is kept beside the sources, so that every build of the program
// starts at once, however it was built; a test compares it with what the articles give.
// After a change of articles, words or analysis, "go generate ./index/embedded" makes it
// anew.
package embedded

import (
	_ "embed"

	"waptkb/index"
)

//go:generate go run ./generate

//go:embed index.bin
var compiled string

// Open gives the index of the embedded articles.
func Open() (*index.Index, error) { return index.Read(compiled) }
