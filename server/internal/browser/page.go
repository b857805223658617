package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"
)

const (
	// patience is how long a test may have its page. It only ends what hangs: a busy
	// machine takes its time.
	patience = 10 * time.Minute
	// waiting is how long something on a page may take.
	waiting = 2 * time.Minute
	// answering is how long a page may take to look at itself, and lookAgain how long it
	// is left alone then.
	answering = 2 * time.Second
	lookAgain = 20 * time.Millisecond
)

// Page is a page of a browser.
type Page struct {
	// Keys counts what was pressed and clicked.
	Keys int

	t    testing.TB
	ctx  context.Context
	site string
	driver
}

// driver is what a page needs of its browser.
type driver interface {
	navigate(ctx context.Context, address string) error
	// evaluate gives the value of an expression, or of the promise that it is, as JSON.
	evaluate(ctx context.Context, expression string) ([]byte, error)
	press(ctx context.Context, k key) error
	click(ctx context.Context, x, y float64) error
	resize(ctx context.Context, width, height int64) error
}

// Opener opens a page of a site in a browser, for one test: [Chromium] and [Firefox] are two.
type Opener func(t testing.TB, site string) *Page

// All has the browsers that pages are tested in, by their names.
var All = map[string]Opener{"chromium": Chromium, "firefox": Firefox}

// Run runs the tests of a package and ends the browsers that they started.
func Run(m *testing.M) int {
	defer func() {
		for _, end := range running.ends {
			end()
		}
	}()
	return m.Run()
}

// running has what ends the browsers that run.
var running struct {
	sync.Mutex
	ends []func()
}

// started gives the browser that all tests of a package share.
func started[T any](start func() (T, func(), error)) func() (T, error) {
	return sync.OnceValues(func() (T, error) {
		browser, end, err := start()
		if err == nil {
			running.Lock()
			defer running.Unlock()
			running.ends = append(running.ends, end)
		}
		return browser, err
	})
}

// Required tells that pages are looked at in browsers; then a missing tool fails tests.
func Required() bool { return os.Getenv("WAPTKB_REQUIRE_BROWSER") != "" }

// Require skips the test where pages are not looked at. Where they are, a missing
// browser fails it.
func Require(t testing.TB) {
	t.Helper()
	if !Required() {
		t.Skip("pages are looked at in Chromium and Firefox by bash .ci/test, or with WAPTKB_REQUIRE_BROWSER=1")
	}
}

// faults collects what a page may not do.
type faults struct {
	mu   sync.Mutex
	list []string
}

func (f *faults) add(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, fmt.Sprintf(format, args...))
}

// fetched notes a request to another place than the site.
func (f *faults) fetched(site, address string) {
	for _, own := range []string{site + "/", "data:", "blob:", "about:"} {
		if strings.HasPrefix(address, own) {
			return
		}
	}
	f.add("request to another place: %s", address)
}

// report fails the test for each fault.
func (f *faults) report(t testing.TB) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, fault := range f.list {
		t.Error(fault)
	}
}

// Open opens an address of the site and waits until the page is loaded.
func (p *Page) Open(path string) { p.t.Helper(); p.must(p.navigate(p.ctx, p.site+path)) }

// Press presses a key: a letter, or a name of [KeyboardEvent.key] such as "Enter". In
// front of it "Control+" may stand.
//
// [KeyboardEvent.key]: https://developer.mozilla.org/docs/Web/API/UI_Events/Keyboard_event_key_values
func (p *Page) Press(name string) {
	p.t.Helper()
	k, err := keyNamed(name)
	p.must(err)
	p.Keys++
	p.must(p.press(p.ctx, k))
}

// Type presses the key of each letter.
func (p *Page) Type(text string) {
	p.t.Helper()
	for _, letter := range text {
		p.Press(string(letter))
	}
}

// Click clicks on the first element of a selector, in its middle.
func (p *Page) Click(selector string) {
	p.t.Helper()
	p.Keys++
	middle := JS[[2]float64](p, fmt.Sprintf(`(() => {
		const element = document.querySelector(%s);
		element.scrollIntoView({block: 'nearest', behavior: 'instant'});
		const box = element.getClientRects()[0];
		return [box.x + box.width / 2, box.y + box.height / 2];
	})()`, Quote(selector)))
	p.must(p.click(p.ctx, middle[0], middle[1]))
}

// Resize gives the page a size.
func (p *Page) Resize(width, height int64) { p.t.Helper(); p.must(p.resize(p.ctx, width, height)) }

// Copy puts a text on the clipboard, which all pages of a browser share. It leaves the page.
func (p *Page) Copy(text string) {
	p.t.Helper()
	keys := p.Keys
	p.must(p.navigate(p.ctx, "about:blank"))
	JS[bool](p, fmt.Sprintf(`(() => {
		const area = document.createElement('textarea');
		area.value = %s;
		document.body.append(area);
		area.select();
		return true;
	})()`, Quote(text)))
	p.Press("Control+c")
	p.Keys = keys
}

// Wait waits until an expression is true. A page that is left may never answer: then the
// next one is asked.
func (p *Page) Wait(expression string) {
	p.t.Helper()
	asked := "(() => { try { return !!(" + expression + ") } catch { return false /* an element that is not there yet */ } })()"
	for begin := time.Now(); time.Since(begin) < waiting; time.Sleep(lookAgain) {
		ctx, cancel := context.WithTimeout(p.ctx, answering)
		text, err := p.evaluate(ctx, asked)
		cancel()
		if err == nil && string(text) == "true" {
			return
		}
	}
	p.t.Fatalf("never true: %s (at %s)", expression, JS[string](p, "location.href"))
}

// JS gives the value of an expression, or of the promise that it is.
func JS[T any](p *Page, expression string) T {
	p.t.Helper()
	var v T
	text, err := p.evaluate(p.ctx, expression)
	if err == nil {
		err = json.Unmarshal(text, &v)
	}
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// Quote makes a string of JavaScript of a text.
func Quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err) // no string does that
	}
	return string(quoted)
}

func (p *Page) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// inJSON makes an expression whose value is a promise of that of another one, as JSON.
func inJSON(expression string) string {
	return "(async () => JSON.stringify(await (" + expression + ")) ?? 'null')()"
}

// key is a key that is pressed, alone or with Control.
type key struct {
	name    string
	control bool
}

func keyNamed(name string) (key, error) {
	bare, control := strings.CutPrefix(name, "Control+")
	if _, known := keys[bare]; !known && utf8.RuneCountInString(bare) != 1 {
		return key{}, fmt.Errorf("no key is called %q", bare)
	}
	return key{bare, control}, nil
}
