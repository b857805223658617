package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/content/fold"
)

// homeView is the first page.
type homeView struct {
	page
	Components []string
	Counts     map[string]int // of the articles of a component
	Common     []*content.Article
	Messages   int // of the reference
	Codes      int
}

// shownCommon is how many problems the home page names.
const shownCommon = 8

// common lists the articles that the home page names: those that people asked for most, where
// that is counted, then those chosen by hand, what the team of a new site meets first.
func (s *Server) common(lang string) []*content.Article {
	ids := slices.Clone(s.counts.Asked())
	for _, id := range metFirst() {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	found := slices.DeleteFunc(s.articles(ids, lang), func(a *content.Article) bool { return a.Kind != content.KindArticle })
	return found[:min(shownCommon, len(found))]
}

func metFirst() []string {
	return []string{
		"paquet-en-erreur-installation", "installation-timed-out-600", "uninstall-key-not-found",
		"uninstall-key-version-not-good", "waptdeploy-echec-local", "console-ssl-verify-failed",
		"waptexit-arret-hybride", "uuid-bios-duplique",
	}
}

func (s *Server) homePage(c echo.Context) error {
	text, lib := s.textsFor(c), s.library()
	v := homeView{
		page:       s.newPage(c, text("home.title"), text("home.description")),
		Components: content.Components, Counts: map[string]int{}, Messages: len(lib.Messages()), Codes: len(lib.Codes()),
	}
	v.BigBox, v.Common = true, s.common(v.Lang)
	for _, a := range lib.Articles(v.Lang) {
		v.Counts[a.Component]++
	}
	return s.render(c, http.StatusOK, "home", v)
}

// topicView is the page of a component, or of a program of it.
type topicView struct {
	page
	Heading  string
	Intro    string
	Articles []*content.Article
	Messages int    // of the component, in the reference
	Listed   string // address of these
}

// programs lists the programs of the server that have a page of their own.
func programs() []string { return []string{"nginx", "waptserver", "postgresql"} }

// topicPage lists the problems of a component or of a program.
func (s *Server) topicPage(c echo.Context) error {
	key, articles, ok := s.planTopic(c.Param("name"), languageOf(c))
	if !ok {
		return newFault(faultUnknownPath)
	}
	text := s.textsFor(c)
	v := topicView{Heading: text(key), Articles: articles, Intro: text(key + ".intro")}
	if component, ok := content.ComponentNamed(c.Param("name")); ok {
		for _, m := range s.library().Messages() {
			if m.Component == component {
				v.Messages++
			}
		}
		v.Listed = "/" + languageOf(c) + "/reference?" + referenceFilter{Kind: content.KindMessage, Component: component}.query()
	}
	v.page = s.newPage(c, text("topic.title", "name", v.Heading), v.Intro)
	return s.render(c, http.StatusOK, "topic", v)
}

// planTopic finds the articles of a component by its slug, or those that speak
// of a program, and the key of its name.
func (s *Server) planTopic(slug, lang string) (key string, articles []*content.Article, ok bool) {
	component, found := content.ComponentNamed(slug)
	var fits func(*content.Article) bool
	switch {
	case found && content.ComponentSlug(component) == slug:
		key, fits = "component."+slug, func(a *content.Article) bool { return a.Component == component }
	case slices.Contains(programs(), slug):
		key, fits = "program."+slug, func(a *content.Article) bool {
			return slices.ContainsFunc(a.Identifiers, func(id string) bool { return strings.HasPrefix(fold.String(id), slug) })
		}
	default:
		return "", nil, false
	}
	for _, a := range s.library().Articles(lang) {
		if fits(a) {
			articles = append(articles, a)
		}
	}
	return key, articles, true
}
