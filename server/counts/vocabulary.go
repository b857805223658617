package counts

import (
	"slices"
	"strings"
	"sync/atomic"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index/lex"
)

// vocabulary is the words that may be counted: those of the titles, summaries and
// identifiers of the articles, without those that most articles have and without short
// ones. No name of a person or a machine is among them.
type vocabulary struct{ known atomic.Pointer[knownWords] }

// knownWords are those of a library.
type knownWords struct {
	lib   *content.Library
	words map[string]bool
}

const (
	minLetters = 3
	common     = 8 // a word that more than one of so many articles has says nothing
	fewCommon  = 5 // articles that a word is in without being common, however few there are
)

// in lists the words of a text that may be counted, each once.
func (v *vocabulary) in(lib *content.Library, text string) (found []string) {
	known := v.known.Load()
	if known == nil || known.lib != lib { // for the first time, or after own articles were read anew
		known = &knownWords{lib, wordsOf(lib)}
		v.known.Store(known)
	}
	for _, w := range lex.Words(text) {
		if known.words[w.Text] && !slices.Contains(found, w.Text) {
			found = append(found, w.Text)
		}
	}
	return found
}

func wordsOf(lib *content.Library) map[string]bool {
	words := map[string]bool{}
	for _, lang := range i18n.Languages() {
		articles, in := lib.Articles(lang), map[string]int{}
		for _, a := range articles {
			text := strings.Join(append([]string{a.Title, a.Summary}, a.Identifiers...), "\n")
			for word := range lex.Set(lex.Words(text)) {
				in[word]++
			}
		}
		for word, n := range in {
			letters := strings.Count(word, "") - 1 - len(digits(word))
			if letters >= minLetters && n <= max(fewCommon, len(articles)/common) {
				words[word] = true
			}
		}
	}
	return words
}

// digits gives the digits of a word.
func digits(word string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, word)
}

// Titles gives the titles of articles in a language, empty for what is none any more.
func Titles(lib *content.Library, lang string) func(id string) string {
	return func(id string) string {
		a, err := lib.Article(id, lang)
		if err != nil {
			return ""
		}
		return a.Title
	}
}
