package server

import (
	"github.com/labstack/echo/v4"

	"waptkb/i18n"
	"waptkb/index"
)

// routes lists every address of the site.
func (s *Server) routes() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = s.handleError
	e.IPExtractor = s.address
	e.Use(oneRequest, s.metrics.measure, s.logRequests, s.recoverFaults, s.securityHeaders, inLanguage, s.cors, s.limitRate, refuseCompressed)

	e.GET("/", s.redirectHome)
	for _, lang := range i18n.Languages() {
		g := e.Group("/" + lang)
		g.GET("", s.redirectHome)
		g.GET("/", s.homePage)
		if s.cfg.Files != nil {
			g.GET("/search", s.askPage)
		} else {
			g.GET("/search", s.searchPage)
		}
		g.POST("/search", s.boxPage, limitBody(s.maxUpload()))
		g.GET("/articles/:id", s.articlePage)
		g.GET("/components/:name", s.topicPage)
		g.GET("/diagnose", s.diagnoseForm)
		g.POST("/diagnose", s.boxPage, limitBody(s.maxUpload()))
		g.GET("/reference", s.referencePage)
		g.GET("/guide", s.guidePage)
		g.GET("/guide/*", s.guidePage)
		g.GET("/accessibility", s.accessibilityPage)
		g.GET("/feed.xml", s.feed(lang))
		s.countingRoutes(g)
		for _, name := range fixedPages {
			g.GET("/"+name, s.fixedPage(name))
		}
	}
	s.offlineRoutes(e)
	e.GET("/static/*", s.staticFile)
	e.GET("/figures/:name", s.figure)
	if s.cfg.Watch {
		e.GET("/watch", s.watch)
	}
	e.GET("/healthz", s.health)
	e.GET("/readyz", s.ready)
	e.GET("/metrics", s.metrics.handler)
	e.GET("/problems/:kind", s.problemPage)
	e.GET("/opensearch.xml", withLang(s.openSearch))
	e.GET("/sitemap.xml", s.sitemap)
	e.GET("/feed.xml", s.feed(i18n.Languages()...))
	e.GET("/robots.txt", s.robots)
	e.GET("/llms.txt", s.llms)
	e.GET("/manifest.webmanifest", withLang(s.manifest))
	e.GET("/favicon.ico", s.favicon)

	v1, quick := e.Group("/api/v1"), limitTime(0, apiWriteTime)
	v1.GET("/search", s.searchAPI, quick)
	v1.POST("/search", s.searchAPI, limitBody(maxForm()), limitTime(queryReadTime, apiWriteTime))
	v1.GET("/suggest", withLang(s.suggestAPI), quick)
	v1.POST("/diagnose", withLang(s.diagnoseAPI), limitBody(s.maxUpload()))
	v1.GET("/articles", withLang(s.articlesAPI), quick)
	v1.GET("/articles/:id", withLang(s.articleAPI), quick)
	v1.GET("/guide", withLang(s.guideAPI), quick)
	v1.GET("/openapi.json", s.openAPI, quick)

	for _, endpoint := range s.chats.Endpoints() { // a chat without its secret has none
		e.Add(endpoint.Method, endpoint.Path, echo.WrapHandler(endpoint.Handler))
	}
	for _, endpoint := range s.desks.Endpoints() {
		e.Add(endpoint.Method, endpoint.Path, echo.WrapHandler(endpoint.Handler), limitTime(queryReadTime, 0))
	}
	e.Any("/mcp", echo.WrapHandler(s.mcp), limitTime(mcpReadTime, apiWriteTime)) // answers 405 to what is not POST
	return e
}

// maxForm is the size of a body that holds the longest query, every byte of it
// percent-encoded, and the other fields.
func maxForm() int64 { return 3*index.MaxQuery + 4096 }

// maxUpload is the size of a body that holds the longest log and the form
// around it.
func (s *Server) maxUpload() int64 { return s.cfg.MaxLog + 64<<10 }
