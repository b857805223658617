package server

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"waptkb/index"
)

func TestPlanSearch(t *testing.T) {
	long := strings.Repeat("a", index.MaxQuery+1)
	tests := map[string]struct {
		in   searchParams
		want index.Query
		kind string // of the fault
	}{
		"defaults":          {searchParams{Query: "x"}, index.Query{Text: "x", Lang: "fr", Limit: 10}, ""},
		"all given":         {searchParams{"x", "en", "50", "console"}, index.Query{Text: "x", Lang: "en", Limit: 50, Component: "console"}, ""},
		"component by slug": {searchParams{Query: "x", Component: "creation-de-paquet"}, index.Query{Text: "x", Lang: "fr", Limit: 10, Component: "création de paquet"}, ""},
		"component, accent": {searchParams{Query: "x", Component: "Dépôt"}, index.Query{Text: "x", Lang: "fr", Limit: 10, Component: "dépôt"}, ""},
		"longest":           {searchParams{Query: long[1:]}, index.Query{Text: long[1:], Lang: "fr", Limit: 10}, ""},
		"invalid UTF-8":     {searchParams{Query: "a\xff"}, index.Query{Text: "a\uFFFD", Lang: "fr", Limit: 10}, ""},
		"empty":             {searchParams{}, index.Query{}, faultEmptyQuery},
		"only spaces":       {searchParams{Query: " \n\t"}, index.Query{}, faultEmptyQuery},
		"too long":          {searchParams{Query: long}, index.Query{}, faultLongQuery},
		"language":          {searchParams{Query: "x", Lang: "xx"}, index.Query{}, faultUnknownLang},
		"component":         {searchParams{Query: "x", Component: "imprimante"}, index.Query{}, faultUnknownComponent},
		"limit 0":           {searchParams{Query: "x", Limit: "0"}, index.Query{}, faultBadLimit},
		"limit 51":          {searchParams{Query: "x", Limit: "51"}, index.Query{}, faultBadLimit},
		"limit text":        {searchParams{Query: "x", Limit: "ten"}, index.Query{}, faultBadLimit},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := planSearch(test.in, "fr")
			var f *fault
			errors.As(err, &f)
			switch {
			case test.kind == "" && err != nil:
				t.Fatalf("planSearch: %v", err)
			case test.kind != "" && (f == nil || f.Name != test.kind):
				t.Fatalf("planSearch error = %v, want %s", err, test.kind)
			case test.kind == "" && got != test.want:
				t.Errorf("planSearch = %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestPreferredLanguage(t *testing.T) {
	for accept, want := range map[string]string{
		"": "fr", "en-GB,en;q=0.8": "en", "fr-CA": "fr", "de": "fr", "de,en;q=0.5": "en",
		"en;q=0.2,fr;q=0.9": "fr", "***": "fr", "en-US,fr;q=0.5": "en",
	} {
		if got := preferredLanguage(accept); got != want {
			t.Errorf("preferredLanguage(%q) = %q, want %q", accept, got, want)
		}
	}
}

func TestTakesGzip(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "gzip": true, "gzip, br": true, "br, gzip;q=0": false, "*": true, "identity": false,
		"gzip;q=0.1, br": true, "*;q=0": false, "GZIP": true, "deflate, zstd": false, "gzip;q=0, *": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Accept-Encoding", accept)
		if got := takesGzip(r); got != want {
			t.Errorf("takesGzip(%q) = %v, want %v", accept, got, want)
		}
	}
}

func TestNotModified(t *testing.T) {
	for header, want := range map[string]bool{
		"": false, `W/"a"`: true, `"a"`: true, `"b", W/"a"`: true, `*`: true, `"b"`: false,
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("If-None-Match", header)
		if got := notModified(r, `W/"a"`); got != want {
			t.Errorf("notModified(%q) = %v, want %v", header, got, want)
		}
	}
}

func TestPlanTopic(t *testing.T) {
	s := newTestServer(t)
	for slug, want := range map[string]bool{
		"console": true, "creation-de-paquet": true, "nginx": true, "waptserver": true, "postgresql": true,
		"Console": false, "dépôt": false, "x": false, "": false,
	} {
		_, articles, ok := s.planTopic(slug, "fr")
		if ok != want || ok && len(articles) == 0 {
			t.Errorf("planTopic(%q) = %d articles, %v, want %v", slug, len(articles), ok, want)
		}
	}
}
