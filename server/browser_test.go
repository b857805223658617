package server

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"waptkb/i18n"
	"waptkb/server/internal/browser"
)

// waiting is how long something on a page may take.
const waiting = 2 * time.Minute

const timedOut = "Error timed out after seconds with output '1200.0'"

// step is an action that gives no value.
type step = chromedp.Action[chromedp.Void]

// tab is a page of Chromium, with the real site behind it.
type tab struct {
	t    *testing.T
	ctx  context.Context
	site string
}

func TestMain(m *testing.M) {
	flag.Parse()
	if *update { // pictures are taken in a browser
		os.Setenv("WAPTKB_REQUIRE_BROWSER", "1")
	}
	os.Exit(browser.Run(m))
}

// newTab opens a window that shares no cookies, storage or cache with others.
func newTab(t *testing.T) *tab {
	t.Helper()
	browser.Require(t)
	srv := httptest.NewServer(newTestServer(t).Handler())
	t.Cleanup(srv.Close)
	return &tab{t: t, ctx: browser.Tab(t, srv.URL), site: srv.URL}
}

func (b *tab) do(steps ...step) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) open(path string) { b.t.Helper(); b.do(chromedp.Navigate(b.site + path)) }

// js evaluates an expression of type T.
func js[T any](b *tab, expression string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// wait waits until an expression is true: the page looks at each frame that it draws.
func (b *tab) wait(expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, waiting)
	defer cancel()
	promise := fmt.Sprintf(`new Promise(done => {
		const look = () => {
			try { if (%s) return done(true); } catch { /* an element that is not there yet */ }
			requestAnimationFrame(look);
		};
		look();
	})`, expression)
	for {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](promise, chromedp.EvalAwaitPromise))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("never true: %s (at %s; %v)", expression, js[string](b, "location.href"), err)
		}
		// The page was left, and the promise with it: the next one looks.
	}
}

// command presses a key that stands for an editing command: selectAll, copy, paste.
func command(name string) step {
	return browser.Stroke("Control+" + map[string]string{"selectAll": "a", "copy": "c", "paste": "v"}[name])
}

// slash presses the key / as a keyboard does.
func slash() step { return browser.Stroke("/") }

const status = `document.getElementById('announce').textContent`

func TestKeyboardSearch(t *testing.T) {
	t.Parallel()
	record(t)
	b := newTab(t)
	b.open("/fr/")
	b.do(chromedp.KeyEvent(kb.Tab))
	if got := js[string](b, `document.activeElement.className`); got != "skip" {
		t.Errorf("first stop of Tab is %q, want the skip link", got)
	}
	b.do(chromedp.KeyEvent(kb.Enter))
	b.wait(`location.hash === '#main'`)
	b.open("/fr/")
	b.do(slash())
	b.wait(`document.activeElement.id === 'q'`)
	b.do(chromedp.KeyEvent(timedOut), chromedp.KeyEvent(kb.Enter))
	b.wait(`document.querySelector('.answer.exact')`)

	// Every stop of Tab shows the focus, and the last one leads out.
	b.open("/fr/articles/uninstall-key-not-found")
	stops := js[int](b, `[...document.querySelectorAll('a[href], button, input, [tabindex="0"]')].filter(e => e.checkVisibility()).length`)
	seen := 0
	for range stops + 2 {
		b.do(chromedp.KeyEvent(kb.Tab))
		if js[bool](b, `document.activeElement === document.body`) {
			break
		}
		seen++
		if js[bool](b, `getComputedStyle(document.activeElement).outlineStyle === 'none'`) {
			t.Errorf("no visible focus on %s", js[string](b, `document.activeElement.outerHTML.slice(0, 120)`))
		}
	}
	if seen < stops-2 {
		t.Errorf("Tab stopped %d times, want about %d", seen, stops)
	}

	// The solution of an article is one key away, and the second stop of Tab.
	const article = "/fr/articles/cle-privee-perdue"
	b.open(article)
	b.do(chromedp.KeyEvent("s"))
	b.wait(`location.hash === '#solution' && document.activeElement.id === 'solution'`)
	b.wait(`Math.abs(document.activeElement.getBoundingClientRect().top) < 100`)
	b.open(article)
	b.do(chromedp.KeyEvent(kb.Tab), chromedp.KeyEvent(kb.Tab))
	b.wait(`document.activeElement.matches('.skip') && document.activeElement.hash === '#solution' && document.activeElement.getBoundingClientRect().left >= 0`)
	b.open(article)
	b.do(slash(), chromedp.KeyEvent("s"))
	b.wait(`document.querySelector('#q').value === 's' && !location.hash`)

	// The keys / and s can be switched off.
	b.do(chromedp.Click("#slash"))
	b.open(article)
	b.do(chromedp.KeyEvent("s"))
	if js[string](b, `location.hash`) != "" {
		t.Error("the key s works although it is switched off")
	}
	b.open("/fr/")
	b.do(slash())
	if js[string](b, `document.activeElement.id`) == "q" {
		t.Error("the key / works although it is switched off")
	}
	b.do(chromedp.KeyEvent("k", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.wait(`document.activeElement.id === 'q'`)
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	record(t)
	b := newTab(t)
	b.open("/fr/")
	b.do(slash(), chromedp.KeyEvent("unins"))
	b.wait(`document.querySelector('[role=listbox] [role=option]')`)
	b.wait(status + `.includes('suggestion')`)
	if !js[bool](b, `document.querySelector('#q').getAttribute('role') === 'combobox' && document.querySelector('#q').getAttribute('aria-expanded') === 'true'`) {
		t.Error("the field is no expanded combobox")
	}
	// The answer to what is typed so far comes first, in a group of its own, with what to do.
	if got := js[string](b, `[...document.querySelectorAll('.suggestions [role=group]')].map(g => g.getAttribute('aria-label')).join()`); !strings.HasPrefix(got, "Réponse,Articles") {
		t.Errorf("the groups are %s", got)
	}
	if got := js[string](b, `document.querySelector('[role=option] .first').textContent`); !strings.HasSuffix(got, ".") {
		t.Errorf("the first sentence of the answer is %q", got)
	}
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.wait(`document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).getAttribute('aria-selected') === 'true'`)
	b.do(chromedp.KeyEvent(kb.Escape))
	b.wait(`!document.querySelector('[role=listbox]')`)
	if got := js[string](b, `document.querySelector('#q').value`); got != "unins" {
		t.Errorf("after Escape the field has %q", got)
	}
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.wait(`document.querySelector('[role=option]')`)
	b.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter))
	b.wait(`location.pathname.startsWith('/fr/articles/') || location.pathname === '/fr/search'`)
}

// There is one clipboard: TestPaste and TestCopy run alone.
func TestPaste(t *testing.T) {
	b := newTab(t)
	line := "2026-01-12 09:14:02,113 INFO begin of something\n"
	clipboard := func(text string) {
		b.open("/fr/diagnose")
		b.fill(text)
		b.do(chromedp.Focus("#q"), command("selectAll"), command("copy"))
	}
	ctrlEnter := chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))

	paste := strings.Repeat(line, 39) + timedOut
	clipboard(paste)
	for _, page := range []string{"/fr/", "/fr/articles/uninstall-key-not-found"} { // with nothing focused
		b.open(page)
		b.do(command("paste"))
		b.wait(`document.querySelector('textarea#q')`)
		if got := js[string](b, `document.querySelector('#q').value`); got != paste {
			t.Fatalf("%s: the box has %d letters, want %d", page, len(got), len(paste))
		}
		b.wait(`document.querySelector('#q').clientHeight > 150`) // its lines are seen
		b.wait(status + `.includes('Ctrl+Entrée')`)
	}
	b.do(ctrlEnter)
	b.wait(`document.querySelector('.answer.exact')`)
	if got := js[string](b, `document.querySelector('.matched').textContent`); !strings.Contains(got, "40") {
		t.Errorf("the answer says %q, want line 40", got)
	}
	if got := js[string](b, `document.querySelector('textarea#q').value`); got != paste {
		t.Error("the paste is not in the box of the results")
	}

	// More than a question may have.
	clipboard(strings.Repeat(line, 600) + timedOut)
	for _, page := range []string{"/en/", "/en/help"} {
		b.open(page)
		b.do(slash(), command("paste"))
		b.wait(`document.querySelector('textarea#q')`)
		b.do(ctrlEnter)
		b.wait(`document.querySelector('.finding') && document.querySelector('h1').textContent.includes('1 known problem')`)
	}
	b.wait(`location.search.includes('1200.0')`) // the address that leads here again

	// One line is searched for at once.
	clipboard(timedOut)
	b.open("/fr/reference")
	b.do(command("paste"))
	b.wait(`location.pathname === '/fr/search' && document.querySelector('.answer.exact')`)
}

// pasted pastes a text of several lines, with nothing focused.
func pasted(text string) step {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		const data = new DataTransfer();
		data.setData('text/plain', %s);
		document.body.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
	})()`, strconv.Quote(text)))
}

// fill puts a text into the box.
func (b *tab) fill(text string) {
	b.t.Helper()
	b.do(pasted("a\nb"), chromedp.WaitVisible("textarea#q"), chromedp.SetValue("#q", text))
}

// drop drops a file of so many lines on an element.
func (b *tab) drop(selector, name string, lines int) {
	b.t.Helper()
	js[bool](b, fmt.Sprintf(`(() => {
		const data = new DataTransfer();
		data.items.add(new File([%s.repeat(%d) + %s], %s, {type: 'text/plain'}));
		const zone = document.querySelector(%s);
		for (const type of ['dragenter', 'dragover', 'drop'])
			zone.dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
		return true;
	})()`, strconv.Quote("2026-01-12 INFO nothing\n"), lines, strconv.Quote("2026-01-12 CRITICAL "+timedOut+"\n"), strconv.Quote(name), strconv.Quote(selector)))
}

func TestDrop(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	for page, lines := range map[string]int{"/fr/": 20, "/fr/diagnose": 5000, "/fr/articles/uninstall-key-not-found": 300_000} {
		b.open(page)
		b.drop("main", "some.log", lines)
		b.wait(`document.querySelector('.finding .proof li')`)
		if got := js[int](b, `document.querySelector('.finding .proof li').value`); got != lines+1 {
			t.Errorf("%s: proving line %d, want %d", page, got, lines+1)
		}
	}
	b.open("/fr/")
	b.drop("main", "large.log", 2_000_000)
	b.wait(`document.getElementById('box-note').textContent.includes('32\u202fMio')`)
	b.wait(status + `.includes('Get-Content')`)
}

func TestLanguageSwitch(t *testing.T) {
	t.Parallel()
	record(t)
	b := newTab(t)
	b.open("/fr/articles/uninstall-key-not-found")
	b.do(chromedp.Click(`.languages a[hreflang=en]`))
	b.wait(`location.pathname === '/en/articles/uninstall-key-not-found' && document.documentElement.lang === 'en'`)
	b.open("/en/search?q=" + url.QueryEscape(timedOut))
	b.do(chromedp.Click(`.languages a[hreflang=fr]`))
	b.wait(`location.pathname === '/fr/search' && document.querySelector('#q').value.startsWith('Error timed out')`)

	// What no address holds: a text goes on with the box, a file by what was found.
	b.open("/fr/")
	b.fill(strings.Repeat("2026-01-12 09:14:02,113 INFO begin of something\n", 200) + timedOut)
	b.do(chromedp.Click(".box button[type=submit]"))
	b.wait(`document.querySelector('.answer.exact')`)
	b.do(chromedp.Click(`.languages button[lang=en]`))
	b.wait(`document.documentElement.lang === 'en' && document.querySelector('.answer.exact') && document.querySelector('#q').value.includes('begin of something')`)
	b.open("/fr/")
	b.drop("main", "some.log", 20)
	b.wait(`document.querySelector('.finding')`)
	b.do(chromedp.Click(`.languages a[lang=en]`))
	b.wait(`document.documentElement.lang === 'en' && document.querySelector('.answer.exact')`)
	b.do(chromedp.Reload())
	b.wait(`document.querySelector('.answer.exact')`)
}

func TestTheme(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	const dark = `getComputedStyle(document.body).backgroundColor === 'rgb(18, 23, 28)'`
	b.open("/fr/")
	if js[bool](b, dark) {
		t.Error("dark although light is preferred")
	}
	b.do(browser.PreferScheme("dark"))
	b.wait(dark)
	b.do(chromedp.Click("#theme"))
	b.wait("!(" + dark + ")")
	b.open("/en/help")
	if js[bool](b, dark) {
		t.Error("the choice of light is lost on the next page")
	}
	if got := js[string](b, `document.getElementById('theme').getAttribute('aria-label')`); !strings.Contains(got, "dark") {
		t.Errorf("the switch is called %q", got)
	}
}

func TestCopy(t *testing.T) {
	record(t)
	b := newTab(t)
	b.open("/fr/articles/uninstall-key-not-found")
	want := js[string](b, `document.querySelector('.prose pre').textContent.trim()`)
	b.do(chromedp.Click(".copy"))
	b.wait(status + `.startsWith('Copié')`)
	if got := b.clipboard(); got != want {
		t.Errorf("the clipboard has %q, want %q", got, want)
	}
	b.open("/fr/articles/uninstall-key-not-found#cause")
	b.do(chromedp.Click("#copy-link"))
	b.wait(status + `.startsWith('Lien copié')`)
	b.wait(`document.getElementById('copy-link').textContent.startsWith('✓')`)
	if got := b.clipboard(); got != b.site+"/fr/articles/uninstall-key-not-found#cause" {
		t.Errorf("the copied link is %q", got)
	}
	answer := "/fr/search?q=" + url.QueryEscape(timedOut)
	b.open(answer)
	b.do(chromedp.Click("[data-copies]"))
	b.wait(status + `.startsWith('Copié')`)
	got := b.clipboard()
	for _, want := range []string{"`" + timedOut + "`", "1. ", b.site + "/fr/articles/installation-timed-out-600"} {
		if !strings.Contains(got, want) {
			t.Errorf("the text for a ticket has no %q:\n%s", want, got)
		}
	}
	b.open(answer)
	b.do(chromedp.Click("[data-copies-link]"))
	b.wait(status + `.startsWith('Lien copié')`)
	if got := b.clipboard(); got != b.site+answer {
		t.Errorf("the copied link is %q", got)
	}
}

// clipboard gives what was copied, as the box takes it.
func (b *tab) clipboard() string {
	b.t.Helper()
	b.open("/fr/")
	b.fill("a\nb")
	b.do(chromedp.SetValue("#q", "x"), chromedp.Focus("#q"), chromedp.KeyEvent(kb.End), command("paste"))
	return strings.TrimPrefix(js[string](b, `document.querySelector('#q').value`), "x")
}

// What is typed once stands in all commands of the page, in what is copied, and nowhere
// else; what is no plain name does not.
func TestFill(t *testing.T) {
	record(t)
	b := newTab(t)
	b.open("/fr/articles/paquet-en-erreur-installation")
	const shown = `[...document.querySelectorAll('var[data-fill=package]')].map(v => v.textContent).join()`
	before := js[string](b, shown)
	b.do(chromedp.Click(".fills summary"), chromedp.SendKeys("#fill-package", "tis-7zip"))
	b.wait(`new Set(` + shown + `.split(',')).size === 1 && document.querySelector('var[data-fill=package]').textContent === 'tis-7zip'`)
	js[bool](b, `([...document.querySelectorAll('pre')].find(p => p.textContent.includes('install tis-7zip')).parentElement.querySelector('.copy').click(), true)`)
	b.wait(status + `.startsWith('Copié') && ` + status + `.includes('tis-7zip')`)
	b.do(chromedp.SendKeys("#fill-package", "; reboot"))
	b.wait(shown + ` === ` + strconv.Quote(before))
	if at := js[string](b, `location.href`); strings.Contains(at, "7zip") {
		t.Errorf("the address has what was typed: %s", at)
	}
	if kept := js[float64](b, `localStorage.length + sessionStorage.length`); kept > 0 {
		t.Errorf("%v things are kept", kept)
	}
}

// The reference is filtered while somebody types, by the address that the button gives.
func TestFilterReference(t *testing.T) {
	record(t)
	b := newTab(t)
	b.open("/fr/reference")
	b.do(chromedp.SendKeys("#f-text", "0x80070652"))
	b.wait(`document.querySelectorAll('.codes tbody tr').length === 1 && location.search === '?q=0x80070652'`)
	b.wait(`/^1\s+code/.test(` + status + `)`)
	if js[string](b, `document.activeElement.id`) != "f-text" {
		t.Error("the focus is lost")
	}
	if got := js[string](b, `document.querySelector('.languages [lang=en]').getAttribute('href')`); got != "/en/reference?q=0x80070652" {
		t.Errorf("the other language leads to %s", got)
	}
	b.do(chromedp.SendKeys("#f-text", kb.Enter))
	b.wait(`document.readyState === 'complete' && location.search === '?q=0x80070652' && document.querySelectorAll('.codes tbody tr').length === 1`)
}

func TestPrint(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	for path, most := range map[string]int{"/fr/articles/uninstall-key-not-found": 6, "/fr/articles/cle-privee-perdue": 12, "/en/articles/console-grisee": 5, "/en/articles/1618": 1, "/fr/reference": 24} {
		b.open(path)
		pdf, err := chromedp.Run(b.ctx, chromedp.PrintToPDF(chromedp.PDFPreferCSSPageSize()))
		if err != nil {
			t.Fatal(err)
		}
		pages := len(regexp.MustCompile(`/Type\s*/Page\b[^s]`).FindAll(pdf, -1))
		if pages < 1 || pages > most {
			t.Errorf("%s prints on %d pages, want 1 to %d", path, pages, most)
		}
		// A4 is 595 by 842 points.
		if box := regexp.MustCompile(`/MediaBox\s*\[0 0 (\d+)[\d.]* (\d+)`).FindSubmatch(pdf); box == nil || !strings.HasPrefix(string(box[1]), "59") || !strings.HasPrefix(string(box[2]), "84") {
			t.Errorf("%s prints on paper of %s", path, box)
		}
	}
}

func TestWithoutJavaScript(t *testing.T) {
	t.Parallel()
	record(t)
	b := newTab(t)
	b.do(browser.DevTools(emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}))
	b.open("/fr/")
	if js[bool](b, `document.documentElement.classList.contains('js')`) {
		t.Fatal("scripts run")
	}
	// A page without scripts looks at nothing: the browser waits for elements.
	b.do(chromedp.SetValue("textarea#q", "une ligne\n"+timedOut), chromedp.Click(".box button"), chromedp.WaitReady(".answer.exact .go"))
	if query := js[string](b, `location.search`); !strings.Contains(query, "1200.0") {
		t.Errorf("the answer has the address %q", query)
	}
	b.do(chromedp.Click(".answer h1 a"), chromedp.WaitReady("article.article"))
	if path := js[string](b, `location.pathname`); path != "/fr/articles/installation-timed-out-600" {
		t.Errorf("the answer leads to %s", path)
	}
	b.do(chromedp.SetValue("textarea#q", strings.Repeat("2026-01-12 09:14:02 INFO well\n", 700)+timedOut), chromedp.Click(".mini button"), chromedp.WaitReady(".finding"))
	b.do(chromedp.Click(`.menu a[href="/fr/diagnose"]`), chromedp.WaitReady("#file"))
	b.do(chromedp.Click(".box button"), chromedp.WaitReady("[role=alert]"))
	b.do(chromedp.Click(`.menu a[href="/fr/reference"]`), chromedp.WaitReady("#f-kind"))
	b.do(chromedp.SetValue("#f-kind", "code"), chromedp.SetValue("#f-severity", "info"), chromedp.Click(".filters button"))
	b.do(chromedp.WaitReady("#f-severity option[value=info][selected]"), chromedp.WaitReady("footer"))
	if !js[bool](b, `location.search.includes('severity=info') && !!document.querySelector('.codes') && !document.querySelector('.entries')`) {
		t.Errorf("the filters lead to %s", js[string](b, "location.href"))
	}
	if n := js[int](b, `[...document.querySelectorAll('.needs-js')].filter(e => e.checkVisibility()).length`); n > 0 {
		t.Errorf("%d things that need scripts are shown", n)
	}
}

func TestBack(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	b.open("/fr/search?q=" + url.QueryEscape(timedOut))
	b.do(chromedp.Click(".answer h1 a"))
	b.wait(`location.pathname.startsWith('/fr/articles/')`)
	js[bool](b, `(history.back(), true)`)
	b.wait(`location.pathname === '/fr/search' && document.querySelector('.answer') && document.querySelector('#q').value.includes('1200.0')`)

	// A paste too long for the address is sent in the body; what was found comes back, too.
	b.open("/fr/")
	b.fill(strings.Repeat("2026-01-12 09:14:02,113 INFO begin of something\n", 200) + timedOut)
	b.do(chromedp.Click(".box button"))
	b.wait(`document.querySelector('.answer')`)
	b.do(chromedp.Click(".answer h1 a"))
	b.wait(`location.pathname.startsWith('/fr/articles/')`)
	js[bool](b, `(history.back(), true)`)
	b.wait(`document.querySelector('.answer.exact') && location.search.includes('1200.0')`)
}

// maxShift is a tenth of what the Core Web Vitals call good. A slow machine shows a
// long page while it still arrives, which moves a little.
const maxShift = 0.01

// TestNarrowPages checks that no page scrolls sideways on the narrowest screens,
// turned or not, with the text spaced out, and that nothing moves while loading.
func TestNarrowPages(t *testing.T) {
	t.Parallel()
	record(t)
	b := newTab(t)
	const overflow = `document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth`
	const space = `(() => { const s = new CSSStyleSheet();
		s.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important }');
		document.adoptedStyleSheets = [s]; return true; })()`
	const shifts = `new Promise(done => { let sum = 0;
		new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; }).observe({type: 'layout-shift', buffered: true});
		setTimeout(() => done(sum), 60); })`
	for _, lang := range i18n.Languages() {
		for _, path := range pageKinds(lang) {
			b.do(chromedp.EmulateViewport(320, 640))
			b.open(path)
			if n := js[int](b, overflow); n > 0 {
				t.Errorf("%s scrolls sideways by %d px at 320 px", path, n)
			}
			js[bool](b, space)
			if n := js[int](b, overflow); n > 0 {
				t.Errorf("%s scrolls sideways by %d px with spaced text", path, n)
			}
			b.do(chromedp.EmulateViewport(844, 390))
			if n := js[int](b, overflow); n > 0 {
				t.Errorf("%s scrolls sideways by %d px when turned", path, n)
			}
			b.do(chromedp.EmulateViewport(1280, 800))
			b.open(path)
			shift, err := chromedp.Run(b.ctx, chromedp.Evaluate[float64](shifts, chromedp.EvalAwaitPromise))
			if err != nil {
				t.Fatal(err)
			}
			if shift > maxShift {
				t.Errorf("%s: layout shift of %.3f", path, shift)
			}
		}
	}
}
