package export

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf16"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/server/internal/browser"
)

var unpacked = flag.String("site", "", "ask the exported site in this `folder`, such as that of a release")

func TestMain(m *testing.M) { os.Exit(browser.Run(m)) }

// inPage asks the engine of a page all queries, and gives a sum of each answer.
const inPage = `(async (queries) => {
  const sum = text => {
    let n = 2166136261;
    for (let i = 0; i < text.length; i++) n = Math.imul(n ^ text.charCodeAt(i), 16777619);
    return n >>> 0;
  };
  const ask = await waptkb.engine();
  return Promise.all(queries.map(q => ask('search', [q.Lang, q.Query, q.Component, q.Limit]).then(sum)));
})`

// sum is that of inPage: of the units of UTF-16 of a text, by FNV-1a.
func sum(text string) uint32 {
	n := uint32(2166136261)
	for _, unit := range utf16.Encode([]rune(text)) {
		n = (n ^ uint32(unit)) * 16777619
	}
	return n
}

// Browsers that open the files, and that get them from a web server below some path, answer
// every query as the code does here; what they show is what they answer.
func TestInBrowsers(t *testing.T) {
	browser.Require(t)
	w := newWorld(t)
	dir := filepath.Join(t.TempDir(), "a share", "été")
	if _, err := Folder(context.Background(), dir, Config{Index: w.whole, Messages: i18n.New(), Lang: content.Primary}); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(http.StripPrefix("/some/path/", http.FileServer(http.Dir(dir))))
	t.Cleanup(web.Close)
	sites := map[string]string{"files": (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String(), "below a path": web.URL + "/some/path"}
	list := queries(t)
	asked, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	want := make([]string, len(list))
	for i, q := range list {
		want[i] = w.search(t, q)
	}
	first := list[len(list)-1]
	for name, open := range browser.All {
		for place, site := range sites {
			t.Run(name+", "+place, func(t *testing.T) {
				p := open(t, site)
				p.Open("/" + first.Lang + "/search.html#" + url.Values{"q": {first.Query}}.Encode())
				p.Wait(`document.querySelector("#found-here > *")`)
				if got, want := normal(t, browser.JS[string](p, `document.getElementById("found-here").innerHTML`)), normal(t, want[len(want)-1]); got != want {
					t.Errorf("%q shows %s", first.Query, difference(got, want))
				}
				p.Press("/")
				p.Type("uninstall key can not")
				p.Wait(`document.querySelector(".suggestions [role=group] .option .title") && document.querySelector(".suggestions .first").textContent.endsWith(".")`)
				p.Press("Escape")
				for i, got := range browser.JS[[]uint32](p, inPage+"("+string(asked)+")") {
					if got != sum(want[i]) {
						t.Errorf("%.80q is answered otherwise", list[i].Query)
					}
				}
			})
		}
	}
}

// A site that was exported elsewhere, such as that of a release, answers when it is opened as files.
func TestUnpackedSite(t *testing.T) {
	if *unpacked == "" {
		t.Skip("asks a site that is there already: only with -site FOLDER")
	}
	browser.Require(t)
	for name, open := range browser.All {
		t.Run(name, func(t *testing.T) {
			p := open(t, fromFiles(*unpacked))
			p.Open("/" + content.Primary + "/search.html#" + url.Values{"q": {"uninstall key can not be found"}}.Encode())
			p.Wait(`document.querySelector("#found-here .answer a[href*='articles/uninstall-key-not-found.html#']")`)
		})
	}
}
