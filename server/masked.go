package server

import (
	"net/url"
	"strings"

	"waptkb/index/redact"
)

// This file shows addresses again: people paste into them, too, and secrets with it.

// maxPath is how many bytes of a path are shown again: no page has a longer one.
const maxPath = 1000

// maskedPath gives the beginning of the path of an address with its secrets masked,
// escaped.
func maskedPath(u *url.URL) string {
	path := strings.ToValidUTF8(u.Path[:min(len(u.Path), maxPath)], "")
	if masked := redact.Secrets(path); masked != u.Path {
		return (&url.URL{Path: masked}).EscapedPath()
	}
	return u.EscapedPath()
}

// maskedQuery gives the query of an address with its secrets masked, escaped. A name
// may tell that its value is one.
func maskedQuery(u *url.URL) string {
	values := u.Query()
	changed := false
	for name, list := range values {
		for i, value := range list {
			if masked := redact.In(name + "=" + value).Value(value); masked != value {
				list[i], changed = masked, true
			}
		}
	}
	if !changed {
		return u.RawQuery
	}
	return values.Encode()
}
