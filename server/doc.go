// Package server is the web site and the JSON API of waptkb.
//
// # Addresses
//
//	/                             redirects to /fr/ or /en/ by Accept-Language
//	/{lang}/                      home
//	/{lang}/search                results; GET or POST: q, component, limit
//	/{lang}/diagnose              known problems in a log; GET the form, POST a log
//	/{lang}/articles/{id}         an article, message or code; {id}.md is its Markdown
//	/{lang}/guide, guide/{id}     guided diagnosis; an id is the answers up to there
//	/{lang}/reference             all messages and codes; kind, component, severity, letter
//	/{lang}/components/{name}     the problems of a component, or of a program
//	/{lang}/help, api, accessibility
//	/{lang}/articles/{id}/vote, questions, thanks, report, report.csv
//	                              where something is counted: see package counts
//	/figures/{name}, /static/*    pictures, stylesheets, scripts
//	/api/v1/search, diagnose, suggest, articles, articles/{id}
//	/api/v1/guide                 id; package api has the JSON
//	/api/v1/openapi.json          what the API is, by which tests judge it
//	/chat/*, /hook/*, /mcp        chats, help desks, assistants: see packages chat, desk, mcp
//	/problems/{kind}              explains a kind of error
//	/healthz                      runs a real search
//	/readyz, /metrics             for load balancers and for Prometheus
//	/watch                        edition: tells an author's page when it has other content
//	/feed.xml, /{lang}/feed.xml   what changed, as Atom, in all languages or in one
//	/opensearch.xml, /sitemap.xml, /robots.txt, /llms.txt, /favicon.ico,
//	/manifest.webmanifest
//
// # How a request is answered
//
// A handler first decides, in a plan function that knows no HTML and has its
// table test, then renders. A page is rendered into a buffer before the status
// is written, so that a fault in a template never sends half a page. What goes
// out gets an ETag and the content coding that the client prefers in one place,
// [respond].
//
// # Addresses of the site
//
// Anybody can send any Host, so that none out of a request may reach another
// reader. What is passed on or kept (replies in chats, canonical addresses, Open
// Graph, linked data, llms.txt, suggestions) has the configured public address.
// Without one it has relative addresses where the format knows them, and none
// elsewhere; chats name paths, or use the address that the server listens on where
// that leads other people here.
//
// Where a format wants absolute addresses and the one who asks is the one who
// reads (sitemap, robots.txt, the OpenSearch description, examples to copy), the
// host of the request serves: it must be one, and no shared cache may keep the
// answer.
//
// X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host count only behind
// proxies that the configuration trusts. What the first of them appended counts:
// with n proxies, the nth value from the right. Proto and Host may also have a
// single value, which the proxy overwrites. Proxies must write all three, or a
// client could. No other header of this kind is read, and a value that cannot be
// one is as none.
//
// # Limits
//
// Sizes, times and rates are bounded in limits.go and in the middleware. A body
// with a content coding is refused. Each message of a batch over MCP counts as a
// request. A client is known by its address, for which the configured number of
// proxies is believed and no more; of IPv6 a client is a network of 64 bits. A name
// that is too long or has signs that names have not is not looked for, and an answer
// to it shows little of it. A connection of HTTP/1 ends after a request that others
// may read as two.
//
// # Other content
//
// A [Site] is what stays, a [Server] what answers out of one index and never changes: other
// content is another server, which an atomic pointer leads new requests to ([Site.Replace]).
// What is open goes on with what it began with, and holds it as long as it needs it. What
// outlives the content, chats and help desks, asks the one that is there.
//
// # The end
//
// A server that is told to end first says so at /readyz, for as long as is
// configured, and answers all else; then it takes no new requests, lets the open
// ones end, and cuts off those that do not.
//
// # Errors
//
// Handlers return errors. The only error handler turns them into RFC 9457
// problem+json under /api/, and into a page elsewhere. A [fault] is the client's
// doing and is explained; everything else is logged and hidden.
//
// # Privacy
//
// What people paste is neither stored (but for what they send themselves, see package
// counts) nor logged, wherever they paste it: the log
// has the pattern of the route and the id of an article that exists, and of errors
// and panics their kind and place, not their words. The cache of the search API
// holds answers in memory for a minute or two, then forgets them. Every page works
// without JavaScript and asks no other host for anything; a strict
// Content-Security-Policy says so.
package server
