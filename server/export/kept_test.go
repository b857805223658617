package export

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server"
	"waptkb/server/internal/browser"
	"waptkb/server/internal/testindex"
)

// fickle is a server that may be gone, and come back as another one.
type fickle struct{ atomic.Pointer[http.Handler] }

func (f *fickle) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := f.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	panic(http.ErrAbortHandler) // cuts the connection
}

// pause is how long a test waits before it asks a browser again.
const pause = 50 * time.Millisecond

// TestKept: the browser keeps pages and search for the time when the server is gone, those of
// the newest version alone, and nothing where that is switched off.
func TestKept(t *testing.T) {
	x, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	version := func(name string, offline bool) *http.Handler {
		cfg := server.Config{Index: x, Messages: i18n.New(), Version: name}
		if offline {
			cfg.Offline = func(index.Service) ([]byte, error) {
				return Kept(context.Background(), Config{Index: x, Messages: i18n.New(), Version: name})
			}
		}
		s, err := server.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		h := s.Handler()
		return &h
	}
	site := &fickle{}
	site.Store(version("one", true))
	srv := httptest.NewServer(site)
	t.Cleanup(srv.Close)
	id := x.Library().IDs()[0]
	a, err := x.Library().Article(id, "fr")
	if err != nil {
		t.Fatal(err)
	}
	const kept = `document.querySelector('main .notice').textContent.includes('ne répond pas')`

	p := browser.Chromium(t, srv.URL)
	p.Open("/fr/")
	p.Wait(`navigator.serviceWorker.controller`)
	if browser.JS[bool](p, "!!document.querySelector('main .notice')") {
		t.Error("the page is that of the cache although the server answers")
	}
	long := strings.Repeat("2026-01-12 09:14:02,113 INFO begin of something\n", 400) + "ERROR frobnicator 12 lost contact\n"
	p.Copy(long)
	p.Open("/fr/")

	site.Store(nil)
	p.Press("Control+v")
	p.Press("Control+Enter")
	p.Wait(kept + ` && document.querySelector('#found-here').textContent.includes('frobnicator')`)
	p.Open("/fr/articles/" + id)
	p.Wait(kept + ` && document.querySelector('h1').textContent === ` + browser.Quote(a.Title))
	p.Press("/")
	p.Type(a.Title)
	p.Press("Enter")
	p.Wait(kept + ` && location.pathname === '/fr/search' && document.querySelector('#found-here a[href$="/fr/articles/` + id + `"]')`)
	p.Click(`#found-here a[href$="/fr/articles/` + id + `"]`)
	p.Wait(kept + ` && location.pathname === '/fr/articles/` + id + `'`)

	caches := func() string { return browser.JS[string](p, `caches.keys().then(names => names.join())`) }
	first := caches()
	site.Store(version("two", true))
	p.Open("/en/")
	p.Wait(`document.querySelector('.foot').textContent.includes('waptkb two')`)
	for caches() == first || strings.Contains(caches(), ",") {
		time.Sleep(pause)
	}
	site.Store(nil)
	p.Open("/en/help")
	p.Wait(`document.querySelector('main .notice') && document.querySelector('.foot').textContent.includes('waptkb two')`)

	site.Store(version("three", false))
	p.Open("/fr/help")
	for caches() != "" || browser.JS[int](p, `navigator.serviceWorker.getRegistrations().then(all => all.length)`) > 0 {
		time.Sleep(pause)
	}
}
