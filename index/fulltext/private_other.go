//go:build !unix

package fulltext

import "io/fs"

// Elsewhere the user's cache folder is private as it is, and modes say nothing.

func ours(fs.FileInfo) bool        { return true }
func safe(fs.FileInfo) bool        { return true }
func othersWrite(fs.FileInfo) bool { return false }
