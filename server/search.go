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
	Results  []resultView // without the answer
	Facets   []facet
	More     int       // limit that shows all; 0 when all are shown
	Closest  []closest // error templates that resemble the query
}

// answerView is the answer, ready to be read.
type answerView struct {
	Article    *content.Article
	URL        string
	Exact      bool
	Template   string
	Line       int // of the query; 0 when it has one line
	Captures   []string
	Steps      string // HTML
	StepsURL   string // where the steps go on
	WholeSteps bool
}

// resultView is an article that may fit.
type resultView struct {
	index.Result
	URL        string
	SectionURL string
}

// closest is an error template that resembles the query.
type closest struct{ Text, URL string }

// facet is a component with its number of results.
type facet struct {
	Name, Slug string
	Count      int
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
	if errors.As(err, &f) && f.kind == faultEmptyQuery {
		return c.Redirect(http.StatusSeeOther, withoutQuery(lang, params.Component))
	}
	if err != nil {
		return err
	}
	ctx, cancel := searching(c)
	defer cancel()
	r, err := s.cfg.Index.Search(ctx, q)
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
	v := &searchView{Selected: q.Component, Total: r.Total}
	v.page = s.newPage(c, q.Lang, shorten(r.Query, 60), "")
	v.Robots, v.Query, v.BigBox = "noindex", r.Query, true
	v.Method = strings.ToLower(c.Request().Method)
	results := r.Results
	if r.Answer != nil {
		v.Answer, results = s.answerView(q, r.Answer), results[1:]
	} else {
		v.Closest = closestTemplates(q.Lang, r.Nearest)
	}
	for _, res := range results {
		v.Results = append(v.Results, newResultView(q.Lang, res))
	}
	if r.Total > len(r.Results) && len(r.Results) < index.MaxResults {
		v.More = index.MaxResults
	}
	v.Facets = facets(r.Facets)
	return v
}

func newResultView(lang string, res index.Result) resultView {
	v := resultView{Result: res, URL: api.ArticleURL(lang, res.Article.ID)}
	if res.Section.Anchor != "" {
		v.SectionURL = v.URL + "#" + res.Section.Anchor
	}
	return v
}

// answerView puts the captured values back into words and takes the first steps
// of the solution.
func (s *Server) answerView(q index.Query, a *index.Answer) *answerView {
	v := &answerView{Article: a.Article, URL: api.ArticleURL(q.Lang, a.Article.ID), Exact: a.Confidence == index.Exact}
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
	solution := s.library().Document(a.Article).Section(content.KindSolution)
	steps, whole := solution.FirstSteps()
	v.StepsURL, v.WholeSteps = v.URL+"#"+solution.Anchor, whole
	v.Steps = strings.TrimSpace(s.renderArticle(a.Article, steps, q.Lang, v.URL))
	return v
}

// facets lists the components of the results, and all of them first.
func facets(found []index.Facet) []facet {
	out := []facet{{}}
	for _, f := range found {
		out[0].Count += f.Count
		out = append(out, facet{f.Component, content.ComponentSlug(f.Component), f.Count})
	}
	return out
}

// closestTemplates lists the error templates that a query resembles.
func closestTemplates(lang string, nearest []index.Nearest) []closest {
	var out []closest
	for _, n := range nearest {
		out = append(out, closest{n.Template.Text, api.ArticleURL(lang, n.ID)})
	}
	return out
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
