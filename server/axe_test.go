package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"waptkb/assets"
	"waptkb/i18n"
	"waptkb/server/internal/browser"
)

// resultsFile is what the accessibility statement is made from.
const resultsFile = "../assets/accessibility/results.json"

var update = flag.Bool("update", false, "write the test results into the accessibility statement, and the pictures of the README")

// record holds the outcome of a test against the accessibility statement, so that it
// cannot say what the tests do not.
func record(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		if !t.Skipped() {
			hold(t, accessibilityResults{Checks: map[string]bool{"test:" + t.Name(): !t.Failed()}})
		}
	})
}

// statement lets one test at a time at the file of the results.
var statement sync.Mutex

// hold compares results with what is stated, or states them.
func hold(t *testing.T, got accessibilityResults) {
	t.Helper()
	statement.Lock()
	defer statement.Unlock()
	_, stated, err := readAccessibility(os.DirFS("../assets"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := writeResults(stated, got); err != nil {
			t.Fatal(err)
		}
		return
	}
	for _, check := range slices.Sorted(maps.Keys(got.Checks)) {
		if was, ok := stated.Checks[check]; !ok || was != got.Checks[check] {
			t.Errorf("the accessibility statement says otherwise about %s: run go test ./server -update", check)
		}
	}
}

// writeResults puts what a test found over what is stated.
func writeResults(stated, got accessibilityResults) error {
	maps.Copy(stated.Checks, got.Checks)
	if got.Pages > 0 {
		stated.Date, stated.Axe, stated.Pages = time.Now().UTC().Format(time.DateOnly), got.Axe, got.Pages
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetIndent("", "\t")
	if err := enc.Encode(stated); err != nil {
		return err
	}
	return os.WriteFile(resultsFile, b.Bytes(), 0o644)
}

// axeSource finds axe-core: $WAPTKB_AXE, or what npm ci puts in node_modules.
func axeSource(t *testing.T) string {
	t.Helper()
	path := os.Getenv("WAPTKB_AXE")
	for dir := ".."; path == "" && dir != "../../../.."; dir += "/.." {
		if candidate := filepath.Join(dir, "node_modules/axe-core/axe.min.js"); exists(candidate) {
			path = candidate
		}
	}
	source, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !browser.Required() {
		t.Skip("axe-core is not installed: run npm ci")
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(source)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// axeResult is what axe-core reports of a page, as far as we look at it.
type axeResult struct {
	TestEngine struct{ Version string } `json:"testEngine"`
	Ran        []string                 `json:"ran"`
	Violations []struct {
		ID    string `json:"id"`
		Help  string `json:"help"`
		Nodes []struct {
			HTML    string `json:"html"`
			Summary string `json:"failureSummary"`
		} `json:"nodes"`
	} `json:"violations"`
}

// runAxe runs every rule, those of WCAG 2.2 and the experimental one about names
// that RGAA 11.9 asks for included.
const runAxe = `axe.run(document, {
	resultTypes: ['violations'],
	rules: {'target-size': {enabled: true}, 'label-content-name-mismatch': {enabled: true}}
}).then(r => ({
	testEngine: r.testEngine, violations: r.violations,
	ran: [...r.violations, ...r.passes, ...r.inapplicable, ...r.incomplete].map(x => x.id)
}))`

// states lists the pages to test, with what happens on them before.
func states(lang string) map[string][]step {
	all := map[string][]step{}
	for _, path := range pageKinds(lang) {
		all[path] = nil
	}
	all["/"+lang+"/?suggestions"] = []step{slash(), chromedp.KeyEvent("cle"), chromedp.WaitVisible("[role=option]"), chromedp.KeyEvent(kb.ArrowDown)}
	all["/"+lang+"/diagnose?findings"] = []step{
		pasted(longText()), chromedp.WaitVisible("textarea#q"), chromedp.Click(".box button"), chromedp.WaitVisible(".inlog"),
	}
	all["/"+lang+"/search?component=paquet&q="+url.QueryEscape("une ligne\n"+timedOut)] = nil
	return all
}

func TestEveryPageIsAccessible(t *testing.T) {
	t.Parallel()
	record(t)
	axe := axeSource(t)
	b := newTab(t)
	checks := map[string]bool{}
	pages, version := 0, ""
	for _, lang := range i18n.Languages() {
		for path, steps := range states(lang) {
			for _, scheme := range []string{"light", "dark"} {
				b.do(browser.PreferScheme(scheme))
				b.open(path)
				b.do(steps...)
				b.do(chromedp.Evaluate[chromedp.Void](axe))
				r, err := chromedp.Run(b.ctx, chromedp.Evaluate[axeResult](runAxe, chromedp.EvalAwaitPromise))
				if err != nil {
					t.Fatalf("%s: %v", path, err)
				}
				pages, version = pages+1, r.TestEngine.Version
				for _, rule := range r.Ran {
					if _, ok := checks["axe:"+rule]; !ok {
						checks["axe:"+rule] = true
					}
				}
				for _, v := range r.Violations {
					checks["axe:"+v.ID] = false
					for _, n := range v.Nodes {
						t.Errorf("%s, %s: %s (%s)\n%s\n%s", path, scheme, v.Help, v.ID, n.HTML, n.Summary)
					}
				}
			}
		}
	}
	recordAxe(t, version, pages, checks)
}

// recordAxe holds the results of the rules that the statement refers to against it.
func recordAxe(t *testing.T, version string, pages int, checks map[string]bool) {
	t.Helper()
	criteria, _, err := readAccessibility(assets.FS)
	if err != nil {
		t.Fatal(err)
	}
	got := accessibilityResults{Axe: version, Pages: pages, Checks: map[string]bool{}}
	for _, c := range criteria {
		for _, check := range c.Checks {
			if !strings.HasPrefix(check, "axe:") {
				continue
			}
			passed, ran := checks[check]
			if !ran {
				t.Errorf("criterion %s refers to %s, which axe-core does not run", c.ID, check)
				continue
			}
			got.Checks[check] = passed
		}
	}
	hold(t, got)
}
