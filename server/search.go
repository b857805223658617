package server

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/match"
	"waptkb/server/inpage"
)

// searchView is the page of results.
type searchView struct {
	page
	Selected  string // component
	Total     int
	Answer    *answerView
	Elsewhere *content.Article // the answer, which the component hides
	Results   []index.Result   // without the answer
	Perhaps   *answerView      // the first result, where there is no answer but it leads clearly
	Log       *logView         // the errors of the text, and what it is as a log
	Facets    []index.Facet    // all components first, then those of the results
	More      int              // limit that shows all; 0 when all are shown
	Closest   []index.Nearest
	Absent    *content.AbsentCode // that the query is, and the reference has not
	CodesOnly bool                // the query is a number that several codes have
	Release   bool                // the query names a release of WAPT
	Method    string              // of the forms that ask for more of the same
}

// answerView is the answer, ready to be read.
type answerView struct {
	Article  *content.Article
	Exact    bool
	ReadOn   *content.Article // that solves an entry of the reference; may be nil
	Summary  string
	Template string
	Line     int // of the query; 0 when it has one line
	Captures []string
	Steps    inpage.Steps
	captures map[string]string
	Finding  *findingView // its lines in the text; nil where that has few
}

// Near tells whether there is anything that resembles the query.
func (v *searchView) Near() bool { return v.Perhaps != nil || len(v.Results) > 0 }

// neighbours shows what is near where there is no answer.
func (s *Server) neighbours(v *searchView, q index.Query, r *index.Response) {
	near := inpage.Near(q, r)
	if v.Results = near.Results; near.None {
		v.Total, v.Facets = 0, nil
	}
	if near.Perhaps != nil {
		v.Perhaps = s.answerView(q, near.Perhaps.Article, near.Perhaps.Match)
		v.Fills = fillFields(v.Perhaps.Steps.Blocks)
	}
	if near.More {
		v.More = index.MaxResults
	}
}

// AbsentSays tells what is known of a code that the reference has not.
func (v *searchView) AbsentSays() string { return v.Absent.Says(v.texts, v.Lang) }

// AllCodes tells that what is near is what a code may mean.
func (v *searchView) AllCodes() bool {
	return !slices.ContainsFunc(v.Results, func(r index.Result) bool { return r.Article.Kind != content.KindCode })
}

// AllShown tells that what was found is told above: no results follow.
func (v *searchView) AllShown() bool {
	return len(v.Results) == 0 && v.Selected == "" && (v.Answer != nil || len(v.Log.Findings) > 0)
}

// AbsentElsewhere tells that the entry of that code is not among the results.
func (v *searchView) AbsentElsewhere() bool {
	return v.Absent.ID != "" && !slices.ContainsFunc(v.Results, func(r index.Result) bool { return r.Article.ID == v.Absent.ID })
}

// voted is an article that people may say something of.
type voted struct {
	page
	Article *content.Article
}

// Voted is the article of the answer.
func (v *searchView) Voted() voted { return voted{v.page, v.Answer.Article} }

// searchPage shows what a query finds. Without a query there is nothing to
// show: it leads to the component asked for, or home.
func (s *Server) searchPage(c echo.Context) error {
	params, err := readSearchParams(c.Request())
	if err != nil {
		return err
	}
	params.Lang = "" // the address has it
	return s.showSearch(c, params)
}

// showSearch answers a query. One that is too long is a log.
func (s *Server) showSearch(c echo.Context, params searchParams) error {
	lang := languageOf(c)
	q, err := planSearch(params, lang)
	var f *fault
	switch {
	case errors.As(err, &f) && f.Name == faultEmptyQuery:
		return c.Redirect(http.StatusSeeOther, withoutQuery(lang, params.Component))
	case errors.As(err, &f) && f.Name == faultLongQuery:
		d := s.newReading(c.Request().Context(), lang)
		if err := d.add("", strings.NewReader(params.Query)); err != nil {
			return err
		}
		return s.showReading(c, d, params.Query)
	case err != nil:
		return err
	}
	q.Findings = true
	r, err := s.search(c, q)
	if err != nil {
		return err
	}
	v := s.searchView(c, q, r)
	if q.Component != "" && r.Answer == nil {
		if v.Elsewhere, err = s.answerElsewhere(c, q); err != nil {
			return err
		}
	}
	c.Response().Header().Set(echo.HeaderCacheControl, "private, no-cache")
	return s.render(c, http.StatusOK, "search", v)
}

// answerElsewhere gives the answer to a query that its component hides.
func (s *Server) answerElsewhere(c echo.Context, q index.Query) (*content.Article, error) {
	q.Component, q.Limit, q.Findings = "", 1, false
	r, err := s.search(c, q)
	if err != nil || r.Answer == nil {
		return nil, err
	}
	return r.Answer.Article, nil
}

// withoutQuery is where a search for nothing leads.
func withoutQuery(lang, component string) string {
	if name, ok := content.ComponentNamed(component); ok {
		return "/" + lang + "/components/" + content.ComponentSlug(name)
	}
	return "/" + lang + "/"
}

func (s *Server) searchView(c echo.Context, q index.Query, r *index.Response) *searchView {
	v := &searchView{page: s.newPage(c, "", ""), Selected: q.Component, Total: r.Total, Results: r.Results, Release: r.Release}
	v.Robots, v.Query = "noindex", r.Query
	v.Method = strings.ToLower(c.Request().Method)
	v.Log = s.errorsOf(v.page, r)
	if r.Answer != nil {
		v.Answer, v.Results = s.answerView(q, r.Answer.Article, r.Answer.Match), r.Results[1:]
		v.Answer.Exact, v.Answer.ReadOn = r.Answer.Confidence == index.Exact, r.Answer.ReadOn
		v.Fills = fillFields(v.Answer.Steps.Blocks)
		v.Answer.Finding = v.Log.take(r.Answer.Article.ID)
	} else {
		v.Absent, v.CodesOnly = r.Absent, inpage.CodesOnly(r)
		if v.Absent == nil && !v.CodesOnly {
			v.Closest = r.Nearest
		}
	}
	v.Results = slices.DeleteFunc(slices.Clone(v.Results), func(res index.Result) bool { return v.Log.has(res.Article.ID) })
	if r.Total > len(r.Results) && len(r.Results) < index.MaxResults {
		v.More = index.MaxResults
	}
	all := index.Facet{}
	for _, f := range r.Facets {
		all.Count += f.Count
	}
	v.Facets = append([]index.Facet{all}, r.Facets...)
	if v.Answer == nil && len(v.Log.Findings) == 0 {
		s.neighbours(v, q, r)
	}
	if c.Request().Method == http.MethodPost {
		s.leadBack(&v.page, v.Log, true)
	}
	v.Ticket = s.ticketText(v.tickets()...)
	v.Title = v.T("search.title", "verdict", v.verdict(), "query", inpage.Shorten(r.Query, 60))
	return v
}

// tickets gives what was found for a ticket, the answer first.
func (v *searchView) tickets() (out []ticket) {
	if v.Answer != nil && !v.Log.has(v.Answer.Article.ID) {
		out = append(out, ticket{p: v.page, article: v.Answer.Article, captures: v.Answer.captures})
	}
	return append(out, v.Log.tickets()...)
}

// verdict says in a few words what was found.
func (v *searchView) verdict() string {
	switch {
	case v.Answer != nil:
		return v.Answer.Article.Title
	case len(v.Log.Findings) > 0:
		return v.Log.Title()
	case v.Perhaps != nil:
		return v.T("perhaps.title", "title", v.Perhaps.Article.Title)
	case v.CodesOnly:
		return v.T("several.heading")
	case v.Near():
		return v.T("unsure.heading")
	}
	return v.T("nothing.heading")
}

// errorsOf makes the view of the errors of a query, and of the query as a log.
func (s *Server) errorsOf(p page, r *index.Response) *logView {
	v := &logView{page: p, Lines: 1 + strings.Count(strings.TrimSpace(r.Query), "\n")}
	if r.Log != nil {
		v.IsLog = r.Log.IsLog
		s.addLog(v, r.Log, 0, "")
	}
	v.all = append(v.all, s.recognised(r.Errors, p, v.all)...)
	v.Findings = v.all
	return v
}

func (v *logView) has(id string) bool {
	return slices.ContainsFunc(v.all, func(f *findingView) bool { return f.Article.ID == id })
}

// take gives the finding about an article, and leaves it out of those that follow.
func (v *logView) take(id string) *findingView {
	i := slices.IndexFunc(v.all, func(f *findingView) bool { return f.Article.ID == id })
	if i < 0 {
		return nil
	}
	f := v.all[i]
	v.Findings = slices.Delete(slices.Clone(v.all), i, i+1)
	v.all = append([]*findingView{f}, v.Findings...)
	return f
}

// answerView puts the captured values back into words and takes the first steps
// of the solution.
func (s *Server) answerView(q index.Query, a *content.Article, m *match.Match) *answerView {
	v := &answerView{Article: a}
	if m != nil {
		v.captures = m.Captures
		v.Template, v.Captures = m.Pattern.Template.Text, inpage.Captures(m.Pattern.Template, m.Captures, s.cfg.Messages, q.Lang)
		if strings.Contains(strings.TrimSpace(q.Text), "\n") {
			v.Line = m.Line
		}
	}
	v.Summary, v.Steps = a.SummaryFor(v.captures), s.steps(a, q.Lang, v.captures)
	return v
}
