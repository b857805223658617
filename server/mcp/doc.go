// Package mcp lets assistants ask: a server of the Model Context Protocol with
// the same engine and the same JSON as the API.
//
// # Tools
//
//	waptkb_search       query, lang, limit   response of /api/v1/search
//	waptkb_diagnose     log                  response of /api/v1/diagnose
//	waptkb_get_article  id, lang             an article with its Markdown
//
// All only read. Each result is structured, fits the output schema of its tool,
// and stands as text too. Faults of the caller are results with isError that say
// what to do; what is our fault is logged and not told.
//
// # Resources
//
// Every article in every language is a resource of type text/markdown:
//
//	waptkb://articles/{lang}/{id}
//
// # Transports
//
// [Server.Run] speaks over standard input and output, [Server.Handler] over
// streamable HTTP without sessions: each request stands alone. Protocol versions
// are those of the SDK: the current one, without a handshake, and those before.
//
// A browser must not be able to reach a server on this machine or inside a
// network from a foreign page, so Handler refuses requests whose Origin is
// foreign and, on the loopback, those whose Host is neither the loopback nor
// that of the public address.
package mcp
