package server

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/gavv/httpexpect/v2"
)

func expect(t *testing.T) *httpexpect.Expect {
	t.Helper()
	srv := httptest.NewServer(validated(t, newTestServer(t).Handler()))
	t.Cleanup(srv.Close)
	return httpexpect.WithConfig(httpexpect.Config{BaseURL: srv.URL, TestName: t.Name(), Reporter: httpexpect.NewRequireReporter(t)})
}

func TestSearchAPI(t *testing.T) {
	const query, want = "Error timed out after seconds with output '1200.0'", "installation-timed-out-600"
	e := expect(t)
	for name, request := range map[string]*httpexpect.Request{
		"query string": e.GET("/api/v1/search").WithQuery("q", query),
		"form":         e.POST("/api/v1/search").WithFormField("q", query),
		"multipart":    e.POST("/api/v1/search").WithMultipart().WithFormField("q", query),
		"JSON":         e.POST("/api/v1/search").WithJSON(map[string]any{"q": query, "limit": 3, "lang": "fr"}),
	} {
		t.Run(name, func(t *testing.T) {
			o := request.Expect().Status(http.StatusOK).JSON().Object()
			o.Value("answer").Object().HasValue("id", want).HasValue("confidence", "exact").HasValue("url", "/fr/articles/"+want)
			o.Path("$.answer.error.captures.seconds").IsEqual("1200.0")
			o.Path("$.results[0].id").IsEqual(want)
			o.Keys().ContainsAll("query", "lang", "answer", "results", "total", "took_ms")
		})
	}
	t.Run("nothing found", func(t *testing.T) {
		o := e.GET("/api/v1/search").WithQuery("q", "zzqx vrrgl ptumph").Expect().Status(http.StatusOK).JSON().Object()
		o.Value("answer").IsNull()
		o.Value("results").Array().IsEmpty()
	})
	t.Run("release", func(t *testing.T) {
		o := e.GET("/api/v1/search").WithQuery("q", "self-service WAPT 2.5 : aucun paquet affiché").Expect().JSON().Object()
		o.Path("$.answer.checked").IsEqual([]string{"1.8.2", "2.5"})
		o.Path("$.results[0].checked").IsEqual([]string{"1.8.2", "2.5"})
		o = e.GET("/api/v1/search").WithQuery("q", "self-service WAPT : aucun paquet affiché").Expect().JSON().Object()
		o.Value("answer").Object().NotContainsKey("checked")
	})
	t.Run("English", func(t *testing.T) {
		e.GET("/api/v1/search").WithQuery("q", query).WithQuery("lang", "en").Expect().
			JSON().Path("$.answer.url").IsEqual("/en/articles/" + want)
	})
}

func TestProblems(t *testing.T) {
	e := expect(t)
	tests := map[string]struct {
		path, body string
		status     int
		detail     string // a part of it
	}{
		"empty q":           {"/api/v1/search?q=", "", 400, "q"},
		"no q":              {"/api/v1/search", "", 400, "q"},
		"long q":            {"/api/v1/search?q=" + strings.Repeat("a", 17000), "", 413, "16\u202fKio"},
		"language":          {"/api/v1/search?q=a&lang=xx", "", 400, "fr, en"},
		"component":         {"/api/v1/search?q=a&component=x", "", 400, "waptexit"},
		"limit":             {"/api/v1/search?q=a&limit=0", "", 400, "50"},
		"article":           {"/api/v1/articles/uninstall-key-notfound", "", 404, ""},
		"article, language": {"/api/v1/articles/x?lang=de", "", 400, "fr, en"},
		"list, language":    {"/api/v1/articles?lang=de", "", 400, "fr, en"},
		"path":              {"/api/v1/nothing", "", 404, ""},
		"API itself":        {"/api/", "", 404, ""},
		"unreadable JSON":   {"/api/v1/search", "{", 400, ""},
		"large body":        {"/api/v1/search", `{"q":"` + strings.Repeat("a", 100_000) + `"}`, 413, ""},
		"long q, JSON":      {"/api/v1/search", `{"q":"` + strings.Repeat("a", 17000) + `"}`, 413, "16\u202fKio"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			path, query, _ := strings.Cut(test.path, "?")
			request := e.GET(path).WithQueryString(query)
			if test.body != "" {
				request = e.POST(path).WithHeader("Content-Type", "application/json").WithBytes([]byte(test.body))
			}
			r := request.Expect().Status(test.status).HasContentType("application/problem+json", "")
			o := r.JSON(httpexpect.ContentOpts{MediaType: "application/problem+json"}).Object()
			o.HasValue("status", test.status).HasValue("instance", path)
			o.Value("type").String().NotEmpty()
			o.Value("title").String().NotContains("error.")
			o.Value("detail").String().Contains(test.detail)
		})
	}
	e.DELETE("/api/v1/search").Expect().Status(http.StatusMethodNotAllowed).HasContentType("application/problem+json", "")
	e.GET("/api/v1/articles/uninstall-key-notfound").Expect().
		JSON(httpexpect.ContentOpts{MediaType: "application/problem+json"}).Path("$.closest[0]").IsEqual("uninstall-key-not-found")
}

func TestArticlesAPI(t *testing.T) {
	e := expect(t)
	list := e.GET("/api/v1/articles").Expect().Status(http.StatusOK)
	list.JSON().Array().Length().Ge(34)
	e.GET("/api/v1/articles").WithHeader("If-None-Match", list.Header("ETag").Raw()).Expect().Status(http.StatusNotModified).NoContent()

	one := e.GET("/api/v1/articles/cle-privee-perdue").WithQuery("lang", "en").Expect().Status(http.StatusOK)
	o := one.JSON().Object()
	o.Keys().ContainsAll("id", "title", "url", "lang", "component", "markdown", "html", "sections", "errors", "related", "reviewed")
	o.Value("html").String().Contains(`<h2 id="symptome">`).Contains("/en/articles/cle-privee-volee")
	o.Path("$.sections[0].anchor").IsEqual("symptome")
	o.Value("checked").IsEqual([]string{"1.8.2", "2.1", "2.2", "2.3", "2.6"})
	e.GET("/api/v1/articles/cle-privee-perdue").WithQuery("lang", "en").WithHeader("If-None-Match", one.Header("ETag").Raw()).
		Expect().Status(http.StatusNotModified)
}

func TestDiagnoseAPI(t *testing.T) {
	const log = "2026-01-12 09:14:02 INFO begin\n2026-01-12 09:14:03 CRITICAL waptservice Error timed out after 600 seconds with output '600.0'\n"
	e := expect(t)
	for name, request := range map[string]*httpexpect.Request{
		"text": e.POST("/api/v1/diagnose").WithText(log),
		"file": e.POST("/api/v1/diagnose").WithMultipart().WithFileBytes("file", "waptservice.log", []byte(log)),
		"part": e.POST("/api/v1/diagnose").WithMultipart().WithFormField("log", log).WithFileBytes("file", "", nil),
	} {
		t.Run(name, func(t *testing.T) {
			o := request.Expect().Status(http.StatusOK).JSON().Object()
			o.HasValue("lines", 2).HasValue("truncated", false)
			o.Path("$.findings[0].occurrences[0].line").IsEqual(2)
		})
	}
	for name, broken := range map[string]string{"header": "\x1f\x8b\x08\x00", "data": "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03broken"} {
		t.Run("gzip "+name, func(t *testing.T) {
			e.POST("/api/v1/diagnose").WithText(broken).Expect().Status(http.StatusUnprocessableEntity)
		})
	}
	e.POST("/api/v1/diagnose").WithText("nothing known").Expect().JSON().Path("$.findings").Array().IsEmpty()
}

func TestHealth(t *testing.T) {
	health := expect(t).GET("/healthz").Expect().Status(http.StatusOK).JSON().Object()
	health.HasValue("status", "ok").ContainsKey("version").ContainsKey("commit")
	health.Value("content").String().Match(`^\d{4}-\d\d-\d\d$`)
}

func TestSuggestAPI(t *testing.T) {
	e := expect(t)
	e.GET("/api/v1/suggest").WithQuery("q", "unin").Expect().Status(http.StatusOK).JSON().Array().Value(0).Object().Keys().ContainsOnly("text", "id", "url", "kind", "answer", "title", "lang", "summary")
	ids, groups := map[string]bool{}, []string{}
	for _, one := range e.GET("/api/v1/suggest").WithQuery("q", "uninstall key can not be found").Expect().JSON().Array().Iter() {
		o := one.Object()
		if id := o.Value("id").String().Raw(); ids[id] {
			t.Errorf("%s is suggested twice", id)
		} else {
			ids[id] = true
		}
		if _, answer := o.Raw()["answer"]; answer {
			groups = append(groups, "answer")
		} else {
			groups = append(groups, o.Value("kind").String().Raw())
		}
	}
	order := append([]string{"answer"}, articleKinds()...)
	if groups[0] != "answer" || !slices.IsSortedFunc(groups, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) }) {
		t.Errorf("the groups are mixed: %v", groups)
	}
	e.GET("/api/v1/suggest").WithQuery("q", "zzqx").Expect().Status(http.StatusOK).JSON().Array().IsEmpty()
	e.GET("/api/v1/suggest").Expect().Status(http.StatusOK).JSON().Array().IsEmpty()
	a := e.GET("/api/v1/suggest").WithQuery("q", "unin").WithQuery("format", "opensearch").Expect().Status(http.StatusOK).
		JSON(httpexpect.ContentOpts{MediaType: "application/x-suggestions+json"}).Array()
	a.Length().IsEqual(4)
	a.Value(0).IsEqual("unin")
	a.Value(1).Array().NotEmpty()
}

// Whoever types, searches for or asks the API for a code alone gets its card, or all that it may
// mean, or what Windows means by it.
func TestCodesEverywhere(t *testing.T) {
	e := expect(t)
	for code, want := range map[string]struct {
		id   string
		sure bool
	}{
		"1618": {"1618", true}, "1603": {"1603", true}, "3010": {"3010", true}, "1722": {"1722", true}, "740": {"740", true}, "87": {"87", true},
		"0x652": {"1618", true}, "0x80070652": {"1618", true}, "0X80070652": {"1618", true}, "80070652": {"1618", true}, "-2147023278": {"1618", true}, "2147944018": {"1618", true},
		"code 1618": {"1618", true}, "ERROR_INSTALL_ALREADY_RUNNING": {"1618", true}, "E_ACCESSDENIED": {"5", true}, "0x80070005": {"5", true},
		"0x80240022": {"0x80240022", true}, "WU_E_ALL_UPDATES_FAILED": {"0x80240022", true}, "0x800f0922": {"0x800f0922", true}, "0xC0000005": {"0xc0000005", true},
		"0x8029FFFF": {"0x8029ffff", true}, "0x80131500": {"0x80131500", true}, "EPT_S_NOT_REGISTERED": {"0x800706d9", true}, "17002": {"office-17002", true},
		"5": {"5", false}, "2": {"2", false}, "1": {"inno-setup-1", false}, "1753": {"0x800706d9", false},
	} {
		r := e.GET("/api/v1/search").WithQuery("q", code).Expect().Status(http.StatusOK).JSON().Object()
		first := r.Value("results").Array().Value(0).Object()
		first.HasValue("id", want.id).HasValue("kind", "code")
		if want.sure {
			r.Value("answer").Object().HasValue("id", want.id).Value("forms").Array().NotEmpty()
		} else {
			r.Value("answer").IsNull()
		}
		suggested := e.GET("/api/v1/suggest").WithQuery("q", code).Expect().Status(http.StatusOK).JSON().Array()
		suggested.Value(0).Object().Value("summary").String().NotEmpty()
		if want.sure {
			suggested.Value(0).Object().HasValue("id", want.id).HasValue("answer", true)
		} else {
			suggested.Find(func(_ int, one *httpexpect.Value) bool { return one.Object().Raw()["id"] == want.id })
		}
		e.GET("/fr/search").WithQuery("q", code).Expect().Status(http.StatusOK).Body().Contains(`href="/fr/articles/` + want.id + `"`)
	}
	e.GET("/fr/search").WithQuery("q", "404").Expect().Body().Contains("Le code 404 n’est pas dans la référence").Contains(`href="/fr/articles/0x80070194"`)
	e.GET("/en/search").WithQuery("q", "99999").Expect().Body().Contains("Code 99999 is not in the reference")
}

func TestLargeLogIsRefused(t *testing.T) {
	s := newTestServer(t)
	s, err := New(Config{Index: s.index, Messages: s.cfg.Messages, MaxLog: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for path, contentType := range map[string]string{"/api/v1/diagnose": "application/problem+json", "/fr/diagnose": "text/html; charset=utf-8"} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(strings.Repeat("x\n", 1<<20)))
		r.Header.Set("Content-Type", "text/plain")
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, r)
		if w.Code != http.StatusRequestEntityTooLarge || w.Header().Get("Content-Type") != contentType {
			t.Errorf("POST %s of 2 MiB = %d %s, want 413 %s", path, w.Code, w.Header().Get("Content-Type"), contentType)
		}
	}
}
