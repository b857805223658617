package server

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gavv/httpexpect/v2"

	"waptkb/server/counts"
)

// counting is a server that counts, as a person on another machine sees it.
type counting struct {
	*httpexpect.Expect
	s    *Server
	file string
}

func newCounting(t *testing.T, change func(*Config)) counting {
	t.Helper()
	file := filepath.Join(t.TempDir(), "counts.db")
	s := newServerWith(t, func(c *Config) {
		c.Counts = file
		change(c)
	})
	client := &http.Client{Transport: httpexpect.NewBinder(s.Handler()), CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return counting{httpexpect.WithConfig(httpexpect.Config{BaseURL: "http://waptkb.example.fr", Reporter: httpexpect.NewAssertReporter(t), Client: client}), s, file}
}

func (c counting) report(t *testing.T) *counts.Report {
	t.Helper()
	d, err := c.s.counts.Data()
	if err != nil {
		t.Fatal(err)
	}
	return counts.NewReport(d, counts.Titles(c.s.library(), "fr"))
}

// TestNotCounting has nothing of it where no file is configured.
func TestNotCounting(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	for _, path := range []string{"/fr/report", "/fr/report.csv", "/fr/thanks", "/fr/questions", "/fr/articles/uninstall-key-not-found/vote"} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(method, path, nil))
			if w.Code != http.StatusNotFound && w.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s %s = %d", method, path, w.Code)
			}
		}
	}
	for _, path := range []string{"/fr/articles/uninstall-key-not-found", "/fr/search?q=console+grise"} {
		if body := get(t, h, path).Body.String(); strings.Contains(body, "/vote") || strings.Contains(body, "/questions") {
			t.Errorf("%s has the forms", path)
		}
	}
}

// TestCounting asks and votes as people do, without JavaScript, and reads the report.
func TestCounting(t *testing.T) {
	t.Parallel()
	e := newCounting(t, func(c *Config) { c.ReportToken = "hush" })
	const found, article = "uninstall key can not be found", "uninstall-key-not-found"
	e.GET("/fr/search").WithQuery("q", found).Expect().Status(200).Body().Contains(`action="/fr/articles/` + article + `/vote"`)
	for range 2 { // the second comes from the cache
		e.GET("/api/v1/search").WithQuery("q", found).Expect().Status(200)
	}
	const unknown = "kerberos zzqqx, mot de passe : hunter2hunter2"
	for range 5 {
		e.GET("/en/search").WithQuery("q", unknown).Expect().Status(200).Body().Contains(`action="/en/questions"`).NotContains("hunter2hunter2")
	}
	vote := func(id, say string) *httpexpect.Response {
		return e.POST("/fr/articles/"+id+"/vote").WithFormField("vote", say).Expect()
	}
	vote(article, "yes").Status(303).Header("Location").IsEqual("/fr/thanks?article=" + article)
	vote(article, "not-mine").Status(303)
	vote(article, "perhaps").Status(400)
	vote(article, "").Status(400)
	vote("no-such-article", "yes").Status(404)
	e.GET("/fr/thanks").WithQuery("article", article).Expect().Status(200).Body().Contains("/fr/articles/" + article)
	e.POST("/fr/questions").WithFormField("q", unknown).Expect().Status(303).Header("Location").IsEqual("/fr/thanks")
	e.POST("/fr/questions").WithFormField("q", "").Expect().Status(400)

	r := e.report(t)
	if r.Asked != 8 || r.Sure != 3 || len(r.Articles) != 1 || r.Articles[0].Answered != 3 || r.Articles[0].Yes != 1 || r.Articles[0].NotMine != 1 || r.Articles[0].No != 0 {
		t.Errorf("report: %+v", r)
	}
	if len(r.Words) == 0 || r.Words[0].Value != "kerberos" || len(r.Questions) != 1 || strings.Contains(r.Questions[0].Text, "hunter2hunter2") {
		t.Errorf("words %v, questions %v", r.Words, r.Questions)
	}
	file, err := os.ReadFile(e.file)
	if err != nil || bytes.Contains(file, []byte("hunter2hunter2")) {
		t.Errorf("the file has a secret (%v)", err)
	}

	e.GET("/fr/report").Expect().Status(401).Header("WWW-Authenticate").HasPrefix("Basic ")
	e.GET("/fr/report").WithBasicAuth("anybody", "hus").Expect().Status(401)
	page := e.GET("/fr/report").WithBasicAuth("anybody", "hush").Expect().Status(200)
	page.Header("Cache-Control").IsEqual("no-store")
	page.Body().Contains("kerberos").Contains("zzqqx").NotContains("hunter2hunter2")
	e.GET("/en/report.csv").WithBasicAuth("x", "hush").Expect().Status(200).Body().Contains("word,kerberos,,5\n").NotContains("zzqqx")
	deleting := e.POST("/fr/report/questions/"+r.Questions[0].ID+"/delete").WithBasicAuth("x", "hush")
	deleting.Expect().Status(303)
	e.POST("/fr/report/questions/x/delete").Expect().Status(401)
	if left := e.report(t).Questions; len(left) != 0 {
		t.Errorf("questions are left: %v", left)
	}
}

// TestFormsOfOthers refuses what a page of another site sends.
func TestFormsOfOthers(t *testing.T) {
	t.Parallel()
	e := newCounting(t, func(c *Config) { c.PublicURL = "https://aide.example.fr"; c.ReportToken = "hush" })
	for _, path := range []string{"/fr/articles/uninstall-key-not-found/vote", "/fr/questions", "/fr/report/questions/x/delete"} {
		for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"}} {
			e.POST(path).WithHeader(header[0], header[1]).WithBasicAuth("x", "hush").WithFormField("vote", "yes").WithFormField("q", "x").Expect().Status(403)
		}
	}
	e.POST("/fr/articles/uninstall-key-not-found/vote").WithHeader("Origin", "https://aide.example.fr").WithFormField("vote", "yes").Expect().Status(303)
	if r := e.report(t); len(r.Articles) != 1 || r.Articles[0].Yes != 1 || len(r.Questions) != 0 {
		t.Errorf("report: %+v", r)
	}
}

// TestReportForThisMachine lets in who sits at the server, and nobody that a proxy or a
// foreign name led there.
func TestReportForThisMachine(t *testing.T) {
	t.Parallel()
	e := newCounting(t, func(*Config) {})
	h := e.s.Handler()
	for _, test := range []struct {
		from, host string
		header     [2]string
		status     int
	}{
		{"127.0.0.1:1234", "127.0.0.1:8080", [2]string{}, 200},
		{"[::1]:1234", "[::1]:8080", [2]string{}, 200},
		{"127.0.0.1:1234", "localhost:8080", [2]string{}, 200},
		{"192.0.2.7:1234", "localhost:8080", [2]string{}, 403},
		{"127.0.0.1:1234", "evil.example:8080", [2]string{}, 403},
		{"127.0.0.1:1234", "aide.example.fr", [2]string{}, 403},
		{"127.0.0.1:1234", "127.0.0.1:8080", [2]string{"X-Forwarded-For", "192.0.2.7"}, 403},
		{"127.0.0.1:1234", "127.0.0.1:8080", [2]string{"Forwarded", "for=192.0.2.7"}, 403},
	} {
		r := httptest.NewRequest("GET", "/fr/report", nil)
		r.RemoteAddr, r.Host = test.from, test.host
		if test.header[0] != "" {
			r.Header.Set(test.header[0], test.header[1])
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != test.status || w.Header().Get("X-Frame-Options") != "DENY" {
			t.Errorf("%+v = %d", test, w.Code)
		}
	}
}

// TestVotesAreLimited keeps one machine from outvoting all others.
func TestVotesAreLimited(t *testing.T) {
	t.Parallel()
	e := newCounting(t, func(*Config) {})
	h, refused := e.s.Handler(), 0
	for range votesAtOnce + 5 {
		r := httptest.NewRequest("POST", "/fr/articles/uninstall-key-not-found/vote", strings.NewReader(url.Values{"vote": {"no"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 4 {
		t.Errorf("%d votes are refused", refused)
	}
}

// TestNoFileNoFault answers searches where nothing can be written, and says so to who sends
// a question.
func TestNoFileNoFault(t *testing.T) {
	t.Parallel()
	e := newCounting(t, func(c *Config) { c.Counts = filepath.Join(t.TempDir(), "no", "such", "folder", "counts.db") })
	e.GET("/fr/search").WithQuery("q", "console grise").Expect().Status(200)
	if e.s.counts.Flush() == nil {
		t.Error("written into no folder")
	}
	e.GET("/fr/search").WithQuery("q", "console grise").Expect().Status(200)
	e.POST("/fr/articles/uninstall-key-not-found/vote").WithFormField("vote", "yes").Expect().Status(303)
	e.POST("/fr/questions").WithFormField("q", "console grise").Expect().Status(503)
}

// TestHomeNamesWhatIsAsked: the home page begins with what was the answer most often, and
// has as many problems as without.
func TestHomeNamesWhatIsAsked(t *testing.T) {
	t.Parallel()
	c := newCounting(t, func(*Config) {})
	for range 5 {
		c.s.counts.Add(counts.Key{Kind: counts.Answered, Value: "console-grisee"}, counts.Key{Kind: counts.Answered, Value: "1618"})
	}
	got := c.s.common("fr")
	if len(got) != shownCommon || got[0].ID != "console-grisee" || got[1].ID != metFirst()[0] {
		t.Errorf("the home page names %d problems, first %s", len(got), got[0].ID)
	}
	c.GET("/fr/").Expect().Status(http.StatusOK).Body().Contains("console-grisee")
}
