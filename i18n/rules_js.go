package i18n

import "syscall/js"

// form gives the form that a number wants. A browser knows the rules of CLDR: those of package
// plural would be a twentieth of an engine in a page.
func (l *Language) form(n int) string {
	return js.Global().Get("Intl").Get("PluralRules").New(l.Code).Call("select", n).String()
}
