package index

import (
	"errors"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"waptkb/content"
	"waptkb/content/words"
	"waptkb/index/lex"
	"waptkb/index/match"
)

// ErrClosed is the kind of error for the use of a closed index.
var ErrClosed = errors.New("the index is closed")

// Index answers queries over a library. It is safe for concurrent use.
type Index struct {
	lib            *content.Library
	passages       []Passage
	store          bleve.Index
	reader         bleveindex.IndexReader
	analyzers      map[string]conceptAnalyzer // French and English, by field
	matcher        *match.Matcher
	ids            []string       // articles, then entries of the reference
	articles       int            // how many of ids are articles
	ordinals       map[string]int // id → index in ids
	sections       [][]int32      // by article: the passages that are sections
	questions      []int          // by article: how many it has
	questionsTotal int
	seldom         []bool        // by article: people ask about it seldom
	general        []bool        // by article: it is about a family of problems
	info           []passageInfo // by passage
	lexemes        lexemeCache
	pieces         pieceCache
	said           saidCache
	scratch        sync.Pool // of *scores
	texts          sync.Map  // texts of articles → *shownText

	wordsOnce  sync.Once // for typing errors, when the first unknown word comes
	knownWords *match.Lexicon

	turns    chan struct{} // see turn
	scanOnce sync.Once     // templates are prepared for logs when the first log comes
	scan     *match.Scanner

	suggestOnce sync.Once
	suggestions []suggestible
}

func newIndex(lib *content.Library, ps []Passage, store bleve.Index) (*Index, error) {
	x := &Index{turns: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), lib: lib, passages: ps, store: store, ordinals: map[string]int{}, analyzers: map[string]conceptAnalyzer{}}
	x.ids, x.articles = slices.Concat(lib.IDs(), lib.Entries()), len(lib.IDs())
	for i, id := range x.ids {
		x.ordinals[id] = i
	}
	x.lexemes.known = map[[2]string]*lexeme{}
	for _, id := range lib.IDs() {
		a, err := lib.Article(id, content.Primary)
		if err != nil {
			return nil, errors.Join(err, store.Close())
		}
		x.general = append(x.general, a.General)
		x.seldom = append(x.seldom, a.Seldom)
	}
	x.info = make([]passageInfo, len(ps))
	x.questions = make([]int, len(lib.IDs()))
	x.sections = make([][]int32, len(lib.IDs()))
	for i, p := range ps {
		x.info[i] = p.info()
		if p.Article >= 0 {
			if p.Anchor != "" {
				x.sections[p.Article] = append(x.sections[p.Article], int32(i))
			}
			if x.info[i].group == asked {
				x.questions[p.Article]++
				x.questionsTotal++
			}
		}
	}
	for _, field := range languageFields {
		analyzer, ok := store.Mapping().AnalyzerNamed(analyzerPrefix + field).(conceptAnalyzer)
		if !ok { // the mapping is stored with the index
			return nil, errors.Join(fmt.Errorf("the index has no analyzer for %s", field), store.Close())
		}
		x.analyzers[field] = analyzer
	}
	advanced, err := store.Advanced()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the index: %w", err), store.Close())
	}
	if x.reader, err = advanced.Reader(); err != nil {
		return nil, errors.Join(fmt.Errorf("reading the index: %w", err), store.Close())
	}
	x.matcher = newMatcher(lib)
	return x, nil
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
	for line := range background() {
		count(line)
	}
	for _, a := range lib.Articles(content.Primary) {
		words := map[string]bool{}
		for _, t := range a.Errors {
			patterns = append(patterns, &match.Pattern{ID: a.ID, Template: t})
			for _, w := range lex.Words(t.Filled(" ")) {
				words[w.Text] = true
			}
		}
		for w := range words {
			counts[w]++
		}
		n++
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

// background lists the texts of background.txt.
func background() func(func(string) bool) {
	return func(yield func(string) bool) {
		for l := range strings.Lines(words.Background) {
			l = strings.TrimSpace(l)
			if l != "" && !strings.HasPrefix(l, "#") && !yield(l) {
				return
			}
		}
	}
}

// Library gives the articles that the index was built from.
func (x *Index) Library() *content.Library { return x.lib }

// Templates gives the matcher of all error templates.
func (x *Index) Templates() *match.Matcher { return x.matcher }

// Close releases the files. The index must not be used any more.
func (x *Index) Close() error {
	if x.reader == nil {
		return ErrClosed
	}
	err := errors.Join(x.reader.Close(), x.store.Close())
	x.reader = nil
	return err
}
