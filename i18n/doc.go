// Package i18n holds every text of the interface in every language, and what a language
// has beside texts.
//
// # A language
//
// A language is these files, and a word in [All]. Only the first four
// must be there; what else is not translated is shown in the primary language.
//
//	i18n/<code>.go                                dates, spaces, words; see [Language]
//	i18n/<code>.json, cli.<code>.json, chat.<code>.json
//	assets/pages/<code>/                          the pages of fixed text
//	content/articles/<id>/<code>.md, questions.<code>.txt
//	content/messages/<part>.<code>.yaml, content/codes/<part>.<code>.yaml
//	index/fulltext/<code>.go                      stop words, stemmer
//
// # Catalogue
//
// <code>.json (the site, the reference), cli.<code>.json (the command line) and
// chat.<code>.json (chats and MCP) map a key to a text, each on a line of its own, sorted by
// key: nothing is read until it is asked for, and then it is looked for where it stands. Keys
// are written with dots, from the place to the text: "search.button". A text has placeholders in braces,
// named alike in all languages:
//
//	"article.reviewed": "Relu le {date}"
//
// A text that counts has several forms instead of one, chosen by the placeholder n:
//
//	"search.count": {"one": "{n} résultat", "other": "{n} résultats"}
//
// Unicode's rules choose: French takes "one" for 0 and 1, English for 1 alone.
//
// # Faults
//
// A key that nobody wrote is shown as it is, so that a forgotten text is seen and breaks
// nothing. "go test ./i18n" looks for such keys, and tells in which of the languages a key,
// a placeholder or a form is missing.
package i18n
