package server

import (
	"errors"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/api"
)

// searchView is the page of results.
type searchView struct {
	page
	Selected string // component
	Total    int
	Answer   *answerView
	Results  []index.Result          // without the answer
	Errors   []index.RecognisedError // likewise
	Facets   []index.Facet           // all components first, then those of the results
	More     int                     // limit that shows all; 0 when all are shown
	Closest  []index.Nearest
	Release  bool // the query names a release of WAPT
}

// answerView is the answer, ready to be read.
type answerView struct {
	Article    *content.Article
	Exact      bool
	Template   string
	Line       int // of the query; 0 when it has one line
	Captures   []string
	Steps      string // HTML
	StepsAt    string // anchor where the steps go on
	WholeSteps bool
}

// searchPage shows what a query finds. Without a query there is nothing to
// show: it leads to the component asked for, or home.
func (s *Server) searchPage(c echo.Context) error {
	lang := languageOf(c)
	params, err := readSearchParams(c.Request())
	if err != nil {
		return err
	}
	params.Lang = "" // the address has it
	q, err := planSearch(params, lang)
	var f *fault
	if errors.As(err, &f) && f.Name == faultEmptyQuery {
		return c.Redirect(http.StatusSeeOther, withoutQuery(lang, params.Component))
	}
	if err != nil {
		return err
	}
	r, err := s.search(c, q)
	if err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	return s.render(c, http.StatusOK, "search", s.searchView(c, q, r))
}

// withoutQuery is where a search for nothing leads.
func withoutQuery(lang, component string) string {
	if name, ok := content.ComponentNamed(component); ok {
		return "/" + lang + "/components/" + content.ComponentSlug(name)
	}
	return "/" + lang + "/"
}

func (s *Server) searchView(c echo.Context, q index.Query, r *index.Response) *searchView {
	v := &searchView{page: s.newPage(c, shorten(r.Query, 60), ""), Selected: q.Component, Total: r.Total, Results: r.Results, Release: r.Release}
	v.Robots, v.Query, v.BigBox = "noindex", r.Query, true
	v.Method = strings.ToLower(c.Request().Method)
	v.Errors = r.OtherErrors()
	if r.Answer != nil {
		v.Answer, v.Results = s.answerView(q, r.Answer), r.Results[1:]
	} else {
		v.Closest = r.Nearest
	}
	if r.Total > len(r.Results) && len(r.Results) < index.MaxResults {
		v.More = index.MaxResults
	}
	all := index.Facet{}
	for _, f := range r.Facets {
		all.Count += f.Count
	}
	v.Facets = append([]index.Facet{all}, r.Facets...)
	return v
}

// answerView puts the captured values back into words and takes the first steps
// of the solution.
func (s *Server) answerView(q index.Query, a *index.Answer) *answerView {
	v := &answerView{Article: a.Article, Exact: a.Confidence == index.Exact}
	if m := a.Match; m != nil {
		v.Template = m.Pattern.Template.Text
		if strings.Contains(strings.TrimSpace(q.Text), "\n") {
			v.Line = m.Line
		}
		for _, part := range m.Pattern.Template.Parts {
			if value := strings.TrimSpace(m.Captures[part.Hole]); part.Hole != "" && value != "" {
				v.Captures = append(v.Captures, s.cfg.Messages.Text(q.Lang, "hole."+part.Hole, "value", shorten(value, 200)))
			}
		}
	}
	solution := s.library().Document(a.Article).Section(content.SectionSolution)
	steps, whole := solution.FirstSteps()
	v.StepsAt, v.WholeSteps = solution.Anchor, whole
	v.Steps = strings.TrimSpace(s.renderArticle(a.Article, steps, q.Lang, api.ArticleURL(q.Lang, a.Article.ID)))
	return v
}

// shorten cuts a text to its first line and to a number of letters.
func shorten(text string, letters int) string {
	text, _, cut := strings.Cut(strings.TrimSpace(text), "\n")
	if r := []rune(text); len(r) > letters {
		text, cut = string(r[:letters]), true
	}
	if cut {
		return strings.TrimSpace(text) + "…"
	}
	return text
}
