package export

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"golang.org/x/net/html"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/server/internal/testindex"
)

// A browser that opens the files, and one that gets them from a web server below some path,
// shows what the server shows. It has never read them before.
func TestInBrowser(t *testing.T) {
	chromium := ""
	for _, name := range []string{os.Getenv("WAPTKB_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			chromium = path
			break
		}
	}
	if chromium == "" {
		if os.Getenv("WAPTKB_REQUIRE_BROWSER") != "" {
			t.Fatal("chromium is not installed: apt-get install chromium")
		}
		t.Skip("chromium is not installed: apt-get install chromium")
	}
	w := newWorld(t)
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "a share", "été")
	if _, err := Folder(context.Background(), dir, Config{Index: x, Messages: i18n.New(), Lang: content.Primary}); err != nil {
		t.Fatal(err)
	}
	web := httptest.NewServer(http.StripPrefix("/some/path/", http.FileServer(http.Dir(dir))))
	t.Cleanup(web.Close)
	file := (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String()
	for _, test := range []struct {
		site string
		asked
	}{
		{file, asked{Lang: "fr", Query: "ERROR timed out after 600 seconds with output 'abc'\nConnection refused"}},
		{file, asked{Lang: "en", Query: "my package does not install", Component: "paquet", Limit: 3}},
		{web.URL + "/some/path", asked{Lang: "fr", Query: "<b>0x80070652</b> & co"}},
	} {
		fragment := url.Values{"q": {test.Query}}
		if test.Component != "" {
			fragment.Set("component", test.Component)
			fragment.Set("limit", "3")
		}
		if got, want := shown(t, opened(t, chromium, test.site+"/"+test.Lang+"/search.html#"+fragment.Encode())), normal(t, w.search(t, test.asked)); got != want {
			t.Errorf("%s, %q: %s", test.site, test.Query, difference(got, want))
		}
	}
}

// opened gives a page in a new browser, once the engine has put something into it.
func opened(t *testing.T, chromium, address string) []byte {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium), chromedp.NoSandbox,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.UserDataDir(t.TempDir()))
	allocator, stop := chromedp.NewExecAllocator(context.Background(), options...)
	defer stop()
	tab, closeTab := chromedp.NewContext(allocator)
	defer closeTab()
	ctx, cancel := context.WithTimeout(tab, 2*time.Minute)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(address), chromedp.WaitVisible("#found-here > *")); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	page, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.documentElement.outerHTML"))
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	return []byte(page)
}

// shown gives what the engine put into a page.
func shown(t *testing.T, page []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key == "id" && a.Val == "found-here" {
				for c := range n.ChildNodes() {
					_ = html.Render(&out, c)
				}
			}
		}
	}
	return spaced(out.String())
}
