package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

var theChromium = started(startChromium)

// startChromium gives a context in which chromedp runs a fresh browser, which speaks to
// nobody but the site under test.
func startChromium() (_ context.Context, end func(), err error) {
	path, err := installed("WAPTKB_CHROMIUM", "chromium", "chromium-browser", "google-chrome")
	if err != nil {
		return nil, nil, err
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.NoSandbox, chromedp.DisableGPU,
	}
	for _, flag := range []string{
		"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-default-apps",
		"disable-extensions", "disable-client-side-phishing-detection", "disable-dev-shm-usage", "metrics-recording-only", "hide-scrollbars",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(ctx)
	end = func() { closeBrowser(); stop() }
	if err := chromedp.Do(ctx); err != nil {
		end()
		return nil, nil, err
	}
	return ctx, end, nil
}

// installed finds a program: the one that a variable of the environment names, or one of
// some names on the path.
func installed(variable string, names ...string) (string, error) {
	for _, name := range append([]string{os.Getenv(variable)}, names...) {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path, nil
		}
	}
	return "", errors.New(names[0] + " is not installed: apt-get install " + names[0])
}

// Chromium opens a page in Chromium.
func Chromium(t testing.TB, site string) *Page {
	t.Helper()
	return &Page{t: t, ctx: Tab(t, site), site: site, driver: chromium{}}
}

// Tab opens a page in Chromium for tests that need more of it than a [Page] gives: a
// context for chromedp.
func Tab(t testing.TB, site string) context.Context {
	t.Helper()
	Require(t)
	browser, err := theChromium()
	if err != nil {
		t.Fatal(err)
	}
	deadline, stop := context.WithTimeout(browser, patience)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(deadline, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	f := &faults{}
	if err := chromedp.Do(ctx); err != nil { // opens it
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, func(event any) { f.watch(site, event) }); err != nil {
		t.Fatal(err)
	}
	// Each page thinks that it has the focus, beside others.
	focused := DevTools(emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	if err := chromedp.Do(ctx, PreferScheme("light"), focused); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.report(t) })
	return ctx
}

// watch notes the events of Chromium that are faults.
func (f *faults) watch(site string, event any) {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		f.add("console: %v", e.Args)
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if x := e.ExceptionDetails.Exception; x != nil {
			text += " " + x.Description
		}
		f.add("exception: %s", text)
	case *log.EventEntryAdded:
		if !strings.Contains(e.Entry.Text, "with a status of 4") { // of a page that a test asks for
			f.add("log: %s", e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		f.fetched(site, e.Request.URL)
	}
}

// chromium drives Chromium; the context knows the page.
type chromium struct{}

func (chromium) navigate(ctx context.Context, address string) error {
	return chromedp.Do(ctx, chromedp.Navigate(address))
}

func (chromium) evaluate(ctx context.Context, expression string) ([]byte, error) {
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](inJSON(expression), chromedp.EvalAwaitPromise))
	return []byte(text), err
}

func (chromium) press(ctx context.Context, k key) error { return chromedp.Do(ctx, k.stroke()) }

// stroke is a key that goes down and up.
func (k key) stroke() chromedp.Action[chromedp.Void] {
	written := k.name
	if special, ok := keys[k.name]; ok {
		written = special.chromedp
	}
	letter, _ := utf8.DecodeRuneInString(written)
	events := kb.Encode(letter)
	down, up := *events[0], *events[len(events)-1]
	if events[0].Key == "Unidentified" {
		down.Key, up.Key = k.name, k.name
	}
	if k.control {
		down.Modifiers |= int64(chromedp.ModifierCtrl)
		down.Commands = commands[k.name]
	} else {
		// chromedp sends what a key types apart from the key, and it is typed even where
		// the page takes the key.
		down.Text, down.UnmodifiedText = events[1].Text, events[1].UnmodifiedText
	}
	return chromedp.Steps(DevTools(input.DispatchKeyEvent, down), DevTools(input.DispatchKeyEvent, up))
}

// commands are what the browser does where a key is pressed with Control.
var commands = map[string][]string{"a": {"selectAll"}, "c": {"copy"}, "v": {"paste"}}

func (chromium) click(ctx context.Context, x, y float64) error {
	return chromedp.Do(ctx, chromedp.MouseClickXY(x, y))
}

func (chromium) resize(ctx context.Context, width, height int64) error {
	return chromedp.Do(ctx, chromedp.EmulateViewport(width, height))
}

// Stroke makes an action of what [Page.Press] does.
func Stroke(name string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		k, err := keyNamed(name)
		if err != nil {
			return chromedp.Void{}, err
		}
		return k.stroke()(ctx, t)
	}
}

// DevTools makes an action of a command of the DevTools protocol.
func DevTools[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// PreferScheme makes the browser prefer a colour scheme, "light" or "dark".
func PreferScheme(name string) chromedp.Action[chromedp.Void] {
	return DevTools(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}
