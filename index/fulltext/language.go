package fulltext

import (
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"

	"waptkb/content/flat"
	"waptkb/content/fold"
	"waptkb/content/words"
	"waptkb/i18n"
)

// grammar is what search knows of a language. Without any, words are folded and no more.
type grammar struct {
	elision    analysis.TokenFilter // takes off what is joined to the front of a word: l'agent
	possessive analysis.TokenFilter // takes off what is joined to its end: user's
	stemmer    analysis.TokenFilter

	stopWords string // one or several a line, comments behind a bar
	kept      string // words of the list of stop words that tell problems apart
}

// grammars are those of the languages; the file of each enters its own.
var grammars = map[string]grammar{}

// languageFields are the fields of words, one a language.
var languageFields = i18n.Languages()

// indexedFields are the fields whose terms have postings.
var indexedFields = append(slices.Clip(languageFields), fieldCode)

// baseAnalyzers are those of the languages, without the concepts, and that of
// [fieldSurface], by field.
var baseAnalyzers = sync.OnceValue(func() map[string]analysis.Analyzer {
	out := map[string]analysis.Analyzer{}
	var elisions []analysis.TokenFilter
	for _, lang := range languageFields {
		g := grammars[lang]
		out[lang] = chain(g.elision, g.possessive, stopList(), g.stemmer)
		elisions = append(elisions, g.elision)
	}
	out[fieldSurface] = chain(elisions...)
	return out
})

// compileConcepts makes a file of the concepts in all languages, which analyzers need: ours,
// and others in the same form.
func compileConcepts(more string) (*flat.File, error) {
	base := baseAnalyzers()
	var out flat.Builder
	for _, lang := range languageFields {
		writeConcepts(&out, sectionConcepts+lang, words.Concepts+"\n"+more, base[lang])
	}
	return out.Open()
}

// allAnalyzers gives the analyzers of all fields, with the concepts of a file.
func allAnalyzers(file *flat.File) (map[string]analysis.Analyzer, error) {
	languages, err := readAnalyzers(file)
	if err != nil {
		return nil, err
	}
	out := map[string]analysis.Analyzer{fieldCode: codeAnalyzer{}, fieldSurface: baseAnalyzers()[fieldSurface]}
	for lang, a := range languages {
		out[lang] = a
	}
	return out, nil
}

// readAnalyzers gives the analyzers of the languages, by field.
func readAnalyzers(file *flat.File) (map[string]conceptAnalyzer, error) {
	out := map[string]conceptAnalyzer{}
	for _, lang := range languageFields {
		out[lang] = conceptAnalyzer{lang, readConcepts(file, sectionConcepts+lang)}
	}
	return out, file.Err()
}

// chain makes an analyzer of words that are folded and go through filters; nil is none.
func chain(filters ...analysis.TokenFilter) analysis.Analyzer {
	given := slices.DeleteFunc(filters, func(f analysis.TokenFilter) bool { return f == nil })
	return &analysis.DefaultAnalyzer{Tokenizer: tokenizer{}, TokenFilters: given}
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
