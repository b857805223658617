package server

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/index/api"
)

// guideView is a question of the guided diagnosis, or an end of it.
type guideView struct {
	page
	Guide *api.Guide
}

// Back gives the address of the question before.
func (v guideView) Back() string { return v.GuideURL(v.Guide.Way[len(v.Guide.Way)-1].ID) }

// GuideURL gives the address of a place of the guide.
func (p page) GuideURL(id string) string { return api.GuideURL(p.Lang, id) }

// maxGuideID is how many bytes the id of a place of the guide has at most.
const maxGuideID = 200

// guidePlace finds a place of the guide by its id.
func (s *Server) guidePlace(id, lang string) (*api.Guide, error) {
	if len(id) > maxGuideID {
		return nil, newFault(faultUnknownPath)
	}
	return api.NewGuide(s.library(), id, lang)
}

// guidePage asks a question, tells what to collect, or leads to an article.
func (s *Server) guidePage(c echo.Context) error {
	lang := languageOf(c)
	if s.library().Guide().Empty() { // the help page leads here all the same
		return c.Redirect(http.StatusFound, "/"+lang+"/")
	}
	g, err := s.guidePlace(c.Param("*"), lang)
	if err != nil {
		return err
	}
	if g.Article != nil {
		return c.Redirect(http.StatusFound, g.URL)
	}
	title, description := s.cfg.Messages.Text(lang, "guide.title"), s.cfg.Messages.Text(lang, "guide.description")
	if g.ID != "" {
		title, description = g.Text, g.Hint
	}
	return s.render(c, http.StatusOK, "guide", guideView{s.newPage(c, title, description), g})
}

// guideAPI gives a place of the guide as JSON.
func (s *Server) guideAPI(c echo.Context, lang string) error {
	g, err := s.guidePlace(strings.Trim(c.QueryParam("id"), "/"), lang)
	if err != nil {
		return err
	}
	return respondJSON(c, g)
}
