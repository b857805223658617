// Package rank orders articles and entries of the reference by how well they fit a text,
// and tells how sure the first one is.
//
// # Words
//
// A word counts with its rarity among articles, less when everyday texts have it
// too (distribution.go). Where a word stands depends on nothing else in a query, so it is
// remembered between searches, within bounds. From the words come, as shares of the
// rarity of the query: those that the article has anywhere, by part; its best passage,
// long ones marked down, for the articles for which most speaks beside it; and the odds
// that its questions give (naive Bayes), which an article has that nobody's reader learned.
//
// # Signals
//
// What speaks for an article is a table (signals.go): the opinion of a learned reader
// (package reader), what the words say, error templates (package match). Weight times value
// adds up to the score, and is shown by --explain. A new signal is a row there and a run of
// cmd/fit, which fits all weights on what has not seen the questions (package fit).
//
// # Templates
//
// An error template counts with its weight; one that is all of the text comes first. Where
// one of a precise article stands in the text, articles about families of problems
// (general: true) step back. An error that stands in a hole of another one is its cause and
// comes before it, and so does one that goes on where another ends; which of several
// articles that share a template (also: true) is meant, the reader tells from the rest of the
// text alone.
//
// # Entries
//
// Messages are found by their templates, codes by their number. They join the articles
// without moving them (entries.go).
//
// # Confidence
//
// A template is believed where its scope allows it, and no name of
// content/words/foreign.txt stands beside without a word of WAPT; what is nothing but a
// piece of the templates of one article counts as one. A logistic regression over the evidence (confidence.go) tells how likely
// the first article is right; below its threshold nothing is sure, and an error that is
// recognised needs less.
//
// Weights, coefficients and threshold are in fitted.go, what each is worth in
// index/fit/report.md. The constants of weights.go, which are not linear, were found by
// random search on package eval's tuning.jsonl. What parts without weights are worth, and
// which went because they were worth nothing, is in index/fit/parts.md.
package rank
