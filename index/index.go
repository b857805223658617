package index

import (
	"math"
	"runtime"
	"sync"

	"waptkb/content"
	"waptkb/content/words"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/rank"
)

// Index answers queries over a library. It is safe for concurrent use.
type Index struct {
	lib      *content.Library
	text     *fulltext.Index
	turns    chan struct{} // see turn
	snippets sync.Map      // texts of articles → *shownText

	// Made when the first text, the first log or the first typing comes.
	templates   func() *match.Matcher
	ranker      func() *rank.Ranker
	scanner     func() *match.Scanner
	suggestions func() []suggestible
}

func newIndex(lib *content.Library, text *fulltext.Index) *Index {
	x := &Index{lib: lib, text: text, turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
	x.templates = sync.OnceValue(func() *match.Matcher { return newMatcher(lib) })
	x.ranker = sync.OnceValue(func() *rank.Ranker { return rank.New(lib, text, x.templates()) })
	x.scanner = sync.OnceValue(x.newScanner)
	x.suggestions = sync.OnceValue(x.newSuggestions)
	return x
}

// newMatcher compiles the error templates of all articles. A fixed word weighs
// what it says among templates and in everyday text.
func newMatcher(lib *content.Library) *match.Matcher {
	var patterns []*match.Pattern
	counts, n := map[string]int{}, 0
	count := func(text string) {
		n++
		seen := map[string]bool{}
		for _, w := range lex.Words(text) {
			if !seen[w.Text] {
				seen[w.Text] = true
				counts[w.Text]++
			}
		}
	}
	for line := range words.Lines(words.Background) {
		count(line)
	}
	for _, a := range lib.Articles(content.Primary) {
		own := ""
		for _, t := range a.Errors {
			patterns = append(patterns, &match.Pattern{ID: a.ID, Template: t})
			own += t.Filled(" ") + "\n"
		}
		count(own)
	}
	for _, m := range lib.Messages() {
		if m.General { // identifies nothing
			continue
		}
		for _, t := range m.Errors {
			patterns = append(patterns, &match.Pattern{ID: m.ID, Template: t})
		}
	}
	return match.New(patterns, func(word string) float64 {
		return math.Log(float64(n+1)/(float64(counts[word])+1)) + 0.3
	})
}

// Library gives the articles that the index was built from.
func (x *Index) Library() *content.Library { return x.lib }
