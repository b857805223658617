//go:build !js

package i18n

import (
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Matcher picks the language that suits somebody by its place among [Languages]. It is
// made once: making it takes longer than an answer from the cache.
var Matcher = sync.OnceValue(func() language.Matcher {
	var tags []language.Tag
	for _, l := range All {
		tags = append(tags, language.Make(l.Code))
	}
	return language.NewMatcher(tags)
})

// forms are the names of the forms. The rules of CLDR tell which of them a number wants
// in a language.
var forms = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// form gives the form that a number wants.
func (l *Language) form(n int) string {
	return forms[plural.Cardinal.MatchPlural(language.Make(l.Code), n, 0, 0, 0, 0)]
}
