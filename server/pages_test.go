package server

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"waptkb/i18n"
)

// pageKinds lists one page of each kind, for tests of every kind.
func pageKinds(lang string) []string {
	q := "/" + lang + "/search?q="
	return []string{
		"/" + lang + "/",
		q + url.QueryEscape("Error timed out after seconds with output '1200.0'"),
		q + url.QueryEscape("console lente ce matin"),
		q + "zzqx+vrrgl+ptumph",
		"/" + lang + "/articles/installation-timed-out-600",
		"/" + lang + "/articles/cle-privee-perdue",
		"/" + lang + "/articles/console-erreur-serveur",
		"/" + lang + "/articles/1618",
		"/" + lang + "/reference",
		"/" + lang + "/guide",
		"/" + lang + "/guide/poste/absent",
		"/" + lang + "/guide/autre",
		"/" + lang + "/components/paquet",
		"/" + lang + "/components/nginx",
		"/" + lang + "/diagnose",
		"/" + lang + "/help",
		"/" + lang + "/api",
		"/" + lang + "/install",
		"/" + lang + "/accessibility",
		"/" + lang + "/nothing",
	}
}

func TestPages(t *testing.T) {
	record(t)
	h := newTestServer(t).Handler()
	tests := map[string]struct {
		path   string
		status int
		want   string // in the body or the Location
	}{
		"root":             {"/", 302, "/fr/"},
		"language":         {"/en", 302, "/en/"},
		"home":             {"/fr/", 200, `lang="fr"`},
		"English home":     {"/en/", 200, `lang="en"`},
		"answer":           {"/fr/search?q=Error+timed+out+after+seconds+with+output+%271200.0%27", 200, "délai observé : 1200 s (20 min)"},
		"English answer":   {"/en/search?q=Error+timed+out+after+seconds+with+output+%271200.0%27", 200, "observed delay: 1200 s (20 min)"},
		"no query":         {"/fr/search", 303, "/fr/"},
		"only a component": {"/fr/search?q=&component=Console", 303, "/fr/components/console"},
		"long query":       {"/fr/search?q=" + strings.Repeat("a", 17000), 200, "Rien de connu dans ce texte"},
		"bad component":    {"/en/search?q=a&component=printer", 400, "waptexit"},
		"release":          {"/fr/search?q=self-service+WAPT+2.5+:+aucun+paquet+affich%C3%A9", 200, `<p class="meta">Vérifié pour WAPT 1.8.2, 2.5</p>`},
		"near a release":   {"/en/search?q=console+WAPT+2.6", 200, " · Checked for WAPT 1.8.2, 2.6</p>"},
		"checked":          {"/fr/articles/base-locale-verrouillee", 200, "<li>Vérifié pour WAPT 1.8.2 ; 2.x : non vérifié</li>"},
		"checked partly":   {"/en/articles/waptdeploy-echec-local", 200, "<li>Checked for WAPT 1.8.2; 2.x: only what this page says about it</li>"},
		"article":          {"/fr/articles/uninstall-key-not-found", 200, `id="symptome"`},
		"Markdown":         {"/en/articles/uninstall-key-not-found.md", 200, "## Symptom"},
		"unknown article":  {"/fr/articles/uninstall-key-notfound", 404, "/fr/articles/uninstall-key-not-found"},
		"unknown Markdown": {"/fr/articles/x.md", 404, "<h1>"},
		"component":        {"/fr/components/creation-de-paquet", 200, "PyScripter"},
		"program":          {"/en/components/nginx", 200, "nginx"},
		"no component":     {"/fr/components/imprimante", 404, "<h1>"},
		"path trick":       {"/fr/articles/..%2f..%2fgo.mod", 404, "<h1>"},
		"static trick":     {"/static/../../go.mod", 404, "<h1>"},
		"figure trick":     {"/figures/..%2farticles", 404, "<h1>"},
		"other language":   {"/de/", 404, "<h1>"},
		"unknown":          {"/fr/nothing", 404, "<h1>"},
		"robots":           {"/robots.txt", 200, "Sitemap: http://example.com/sitemap.xml"},
		"sitemap":          {"/sitemap.xml", 200, "http://example.com/en/articles/cle-privee-perdue"},
		"llms":             {"/llms.txt", 200, "/en/articles/cle-privee-perdue.md"},
		"OpenSearch":       {"/opensearch.xml?lang=fr", 200, `type="text/html" template="http://example.com/fr/search?q={searchTerms}"`},
		"manifest":         {"/manifest.webmanifest?lang=en", 200, "/en/"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			w := get(t, h, test.path)
			body := shown(w)
			if w.Code != test.status || !strings.Contains(body, test.want) {
				t.Errorf("GET %s = %d, want %d with %q", test.path, w.Code, test.status, test.want)
			}
		})
	}
}

// A page that exists is not "not found" to a method that it does not take.
func TestPagesRefuseMethods(t *testing.T) {
	e := expect(t)
	for _, lang := range i18n.Languages() {
		for _, path := range []string{"", "search", "articles/uninstall-key-not-found", "help", "reference"} {
			r := e.DELETE("/" + lang + "/" + path).Expect().Status(http.StatusMethodNotAllowed)
			r.Header("Allow").Contains("GET")
			r.Body().Contains(`<html lang="` + lang)
		}
	}
}

func TestHeaders(t *testing.T) {
	h := newTestServer(t).Handler()
	for _, lang := range i18n.Languages() {
		for _, path := range pageKinds(lang) {
			w := get(t, h, path)
			if w.Header().Get("Content-Language") != lang {
				t.Errorf("%s: Content-Language = %q", path, w.Header().Get("Content-Language"))
			}
			for _, name := range []string{"Content-Security-Policy", "Referrer-Policy", "X-Request-Id"} {
				if w.Header().Get(name) == "" {
					t.Errorf("%s: no %s", path, name)
				}
			}
			if strings.Contains(w.Header().Get("Content-Security-Policy"), "unsafe") || w.Header().Get("Server") != "" {
				t.Errorf("%s: policy %q", path, w.Header().Get("Content-Security-Policy"))
			}
		}
	}
}

func TestNotModifiedPages(t *testing.T) {
	h := newTestServer(t).Handler()
	style := regexp.MustCompile(`/static/site\.\w+\.css`).FindString(get(t, h, "/fr/").Body.String())
	for _, path := range []string{"/fr/articles/cle-privee-perdue", "/en/articles/cle-privee-perdue.md", "/fr/", style, "/static/site.css", "/sitemap.xml"} {
		first := get(t, h, path, "Accept-Encoding", "gzip")
		tag := first.Header().Get("ETag")
		if again := get(t, h, path, "Accept-Encoding", "gzip", "If-None-Match", tag); tag == "" || again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("GET %s with its ETag %q = %d, %d bytes", path, tag, again.Code, again.Body.Len())
		}
	}
	if cache := get(t, h, style).Header().Get("Cache-Control"); !strings.Contains(cache, "immutable") {
		t.Errorf("GET %s: Cache-Control = %q", style, cache)
	}
}

func TestCompression(t *testing.T) {
	h := newTestServer(t).Handler()
	for _, path := range []string{"/fr/articles/cle-privee-perdue", "/static/site.css", "/api/v1/articles"} {
		plain := get(t, h, path).Body.Bytes()
		w := get(t, h, path, "Accept-Encoding", "br, gzip")
		if w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
			t.Errorf("%s: headers %v", path, w.Header())
			continue
		}
		r, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(r)
		if err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%s: decoded to %d bytes (%v), want %d", path, len(got), err, len(plain))
		}
	}
}

// What a page may weigh with everything that it loads, compressed; the reference lists all.
const (
	maxWeight          = 30 << 10
	maxReferenceWeight = 45 << 10
)

// loaded finds what a browser loads with a page. The icon of home screens is not among it.
var loaded = regexp.MustCompile(`(?:src|rel="stylesheet" href|rel="icon" href)="(/(?:static|figures)/[^"]+)"`)

func TestPageWeight(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	for _, lang := range i18n.Languages() {
		for _, path := range pageKinds(lang) {
			alone := get(t, h, path, "Accept-Encoding", "gzip").Body.Len()
			total := alone
			for _, found := range loaded.FindAllStringSubmatch(get(t, h, path).Body.String(), -1) {
				total += get(t, h, found[1], "Accept-Encoding", "gzip").Body.Len()
			}
			most := maxWeight
			if strings.HasSuffix(path, "/reference") {
				most = maxReferenceWeight
			}
			t.Logf("%6d bytes, of which %6d of its own: %s", total, alone, path)
			if total > most {
				t.Errorf("%s weighs %d bytes, want at most %d", path, total, most)
			}
		}
	}
}

func TestQueryIsEscaped(t *testing.T) {
	h := newTestServer(t).Handler()
	for _, q := range []string{`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `</textarea><svg onload=alert(1)>`, `{{.T "x"}}`, "javascript:alert(1)"} {
		body := get(t, h, "/fr/search?q="+url.QueryEscape(q)).Body.String()
		if strings.ContainsAny(q, `<"`) && strings.Contains(body, q) {
			t.Errorf("query %q stands in the page as it is", q)
		}
		root, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if strings.HasPrefix(a.Key, "on") || n.Data == "img" || a.Key == "style" {
					t.Errorf("query %q made <%s %s=%q>", q, n.Data, a.Key, a.Val)
				}
			}
		}
	}
}

func TestHead(t *testing.T) {
	srv := httptest.NewServer(newTestServer(t).Handler())
	defer srv.Close()
	res, err := http.Head(srv.URL + "/fr/")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || res.ContentLength <= 0 {
		t.Errorf("HEAD /fr/ = %d, %d bytes", res.StatusCode, res.ContentLength)
	}
}

// The foot of each page tells which program it is of, and how old its articles are.
func TestFootTellsRelease(t *testing.T) {
	s := newTestServer(t)
	for _, test := range []struct{ version, commit, want string }{
		{"v1.2.3", "", "v1.2.3"},
		{"v1.2.3", "0123456789abcdef0123", "v1.2.3 (0123456789ab)"},
		{"v0.0.0-20261127.0123456789ab", "0123456789abcdef0123", "v0.0.0-20261127.0123456789ab"},
	} {
		s.cfg.Version, s.cfg.Commit = test.version, test.commit
		for lang, articles := range map[string]string{"fr": "articles du ", "en": "articles as of "} {
			want := "<p>waptkb " + test.want + ", " + articles + i18n.In(lang).Date(s.library().Date()) + "</p>"
			if body := get(t, s.Handler(), "/"+lang+"/").Body.String(); !strings.Contains(body, want) {
				t.Errorf("no %q in the page:\n%s", want, body)
			}
		}
	}
}
