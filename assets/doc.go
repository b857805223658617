// Package assets holds what the site is made of besides its articles: page
// templates, the stylesheet, the scripts, the icons and the fixed pages, all
// built into the program. No other host is ever asked for anything.
//
//	templates/    one file per page kind, around base.html
//	static/       served under /static/, see [Static]
//	pages/<lang>/ fixed pages in Markdown: help, API
//	accessibility/ the criteria of RGAA 4.1, and what the tests found
//	screenshots/  pictures for the README; not built in
//
// A [Static] file is named in pages with a fingerprint of its content, so that
// browsers may keep it for a year, and is kept compressed in memory.
package assets
