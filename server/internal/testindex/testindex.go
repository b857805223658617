// Package testindex has the index of the embedded articles for the tests of the
// server and of what it is made of.
package testindex

import (
	"sync"

	"waptkb/content"
	"waptkb/index"
)

// Index indexes the embedded content, once for all tests of a package.
var Index = sync.OnceValues(func() (*index.Index, error) {
	lib, err := content.Load(content.FS)
	if err != nil {
		return nil, err
	}
	return index.Build(lib)
})
