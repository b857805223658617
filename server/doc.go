// Package server is the web site and the JSON API of waptkb.
//
// # Addresses
//
//	/                             redirects to /fr/ or /en/ by Accept-Language
//	/{lang}/                      home
//	/{lang}/search                results; GET or POST: q, component, limit
//	/{lang}/diagnose              known problems in a log; GET the form, POST a log
//	/{lang}/articles/{id}         an article, message or code; {id}.md is its Markdown
//	/{lang}/reference             all messages and codes; kind, component, severity, letter
//	/{lang}/components/{name}     the problems of a component, or of a program
//	/{lang}/help, api, accessibility
//	/figures/{name}, /static/*    pictures, stylesheets, scripts
//	/api/v1/search, diagnose, suggest, articles, articles/{id}
//	                              package api has the JSON
//	/api/v1/openapi.json          what the API is, by which tests judge it
//	/problems/{kind}              explains a kind of error
//	/healthz                      runs a real search
//	/readyz, /metrics             for load balancers and for Prometheus
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
// # Limits
//
// Sizes, times and rates are bounded in limits.go and in the middleware. A body
// with a content coding is refused. Each message of a batch over MCP counts as a
// request. A client is known by its address, for which
// the configured number of proxies is believed and no more.
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
// What people paste is neither stored nor logged: the log has the path without
// the query string, never a body. The cache of the search API holds answers in
// memory for a minute or two, then forgets them. Every page works without
// JavaScript and asks
// no other host for anything; a strict Content-Security-Policy says so.
package server
