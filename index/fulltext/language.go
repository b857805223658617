package fulltext

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"

	"waptkb/content/fold"
	"waptkb/content/words"
	"waptkb/i18n"
)

// grammar is what search knows of a language. Without any, words are folded and no more.
type grammar struct {
	// Filters of bleve, by name.
	elision    string // takes off what is joined to the front of a word: l'agent
	possessive string // takes off what is joined to its end: user's
	stemmer    string

	stopWords string // one or several a line, comments behind a bar
	kept      string // words of bleve's list of stop words that tell problems apart
}

// grammars are those of the languages; the file of each enters its own.
var grammars = map[string]grammar{}

// languageFields are the fields of words, one a language.
var languageFields = i18n.Languages()

// indexedFields are the fields whose terms have postings.
var indexedFields = append(slices.Clip(languageFields), fieldCode)

// analyzers are those of the fields, by name.
type analyzers map[string]analysis.Analyzer

// allAnalyzers gives the analyzers of all fields, made once: they read the concepts.
var allAnalyzers = sync.OnceValues(newAnalyzers)

func newAnalyzers() (analyzers, error) {
	cache := registry.NewCache()
	out := analyzers{fieldCode: codeAnalyzer{}}
	var elisions []string
	for _, lang := range languageFields {
		g := grammars[lang]
		base, err := chain(cache, g.elision, g.possessive, stopName, g.stemmer)
		if err != nil {
			return nil, fmt.Errorf("analysis of %s: %w", lang, err)
		}
		out[lang] = conceptAnalyzer{base, newConcepts(words.Concepts, base)}
		elisions = append(elisions, g.elision)
	}
	surface, err := chain(cache, elisions...)
	out[fieldSurface] = surface
	return out, err
}

// stopName is the name of [stopList] among the filters.
const stopName = "stop"

// chain makes an analyzer of words that are folded and go through filters. Those
// without a name are left out.
func chain(cache *registry.Cache, filters ...string) (analysis.Analyzer, error) {
	a := &analysis.DefaultAnalyzer{Tokenizer: tokenizer{}}
	for _, name := range filters {
		switch name {
		case "":
		case stopName:
			a.TokenFilters = append(a.TokenFilters, stopList())
		default:
			f, err := cache.TokenFilterNamed(name)
			if err != nil {
				return nil, err
			}
			a.TokenFilters = append(a.TokenFilters, f)
		}
	}
	return a, nil
}

// stopWords removes words that say nothing in any language: nobody tells us
// which language a query is in. They are folded, so that été and ete are alike.
type stopWords map[string]bool

var stopList = sync.OnceValue(func() stopWords {
	s := stopWords{}
	for _, g := range grammars {
		for line := range strings.Lines(g.stopWords) {
			line, _, _ = strings.Cut(line, "|")
			for _, w := range strings.Fields(line) {
				s[fold.String(w)] = true
			}
		}
	}
	for _, g := range grammars {
		for _, w := range strings.Fields(g.kept) {
			delete(s, w)
		}
	}
	return s
})

func (s stopWords) Filter(input analysis.TokenStream) analysis.TokenStream {
	return slices.DeleteFunc(input, func(t *analysis.Token) bool {
		return s[string(t.Term)] || len(t.Term) == 1 && (t.Term[0] < '0' || t.Term[0] > '9')
	})
}
