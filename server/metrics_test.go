package server

import (
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

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

// Codes that are only decoded are counted together: there are too many to count each.
func TestDecodedCodesAreCountedTogether(t *testing.T) {
	h := newServerWith(t, func(*Config) {}).Handler()
	get(t, h, "/api/v1/search?q=0x800710E1")
	get(t, h, "/api/v1/search?q=0x8029FFFF")
	body := get(t, h, "/metrics").Body.String()
	if want := `waptkb_template_hits_total{article="hresult",source="search"} 2`; !strings.Contains(body, want) {
		t.Errorf("the metrics lack %s:\n%s", want, body)
	}
}

// TestMetricFamilies holds the names, types and labels that dashboards and alerts ask for.
// Those of the process and of Go are as Prometheus' own library has them.
func TestMetricFamilies(t *testing.T) {
	h := newTestServer(t).Handler()
	get(t, h, "/api/v1/search?q=SockRecv(1)+read+%3D+0")
	body := get(t, h, "/metrics").Body.String()
	types, labels := map[string]string{}, map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\S+) (\S+)$`).FindAllStringSubmatch(body, -1) {
		types[m[1]] = m[2]
	}
	for _, m := range regexp.MustCompile(`(?m)^(waptkb_\w+|go_info|go_gc_duration_seconds)({.*})? \S+$`).FindAllStringSubmatch(body, -1) {
		labels[m[1]] = regexp.MustCompile(`"[^"]*"`).ReplaceAllString(m[2], "")
	}
	for kind, names := range map[string]string{
		"counter": "go_memstats_alloc_bytes_total go_memstats_frees_total go_memstats_mallocs_total " +
			"process_cpu_seconds_total process_network_receive_bytes_total process_network_transmit_bytes_total " +
			"waptkb_answers_total waptkb_http_requests_total waptkb_no_answer_total waptkb_search_cache_total " +
			"waptkb_template_hits_total",
		"gauge": "go_gc_gogc_percent go_gc_gomemlimit_bytes go_goroutines go_info go_memstats_alloc_bytes " +
			"go_memstats_buck_hash_sys_bytes go_memstats_gc_sys_bytes go_memstats_heap_alloc_bytes " +
			"go_memstats_heap_idle_bytes go_memstats_heap_inuse_bytes go_memstats_heap_objects " +
			"go_memstats_heap_released_bytes go_memstats_heap_sys_bytes go_memstats_last_gc_time_seconds " +
			"go_memstats_mcache_inuse_bytes go_memstats_mcache_sys_bytes go_memstats_mspan_inuse_bytes " +
			"go_memstats_mspan_sys_bytes go_memstats_next_gc_bytes go_memstats_other_sys_bytes " +
			"go_memstats_stack_inuse_bytes go_memstats_stack_sys_bytes go_memstats_sys_bytes " +
			"go_sched_gomaxprocs_threads go_threads process_max_fds process_open_fds process_resident_memory_bytes " +
			"process_start_time_seconds process_virtual_memory_bytes process_virtual_memory_max_bytes " +
			"waptkb_build_info waptkb_http_requests_open waptkb_index_open_seconds",
		"summary":   "go_gc_duration_seconds",
		"histogram": "waptkb_http_request_duration_seconds",
	} {
		for name := range strings.FieldsSeq(names) {
			if types[name] != kind && (!strings.HasPrefix(name, "process_") || runtime.GOOS == "linux") {
				t.Errorf("%s is a %q, want %s", name, types[name], kind)
			}
		}
	}
	want := map[string]string{
		"go_info": "{version=}", "go_gc_duration_seconds": "{quantile=}",
		"waptkb_answers_total": "{confidence=}", "waptkb_no_answer_total": "{results=}",
		"waptkb_build_info": "{go=,version=}", "waptkb_index_open_seconds": "", "waptkb_http_requests_open": "",
		"waptkb_http_requests_total": "{method=,route=,status=}", "waptkb_search_cache_total": "{result=}",
		"waptkb_template_hits_total":                  "{article=,source=}",
		"waptkb_http_request_duration_seconds_bucket": "{route=,le=}",
		"waptkb_http_request_duration_seconds_sum":    "{route=}", "waptkb_http_request_duration_seconds_count": "{route=}",
	}
	if diff := cmp.Diff(want, labels); diff != "" {
		t.Errorf("labels (-want +got):\n%s", diff)
	}
	var bounds []string
	for _, m := range regexp.MustCompile(`_seconds_bucket{route="/api/v1/search",le="([^"]+)"} `).FindAllStringSubmatch(body, -1) {
		bounds = append(bounds, m[1])
	}
	if got, want := strings.Join(bounds, " "), "0.0001 0.00025 0.0005 0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 10 60 +Inf"; got != want {
		t.Errorf("bounds of the histogram: %s, want %s", got, want)
	}
	for name, help := range metricHelp {
		if !strings.Contains(body, "# HELP "+name+" "+help+"\n# TYPE "+name+" ") {
			t.Errorf("no help of %s", name)
		}
	}
}

func TestProcess(t *testing.T) {
	for limits, want := range map[string]uint64{
		"Max cpu time  unlimited unlimited seconds\nMax address space     4096      8192  bytes\n": 4096,
		"Max address space     unlimited      unlimited  bytes\n":                                  math.MaxUint64,
		"": math.MaxUint64,
	} {
		if got := addressSpace([]byte(limits)); got != want {
			t.Errorf("addressSpace(%q) = %d, want %d", limits, got, want)
		}
	}
	received, sent := octets([]byte("TcpExt: A B\nTcpExt: 1 2\nIpExt: InNoRoutes InOctets OutOctets InX\nIpExt: 3 400 500 6\n"))
	if received != 400 || sent != 500 {
		t.Errorf("octets = %d, %d, want 400, 500", received, sent)
	}
	if received, sent = octets([]byte("IpExt: InOctets OutOctets\nIpExt: 7")); received != 7 || sent != 0 {
		t.Errorf("octets of a line that is cut off = %d, %d, want 7, 0", received, sent)
	}
}

func TestReady(t *testing.T) {
	s := newTestServer(t)
	if w := get(t, s.Handler(), "/readyz"); w.Code != http.StatusOK {
		t.Errorf("/readyz = %d", w.Code)
	}
	s.end()
	if w := get(t, s.Handler(), "/readyz"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("/readyz at the end = %d", w.Code)
	}
	if w := get(t, s.Handler(), "/healthz"); w.Code != http.StatusOK {
		t.Errorf("/healthz at the end = %d", w.Code)
	}
}
