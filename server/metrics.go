package server

import (
	"context"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"waptkb/index"
)

// metrics counts what the server does, for Prometheus. Labels have values from
// short fixed lists (routes, status classes, ids of articles), never what people
// ask or who they are.
type metrics struct {
	registry *prometheus.Registry
	routes   map[string]bool // patterns that are routes; everything else is "other"

	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	open     prometheus.Gauge
	answers  *prometheus.CounterVec
	none     *prometheus.CounterVec
	hits     *prometheus.CounterVec
	cache    *prometheus.CounterVec
}

// durations are the bounds of the histogram, in seconds: a search takes less
// than a millisecond, a log some seconds.
var durations = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10, 60}

func newMetrics(version string, indexOpened time.Duration) *metrics {
	registry := prometheus.NewRegistry()
	auto := promauto.With(registry)
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return auto.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	m := &metrics{
		registry: registry,
		requests: counter("waptkb_http_requests_total", "Requests, by pattern of the route, method and class of the status.", "route", "method", "status"),
		duration: auto.NewHistogramVec(prometheus.HistogramOpts{
			Name: "waptkb_http_request_duration_seconds", Help: "Time taken by requests, by pattern of the route.", Buckets: durations,
		}, []string{"route"}),
		open:    auto.NewGauge(prometheus.GaugeOpts{Name: "waptkb_http_requests_open", Help: "Requests that are being answered."}),
		answers: counter("waptkb_answers_total", "Searches with an answer, by its confidence.", "confidence"),
		none:    counter("waptkb_no_answer_total", "Searches without an answer, by whether there were results to propose.", "results"),
		hits:    counter("waptkb_template_hits_total", "Error templates recognised in questions and in logs, by article.", "article", "source"),
		cache:   counter("waptkb_search_cache_total", "Searches of the API that were found in the cache (hit) or not (miss).", "result"),
	}
	auto.NewGauge(prometheus.GaugeOpts{
		Name: "waptkb_build_info", Help: "Always 1; the labels tell which build this is.",
		ConstLabels: prometheus.Labels{"version": version, "go": runtime.Version()},
	}).Set(1)
	auto.NewGauge(prometheus.GaugeOpts{
		Name: "waptkb_index_open_seconds", Help: "Time that opening the index took at the start; with --content, building it.",
	}).Set(indexOpened.Seconds())
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, c := range []index.Confidence{index.Exact, index.High} { // known from the start, as 0
		m.answers.WithLabelValues(string(c))
	}
	for _, results := range []string{"some", "none"} {
		m.none.WithLabelValues(results)
	}
	return m
}

// handler gives the page that Prometheus reads.
func (m *metrics) handler() echo.HandlerFunc {
	return echo.WrapHandler(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
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
		m.requests.WithLabelValues(route, methodOf(c.Request()), strconv.Itoa(c.Response().Status/100)+"xx").Inc()
		m.duration.WithLabelValues(route).Observe(time.Since(begin).Seconds())
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
func (m *metrics) countersOf(r *index.Response) (out []prometheus.Counter) {
	switch a := r.Answer; {
	case a != nil:
		out = append(out, m.answers.WithLabelValues(string(a.Confidence)))
		if a.Match != nil {
			out = append(out, m.hits.WithLabelValues(a.Article.ID, "search"))
		}
	case len(r.Results) > 0:
		out = append(out, m.none.WithLabelValues("some"))
	default:
		out = append(out, m.none.WithLabelValues("none"))
	}
	return out
}

func count(counters []prometheus.Counter) {
	for _, c := range counters {
		c.Inc()
	}
}

func (m *metrics) countFindings(found []index.Finding) {
	for _, f := range found {
		m.hits.WithLabelValues(f.Article.ID, "log").Add(float64(f.Count))
	}
}

// countedIndex counts what people ask of an index, whichever way they ask.
type countedIndex struct {
	index.Service
	metrics *metrics
}

func (x countedIndex) Search(ctx context.Context, q index.Query) (*index.Response, error) {
	r, err := x.Service.Search(ctx, q)
	if err == nil {
		count(x.metrics.countersOf(r))
		x.metrics.countFindings(r.Findings)
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
