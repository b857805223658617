package server

import (
	"net/http"
	"strings"
	"testing"
)

func TestGuidePages(t *testing.T) {
	h := newTestServer(t).Handler()
	for path, want := range map[string][]string{
		"/fr/guide":               {"<h1><span class=\"whole\">Qu’est-ce</span> qui ne va pas\u202f?</h1>", `<a href="/fr/guide/poste">`, `hreflang="en" href="/en/guide"`},
		"/en/guide":               {"<h1>What is wrong?</h1>", `<a href="/en/guide/poste">`},
		"/fr/guide/poste/absent":  {"<dt>Le poste apparaît-il dans la console\u202f?</dt><dd>Non, il n’y est pas", `<a href="/fr/guide/poste">Changer`, `<p class="back"><a href="/fr/guide/poste">`, `href="/fr/articles/agent-macos-installation"`, `hreflang="en" href="/en/guide/poste/absent"`},
		"/en/guide/autre":         {"The exact text of the message", `<p class="back"><a href="/en/guide">`},
		"/fr/":                    {`<a href="/fr/guide">`},
		"/fr/search?q=zzqx+vrrgl": {`<a href="/fr/guide">`},
		"/fr/help":                {`<a href="guide">`},
	} {
		w := get(t, h, path)
		if w.Code != http.StatusOK {
			t.Errorf("%s = %d", path, w.Code)
		}
		for _, text := range want {
			if !strings.Contains(w.Body.String(), text) {
				t.Errorf("%s has no %s", path, text)
			}
		}
	}
	if w := get(t, h, "/en/guide/extinction/coupe"); w.Code != http.StatusFound || w.Header().Get("Location") != "/en/articles/waptexit-15-minutes" {
		t.Errorf("an article = %d, %q", w.Code, w.Header().Get("Location"))
	}
	long := strings.Repeat("/poste", 500)
	for _, path := range []string{"/fr/guide/nothing", "/fr/guide/poste/absent/", "/fr/guide" + long, "/fr/guide/%2e%2e", "/fr/guide/poste%2fabsent%00", "/api/v1/guide?id=poste/nothing", "/api/v1/guide?id=" + long} {
		if w := get(t, h, path); w.Code != http.StatusNotFound {
			t.Errorf("%s = %d, want 404", path, w.Code)
		}
	}
	if w := get(t, h, "/api/v1/guide?lang=xx"); w.Code != http.StatusBadRequest {
		t.Errorf("unknown language = %d", w.Code)
	}
}
