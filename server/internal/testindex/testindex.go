// Package testindex has indexes for the tests of the server and of what it is made of.
package testindex

import (
	"sync"

	"waptkb/index/embedded"
)

// Index gives the index of the embedded articles, the same for all tests of a package.
var Index = sync.OnceValues(embedded.Open)
