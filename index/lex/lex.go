// Package lex reads text: into words with their places, lines with their weight,
// codes, and whether it speaks of WAPT or of somebody else. [Read] does it once for
// all that judge a query.
//
// A text is reduced to its folded letters and digits once ([Letters]). Templates are
// matched on these, and words are runs of them, the same for ranking, typing errors,
// codes, names and snippets. Lines of a paste are weighed:
// the line of an exception tells more than frames and innocent lines. What varies in
// logs and tells nothing (dates, addresses, GUIDs) is blanked.
package lex

import (
	"strings"
	"sync"

	"waptkb/content"
	"waptkb/content/words"
)

// Text is a query or a paste that was read.
type Text struct {
	Raw      string
	Letters  *Letters
	Words    []Word
	Lines    []Line                // those that say something, with their weight
	Codes    []content.CodeMention // numbers that are codes, in their order
	Whole    *content.CodeMention  // the code that all of the text is, or nil
	WAPT     bool                  // it speaks of WAPT
	Foreign  bool                  // it names what WAPT has nothing to do with, and does not speak of WAPT
	Releases content.ReleaseSet    // releases of WAPT that it names
}

// Read reads a text, in time that is linear in it.
func Read(raw string) *Text {
	t := ReadLines(raw)
	t.Codes, t.WAPT = content.FindCodes(raw[:min(len(raw), maxContext)]), speaksOfWAPT(raw)
	if value, ok := content.ParseCode(strings.TrimSpace(raw)); ok {
		t.Whole = &content.CodeMention{Value: value, Text: raw, End: len(raw)}
	}
	t.Foreign = !t.WAPT && foreign().in(raw, t.Words)
	if !t.Foreign {
		t.Releases = releases(raw, t.Words)
	}
	return t
}

// ReadLines reads of a text no more than its words and lines.
func ReadLines(raw string) *Text {
	letters := Squeeze(raw)
	all := letters.Words()
	return &Text{Raw: raw, Letters: letters, Words: all, Lines: lines(raw, all)}
}

// foreign gives the names of [words.Foreign], read when the first text comes.
var foreign = sync.OnceValue(func() *ForeignNames { return NewForeignNames(words.Foreign) })
