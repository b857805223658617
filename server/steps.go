package server

import (
	"html"
	"strings"
)

// firstSteps takes the first steps of a solution out of a rendered article: the
// whole section where it is not divided, else all before its second part. whole
// tells whether that is all of it. Links to anchors lead to the article.
func firstSteps(body, anchor, articleURL string) (steps string, whole bool) {
	_, section, ok := strings.Cut(body, `<h2 id="`+html.EscapeString(anchor)+`">`)
	if !ok {
		return "", false
	}
	if _, after, ok := strings.Cut(section, "</h2>"); ok {
		section = after
	}
	if i := strings.Index(section, "<h2 "); i >= 0 {
		section = section[:i]
	}
	whole = true
	if parts := strings.SplitN(section, "<h3 ", 3); len(parts) == 3 {
		section, whole = parts[0]+"<h3 "+parts[1], false
	}
	return strings.ReplaceAll(strings.TrimSpace(section), `href="#`, `href="`+articleURL+`#`), whole
}
