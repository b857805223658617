// Package index finds the article for an error text or a question, says whether
// it is sure, and finds known problems in logs. It knows nothing of HTTP.
//
// # The door
//
// [Service] is all that channels ask: the command line, pages, API, chats and MCP. What
// they may ask is checked in one place (request.go), and a [Response] has what each of
// them needs: the answer, results, facets, what is near, findings.
//
// # Rooms
//
// lex reads text into words, lines and codes; match finds error templates; logs reads
// logs of any encoding; redact masks secrets; eval measures search; api is the JSON of
// what is found; hostile makes text that costs much, for tests.
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
// # Query
//
// A query is any text: it has no syntax. It is read once (package lex); the lines of a
// paste are weighed, and what varies in logs is blanked. Each different word is looked up in all the
// ways it may be written (words.go); an unknown word stands for the known ones a few
// typing errors away (typos.go). The words of the heaviest lines are kept, maxQueryWords at most.
//
// # Ranking
//
// A word counts with its rarity among articles, less when everyday texts have it
// too. The score of an article is a weighted sum, divided by the rarity of the
// query, of: the words that the article has anywhere, by kind of passage; its two
// best passages, longer ones marked down; and the odds that its questions give
// (naive Bayes). On top come error templates (package match): one that matches
// raises its article by its weight, one that stands imperfectly by less, and so
// does one that is first of all another article's (also: true). Where a template of
// a precise article matches, articles about families of problems (general: true)
// step back. The weights in weights.go were found by random search on
// eval/testdata/tuning.jsonl and on the articles' own questions, each left out in turn.
//
// # What is remembered
//
// How a piece of text is analyzed and what a word says of each article depend on
// nothing else in a query. Both are kept between searches, within bounds, for words that
// the articles have: nothing that only an asker wrote stays in memory.
//
// # Confidence
//
// An answer is exact when a template matched that may be believed where it stands
// (scope; no name of data/foreign.txt without a word of WAPT), or when the whole
// query is a literal piece of the templates of one article. Otherwise a logistic
// regression over the evidence decides (confidence.go); below its threshold there
// is no answer, only results.
//
// # Logs
//
// [Index.Diagnose] streams logs of any size and encoding past all templates at
// once. Only templates speak there.
//
// # Storage
//
// [Open] keeps a prebuilt index in a folder named by a hash of content and
// program; [Build] makes one in memory. Both give the same answers.
package index
