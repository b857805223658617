// Package testindex has indexes for the tests of the server and of what it is made
// of, each the same for all tests of a package. Nobody changes them.
package testindex

import (
	"sync"

	"waptkb/content"
	"waptkb/content/sample"
	"waptkb/index"
	"waptkb/index/embedded"
)

// Index gives the index of the embedded articles: for what ours say, and how it is found.
var Index = sync.OnceValues(embedded.Open)

// Small indexes the articles of package sample: for everything else.
var Small = sync.OnceValues(func() (*index.Index, error) {
	lib, err := content.Load(sample.FS)
	if err != nil {
		return nil, err
	}
	return index.Build(lib)
})
