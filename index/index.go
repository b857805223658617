package index

import (
	"runtime"
	"sync"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/rank"
	"waptkb/index/reader"
)

// Index answers queries over a library. It is safe for concurrent use.
type Index struct {
	lib       *content.Library
	volumes   []volume // ours, then what an organisation wrote beside them
	text      *fulltext.Segments
	templates *match.Union
	foreign   []*lex.ForeignNames // beside those of all texts
	turns     chan struct{}       // see turn
	shipped   *flat.File          // see Ship; nil of any other
	snippets  sync.Map            // passage, or *content.Article for its summary → *shownText

	// Made when the first text, the first log or the first typing comes.
	ranker      func() *rank.Ranker
	scanner     func() *match.Scanner
	suggestions func() []suggestible
}

// volume is what was compiled of a library.
type volume struct {
	file      *flat.File
	lib       *content.Library
	text      *fulltext.Index
	templates *match.Matcher
	readers   []*reader.Reader
}

// places gives the place that each of the articles of a library has in one that holds it, -1
// for one that is left out there.
func places(of, in *content.Library) []int32 {
	out := make([]int32, of.Len())
	for i, id := range of.IDs() {
		if out[i] = int32(in.Place(id)); int(out[i]) >= in.Len() {
			out[i] = -1
		}
	}
	return out
}

// panel gives the readers of all volumes.
func panel(lib *content.Library, volumes []volume) *reader.Panel {
	var members []reader.Member
	for _, p := range volumes {
		for _, r := range p.readers {
			member := reader.Member{Reader: r}
			for id := range r.Classes().All() {
				member.Places = append(member.Places, int32(lib.ArticlePlace(id)))
			}
			members = append(members, member)
		}
	}
	return reader.NewPanel(lib.Len(), members...)
}

// newIndex makes an index of volumes, whose articles and entries the library holds.
func newIndex(lib *content.Library, volumes []volume, opinion *reader.Panel) *Index {
	x := &Index{lib: lib, volumes: volumes, turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1))}
	var texts []fulltext.Placed
	var templates []*match.Matcher
	for _, p := range volumes {
		texts = append(texts, fulltext.Placed{Index: p.text, Places: places(p.lib, lib)})
		templates = append(templates, p.templates)
	}
	x.text = fulltext.Join(lib.Len(), texts...)
	x.templates = match.Join(x.taken(), templates...)
	x.ranker = sync.OnceValue(func() *rank.Ranker { return rank.New(lib, x.text, x.templates, opinion) })
	x.scanner = sync.OnceValue(x.newScanner)
	x.suggestions = sync.OnceValue(x.newSuggestions)
	return x
}

// Library gives the articles that the index was built from.
func (x *Index) Library() *content.Library { return x.lib }
