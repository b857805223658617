package server

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waptkb/server/internal/browser"
)

// task is what somebody comes for: from a page, with something on their clipboard.
type task struct {
	name      string
	from      string
	clipboard string
	do        func(p *browser.Page)
	done      string // is true when they are there
	first     string // the first thing to do, or to read where there is nothing to do
}

// What an answer shows.
const (
	exact     = `document.querySelector('.answer.exact')`
	answered  = `document.querySelector('.answer .steps')`
	firstStep = `.steps > :not(.admonition)`
	summary   = `.answer .summary`
)

// asks types a question and searches for it.
func asks(question string) func(*browser.Page) {
	return func(p *browser.Page) {
		p.Press("/")
		p.Type(question)
		p.Press("Enter")
	}
}

// presses presses keys.
func presses(keys ...string) func(*browser.Page) {
	return func(p *browser.Page) {
		for _, key := range keys {
			p.Press(key)
		}
	}
}

// clicks clicks on one thing after the other, each once it is there, and follows links before it
// goes on: the page that is left has the next thing, too.
func clicks(selectors ...string) func(*browser.Page) {
	return func(p *browser.Page) {
		for _, selector := range selectors {
			p.Wait("document.readyState === 'complete' && document.querySelector(" + browser.Quote(selector) + ")")
			here := browser.JS[string](p, "location.href")
			link := browser.JS[bool](p, "document.querySelector("+browser.Quote(selector)+").matches('a')")
			p.Click(selector)
			if link {
				p.Wait("location.href !== " + browser.Quote(here) + " && document.readyState === 'complete'")
			}
		}
	}
}

// drops drops a file on the page.
func drops(name, text string) func(*browser.Page) {
	return func(p *browser.Page) {
		p.Keys++
		browser.JS[any](p, fmt.Sprintf(`(() => {
			const data = new DataTransfer();
			data.items.add(new File([%s], %s, {type: 'text/plain'}));
			for (const type of ['dragenter', 'dragover', 'drop'])
				document.querySelector('main').dispatchEvent(new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true}));
		})()`, browser.Quote(text), browser.Quote(name)))
	}
}

// tasks are those of people who were watched, and those that the site promises.
func tasks() []task {
	const (
		healthy  = "2026-01-12 09:14:02,113 INFO begin of something\n"
		critical = "2026-01-12 09:24:02,540 CRITICAL "
		vlc      = "VLC has been installed but the uninstall key can not be found\n"
		answer   = "/fr/search?q=Error+timed+out+after+seconds+with+output+%271200.0%27"
	)
	forty := strings.Repeat(healthy, 20) + critical + timedOut + "\n" + strings.Repeat(healthy, 19)
	long := strings.Repeat(healthy, 400) + critical + timedOut + "\n" + critical + vlc
	three := strings.Repeat(healthy, 9) + critical + timedOut + "\n" + critical + vlc + critical + "attempt to write a readonly database\n" + healthy
	return []task{
		{"a line of error, pasted at home", "/fr/", critical + timedOut, presses("Control+v"), exact, firstStep},
		{"a line of error, pasted on an article", "/en/articles/console-grisee", critical + timedOut, presses("Control+v"), exact, firstStep},
		{"forty lines, the error in the middle", "/fr/", forty, presses("Control+v", "Control+Enter"), exact + ` && document.querySelector('.matched').textContent.includes('21')`, firstStep},
		{"a log of 20 KB with two errors", "/fr/", long, presses("Control+v", "Control+Enter"), `document.querySelectorAll('.finding').length === 2`, ".finding h3"},
		{"a log with three errors", "/en/help", three, presses("Control+v", "Control+Enter"), exact + ` && document.querySelectorAll('.finding').length === 2`, firstStep},
		{"a file that is dropped", "/fr/diagnose", "", drops("some.log", long), `document.querySelectorAll('.finding').length === 2`, ".finding h3"},
		{"a symptom in words", "/fr/", "", asks("console grisée"), answered, firstStep},
		{"the same in English", "/en/", "", asks("console greyed out"), answered, firstStep},
		{"a question with typing errors", "/fr/", "", asks("unistall key cannot be foudn"), answered, firstStep},
		{"a bare code", "/fr/", "", asks("1618"), exact, summary},
		{"a code in hexadecimal form", "/en/", "", asks("0x80070652"), exact, summary},
		{"the name of a constant", "/fr/", "", asks("ERROR_INSTALL_ALREADY_RUNNING"), exact, summary},
		{"the name of a setting", "/fr/", "", asks("use_fqdn_as_uuid"), answered, firstStep},
		{"what is not ours", "/fr/", "", asks("tarte aux pommes"), `document.querySelector('.unsure') && !document.querySelector('.results')`, "#unsure"},
		{"the first suggestion", "/fr/", "", func(p *browser.Page) {
			presses("/", "u", "n", "i", "n", "s")(p)
			p.Wait(`document.querySelector('[role=option]')`)
			presses("ArrowDown", "Enter")(p)
		}, `location.pathname.startsWith('/fr/articles/')`, ".to-solution"},
		{"the other language of an answer", answer, "", clicks(".languages a[hreflang=en]"), `document.documentElement.lang === 'en' && ` + exact, firstStep},
		{"the other language of a log", "/fr/", long, func(p *browser.Page) {
			presses("Control+v", "Control+Enter")(p)
			p.Wait(`document.querySelector('.finding')`)
			clicks(".languages [lang=en]")(p)
		}, `document.documentElement.lang === 'en' && document.querySelector('.finding, .answer.exact')`, ".finding h3, " + firstStep},
		{"an answer for the ticket", answer, "", clicks("[data-copies]"), status + `.startsWith('Copié')`, "[data-copies]"},
		{"the solution of a long article", "/fr/articles/cle-privee-perdue", "", presses("s"), `location.hash`, "#solution + *"},
		{"a code of the reference", "/fr/reference", "", func(p *browser.Page) {
			p.Click("#f-text")
			p.Type("1618")
		}, `document.querySelectorAll('.codes tbody tr').length === 1`, ".codes tbody a"},
		{"a vague complaint, by the guide", "/fr/", "", clicks(`a[href="/fr/guide"]`, ".choices a", ".choices a", ".choices a", ".choices a"), `location.pathname.startsWith('/fr/articles/')`, ".to-solution"},
		{"back from an article", answer, "", func(p *browser.Page) {
			clicks(".answer h1 a")(p)
			p.Wait(`location.pathname.startsWith('/fr/articles/')`)
			p.Keys++
			browser.JS[any](p, "history.back()")
		}, exact, firstStep},
	}
}

// seen tells whether the first line of an element is on the screen, where the address leads.
const seen = `(() => {
	if (location.hash) document.getElementById(location.hash.slice(1)).scrollIntoView({behavior: 'instant'});
	let element = document.querySelector(%s);
	if (/^[OU]L$/.test(element.tagName)) element = element.firstElementChild;
	const range = document.createRange();
	range.selectNodeContents(element);
	const line = [...range.getClientRects()].find(box => box.height > 0);
	return line.top >= 0 && Math.floor(line.bottom) <= innerHeight;
})()`

// screens are where the first step must be seen.
var screens = [][2]int64{{1280, 800}, {390, 844}, {320, 640}}

// TestTasks does what people come for, in both browsers: how many keys and clicks it takes
// them, how many pages, and on which screens they see the first step when they are there.
// How long it took is only told: it is the machine's.
func TestTasks(t *testing.T) {
	const golden = "testdata/tasks.golden"
	for name, open := range browser.All {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var pages atomic.Int32
			site := newTestServer(t).Handler()
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Sec-Fetch-Dest") == "document" {
					pages.Add(1)
				}
				site.ServeHTTP(w, r)
			}))
			t.Cleanup(srv.Close)
			p := open(t, srv.URL)
			got := fmt.Sprintf("%-40s keys pages  seen at\n", "")
			for _, task := range tasks() {
				p.Resize(screens[0][0], screens[0][1])
				if task.clipboard != "" {
					p.Copy(task.clipboard)
				}
				p.Open(task.from)
				p.Keys = 0
				pages.Store(0)
				begin := time.Now()
				task.do(p)
				p.Wait(`document.readyState === 'complete' && ` + task.done)
				t.Logf("%s: %v", task.name, time.Since(begin).Round(time.Millisecond))
				got += fmt.Sprintf("%-40s %4d %5d ", task.name, p.Keys, pages.Load())
				for _, screen := range screens {
					p.Resize(screen[0], screen[1])
					if browser.JS[bool](p, fmt.Sprintf(seen, browser.Quote(task.first))) {
						got += fmt.Sprintf(" %d×%d", screen[0], screen[1])
					}
				}
				got += "\n"
			}
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("%s (-want +got; go test ./server -run Tasks -update after a look at it):\n%s", golden, diff)
			}
		})
	}
}
