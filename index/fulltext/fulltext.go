// Package fulltext holds what is searched: the passages of all articles, as bleve's
// analyzers make terms of them, and reads queries into the same terms.
//
// # Passages
//
// Every title, summary, user question, paste, section, error template and list of
// identifiers is a [Passage], a document of its own: an article is found through its best
// passages, and a short question is not drowned by a long text. The texts of
// content/words/background.txt, what other people ask, are passages of no article; they
// tell which words are everybody's.
//
// # Analysis
//
// A passage has a field for each language that it may be in, which has its name: words
// (package lex), elision or possessive, stop words of all languages, the stemmer of the
// language; then a term "§name" for each concept of content/words/concepts.txt, the same
// in all languages. The file of a language says which. There are two fields more. code:
// identifiers whole and in parts, never stemmed. word: folded words as they are, the
// dictionary of typing errors.
// analyzer_test.go pins them term by term.
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
// How pieces of text that consist of words of the articles are analyzed, within bounds:
// nothing that only an asker wrote stays in memory.
//
// # Storage
//
// [Compile] runs the analyzers over the passages and writes terms, postings and words into
// a file of package flat; [Read] opens it, and reads nothing before it is asked for.
package fulltext

import (
	lru "github.com/hashicorp/golang-lru/v2"

	"waptkb/content/flat"
	"waptkb/index/spell"
)

// Names of the sections of a file; those of terms and postings end in the
// name of a field.
const (
	sectionPassages = "passages."
	sectionTerms    = "terms."
	sectionPostings = "postings."
	sectionWords    = "words"
	sectionUnusual  = sectionWords + ".unusual"
	sectionUsual    = sectionWords + ".usual"
	sectionConcepts = "concepts."
	sectionOwn      = "guests.concepts"
)

// Index holds the passages of a library and their terms. It is safe for concurrent use.
type Index struct {
	passages  passageTable
	fields    []Field
	analyzers map[string]conceptAnalyzer // of the languages, by field
	pieces    *lru.Cache[string, *piece] // how they are analyzed; see words.go
	own       map[string][]string        // concepts of guests; see ownConcepts

	dictionary spell.Lexicon // see typos.go
	unusual    flat.Numbers  // words of it that are written otherwise than usual, rising
	usual      flat.Numbers  // of each: the usual way to write it
}

// Read gives the index that [Compile] wrote.
func Read(file *flat.File) (*Index, error) {
	analyzers, err := readAnalyzers(file)
	if err != nil {
		return nil, err
	}
	pieces, err := lru.New[string, *piece](maxPieces)
	if err != nil {
		return nil, err
	}
	x := &Index{pieces: pieces, passages: readPassages(file), analyzers: analyzers, dictionary: spell.Read(file, sectionWords)}
	x.unusual, x.usual = file.Numbers(sectionUnusual), file.Numbers(sectionUsual)
	if file.Has(sectionOwn) {
		x.own = ownConcepts(file.Bytes(sectionOwn))
	}
	first := 0
	for _, name := range indexedFields {
		f := readField(name, file)
		f.first, f.analyzer = uint32(first), codeAnalyzer{}
		if a, ok := analyzers[name]; ok {
			f.analyzer = a
		}
		first += f.terms.Len()
		x.fields = append(x.fields, f)
	}
	return x, file.Err()
}
