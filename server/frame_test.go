package server

import (
	"strings"
	"testing"

	"waptkb/i18n"
	"waptkb/server/internal/testindex"
)

// TestFrames lets the named origins show the site in a frame, and nobody else.
func TestFrames(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		origins   []string
		ancestors string
		deny      string
	}{
		{nil, "frame-ancestors 'none'", "DENY"},
		{[]string{"https://portal.example.org", "http://intranet:8080"}, "frame-ancestors https://portal.example.org http://intranet:8080", ""},
	} {
		h := newServerWith(t, func(c *Config) { c.FrameOrigins = test.origins }).Handler()
		for _, path := range []string{"/fr/", "/en/nothing", "/api/v1/articles"} {
			w := get(t, h, path)
			policy := w.Header().Get("Content-Security-Policy")
			if !strings.HasSuffix(policy, "; "+test.ancestors) || !strings.HasPrefix(policy, "default-src 'none'; ") || w.Header().Get("X-Frame-Options") != test.deny {
				t.Errorf("%v, %s: %s; X-Frame-Options: %s", test.origins, path, policy, w.Header().Get("X-Frame-Options"))
			}
		}
	}
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	for _, origin := range []string{"*", "https://*.example.org", "portal.example.org", "https://portal.example.org/", "https://portal.example.org/a", "https://a;script-src *", "https://a b", "javascript:x", "", "https://a\nb"} {
		if _, err := New(Config{Index: x, Messages: i18n.New(), FrameOrigins: []string{origin}}); err == nil {
			t.Errorf("%q is taken for an origin", origin)
		}
	}
}
