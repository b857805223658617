//go:build !js

package content

import "waptkb/content/typeset"

// typography sets a text as printers do.
func typography(file, text string) string { return typeset.Text(file, text) }
