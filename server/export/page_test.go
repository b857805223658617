package export

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/server/internal/browser"
	"waptkb/server/internal/testindex"
)

// siteOf writes a site, and gives its folder.
func siteOf(t testing.TB, cfg Config) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	if _, err := Folder(context.Background(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	return dir
}

// wholeSite writes the site of the embedded articles.
func wholeSite(t testing.TB) string {
	t.Helper()
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	return siteOf(t, Config{Index: x, Messages: i18n.New(), Lang: content.Primary})
}

func fromFiles(dir string) string {
	return (&url.URL{Scheme: "file", Path: filepath.ToSlash(dir)}).String()
}

// reading has a log of some megabytes read, in which one error stands, and counts how often
// something else had its turn meanwhile.
const reading = `(async () => {
  const line = '2026-01-12 09:14:02,113 INFO begin of something\n';
  const log = new Blob([line.repeat(40000), 'ERROR frobnicator 12 lost contact\n']);
  const ask = await waptkb.engine(), channel = new MessageChannel();
  let told = 0, turns = 0, read = false;
  channel.port1.onmessage = () => { if (!read) { turns++; channel.port2.postMessage(null); } };
  channel.port2.postMessage(null);
  const html = await ask('diagnose', ['fr', log], [], (at, size) => { if (at <= size) told++; });
  read = true;
  return { HTML: html, Told: told, Turns: turns, InPage: typeof Go !== 'undefined' };
})()`

// A log is read from files in a worker, and in the page where it may have none; other things
// have their turn meanwhile.
func TestReadingLeavesThePageAlive(t *testing.T) {
	browser.Require(t)
	site := fromFiles(siteOf(t, small(t)))
	for name, open := range browser.All {
		for _, inPage := range []bool{false, true} {
			t.Run(fmt.Sprint(name, ", in the page: ", inPage), func(t *testing.T) {
				p := open(t, site)
				p.Open("/fr/diagnose.html")
				if inPage {
					browser.JS[bool](p, "(window.Worker = undefined) === undefined")
				}
				got := browser.JS[struct {
					HTML        string
					Told, Turns int
					InPage      bool
				}](p, reading)
				if got.InPage != inPage {
					t.Errorf("the engine is in the page: %v", got.InPage)
				}
				if got.Told < 20 || got.Turns < 20 {
					t.Errorf("progress is told %d times, others had %d turns: too few", got.Told, got.Turns)
				}
				if !strings.Contains(got.HTML, "frobnicator") {
					t.Errorf("nothing is found: %s", got.HTML)
				}
			})
		}
	}
}

// keeping waits until a browser keeps both parts, and does something with each.
const keeping = `(each => new Promise(done => {
  indexedDB.open('waptkb', 1).onsuccess = opened => {
    const db = opened.target.result;
    const look = () => {
      const access = db.transaction('parts', 'readwrite'), parts = access.objectStore('parts');
      parts.getAllKeys().onsuccess = places => {
        if (places.target.result.length < 2) { setTimeout(look, 20); return; }
        for (const place of places.target.result) parts.get(place).onsuccess = part => each(parts, place, part.target.result);
        access.oncomplete = () => { db.close(); done(true); };
      };
    };
    look();
  };
}))`

// The second page takes what the browser keeps of the first one; where that is damaged, it
// unpacks again.
func TestPartsAreKept(t *testing.T) {
	browser.Require(t)
	site := fromFiles(siteOf(t, small(t)))
	for name, open := range browser.All {
		t.Run(name, func(t *testing.T) {
			p := open(t, site)
			unpacked := func(page string) bool {
				p.Open(page)
				browser.JS[bool](p, "document.getElementById('q').focus() === undefined")
				p.Wait(`performance.getEntriesByName('waptkb open').length`)
				return browser.JS[bool](p, `performance.getEntriesByName('waptkb engine loaded').length > 0`)
			}
			if !unpacked("/fr/index.html") {
				t.Error("the first page unpacks nothing")
			}
			browser.JS[bool](p, keeping+"(() => {})")
			if unpacked("/fr/articles/uninstall-key-not-found.html") {
				t.Error("the second page unpacks what is kept")
			}
			browser.JS[bool](p, keeping+"((parts, place, part) => parts.put({ version: part.version, bytes: new Uint8Array(1000) }, place))")
			if !unpacked("/en/search.html") {
				t.Error("the third page does not unpack what is damaged")
			}
		})
	}
}

// forgiving is a test whose pages may complain: of what they are forbidden.
type forgiving struct{ testing.TB }

func (f forgiving) Error(args ...any) { f.Log(args...) }

// Where the engine may not run the page says so, and lists and pages are there all the same.
func TestWithoutEngine(t *testing.T) {
	browser.Require(t)
	dir := wholeSite(t)
	files := http.FileServer(http.Dir(dir))
	strict := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'self'")
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(strict.Close)
	why := i18n.New().Text("fr", "engine.failed")
	for name, open := range browser.All {
		for _, c := range []struct{ what, site, before string }{
			{"a host that forbids WebAssembly", strict.URL, "true"},
			{"a browser without WebAssembly", fromFiles(dir), "delete window.WebAssembly"},
		} {
			t.Run(name+", "+c.what, func(t *testing.T) {
				p := open(forgiving{t}, c.site)
				p.Open("/fr/reference.html")
				browser.JS[bool](p, c.before)
				browser.JS[bool](p, "document.getElementById('q').focus() === undefined")
				p.Wait(`document.getElementById('engine').textContent === ` + browser.Quote(why))
				if role := browser.JS[string](p, `document.getElementById('engine').getAttribute('role')`); role != "status" {
					t.Errorf("nobody hears it: role %q", role)
				}
				p.Click(".letters li:nth-child(2) a")
				p.Wait(`location.pathname.includes('/fr/reference.letter-') && document.querySelector('.entries li, .codes tbody tr')`)
				p.Click(".entries li a, .codes tbody tr a")
				p.Wait(`location.pathname.includes('/fr/articles/') && document.querySelector('h1')`)
				p.Open("/fr/index.html")
				p.Click(`main a[href*="/components/"]`)
				p.Wait(`location.pathname.includes('/fr/components/') && document.querySelector('main a[href*="articles/"]')`)
			})
		}
	}
}

// Without JavaScript, too.
func TestWithoutJavaScript(t *testing.T) {
	browser.Require(t)
	site := fromFiles(wholeSite(t))
	ctx := browser.Tab(t, site)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	do(browser.DevTools(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}),
		chromedp.Navigate(site+"/fr/search.html"),
		chromedp.WaitVisible("main noscript .notice"),
		chromedp.Click(`main noscript .notice a`), chromedp.WaitVisible(".letters"),
		chromedp.Click(".letters li:nth-child(2) a"), chromedp.WaitVisible(".entries li a, .codes tbody tr a"),
		chromedp.Click(".entries li a, .codes tbody tr a"), chromedp.WaitVisible("h1"),
	)
}
