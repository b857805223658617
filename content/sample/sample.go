// Package sample holds three articles for tests: for what needs content and not what
// ours says. Each has all that a writer meets. They bear ids and error texts of ours,
// so that a test asks both alike.
package sample

import "embed"

// FS has the layout that package content describes.
//
//go:embed articles
var FS embed.FS
