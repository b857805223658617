package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"waptkb/i18n"
)

// langKey is where a request keeps the language of its address.
const langKey = "lang"

// inLanguage notes the language that an address begins with, of pages that do not
// exist too.
func inLanguage(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		first, _, _ := strings.Cut(strings.TrimPrefix(c.Request().URL.Path, "/"), "/")
		if slices.Contains(i18n.Languages(), first) {
			c.Set(langKey, first)
		}
		return next(c)
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

// withLang lets a request name the language of its answer.
func withLang(answer func(c echo.Context, lang string) error) echo.HandlerFunc {
	return func(c echo.Context) error {
		lang, err := planLang(c.QueryParam("lang"), languageOf(c))
		if err != nil {
			return err
		}
		return answer(c, lang)
	}
}

// preferredLanguage picks a language of the site for an Accept-Language header.
func preferredLanguage(accept string) string {
	_, i := language.MatchStrings(i18n.Matcher(), accept)
	return i18n.Languages()[i]
}

func (s *Server) redirectHome(c echo.Context) error {
	return c.Redirect(http.StatusFound, "/"+languageOf(c)+"/")
}
