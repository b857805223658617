package server

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestClientAddress(t *testing.T) {
	const peer = "192.0.2.9:1234"
	for name, test := range map[string]struct {
		hops      int
		forwarded []string
		want      string
	}{
		"no proxy":                  {0, nil, "192.0.2.9"},
		"no proxy, invented header": {0, []string{"198.51.100.1"}, "192.0.2.9"},
		"one proxy":                 {1, []string{"198.51.100.1"}, "198.51.100.1"},
		"one proxy, invented":       {1, []string{"203.0.113.5, 198.51.100.1"}, "198.51.100.1"},
		"one proxy, two headers":    {1, []string{"203.0.113.5", "198.51.100.1"}, "198.51.100.1"},
		"two proxies":               {2, []string{"203.0.113.5, 198.51.100.1, 198.51.100.2"}, "198.51.100.1"},
		"fewer than configured":     {2, []string{"198.51.100.1"}, "192.0.2.9"},
		"none at all":               {1, nil, "192.0.2.9"},
		"not an address":            {1, []string{"unknown"}, "192.0.2.9"},
		"with a port":               {1, []string{"198.51.100.1:5555"}, "198.51.100.1"},
		"IPv6":                      {1, []string{"[2001:db8::1]:5555"}, "2001:db8::1"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = peer
		for _, v := range test.forwarded {
			r.Header.Add("X-Forwarded-For", v)
		}
		if got := clientAddress(test.hops)(r); got != test.want {
			t.Errorf("%s: client %q, want %q", name, got, test.want)
		}
	}
}

func TestRateLimit(t *testing.T) {
	h := newServerWith(t, func(c *Config) { c.RateLimit, c.RateBurst, c.TrustedProxies = 0.5, 3, 1 }).Handler()
	from := func(client, path string) *httptest.ResponseRecorder {
		return get(t, h, path, "X-Forwarded-For", client)
	}
	for i := range 3 {
		if w := from("198.51.100.1", "/api/v1/articles"); w.Code != http.StatusOK {
			t.Fatalf("request %d = %d", i, w.Code)
		}
	}
	w := from("198.51.100.1", "/api/v1/articles")
	if wait, err := strconv.Atoi(w.Header().Get("Retry-After")); w.Code != http.StatusTooManyRequests || err != nil || wait != 2 {
		t.Errorf("fourth request = %d, Retry-After %q", w.Code, w.Header().Get("Retry-After"))
	}
	if !strings.Contains(w.Body.String(), "/problems/too-many-requests") || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("fourth request: %s", w.Body)
	}
	if w := from("198.51.100.1", "/fr/"); w.Code != http.StatusTooManyRequests || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
		t.Errorf("page = %d %s", w.Code, w.Header().Get("Content-Type"))
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if w := from("198.51.100.1", path); w.Code != http.StatusOK {
			t.Errorf("%s = %d", path, w.Code)
		}
	}
	if w := from("203.0.113.5, 198.51.100.2", "/api/v1/articles"); w.Code != http.StatusOK {
		t.Errorf("another client = %d", w.Code)
	}
}

// TestRateLimitOfBatches: a batch costs what its calls would cost alone.
func TestRateLimitOfBatches(t *testing.T) {
	h := newServerWith(t, func(c *Config) { c.RateLimit, c.RateBurst, c.TrustedProxies = 0.001, 5, 1 }).Handler()
	batch := func(client string, calls int) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/mcp", strings.NewReader("["+strings.Repeat(`{"jsonrpc":"2.0","id":1,"method":"ping"},`, calls-1)+`{"jsonrpc":"2.0","id":1,"method":"ping"}]`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		r.Header.Set("X-Forwarded-For", client)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w
	}
	for _, c := range []struct {
		client                   string
		calls                    int
		status, answers, refused int
	}{
		{"198.51.100.1", 3, http.StatusOK, 3, 0},
		{"198.51.100.1", 4, http.StatusOK, 2, 2},
		{"198.51.100.1", 1, http.StatusTooManyRequests, 0, 0},
		{"198.51.100.2", 50, http.StatusOK, 5, 45},
	} {
		w := batch(c.client, c.calls)
		answers, refused := strings.Count(w.Body.String(), `"result":{`), strings.Count(w.Body.String(), `"error":{`)
		if w.Code != c.status || answers != c.answers || refused != c.refused {
			t.Errorf("%d calls of %s: %d, %d answers, %d refused: %.300s", c.calls, c.client, w.Code, answers, refused, w.Body)
		}
	}
}

func TestLimiterForgets(t *testing.T) {
	l := newLimiter(0.001, 1)
	first := netip.MustParseAddr("10.0.0.1")
	if l.wait(first) > 0 || l.wait(first) == 0 {
		t.Error("the second request is let in")
	}
	for i := range maxClients {
		l.wait(netip.MustParseAddr(fmt.Sprintf("10.1.%d.%d", i/256, i%256)))
	}
	if l.clients.Len() != maxClients {
		t.Errorf("%d clients", l.clients.Len())
	}
	if l.wait(first) > 0 {
		t.Error("the first client is still known")
	}
	if l.wait(netip.MustParseAddr("2001:db8::1")) > 0 || l.wait(netip.MustParseAddr("2001:db8::2")) == 0 {
		t.Error("addresses of one network are counted apart")
	}
	if l.wait(netip.MustParseAddr("::ffff:10.9.9.9")) > 0 || l.wait(netip.MustParseAddr("10.9.9.9")) == 0 {
		t.Error("one IPv4 address is counted twice")
	}
}

func TestCORS(t *testing.T) {
	const origin = "https://portail.example.fr"
	preflight := func(h http.Handler, origin string) http.Header {
		r := httptest.NewRequest(http.MethodOptions, "/api/v1/search", nil)
		r.Header.Set("Origin", origin)
		r.Header.Set("Access-Control-Request-Method", "POST")
		r.Header.Set("Access-Control-Request-Headers", "content-type")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Header()
	}
	closed := newTestServer(t).Handler()
	if h := get(t, closed, "/api/v1/articles", "Origin", origin).Header(); h.Get("Access-Control-Allow-Origin") != "" {
		t.Error("open by default")
	}
	open := newServerWith(t, func(c *Config) { c.Origins = []string{origin, "http://localhost:3000"} }).Handler()
	h := get(t, open, "/api/v1/articles", "Origin", origin).Header()
	if h.Get("Access-Control-Allow-Origin") != origin || !strings.Contains(strings.Join(h.Values("Vary"), " "), "Origin") ||
		!strings.Contains(h.Get("Access-Control-Expose-Headers"), "Retry-After") || h.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("allowed origin: %v", h)
	}
	if h := get(t, open, "/api/v1/search?q=", "Origin", origin).Header(); h.Get("Access-Control-Allow-Origin") != origin {
		t.Error("a page cannot read a problem")
	}
	for _, other := range []string{"https://evil.example", origin + ".evil.example", "null"} {
		h := get(t, open, "/api/v1/articles", "Origin", other).Header()
		if h.Get("Access-Control-Allow-Origin") != "" || !strings.Contains(strings.Join(h.Values("Vary"), " "), "Origin") {
			t.Errorf("%s: %v", other, h)
		}
	}
	if h := preflight(open, origin); !strings.Contains(h.Get("Access-Control-Allow-Methods"), "POST") || !strings.Contains(h.Get("Access-Control-Allow-Headers"), "Content-Type") {
		t.Errorf("preflight: %v", h)
	}
	if h := preflight(open, "https://evil.example"); h.Get("Access-Control-Allow-Methods") != "" {
		t.Errorf("foreign preflight: %v", h)
	}
	if h := get(t, open, "/fr/", "Origin", origin).Header(); h.Get("Access-Control-Allow-Origin") != "" {
		t.Error("pages are open too")
	}
	all := newServerWith(t, func(c *Config) { c.Origins = []string{"*"} }).Handler()
	if h := get(t, all, "/api/v1/articles", "Origin", origin).Header(); h.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("all origins: %v", h)
	}
}

func TestCompressedBodiesAreRefused(t *testing.T) {
	h := newTestServer(t).Handler()
	for _, path := range []string{"/api/v1/search", "/api/v1/diagnose", "/fr/search", "/fr/diagnose", "/mcp"} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("\x1f\x8b"))
		r.Header.Set("Content-Encoding", "gzip")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != http.StatusUnsupportedMediaType || w.Header().Get("Accept-Encoding") != "identity" {
			t.Errorf("POST %s = %d %v", path, w.Code, w.Header())
		}
	}
}

// TestSlowBody sends a body that does not arrive in time over a connection.
func TestSlowBody(t *testing.T) {
	s := newTestServer(t)
	synctest.Test(t, func(t *testing.T) {
		s.echo.POST("/api/v1/quick", s.searchAPI, limitBody(100), limitTime(time.Second, 0))
		l, end, served := serving(t, s)
		c := l.dial(t)
		fmt.Fprint(c, "POST /api/v1/quick HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
		begin := time.Now()
		answer, err := io.ReadAll(c)
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 408 ") {
			t.Errorf("answer %.200q, %v", answer, err)
		}
		if took := time.Since(begin); took < time.Second || took > 5*time.Second {
			t.Errorf("answered after %v", took)
		}
		end()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
}

func TestSearchCache(t *testing.T) {
	h := newTestServer(t).Handler()
	const path = "/api/v1/search?q=uninstall+key+can+not+be+found"
	first := get(t, h, path+"&lang=fr").Body.String()
	if again := get(t, h, path+"&lang=fr").Body.String(); again != first {
		t.Error("the second answer is another")
	}
	seen := map[string]string{first: ""}
	for _, other := range []string{"&lang=en", "&lang=fr&limit=1", "&lang=fr&component=console"} {
		body := get(t, h, path+other).Body.String()
		if same, ok := seen[body]; ok {
			t.Errorf("%q and %q have the same answer", other, same)
		}
		seen[body] = other
	}
	metrics := get(t, h, "/metrics").Body.String()
	for _, want := range []string{`waptkb_search_cache_total{result="hit"} 1`, `waptkb_search_cache_total{result="miss"} 4`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("no %s", want)
		}
	}
	if !strings.Contains(metrics, `waptkb_template_hits_total{article="uninstall-key-not-found",source="search"} 4`) {
		t.Error("answers out of the cache are not counted")
	}
}

func TestSearchCacheIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := newSearchCache(10_000, cacheTime)
		held := func() (entries, bytes int) {
			c.mu.Lock()
			defer c.mu.Unlock()
			return c.answers.Len(), c.size
		}
		q := newQueries()
		for range 100 {
			c.put(q(), make([]byte, 1000), nil, nil)
			if entries, bytes := held(); bytes > c.bytes {
				t.Fatalf("%d bytes in %d entries", bytes, entries)
			}
		}
		if entries, _ := held(); entries < 7 {
			t.Errorf("only %d entries", entries)
		}
		c.put(q(), make([]byte, 10_001), nil, nil)
		if _, bytes := held(); bytes > c.bytes {
			t.Error("one answer fills the whole cache")
		}
		time.Sleep(3 * cacheTime)
		synctest.Wait()
		if entries, _ := held(); entries > 0 {
			t.Fatalf("%d entries are not forgotten", entries)
		}
	})
}
