// Package rank orders articles and entries of the reference by how well they fit a text,
// and tells how sure the first one is.
//
// # Words
//
// A word counts with its rarity among articles, less when everyday texts have it
// too (distribution.go). The score of an article is a weighted sum, divided by the rarity
// of the query, of: the words that the article has anywhere, by part; its two
// best passages, longer ones marked down; and the odds that its questions give
// (naive Bayes). Where a question names a release of WAPT, articles that were checked for
// it get a little more, and so do sections that name it. Where a word stands depends on
// nothing else in a query, so it is remembered between searches, within bounds.
//
// # Templates
//
// On top come error templates (package match): one that matches raises its article by its
// weight, one that stands imperfectly by less, and so does one that is first of all
// another article's (also: true). Where a template of a precise article matches, articles
// about families of problems (general: true) step back.
//
// # Entries
//
// Messages are found by their templates, codes by their number. They join the articles
// without moving them (entries.go).
//
// # Confidence
//
// A template is believed where its scope allows it, and no name of
// content/words/foreign.txt stands beside without a word of WAPT; a query that is a
// literal piece of the templates of one article counts as one. Otherwise a logistic
// regression over the evidence decides (confidence.go); below its threshold nothing is
// sure.
//
// The weights in weights.go were found by random search on package eval's tuning.jsonl
// and on the articles' own questions, each left out in turn.
package rank
