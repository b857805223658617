package content

import "embed"

// FS is the content that is built into the program.
//
//go:embed articles codes guide messages
var FS embed.FS
