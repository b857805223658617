// Package lex reads text: into words with their places, lines with their weight,
// codes, and whether it speaks of WAPT or of somebody else. [Read] does it once for
// all that judge a query.
//
// A word is a run of letters and digits, folded (package fold); it is the same for
// templates, ranking, typing errors, codes and snippets. Lines of a paste are weighed:
// the line of an exception tells more than frames and innocent lines. What varies in
// logs and tells nothing (dates, addresses, GUIDs) can be blanked.
package lex

import (
	"strings"
	"sync"

	"waptkb/content"
	"waptkb/content/words"
)

// Text is a query or a paste that was read.
type Text struct {
	Raw     string
	Words   []Word
	Lines   []Line                // those that say something, with their weight
	Codes   []content.CodeMention // numbers that are codes, in their order
	Whole   *content.CodeMention  // the code that all of the text is, or nil
	WAPT    bool                  // it speaks of WAPT
	Foreign bool                  // it names what WAPT has nothing to do with, and does not speak of WAPT
}

// Read reads a text, in time that is linear in it.
func Read(raw string) *Text {
	t := &Text{Raw: raw, Words: Words(raw), Lines: lines(raw), Codes: content.FindCodes(raw[:min(len(raw), maxContext)]), WAPT: speaksOfWAPT(raw)}
	if value, ok := content.ParseCode(strings.TrimSpace(raw)); ok {
		t.Whole = &content.CodeMention{Value: value, Text: raw, End: len(raw)}
	}
	t.Foreign = !t.WAPT && foreign().in(raw)
	return t
}

// foreign gives the names of [words.Foreign], read when the first text comes.
var foreign = sync.OnceValue(func() *foreignNames { return newForeignNames(words.Foreign) })
