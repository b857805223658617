package export

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"waptkb/index/eval"
	"waptkb/server/internal/browser"
)

// What a visitor waits for. "go run ./cmd/bench -run export" runs these, with WAPTKB_REQUIRE_BROWSER set:
// pages are opened in turns, and the least of each time counts, for the machine may have other work.

// phases are what comes before an answer, by the marks of inpage.js.
var phases = []struct{ name, from, to string }{
	{"load", "start", "engine loaded"},
	{"unpack code", "engine loaded", "engine there"},
	{"unpack index", "index loaded", "index unpacked"},
	{"read kept", "start", "engine there"},
	{"compile", "engine there", "compiled"},
	{"init", "compiled", "running"},
	{"open", "index there", "open"},
	{"query", "open", "answered"},
	{"all", "start", "answered"},
}

const marks = `Object.fromEntries(performance.getEntriesByType('mark').filter(m => m.name.startsWith('waptkb ')).map(m => [m.name.slice(7), m.startTime]))`

// BenchmarkFirstAnswer opens an answer, as the first page of a browser and as a later one.
func BenchmarkFirstAnswer(b *testing.B) {
	browser.Require(b)
	dir := wholeSite(b)
	web := httptest.NewServer(http.FileServer(http.Dir(dir)))
	b.Cleanup(web.Close)
	for name, open := range browser.All {
		for from, site := range map[string]string{"file": fromFiles(dir), "http": web.URL} {
			least := map[string]map[string]float64{"cold": {}, "second": {}}
			b.Run(name+"/"+from, func(b *testing.B) {
				for b.Loop() {
					visit(b, open, site, least)
				}
				for visit, times := range least {
					for _, phase := range phases {
						if ms, ok := times[phase.name]; ok {
							b.ReportMetric(ms, strings.ReplaceAll(visit+":"+phase.name, " ", "-")+"-ms")
						}
					}
				}
			})
		}
	}
}

// visit opens an answer twice in a browser that was never there.
func visit(b *testing.B, open browser.Opener, site string, least map[string]map[string]float64) {
	b.Run("visit", func(b *testing.B) {
		p := open(b, site)
		for _, visit := range []string{"cold", "second"} {
			p.Open("/fr/search.html?" + visit + "#" + url.Values{"q": {"timed out after 600 seconds with output 'x'"}}.Encode())
			p.Wait(`performance.getEntriesByName('waptkb answered').length`)
			at := browser.JS[map[string]float64](p, marks)
			for _, phase := range phases {
				from, begun := at[phase.from]
				to, ended := at[phase.to]
				if begun && ended && (phase.name != "read kept" || visit == "second") {
					keepLeast(least[visit], phase.name, to-from)
				}
			}
		}
	})
}

func keepLeast(least map[string]float64, name string, value float64) {
	if old, ok := least[name]; !ok || value < old {
		least[name] = value
	}
}
