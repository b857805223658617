// Package fulltext holds what is searched: the passages of all articles in a bleve
// index, and reads queries into the terms of that index.
//
// # Passages
//
// Every title, summary, user question, paste, section, error template and list of
// identifiers is a [Passage], a document of its own in a bleve index (scorch): an
// article is found through its best passages, and a short question is not drowned
// by a long text. The texts of content/words/background.txt, what other people ask, are
// passages of no article; they tell which words are everybody's.
//
// # Analysis
//
// A passage has four fields. fr and en: elision or possessive, folding (package
// fold), stop words of both languages, light French or English stemmer; then a term
// "§name" for each concept of content/words/concepts.txt, the same in both languages, and
// a term "~" with the first letters of long words. code: identifiers whole and in
// parts, never stemmed. word: folded words as they are, the dictionary of typing
// errors. analyzer_test.go pins them term by term.
//
// # Queries
//
// [Index.Words] reads a text of any kind; it has no syntax. The lines of a paste are
// weighed, and what varies in logs is blanked (package lex). Each different word is
// looked up in all the ways it may be written (words.go); an unknown word stands for the
// known ones a few typing errors away (typos.go).
//
// # What is remembered
//
// The terms that the articles have with their postings, and how pieces of text that
// consist of words of the articles are analyzed, within bounds: nothing that only an
// asker wrote stays in memory.
//
// # Storage
//
// [Open] keeps a prebuilt index in a folder named by a hash of content and program;
// [Build] makes one in memory. Both give the same answers.
package fulltext

import (
	"errors"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2"
	bleveindex "github.com/blevesearch/bleve_index_api"

	"waptkb/index/spell"
)

// Index holds the passages of a library and their terms. It is safe for concurrent use.
type Index struct {
	passages  []Passage
	store     bleve.Index
	reader    bleveindex.IndexReader
	analyzers map[string]conceptAnalyzer // French and English, by field
	terms     termCache
	pieces    pieceCache

	dictionaryOnce sync.Once // when the first unknown word comes
	known          *spell.Lexicon
}

func newIndex(ps []Passage, store bleve.Index) (*Index, error) {
	x := &Index{passages: ps, store: store, analyzers: map[string]conceptAnalyzer{}}
	x.terms.known = map[[2]string]*Term{}
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
	return x, nil
}

// Passages gives all passages; a posting names one by its place.
func (x *Index) Passages() []Passage { return x.passages }

// Close releases the files. The index must not be used any more; closing it again does
// nothing.
func (x *Index) Close() error {
	if x.reader == nil {
		return nil
	}
	err := errors.Join(x.reader.Close(), x.store.Close())
	x.reader = nil
	return err
}
