package export

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
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

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/eval"
	"waptkb/server/internal/browser"
	"waptkb/server/internal/testindex"
)

var (
	times   = flag.Int("times", 0, "measure what visitors of the site wait for, the least of `n` visits each")
	picture = flag.String("picture", "", "take a picture of an answer that was opened from a file, into this `file`")
)

// phases are what comes before an answer, by the marks of inpage.js. Code and index are unpacked
// side by side.
var phases = []struct{ name, from, to string }{
	{"load", "start", "engine loaded"},
	{"unpack code", "engine loaded", "engine there"},
	{"unpack index", "index loaded", "index unpacked"},
	{"read kept", "start", "engine there"},
	{"compile", "engine there", "compiled"},
	{"Go init", "compiled", "running"},
	{"open index", "index there", "open"},
	{"query", "open", "answered"},
	{"all", "start", "answered"},
}

// places are where a site may lie.
func places(t *testing.T, dir string) map[string]string {
	web := httptest.NewServer(http.FileServer(http.Dir(dir)))
	t.Cleanup(web.Close)
	return map[string]string{"file": fromFiles(dir), "http": web.URL}
}

// measured skips a test that measures, unless that is wanted.
func measured(t *testing.T) {
	t.Helper()
	if *times == 0 {
		t.Skip("measures time: only with -times")
	}
	browser.Require(t)
}

// TestTimes measures the first answer of a browser that was never there, and that of its second
// page; the log of 20 MB; and Pagefind on the same articles, where npm has it. The least of each
// time counts: the machine may have other work.
func TestTimes(t *testing.T) {
	measured(t)
	dir := wholeSite(t)
	for place, site := range places(t, dir) {
		for name, open := range browser.All {
			least := map[string]map[string]float64{"cold": {}, "second": {}}
			for range *times {
				t.Run("visit", func(t *testing.T) { visit(open(t, site), least) })
			}
			for _, visit := range []string{"cold", "second"} {
				row := fmt.Sprintf("TIMES %-8s %s %-6s", name, place, visit)
				for _, phase := range phases {
					if ms, ok := least[visit][phase.name]; ok {
						row += fmt.Sprintf("  %s %.0f", phase.name, ms)
					}
				}
				fmt.Println(row, "ms")
			}
		}
	}
}

// visit opens an answer twice.
func visit(p *browser.Page, least map[string]map[string]float64) {
	for _, visit := range []string{"cold", "second"} {
		p.Open("/fr/search.html?" + visit + "#" + url.Values{"q": {"timed out after 600 seconds with output 'x'"}}.Encode())
		p.Wait(`performance.getEntriesByName('waptkb answered').length`)
		at := browser.JS[map[string]float64](p, `Object.fromEntries(performance.getEntriesByType('mark')
			.filter(m => m.name.startsWith('waptkb ')).map(m => [m.name.slice(7), m.startTime]))`)
		for _, phase := range phases {
			from, begun := at[phase.from]
			to, ended := at[phase.to]
			if begun && ended && (phase.name != "read kept" || visit == "second") {
				keepLeast(least[visit], phase.name, to-from)
			}
		}
		browser.JS[bool](p, `new Promise(done => setTimeout(() => done(true), 1000))`) // parts are kept
	}
}

func keepLeast(least map[string]float64, name string, value float64) {
	if old, ok := least[name]; !ok || value < old {
		least[name] = value
	}
}

// longLog has a log of 20 MB read, and tells how long that took and how long nothing else had its
// turn, at most.
const longLog = `(async () => {
  const lines = 'ERROR frobnicator 12 lost contact\n' + '2026-01-12 09:14:02,113 INFO begin of something else that is usual\n'.repeat(60);
  const log = new Blob([lines.repeat(Math.ceil(20e6 / lines.length))]), ask = await waptkb.engine(), channel = new MessageChannel();
  let last = performance.now(), blocked = 0, read = false;
  channel.port1.onmessage = () => {
    const now = performance.now();
    blocked = Math.max(blocked, now - last);
    last = now;
    if (!read) channel.port2.postMessage(null);
  };
  channel.port2.postMessage(null);
  const begin = performance.now();
  await ask('diagnose', ['fr', log], [], () => {});
  read = true;
  return [performance.now() - begin, blocked];
})()`

// TestLogTimes measures the log of 20 MB, in a worker and in the page.
func TestLogTimes(t *testing.T) {
	measured(t)
	site := fromFiles(wholeSite(t))
	for name, open := range browser.All {
		for _, where := range []string{"worker", "page"} {
			least := map[string]float64{}
			for range *times {
				t.Run("log", func(t *testing.T) {
					p := open(t, site)
					p.Open("/fr/diagnose.html")
					if where == "page" {
						browser.JS[bool](p, "(window.Worker = undefined) === undefined")
					}
					took := browser.JS[[2]float64](p, longLog)
					keepLeast(least, "took", took[0])
					keepLeast(least, "blocked", took[1])
				})
			}
			fmt.Printf("TIMES %-8s file, log of 20 MB in the %s: %.0f ms, the page is blocked for %.0f ms at most\n", name, where, least["took"], least["blocked"])
		}
	}
}

// pagefindVersion is what we are compared with.
const pagefindVersion = "1.6.0"

// pagefind indexes the articles of a site, in each language.
func pagefind(t *testing.T, site string) {
	t.Helper()
	dir := t.TempDir()
	run := func(name string, args ...string) {
		c := exec.Command(name, args...)
		c.Dir = dir
		if out, err := c.CombinedOutput(); err != nil {
			t.Skipf("Pagefind cannot be had: %v: %s", err, out)
		}
	}
	run("npm", "install", "--no-audit", "--no-fund", "pagefind@"+pagefindVersion)
	run(filepath.Join(dir, "node_modules", ".bin", "pagefind"), "--site", site, "--glob", "*/articles/*.html", "--root-selector", "main")
}

// TestPagefind compares with Pagefind on the same articles: time to the first result, and how
// often that is right.
func TestPagefind(t *testing.T) {
	measured(t)
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	dir := wholeSite(t)
	pagefind(t, dir)
	for _, lang := range i18n.Languages() {
		page := fmt.Sprintf("<!doctype html><html lang=%q><meta charset=\"utf-8\"><title>Pagefind</title></html>", lang)
		if err := os.WriteFile(filepath.Join(dir, "pagefind."+lang+".html"), []byte(page), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	site := places(t, dir)["http"]
	const first = `(async () => {
  const begin = performance.now(), pagefind = await import('/pagefind/pagefind.js');
  const found = await pagefind.search("timed out after 600 seconds with output 'x'");
  if (found.results.length) await found.results[0].data();
  return performance.now() - begin;
})()`
	for name, open := range browser.All {
		least := map[string]float64{}
		for range *times {
			t.Run("visit", func(t *testing.T) {
				p := open(t, site)
				for _, visit := range []string{"cold", "second"} {
					p.Open("/pagefind.fr.html?" + visit)
					keepLeast(least, visit, browser.JS[float64](p, first))
				}
			})
		}
		fmt.Printf("TIMES %-8s http, Pagefind: cold %.0f, second %.0f ms\n", name, least["cold"], least["second"])
	}
	cases := openSet(t)
	p, right, ours := browser.Chromium(t, site), 0, 0
	for _, lang := range i18n.Languages() {
		asked := slices.DeleteFunc(slices.Clone(cases), func(c eval.Case) bool { return c.Lang != lang })
		list, err := json.Marshal(asked)
		if err != nil {
			t.Fatal(err)
		}
		p.Open("/pagefind." + lang + ".html")
		got := browser.JS[[]string](p, `(async cases => {
  const pagefind = await import('/pagefind/pagefind.js'), out = [];
  for (const c of cases) {
    const found = await pagefind.search(c.q);
    out.push(found.results.length ? (await found.results[0].data()).url : '');
  }
  return out;
})(`+string(list)+`)`)
		for i, c := range asked {
			id := strings.TrimSuffix(got[i][strings.LastIndex(got[i], "/")+1:], ".html")
			if slices.Contains(c.Gold, id) {
				right++
			}
			r, err := x.Search(context.Background(), index.Query{Text: c.Q, Lang: lang})
			if err == nil && len(r.Results) > 0 && slices.Contains(c.Gold, r.Results[0].Article.ID) {
				ours++
			}
		}
	}
	fmt.Printf("TIMES Hit@1 of %d open questions: Pagefind %.3f, ours %.3f\n", len(cases), float64(right)/float64(len(cases)), float64(ours)/float64(len(cases)))
}

// openSet gives the questions of the open query set that have an answer.
func openSet(t *testing.T) []eval.Case {
	t.Helper()
	data, err := os.ReadFile("../../index/eval/testdata/held-out.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	cases, err := eval.ReadCases(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(cases, func(c eval.Case) bool {
		return len(c.Gold) == 0 || !slices.Contains(i18n.Languages(), c.Lang)
	})
}

// TestPicture takes a picture of an answer that was opened from a file, with -picture.
func TestPicture(t *testing.T) {
	if *picture == "" {
		t.Skip("takes a picture: only with -picture FILE")
	}
	browser.Require(t)
	site := fromFiles(wholeSite(t))
	ctx := browser.Tab(t, site)
	address := site + "/" + content.Primary + "/search.html#" + url.Values{"q": {"Error timed out after seconds with output '600.0'"}}.Encode()
	err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 860), browser.PreferScheme("light"), chromedp.Navigate(address), chromedp.WaitVisible("#found-here .answer"))
	if err != nil {
		t.Fatal(err)
	}
	png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(*picture, png, 0o644); err != nil {
		t.Fatal(err)
	}
}
