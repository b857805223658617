package main

import (
	"fmt"
	"iter"
	"path/filepath"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/analysis/lang/fr"

	"waptkb/index/lex"
)

// question is a line of a file with questions.
type question struct {
	file  string
	line  int
	text  string
	lang  string   // empty for background, which is in all languages
	words []string // those that tell, each once
}

// String names a question, and gives its text.
func (q question) String() string { return fmt.Sprintf("%s:%d: %q", q.file, q.line, q.text) }

// questionsIn gives the questions in the text of a file. Blank lines and comments,
// which begin with #, are none.
func questionsIn(file, text string) []question {
	var out []question
	lang := language(file)
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		out = append(out, question{file, number, line, lang, telling(line)})
	}
	return out
}

// language is that of the questions of an article, questions.en.txt.
func language(file string) string {
	name := strings.TrimSuffix(filepath.Base(file), ".txt")
	return strings.TrimPrefix(filepath.Ext(name), ".")
}

// telling gives the folded words of a text, each once, without stop words. Where it has
// nothing else, these are what it says.
func telling(text string) []string {
	var all, out []string
	seen := map[string]bool{}
	for _, w := range lex.Words(text) {
		if seen[w.Text] {
			continue
		}
		seen[w.Text] = true
		all = append(all, w.Text)
		if !stopWords[w.Text] {
			out = append(out, w.Text)
		}
	}
	if len(out) == 0 {
		return all
	}
	return out
}

// stopWords are those of all languages, because people mix them: "le no space left on
// device du serveur". They are folded, and "isn't" is of two words as in questions.
var stopWords = foldedStopWords(fr.FrenchStopWords, en.EnglishStopWords)

func foldedStopWords(lists ...[]byte) map[string]bool {
	out := map[string]bool{}
	for _, list := range lists {
		words := analysis.NewTokenMap()
		if err := words.LoadBytes(list); err != nil {
			panic(err) // the lists are compiled in
		}
		for entry := range words {
			for _, w := range lex.Words(entry) {
				out[w.Text] = true
			}
		}
	}
	return out
}

// pairs yields the pairs of questions that are alike, each once, by the place of the
// first and then of the second.
func pairs(questions []question) iter.Seq2[question, question] {
	return func(yield func(question, question) bool) {
		having := map[string][]int{} // by word: the questions with it, from first to last
		for i, q := range questions {
			for _, w := range q.words {
				having[w] = append(having[w], i)
			}
		}
		shared := make([]int, len(questions)) // words that each later one shares with this one
		for i, q := range questions {
			clear(shared[i:])
			for _, w := range q.words {
				having[w] = having[w][1:] // this one: those before it are gone
				for _, j := range having[w] {
					shared[j]++
				}
			}
			for j := i + 1; j < len(questions); j++ {
				other := questions[j]
				if shared[j] > 0 && oneLanguage(q, other) && alike(len(q.words), len(other.words), shared[j]) && !yield(q, other) {
					return
				}
			}
		}
	}
}

// oneLanguage tells whether search may find both questions with one text.
func oneLanguage(a, b question) bool { return a.lang == b.lang || a.lang == "" || b.lang == "" }

// From minWords words on, two questions are alike that share four fifths of their words.
const (
	minWords  = 3
	minShared = 0.8
)

// alike tells whether questions with a and b telling words, of which they share some,
// say the same: one has all words of the other and at most one more, or they share most
// of all their words (the Jaccard index of the two sets).
func alike(a, b, shared int) bool {
	few, many := min(a, b), max(a, b)
	if shared == few && many-few <= 1 {
		return true
	}
	return few >= minWords && float64(shared) >= minShared*float64(a+b-shared)
}
