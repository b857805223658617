package server

import (
	"net/http"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"waptkb/i18n"
)

// langKey is where a request keeps the language of its address.
const langKey = "lang"

// inLanguage notes the language that an address names.
func inLanguage(lang string) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			c.Set(langKey, lang)
			return next(c)
		}
	}
}

// languageOf gives the language to answer in: the one of the address, else the
// one that the browser prefers.
func languageOf(c echo.Context) string {
	if lang, ok := c.Get(langKey).(string); ok {
		return lang
	}
	vary(c, "Accept-Language")
	return preferredLanguage(c.Request().Header.Get("Accept-Language"))
}

// preferredLanguage picks a language of the site for an Accept-Language header.
func preferredLanguage(accept string) string {
	languages := i18n.Languages()
	tags := make([]language.Tag, len(languages))
	for i, lang := range languages {
		tags[i] = language.MustParse(lang)
	}
	wanted, _, err := language.ParseAcceptLanguage(accept)
	if err != nil {
		return languages[0]
	}
	_, i, _ := language.NewMatcher(tags).Match(wanted...)
	return languages[i]
}

func (s *Server) redirectHome(c echo.Context) error {
	return c.Redirect(http.StatusFound, "/"+languageOf(c)+"/")
}
