package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIsAddress(t *testing.T) {
	for text, want := range map[string]bool{
		"https://aide.example.fr": true, "http://192.0.2.1:8080/": true, "https://[2001:db8::1]:8443": true, "http://wapt_1": true, "https://portal.example.org/wapt": true,
		"": false, "aide.example.fr": false, "ftp://aide.example.fr": false, "javascript:alert(1)": false, "https://": false, "https:///x": false,
		"https://user@aide.example.fr": false, "https://aide.example.fr?x": false, "https://aide.example.fr#x": false, "https://aide.example.fr/ x": false,
		`https://aide.example.fr/"x`: false, "https://aide.example.fr\r\nX: y": false, "https://aide.example.fr:0": false, "https://aide.example.fr:99999": false,
		"https://aide.example.fr:": false, "https://-x": false, "https://a..b": false, "https://[::1%25eth0]": false, "https://[192.0.2.1]": false, "https://[::1": false,
		"https://" + strings.Repeat("a", 64): false, "https://" + strings.Repeat("a.", 200) + "a": false,
	} {
		if got := IsAddress(text); got != want {
			t.Errorf("IsAddress(%q) = %v", text, got)
		}
	}
}

// TestForwarded: what a request says of the address it was sent to counts only
// from the proxies that are trusted, and only when it can be an address.
func TestForwarded(t *testing.T) {
	s := newServerWith(t, func(c *Config) { c.ListenURL = "https://listen.example.fr/" })
	for name, test := range map[string]struct {
		hops   int
		header http.Header
		host   string // of the request
		want   string // scheme and host
	}{
		"direct":                      {0, nil, "kb.example.fr:8080", "http://kb.example.fr:8080"},
		"direct, invented":            {0, http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"evil.example"}}, "kb.example.fr", "http://kb.example.fr"},
		"direct, other inventions":    {0, http.Header{"X-Forwarded-Ssl": {"on"}, "X-Url-Scheme": {"https"}, "X-Forwarded-Protocol": {"https"}, "Forwarded": {"proto=https;host=evil.example"}}, "kb.example.fr", "http://kb.example.fr"},
		"one proxy, other inventions": {1, http.Header{"X-Forwarded-Ssl": {"on"}, "X-Url-Scheme": {"https"}, "X-Forwarded-Protocol": {"https"}, "Forwarded": {"proto=https;host=evil.example"}}, "kb.example.fr", "http://kb.example.fr"},
		"one proxy overwrites":        {1, http.Header{"X-Forwarded-Proto": {"HTTPS"}, "X-Forwarded-Host": {"aide.example.fr"}}, "kb:8080", "https://aide.example.fr"},
		"one proxy appends":           {1, http.Header{"X-Forwarded-Proto": {"http, https"}, "X-Forwarded-Host": {"evil.example, aide.example.fr"}}, "kb:8080", "https://aide.example.fr"},
		"one proxy appends a line":    {1, http.Header{"X-Forwarded-Proto": {"http", "https"}, "X-Forwarded-Host": {"evil.example", "aide.example.fr"}}, "kb:8080", "https://aide.example.fr"},
		"two proxies append":          {2, http.Header{"X-Forwarded-Proto": {"ftp, https, http"}, "X-Forwarded-Host": {"evil.example, aide.example.fr, inner"}}, "kb:8080", "https://aide.example.fr"},
		"two proxies, one value":      {2, http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Host": {"aide.example.fr"}}, "kb:8080", "https://aide.example.fr"},
		"three proxies, two values":   {3, http.Header{"X-Forwarded-Proto": {"https, https"}, "X-Forwarded-Host": {"evil.example, inner"}}, "kb:8080", "http://kb:8080"},
		"not a scheme":                {1, http.Header{"X-Forwarded-Proto": {"javascript"}}, "kb", "http://kb"},
		"a path":                      {1, http.Header{"X-Forwarded-Host": {"evil.example/x"}}, "kb", "http://kb"},
		"a user":                      {1, http.Header{"X-Forwarded-Host": {"kb@evil.example"}}, "kb", "http://kb"},
		"a quote":                     {1, http.Header{"X-Forwarded-Host": {`kb"onload=x`}}, "kb", "http://kb"},
		"a line":                      {1, http.Header{"X-Forwarded-Host": {"kb\r\nX: y"}}, "kb", "http://kb"},
		"a space":                     {1, http.Header{"X-Forwarded-Host": {"kb evil.example"}}, "kb", "http://kb"},
		"direct, quote":               {0, nil, `kb"><script>`, "https://listen.example.fr"},
		"direct, none":                {0, nil, "", "https://listen.example.fr"},
	} {
		s.cfg.TrustedProxies = test.hops
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = test.host
		for key, values := range test.header {
			r.Header[key] = values
		}
		w := httptest.NewRecorder()
		if got := s.siteFor(s.echo.NewContext(r, w)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
		if got := w.Header().Get("Cache-Control"); got != "private, no-cache" {
			t.Errorf("%s: Cache-Control %q lets a shared cache give it to others", name, got)
		}
	}
}

// everyPage lists one address of each kind that had the address of the site in it.
var everyPage = []string{
	"/fr/", "/en/articles/uninstall-key-not-found", "/fr/search?q=uninstall+key+can+not+be+found", "/fr/help", "/fr/api", "/fr/chat", "/fr/reference",
	"/fr/diagnose", "/fr/components/console", "/fr/nothing", "/sitemap.xml", "/robots.txt", "/llms.txt", "/opensearch.xml", "/manifest.webmanifest",
	"/api/v1/suggest?q=unin&format=opensearch", "/api/v1/articles", "/api/v1/articles/uninstall-key-not-found", "/api/v1/search?q=uninstall+key+can+not+be+found",
}

// TestHostIsNotBelieved: without a public address nothing that is passed on, or
// that a shared cache may keep, has the host that a request names.
func TestHostIsNotBelieved(t *testing.T) {
	const evil = "evil.example"
	h := newTestServer(t).Handler()
	for _, path := range everyPage {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Host = evil
		r.Header = http.Header{"X-Forwarded-Proto": {"https"}, "X-Forwarded-Ssl": {"on"}, "X-Forwarded-Host": {"forwarded.example"}}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		body := w.Body.String()
		if strings.Contains(body, "https://"+evil) || strings.Contains(body, "forwarded.example") {
			t.Errorf("%s believes a header that no proxy wrote", path)
		}
		for _, passedOn := range []string{`rel="canonical"`, `og:url`, `og:image`} {
			if strings.Contains(body, passedOn) {
				t.Errorf("%s has %s without an address", path, passedOn)
			}
		}
		if strings.Contains(body, evil) && !strings.HasPrefix(w.Header().Get("Cache-Control"), "private") {
			t.Errorf("%s: a shared cache may keep the host of a request", path)
		}
	}
	for _, path := range []string{"/llms.txt", "/api/v1/suggest?q=unin&format=opensearch", "/en/articles/uninstall-key-not-found", "/fr/"} {
		if body := get(t, h, path).Body.String(); strings.Contains(body, "example.com") {
			t.Errorf("%s has the host of the request", path)
		}
	}
}

// TestPublicURL: with a public address, the host of a request is nowhere.
func TestPublicURL(t *testing.T) {
	h := newServerWith(t, func(c *Config) { c.PublicURL, c.TrustedProxies = "https://aide.example.fr/", 1 }).Handler()
	for _, path := range everyPage {
		body := get(t, h, path, "X-Forwarded-Host", "forwarded.example", "X-Forwarded-Proto", "http").Body.String()
		for _, wrong := range []string{"example.com", "forwarded.example", "http://aide.example.fr", "example.fr//"} {
			if strings.Contains(body, wrong) {
				t.Errorf("%s has %s", path, wrong)
			}
		}
	}
	for path, want := range map[string]string{
		"/en/articles/uninstall-key-not-found": `<link rel="canonical" href="https://aide.example.fr/en/articles/uninstall-key-not-found">`,
		"/fr/":                                 `<meta property="og:url" content="https://aide.example.fr/fr/">`,
		"/llms.txt":                            "(https://aide.example.fr/en/articles/",
		"/api/v1/suggest?q=unin&format=opensearch": `"https://aide.example.fr/fr/articles/`,
	} {
		if body := get(t, h, path).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s: no %s", path, want)
		}
	}
	s := newTestServer(t)
	for _, bad := range []string{"aide.example.fr", "https://a b", "https://x@y"} {
		if _, err := New(Config{Index: s.plain, Messages: s.cfg.Messages, PublicURL: bad}); err == nil {
			t.Errorf("New takes public address %q", bad)
		}
	}
}

// TestOneNetworkIsOneClient: a customer has a whole /64 of IPv6, however its
// addresses are written, and one address of IPv4.
func TestOneNetworkIsOneClient(t *testing.T) {
	const limited, other = http.StatusTooManyRequests, http.StatusOK
	s := newTestServer(t)
	for name, test := range map[string]struct {
		hops          int
		first, second string
		want          int
	}{
		"direct, one network":          {0, "[2001:db8::1]:1", "[2001:db8::2]:2", limited},
		"direct, other end of it":      {0, "[2001:db8::1]:1", "[2001:db8::ffff:ffff:ffff:ffff]:2", limited},
		"direct, another network":      {0, "[2001:db8::1]:1", "[2001:db8:0:1::1]:2", other},
		"direct, zone":                 {0, "[fe80::1%eth0]:1", "[fe80::2%eth1]:2", limited},
		"direct, mapped":               {0, "[::ffff:192.0.2.1]:1", "192.0.2.1:2", limited},
		"direct, mapped, another":      {0, "[::ffff:192.0.2.1]:1", "[::ffff:192.0.2.2]:2", other},
		"forwarded, one network":       {1, "2001:db8::1", "2001:db8::2", limited},
		"forwarded, brackets":          {1, "[2001:db8::1]", "2001:db8::2", limited},
		"forwarded, port":              {1, "[2001:db8::1]:4711", "[2001:db8::2]:4712", limited},
		"forwarded, another network":   {1, "[2001:db8::1]:4711", "[2001:db8:0:1::1]:4711", other},
		"forwarded, mapped":            {1, "::ffff:192.0.2.1", "192.0.2.1", limited},
		"forwarded, mapped, port":      {1, "[::ffff:192.0.2.1]:4711", "192.0.2.1:4712", limited},
		"forwarded, mapped, another":   {1, "::ffff:192.0.2.1", "::ffff:192.0.2.2", other},
		"forwarded, invented in front": {1, "192.0.2.1", "2001:db8::9, 192.0.2.1", limited},
	} {
		s.cfg.RateLimit, s.cfg.RateBurst, s.cfg.TrustedProxies = 0.001, 1, test.hops
		s.address, s.clients = clientAddress(test.hops), newLimiter(s.cfg.RateLimit, s.cfg.RateBurst)
		h := s.routes()
		var got []int
		for _, addr := range []string{test.first, test.second} {
			r := httptest.NewRequest(http.MethodGet, "/api/v1/articles", nil)
			if test.hops > 0 {
				r.Header.Set("X-Forwarded-For", addr)
			} else {
				r.RemoteAddr = addr
			}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			got = append(got, w.Code)
		}
		if diff := cmp.Diff([]int{http.StatusOK, test.want}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// TestManyClients: what is remembered of clients stays bounded, the oldest is
// forgotten first, and a request costs the same however many there are.
func TestManyClients(t *testing.T) {
	const addresses = 100_000
	addr := func(i int) netip.Addr {
		return netip.MustParseAddr(fmt.Sprintf("2001:db8:%x:%x::1", i>>16, i&0xffff))
	}
	l := newLimiter(0.001, 1)
	turn := func(i int) float64 { // allocations of a new client
		n := i
		return testing.AllocsPerRun(50, func() { l.wait(addr(n)); n++ }) - testing.AllocsPerRun(50, func() { addr(i) })
	}
	few := turn(addresses)
	for i := range addresses {
		if l.wait(addr(i)) > 0 {
			t.Fatalf("client %d waits at its first request", i)
		}
		if l.clients.Len() > maxClients {
			t.Fatalf("after %d: %d clients", i, l.clients.Len())
		}
	}
	if many := turn(2 * addresses); many > few+1 {
		t.Errorf("a client among many costs %v allocations, among few %v", many, few)
	}
	if l.wait(addr(addresses-1)) == 0 {
		t.Error("the newest client is forgotten")
	}
	if l.wait(addr(0)) > 0 {
		t.Error("the oldest client is still known")
	}
}
