package server

import (
	"encoding/json"
	"encoding/xml"
	"regexp"
	"strings"
	"testing"

	"waptkb/i18n"
)

// TestOpenSearch holds the description against what Firefox and Chrome ask for.
func TestOpenSearch(t *testing.T) {
	h := newTestServer(t).Handler()
	for _, lang := range i18n.Languages() {
		var d struct {
			ShortName, Description string
			Image                  string
			URL                    []struct {
				Type     string `xml:"type,attr"`
				Template string `xml:"template,attr"`
			} `xml:"Url"`
		}
		w := get(t, h, "/opensearch.xml?lang="+lang)
		if err := xml.Unmarshal(w.Body.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		if n := len([]rune(d.ShortName)); n < 1 || n > 16 {
			t.Errorf("%s: ShortName %q has %d letters, want at most 16", lang, d.ShortName, n)
		}
		if len(d.Description) > 1024 || d.URL[0].Type != "text/html" || !strings.HasSuffix(d.URL[0].Template, "/"+lang+"/search?q={searchTerms}") {
			t.Errorf("%s: %+v", lang, d)
		}
		page := get(t, h, "/"+lang+"/").Body.String()
		if !strings.Contains(page, `title="`+d.ShortName+`" href="/opensearch.xml?lang=`+lang+`"`) {
			t.Errorf("%s: the page does not name the description as it names itself", lang)
		}
		icon := get(t, h, strings.TrimPrefix(d.Image, "http://example.com"))
		if icon.Code != 200 || icon.Body.Len() > 10_000 {
			t.Errorf("%s: icon %s = %d, %d bytes", lang, d.Image, icon.Code, icon.Body.Len())
		}
	}
}

func TestLinkedData(t *testing.T) {
	body := get(t, newTestServer(t).Handler(), "/en/articles/uninstall-key-not-found").Body.String()
	found := regexp.MustCompile(`<script type="application/ld\+json">(.*?)</script>`).FindStringSubmatch(body)
	if found == nil {
		t.Fatal("no linked data")
	}
	var data struct {
		Graph []struct {
			Type     string `json:"@type"`
			Headline string `json:"headline"`
		} `json:"@graph"`
	}
	if err := json.Unmarshal([]byte(found[1]), &data); err != nil {
		t.Fatal(err)
	}
	if len(data.Graph) != 2 || data.Graph[0].Type != "TechArticle" || data.Graph[0].Headline == "" || data.Graph[1].Type != "BreadcrumbList" {
		t.Errorf("linked data = %+v", data)
	}
}
