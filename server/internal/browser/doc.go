// Package browser opens pages in real browsers, for tests: in Chromium over its DevTools
// protocol, in Firefox over WebDriver BiDi. The tests of a package share one process of
// each, which [Run] ends; a page has cookies, storage and cache of its own.
//
// At the end of its test a page reports what no page may do: errors and warnings in the
// console, breaches of the content security policy, requests to other places.
package browser
