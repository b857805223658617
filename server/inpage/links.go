package inpage

import (
	"html"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
)

// This file turns the addresses of the site into names of files, and links into such as
// lead from file to file wherever the files lie.

// File gives the name of the file that stands for an address of the site.
func File(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	name := strings.TrimPrefix(path.Clean(u.Path), "/")
	switch {
	case name == "" || isLanguage(name):
		return path.Join(name, "index.html")
	case path.Ext(name) != "":
		return name
	case isSearch(name) || u.RawQuery == "":
		return name + ".html"
	}
	return name + "." + strings.Trim(notInNames().ReplaceAllString(u.Query().Encode(), "-"), "-") + ".html"
}

var notInNames = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`[^A-Za-z0-9]+`) })

func isLanguage(name string) bool { return !strings.Contains(name, "/") && len(name) == 2 }

// isSearch tells the page whose query the script in it reads.
func isSearch(name string) bool { return strings.HasSuffix(name, "/search") }

// attributes finds the addresses in HTML that our templates wrote: a quotation mark in a
// text is escaped there.
var attributes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(` (?:(?:href|src|action)="[^"#][^"]*"|data-[a-z]+="/[^"]*")`)
})

// Relative makes the links of a page, of which the address is given, relative. found, which
// may be nil, is called for each address.
func Relative(page, text string, found func(address string)) string {
	up := strings.Repeat("../", strings.Count(File(page), "/"))
	base := &url.URL{Path: page}
	return attributes().ReplaceAllStringFunc(text, func(attribute string) string {
		name, value, _ := strings.Cut(attribute, `"`)
		u, err := url.Parse(html.UnescapeString(strings.TrimSuffix(value, `"`)))
		if err != nil || u.Scheme != "" || u.Host != "" {
			return attribute
		}
		u = base.ResolveReference(u)
		fragment := u.Fragment
		u.Fragment = ""
		if found != nil {
			found(u.String())
		}
		if isSearch(u.Path) && u.RawQuery != "" {
			fragment = u.RawQuery
		}
		to := up + File(u.String())
		if fragment != "" {
			to += "#" + fragment
		}
		return name + `"` + html.EscapeString(to) + `"`
	})
}
