package index

import (
	"runtime"
	"sync"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index/fulltext"
	"waptkb/index/match"
	"waptkb/index/rank"
	"waptkb/index/reader"
)

// Index answers queries over a library. It is safe for concurrent use.
type Index struct {
	file      *flat.File
	lib       *content.Library
	text      *fulltext.Index
	templates *match.Matcher
	turns     chan struct{} // see turn
	snippets  sync.Map      // passage, or *content.Article for its summary → *shownText

	// Made when the first text, the first log or the first typing comes.
	ranker      func() *rank.Ranker
	scanner     func() *match.Scanner
	suggestions func() []suggestible
}

func newIndex(file *flat.File, lib *content.Library, text *fulltext.Index, templates *match.Matcher, opinion *reader.Reader) *Index {
	x := &Index{file: file, lib: lib, text: text, templates: templates, turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
	x.ranker = sync.OnceValue(func() *rank.Ranker { return rank.New(lib, text, templates, opinion) })
	x.scanner = sync.OnceValue(x.newScanner)
	x.suggestions = sync.OnceValue(x.newSuggestions)
	return x
}

// Library gives the articles that the index was built from.
func (x *Index) Library() *content.Library { return x.lib }
