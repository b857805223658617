// Package filter has the token filters of bleve's analyzers for French and English. They
// are bleve's in what they do; what differs is that they need not be registered: bleve's
// registry brings along its stores, its highlighters and its geometry, two megabytes that
// nothing here uses, neither the program nor the engine in a browser. The tests compare
// them with those of bleve, term by term.
package filter

import (
	"bytes"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
)

// Elision takes the words of its list off the front of others, where an apostrophe joins
// them: l'agent.
type Elision []string

// Filter changes the terms of the input.
func (e Elision) Filter(input analysis.TokenStream) analysis.TokenStream {
	for _, t := range input {
		for i, r := range string(t.Term) {
			if (r == '\'' || r == '’') && e.has(t.Term[:i]) {
				t.Term = t.Term[i+utf8.RuneLen(r):]
				break
			}
		}
	}
	return input
}

func (e Elision) has(word []byte) bool {
	for _, w := range e {
		if w == string(word) {
			return true
		}
	}
	return false
}

// Possessive takes the possessive off the end of English words: user's.
type Possessive struct{}

// Filter changes the terms of the input.
func (Possessive) Filter(input analysis.TokenStream) analysis.TokenStream {
	for _, t := range input {
		for _, ending := range []string{"'s", "’s", "＇s", "'S", "’S", "＇S"} {
			if word, ok := bytes.CutSuffix(t.Term, []byte(ending)); ok {
				t.Term = word
				break
			}
		}
	}
	return input
}

// English is the Snowball stemmer of English, Porter's.
type English struct{}

// Filter changes the terms of the input.
func (English) Filter(input analysis.TokenStream) analysis.TokenStream {
	for _, t := range input {
		env := snowballstem.NewEnv(string(t.Term))
		english.Stem(env)
		t.Term = []byte(env.Current())
	}
	return input
}
