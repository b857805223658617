package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"waptkb/index"
)

// newQueries gives queries that are all different.
func newQueries() func() index.Query {
	n := 0
	return func() index.Query {
		n++
		return index.Query{Text: fmt.Sprint("query ", n), Lang: "fr"}
	}
}

func TestMetrics(t *testing.T) {
	h := newServerWith(t, func(c *Config) { c.Version, c.IndexOpened = "1.2.3", 250*time.Millisecond }).Handler()
	const secret = "Zanzibar-4711"
	get(t, h, "/api/v1/search?q=SockRecv(1)+read+%3D+0", "User-Agent", secret, "X-Forwarded-For", "198.51.100.77")
	get(t, h, "/api/v1/search?q=zzqx+vrrgl+ptumph+"+secret)
	get(t, h, "/api/v1/search?q=")
	get(t, h, "/fr/search?q=uninstall+key+can+not+be+found")
	get(t, h, "/fr/articles/cle-privee-perdue")
	get(t, h, "/"+secret)
	get(t, h, "/fr/"+secret)
	get(t, h, "/api/v1/"+secret)
	get(t, h, "/healthz")
	r := httptest.NewRequest("BREW", "/fr/", nil)
	h.ServeHTTP(httptest.NewRecorder(), r)
	r = httptest.NewRequest(http.MethodPost, "/api/v1/diagnose", strings.NewReader(strings.Repeat("CRITICAL waptservice timed out after 600 seconds with output '600.0'\n", 3)))
	r.Header.Set("Content-Type", "text/plain")
	h.ServeHTTP(httptest.NewRecorder(), r)

	w := get(t, h, "/metrics")
	body := w.Body.String()
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/plain") {
		t.Errorf("/metrics = %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	for _, want := range []string{
		`waptkb_http_requests_total{method="GET",route="/api/v1/search",status="2xx"} 2`,
		`waptkb_http_requests_total{method="GET",route="/api/v1/search",status="4xx"} 1`,
		`waptkb_http_requests_total{method="GET",route="/fr/articles/:id",status="2xx"} 1`,
		`waptkb_http_requests_total{method="POST",route="/api/v1/diagnose",status="2xx"} 1`,
		`waptkb_http_request_duration_seconds_count{route="/api/v1/search"} 3`,
		`waptkb_answers_total{confidence="exact"} 2`,
		`waptkb_answers_total{confidence="high"} 0`,
		`waptkb_no_answer_total{results="none"} 1`,
		`waptkb_template_hits_total{article="proxy-sockrecv-read-0",source="search"} 1`,
		`waptkb_template_hits_total{article="uninstall-key-not-found",source="search"} 1`,
		`waptkb_template_hits_total{article="installation-timed-out-600",source="log"} 3`,
		`waptkb_index_open_seconds 0.25`,
		`version="1.2.3"} 1`,
		"go_goroutines ",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("no %s", want)
		}
	}
	for _, wrong := range []string{secret, "BREW", "198.51.100.77", "SockRecv(1)"} {
		if strings.Contains(body, wrong) {
			t.Errorf("the metrics tell %q", wrong)
		}
	}
}

func TestReady(t *testing.T) {
	s := newTestServer(t)
	if w := get(t, s.Handler(), "/readyz"); w.Code != http.StatusOK {
		t.Errorf("/readyz = %d", w.Code)
	}
	s.ending.Store(true)
	if w := get(t, s.Handler(), "/readyz"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("/readyz at the end = %d", w.Code)
	}
	if w := get(t, s.Handler(), "/healthz"); w.Code != http.StatusOK {
		t.Errorf("/healthz at the end = %d", w.Code)
	}
}
