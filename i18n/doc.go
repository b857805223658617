// Package i18n holds every text of the interface, in French and in English.
//
// # Catalogue
//
// fr.json and en.json (the site, the reference), cli.fr.json and cli.en.json (the command line),
// chat.fr.json and chat.en.json (chats and MCP) map a key to a text. Keys are written with dots, from the
// place to the text: "search.button". A text has placeholders in braces, named
// alike in both languages:
//
//	"article.reviewed": "Relu le {date}"
//
// A text that counts has two forms instead of one, chosen by the placeholder n:
//
//	"search.count": {"one": "{n} résultat", "other": "{n} résultats"}
//
// French takes "one" for 0 and 1, English for 1 alone.
//
// # Faults
//
// [New] refuses a catalogue in which a key, a placeholder or a form is missing
// in one of the languages. A key that nobody wrote is shown as it is, so that a
// forgotten text is seen and breaks nothing; a test looks for such keys.
package i18n
