package i18n

import "embed"

// files are those of the site alone: an engine in a page has no command line and no chats.
//
//go:embed ??.json
var files embed.FS
