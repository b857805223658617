package server

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Files are the scripts of a site that is read from files: where the server would answer,
// its pages ask the engine in these. They are addresses of the site.
type Files struct {
	Exec   string // runs WebAssembly that Go compiled
	Engine string
	Index  string
	Kept   bool // by a browser, for the time when the server is gone
}

// askView is the page that shows what the engine in it finds.
type askView struct{ page }

// askPage stands in the place of the page of results.
func (s *Server) askPage(c echo.Context) error {
	v := askView{s.newPage(c, s.textsFor(c)("search.label"), "")}
	v.Robots = "noindex"
	return s.render(c, http.StatusOK, "ask", v)
}
