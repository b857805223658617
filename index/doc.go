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
// From the ground up, above content/flat, the file of a compiled index: lex reads text into words,
// lines and codes; spell finds what a misspelt word was meant to be; match finds error
// templates; fulltext has the terms of all passages and reads queries into the same, and
// fulltext/bleveindex lets bleve search them; rank orders what fits and says how sure the
// first is; logs reads logs of any encoding; redact masks secrets. Above the door:
// embedded is the compiled index of our own articles; eval measures search; api is the
// JSON of what is found. hostile makes text that costs much, for tests.
//
// # Own articles
//
// What an organisation wrote is compiled alone and searched beside ours ([CompileBeside],
// [Index.Beside]): passages, templates and readers of several volumes are joined, and only the
// library is merged. Our articles are measured as if there were no others, and these by the same
// measure; one that has nothing to do with a query does not stand among ours.
//
// # Logs
//
// [Index.Diagnose] streams logs of any size and encoding past all templates at
// once. Only templates speak there.
package index
