package assets

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestStatic(t *testing.T) {
	css := strings.Repeat("a { color: red }\n", 100)
	s, err := NewStatic(fstest.MapFS{"static/site.css": {Data: []byte(css)}, "static/dot.txt": {Data: []byte(".")}})
	if err != nil {
		t.Fatal(err)
	}
	url := s.URL("site.css")
	if !strings.HasPrefix(url, "/static/site.") || !strings.HasSuffix(url, ".css") || url == "/static/site.css" {
		t.Errorf("URL = %q, want a fingerprint in it", url)
	}
	for path, want := range map[string]struct{ lasting, ok bool }{
		url:                           {true, true},
		"/static/site.css":            {false, true},
		"/static/site.0000000000.css": {false, false},
		"/static/../assets.go":        {false, false},
	} {
		f, lasting, ok := s.Find(path)
		if lasting != want.lasting || ok != want.ok || ok && string(f.Plain) != css {
			t.Errorf("Find(%q) = %v, %v, want %+v", path, lasting, ok, want)
		}
	}
	f, _, _ := s.Find(url)
	if len(f.Gzipped) == 0 || !strings.HasPrefix(f.Type, "text/css") {
		t.Errorf("file of %s, %d bytes in gzip", f.Type, len(f.Gzipped))
	}
	if dot, _, _ := s.Find("/static/dot.txt"); dot.Gzipped != nil {
		t.Error("a file that compression makes larger is compressed")
	}
}

// TestEmbedded checks that what pages need is built in.
func TestEmbedded(t *testing.T) {
	for _, name := range []string{
		"templates/base.html", "static/site.css", "static/site.js", "static/theme.js", "static/icon.svg", "static/icon-32.png",
		"pages/fr/help.md", "pages/en/help.md", "pages/fr/api.md", "pages/en/api.md", "accessibility/criteria.json", "accessibility/results.json",
	} {
		if _, err := FS.Open(name); err != nil {
			t.Error(err)
		}
	}
}
