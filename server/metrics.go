package server

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/labstack/echo/v4"

	"waptkb/index"
	"waptkb/server/counts"
)

// What is counted, with what Prometheus shows of it.
const (
	metricRequests  = "waptkb_http_requests_total"
	metricDuration  = "waptkb_http_request_duration_seconds"
	metricOpen      = "waptkb_http_requests_open"
	metricAnswers   = "waptkb_answers_total"
	metricNone      = "waptkb_no_answer_total"
	metricHits      = "waptkb_template_hits_total"
	metricCache     = "waptkb_search_cache_total"
	metricBuild     = "waptkb_build_info"
	metricIndexOpen = "waptkb_index_open_seconds"
)

var metricHelp = map[string]string{
	metricRequests:  "Requests, by pattern of the route, method and class of the status.",
	metricDuration:  "Time taken by requests, by pattern of the route.",
	metricOpen:      "Requests that are being answered.",
	metricAnswers:   "Searches with an answer, by its confidence.",
	metricNone:      "Searches without an answer, by whether there were results to propose.",
	metricHits:      "Error templates recognised in questions and in logs, by article.",
	metricCache:     "Searches of the API that were found in the cache (hit) or not (miss).",
	metricBuild:     "Always 1; the labels tell which build this is.",
	metricIndexOpen: "Time that opening the index took at the start; with --content, building it.",
}

// metrics counts what the server does, for Prometheus. Labels have values from
// short fixed lists (routes, status classes, ids of articles), never what people
// ask or who they are.
type metrics struct {
	set    *vm.Set
	open   *vm.Gauge
	routes map[string]bool // patterns that are routes; everything else is "other"
}

// durations are the bounds of the histogram, in seconds: a search takes less
// than a millisecond, a log some seconds.
var durations = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}

func newMetrics(version string, indexOpened time.Duration) *metrics {
	vm.ExposeMetadata(true)
	m := &metrics{set: vm.NewSet()}
	m.open = m.set.NewGauge(metricOpen, nil)
	m.set.NewGauge(series(metricBuild, "go", runtime.Version(), "version", version), nil).Set(1)
	m.set.NewGauge(metricIndexOpen, nil).Set(indexOpened.Seconds())
	for _, c := range []index.Confidence{index.Exact, index.High} { // known from the start, as 0
		m.counter(metricAnswers, "confidence", string(c))
	}
	for _, results := range []string{"some", "none"} {
		m.counter(metricNone, "results", results)
	}
	return m
}

// series gives the name of what is counted with the pairs of a label and its value.
func series(name string, pairs ...string) string {
	var labels []string
	for i := 0; i < len(pairs); i += 2 {
		labels = append(labels, pairs[i]+"="+strconv.Quote(pairs[i+1]))
	}
	return name + "{" + strings.Join(labels, ",") + "}"
}

func (m *metrics) counter(name string, pairs ...string) *vm.Counter {
	return m.set.GetOrCreateCounter(series(name, pairs...))
}

// handler gives the page that Prometheus reads.
func (m *metrics) handler(c echo.Context) error {
	var b bytes.Buffer
	m.set.WritePrometheus(&b)
	vm.WriteProcessMetrics(&b)
	vm.WriteFDMetrics(&b)
	writeMoreOfProcess(&b)
	body := b.String()
	for name, help := range metricHelp {
		body = strings.Replace(body, "# HELP "+name+"\n", "# HELP "+name+" "+help+"\n", 1)
	}
	return c.Blob(http.StatusOK, "text/plain; version=0.0.4; charset=utf-8", []byte(body))
}

// know notes the routes that may be labels.
func (m *metrics) know(routes []*echo.Route) {
	m.routes = map[string]bool{}
	for _, r := range routes {
		m.routes[r.Path] = true
	}
}

// measure counts a request once it is answered.
func (m *metrics) measure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		begin := time.Now()
		m.open.Inc()
		defer m.open.Dec()
		err := next(c)
		route := m.route(c)
		status := strconv.Itoa(c.Response().Status/100) + "xx"
		m.counter(metricRequests, "method", methodOf(c.Request()), "route", route, "status", status).Inc()
		m.set.GetOrCreatePrometheusHistogramExt(series(metricDuration, "route", route), durations).UpdateDuration(begin)
		return err
	}
}

// route gives the pattern of the route that answers a request.
func (m *metrics) route(c echo.Context) string {
	if route := c.Path(); m.routes[route] {
		return route
	}
	return unknownRoute
}

// methodOf gives the method of a request; what is none may be any text.
func methodOf(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodPost, http.MethodOptions, http.MethodDelete, http.MethodPut, http.MethodPatch:
		return r.Method
	}
	return "other"
}

// countersOf lists the counters of a search, which count it each time its answer is given.
func (m *metrics) countersOf(r *index.Response) (out []*vm.Counter) {
	switch a := r.Answer; {
	case a != nil:
		out = append(out, m.counter(metricAnswers, "confidence", string(a.Confidence)))
		if a.Match != nil {
			out = append(out, m.counter(metricHits, "article", a.Match.Pattern.ID, "source", "search"))
		}
	case len(r.Results) > 0:
		out = append(out, m.counter(metricNone, "results", "some"))
	default:
		out = append(out, m.counter(metricNone, "results", "none"))
	}
	return out
}

func count(counters []*vm.Counter) {
	for _, c := range counters {
		c.Inc()
	}
}

func (m *metrics) countFindings(found []index.Finding) {
	for _, f := range found {
		m.counter(metricHits, "article", f.Article.ID, "source", "log").Add(f.Count)
	}
}

// countedIndex counts what people ask of an index, whichever way they ask.
type countedIndex struct {
	index.Service
	metrics *metrics
	counts  *counts.Store
}

func (x countedIndex) Search(ctx context.Context, q index.Query) (*index.Response, error) {
	r, err := x.Service.Search(ctx, q)
	if err == nil {
		count(x.metrics.countersOf(r))
		x.metrics.countFindings(r.Findings)
		x.counts.Add(x.counts.Keys(x.Library(), r)...)
	}
	return r, err
}

func (x countedIndex) Diagnose(ctx context.Context, r io.Reader, o index.DiagnoseOptions) (*index.Diagnosis, error) {
	d, err := x.Service.Diagnose(ctx, r, o)
	if err == nil {
		x.metrics.countFindings(d.Findings)
	}
	return d, err
}
