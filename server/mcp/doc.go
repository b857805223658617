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
// Over standard input a message is a line. What is no message is answered with an
// error whose id is null, and the next line is served. A few calls are worked on at
// once, and answered in any order. When the input ends, what is open is answered.
// The end of the context is the end, whoever blocks.
//
// # Messages
//
// The SDK gets one message at a time, with an id of ours in place of the
// client's, which comes back byte for byte: any string or number of at most 1 KiB
// that is JSON. Answers of a client are dropped, since the server asks nothing.
//
// Batches are of the protocol versions up to 2025-03-26, and of clients that name
// none; later versions refuse them. The messages of a batch are worked on one
// after another, and initialize is not among them.
//
// # Limits
//
//	a message, or a batch      4 MiB, or MaxMessage; 10,000 values a message
//	messages of a batch        50
//	answers to a request       8 MiB; what does not fit is an error of its own
//	standard input             8 calls at once, and one of more than 64 KiB
//	HTTP                       4 bodies of more than 64 KiB, of which one is worked on
//
// Over HTTP each message of a batch counts as a request, see [Config]. Errors that
// come of a limit have the code -32000, those of a bad message the codes of
// JSON-RPC. All that a client sends is refused as soon as it is known to be too
// much: neither a batch of 28,000 calls nor "[[[[…" is decoded.
//
// # Browsers
//
// A browser must not be able to reach a server on this machine or inside a
// network from a foreign page, so Handler refuses requests whose Origin is
// foreign and, on the loopback, those whose Host is neither the loopback nor
// that of the public address.
package mcp
