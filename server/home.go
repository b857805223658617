package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/content/fold"
)

// homeView is the first page.
type homeView struct {
	page
	Components []componentView
	Common     []*content.Article
	Messages   int // of the reference
	Codes      int
}

type componentView struct {
	Name  string
	Count int
}

// common lists the ids of the problems that the home page names, chosen by hand:
// what the team of a new site meets first.
func common() []string {
	return []string{
		"paquet-en-erreur-installation", "installation-timed-out-600", "uninstall-key-not-found",
		"uninstall-key-version-not-good", "waptdeploy-echec-local", "console-ssl-verify-failed",
		"waptexit-arret-hybride", "uuid-bios-duplique",
	}
}

func (s *Server) homePage(c echo.Context) error {
	lang := languageOf(c)
	t := s.cfg.Messages
	v := homeView{page: s.newPage(c, lang, t.Text(lang, "home.title"), t.Text(lang, "home.description"))}
	v.BigBox, v.Messages, v.Codes = true, len(s.library().Messages()), len(s.library().Codes())
	counts := map[string]int{}
	for _, a := range s.library().Articles(lang) {
		counts[a.Component]++
	}
	for _, name := range content.Components {
		v.Components = append(v.Components, componentView{name, counts[name]})
	}
	for _, id := range common() {
		if a, err := s.library().Article(id, lang); err == nil {
			v.Common = append(v.Common, a)
		}
	}
	return s.render(c, http.StatusOK, "home", v)
}

// topicView is the page of a component, or of a program of it.
type topicView struct {
	page
	Heading  string
	Intro    string
	Articles []*content.Article
}

// programs lists the programs of the server that have a page of their own.
func programs() []string { return []string{"nginx", "waptserver", "postgresql"} }

// topicPage lists the problems of a component or of a program.
func (s *Server) topicPage(c echo.Context) error {
	lang, name := languageOf(c), c.Param("name")
	key, articles, ok := s.planTopic(name, lang)
	if !ok {
		return newFault(faultUnknownPath)
	}
	t := s.cfg.Messages
	heading := t.Text(lang, key)
	v := topicView{Heading: heading, Articles: articles, Intro: t.Text(lang, key+".intro")}
	v.page = s.newPage(c, lang, t.Text(lang, "topic.title", "name", heading), v.Intro)
	return s.render(c, http.StatusOK, "topic", v)
}

// planTopic finds the articles of a component by its slug, or those that speak
// of a program, and the key of its name.
func (s *Server) planTopic(slug, lang string) (key string, articles []*content.Article, ok bool) {
	if component, found := content.ComponentNamed(slug); found && content.ComponentSlug(component) == slug {
		for _, a := range s.library().Articles(lang) {
			if a.Component == component {
				articles = append(articles, a)
			}
		}
		return "component." + slug, articles, true
	}
	for _, program := range programs() {
		if program != slug {
			continue
		}
		for _, a := range s.library().Articles(lang) {
			if names(a, program) {
				articles = append(articles, a)
			}
		}
		return "program." + slug, articles, true
	}
	return "", nil, false
}

// names tells whether an article has a program among its identifiers.
func names(a *content.Article, program string) bool {
	for _, id := range a.Identifiers {
		if strings.HasPrefix(fold.String(id), program) {
			return true
		}
	}
	return false
}
