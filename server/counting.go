package server

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"waptkb/content"
	"waptkb/server/counts"
)

// This file is what readers may say of an article, what they may send to the team of their
// site, and what its administrator learns of it. All of it is closed where nothing is
// counted.

// Faults of these pages; the API has none of them.
var (
	faultForeignPage   = faultKind{"foreign-page", http.StatusForbidden}
	faultNotKept       = faultKind{"not-kept", http.StatusServiceUnavailable}
	faultAdministrator = faultKind{"administrator", http.StatusForbidden}
	faultToken         = faultKind{"token", http.StatusUnauthorized}
)

// Votes and questions of one client, besides the limit for all requests.
const (
	votesPerSecond = .1
	votesAtOnce    = 10
)

// countingRoutes adds the pages in a language.
func (s *Server) countingRoutes(g *echo.Group) {
	if s.counts == nil {
		return
	}
	said := []echo.MiddlewareFunc{limitBody(maxForm()), limitTime(queryReadTime, 0), s.sameOrigin}
	g.POST("/articles/:id/vote", s.vote, append(said, s.limitVotes)...)
	g.POST("/questions", s.sendQuestion, append(said, s.limitVotes)...)
	g.GET("/thanks", s.thanksPage)
	g.GET("/report", s.reportPage, s.forAdministrator)
	g.GET("/report.csv", s.reportCSV, s.forAdministrator)
	g.POST("/report/questions/:id/delete", s.deleteQuestion, append(said, s.forAdministrator)...)
}

// sameOrigin refuses forms of other sites.
func (s *Server) sameOrigin(next echo.HandlerFunc) echo.HandlerFunc {
	origins := http.NewCrossOriginProtection()
	if u := s.cfg.PublicURL; u != "" { // where a proxy gives us another host
		_ = origins.AddTrustedOrigin(originOf(u)) // it has been checked
	}
	return func(c echo.Context) error {
		if origins.Check(c.Request()) != nil {
			return &fault{faultKind: faultForeignPage}
		}
		return next(c)
	}
}

// originOf gives the origin of an address.
func originOf(address string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	host, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + host
}

// limitVotes keeps one client from outvoting the others.
func (s *Server) limitVotes(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if addr, err := netip.ParseAddr(s.address(c.Request())); err == nil && s.votes.wait(addr) > 0 {
			return newFault(faultTooManyRequests, "seconds", int(1/votesPerSecond))
		}
		return next(c)
	}
}

// vote counts what somebody says of an article.
func (s *Server) vote(c echo.Context) error {
	a, err := s.findArticle(c.Param("id"), languageOf(c))
	if err != nil {
		return err
	}
	if err := parseForm(c.Request(), echo.MIMEApplicationForm); err != nil {
		return bodyFault(err)
	}
	kind := counts.Kind(c.Request().PostFormValue("vote"))
	if !slices.Contains(counts.Votes, kind) {
		return newFault(faultBadBody)
	}
	s.counts.Add(counts.Key{Kind: kind, Value: a.ID})
	return c.Redirect(http.StatusSeeOther, "/"+languageOf(c)+"/thanks?article="+a.ID)
}

// sendQuestion keeps a text that its asker has seen as it is kept.
func (s *Server) sendQuestion(c echo.Context) error {
	params, err := readSearchParams(c.Request())
	if err != nil {
		return err
	}
	q, err := planSearch(searchParams{Query: params.Query}, languageOf(c))
	if err != nil {
		return err
	}
	if err := s.counts.Send(q.Text, q.Lang); err != nil { // has been logged
		return &fault{faultKind: faultNotKept}
	}
	return c.Redirect(http.StatusSeeOther, "/"+q.Lang+"/thanks")
}

// thanksView is the page after a vote or a question.
type thanksView struct {
	page
	Article *content.Article // of the vote; nil for a question
}

func (s *Server) thanksPage(c echo.Context) error {
	text := s.textsFor(c)
	v := thanksView{page: s.newPage(c, text("thanks.title"), "")}
	v.Robots = "noindex"
	if id := c.QueryParam("article"); id != "" {
		var err error
		if v.Article, err = s.findArticle(id, v.Lang); err != nil {
			return err
		}
	}
	return s.render(c, http.StatusOK, "thanks", v)
}

// forAdministrator lets in who knows the token. Without one, it lets this machine in: a
// request that no proxy has passed on and that no foreign name leads to.
func (s *Server) forAdministrator(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		h := c.Response().Header()
		notFramed(h)
		h.Set(echo.HeaderCacheControl, "no-store")
		if token := s.cfg.ReportToken; token != "" {
			_, password, _ := c.Request().BasicAuth()
			want, got := sha256.Sum256([]byte(token)), sha256.Sum256([]byte(password))
			if subtle.ConstantTimeCompare(want[:], got[:]) == 0 {
				h.Set(echo.HeaderWWWAuthenticate, `Basic realm="waptkb", charset="UTF-8"`)
				return &fault{faultKind: faultToken}
			}
			return next(c)
		}
		if !s.isLocal(c.Request()) {
			return &fault{faultKind: faultAdministrator}
		}
		return next(c)
	}
}

// isLocal tells whether a request comes from this machine and means it.
func (s *Server) isLocal(r *http.Request) bool {
	for _, passedOn := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via"} {
		if r.Header.Get(passedOn) != "" {
			return false
		}
	}
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && from.Addr().Unmap().IsLoopback() && isLoopbackHost(r.Host)
}

// isLoopbackHost tells whether a host is this machine, whatever the names are that lead to
// it.
func isLoopbackHost(host string) bool {
	if i := strings.LastIndexByte(host, ':'); i > strings.LastIndexByte(host, ']') {
		host = host[:i]
	}
	addr, err := netip.ParseAddr(strings.Trim(host, "[]"))
	return strings.EqualFold(host, "localhost") || err == nil && addr.Unmap().IsLoopback()
}

// reportView is the page for the administrator.
type reportView struct {
	page
	*counts.Report
}

func (s *Server) report(c echo.Context) (*counts.Report, error) {
	data, err := s.counts.Data()
	if err != nil {
		return nil, err
	}
	return counts.NewReport(data, counts.Titles(s.library(), languageOf(c))), nil
}

func (s *Server) reportPage(c echo.Context) error {
	r, err := s.report(c)
	if err != nil {
		return err
	}
	text := s.textsFor(c)
	v := reportView{s.newPage(c, text("report.title"), ""), r}
	v.Robots = "noindex"
	return s.render(c, http.StatusOK, "report", v)
}

func (s *Server) reportCSV(c echo.Context) error {
	r, err := s.report(c)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := r.CSV(&b); err != nil {
		return err
	}
	c.Response().Header().Set(echo.HeaderContentDisposition, `attachment; filename="waptkb-report.csv"`)
	return respond(c, http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}

func (s *Server) deleteQuestion(c echo.Context) error {
	if err := s.counts.Delete(c.Param("id")); err != nil {
		return &fault{faultKind: faultNotKept}
	}
	return c.Redirect(http.StatusSeeOther, "/"+languageOf(c)+"/report#questions")
}
