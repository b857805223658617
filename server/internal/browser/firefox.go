package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"
)

var theFirefox = started(startFirefox)

// firefoxOrigin is who Firefox lets drive it.
const firefoxOrigin = "http://localhost"

// preferences keep Firefox from speaking to anybody but the site under test, beside those
// that it sets itself when it is driven.
const preferences = `user_pref("app.normandy.enabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.safebrowsing.downloads.remote.enabled", false);
user_pref("browser.search.update", false);
user_pref("captivedetect.canonicalURL", "");
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("dom.push.connection.enabled", false);
user_pref("extensions.systemAddon.update.enabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("services.settings.server", "data:,#remote-settings-dummy/v1");
`

// runningFirefox is a Firefox that runs.
type runningFirefox struct {
	*bidi
	// page is held by the test that has the page in front: only that one has the focus.
	page sync.Mutex
}

func startFirefox() (_ *runningFirefox, end func(), err error) {
	path, err := installed("WAPTKB_FIREFOX", "firefox-esr", "firefox")
	if err != nil {
		return nil, nil, err
	}
	profile, err := os.MkdirTemp("", "waptkb-firefox-")
	if err != nil {
		return nil, nil, err
	}
	clean := func() { _ = os.RemoveAll(profile) }
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(preferences), 0o600); err != nil {
		clean()
		return nil, nil, err
	}
	program := exec.Command(path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "--remote-allow-origins", firefoxOrigin)
	program.Env = append(os.Environ(), "HOME="+profile, "MOZ_CRASHREPORTER_DISABLE=1")
	said, err := program.StderrPipe()
	if err != nil {
		clean()
		return nil, nil, err
	}
	if err := program.Start(); err != nil {
		clean()
		return nil, nil, err
	}
	connection, err := connect(said)
	end = func() {
		if connection != nil {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			_ = connection.call(ctx, "browser.close", struct{}{}, &struct{}{})
			cancel()
		}
		_ = program.Process.Kill()
		_ = program.Wait()
		clean()
	}
	if err != nil {
		end()
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return &runningFirefox{bidi: connection}, end, nil
}

var listening = regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)

// connect begins a session with the browser that says where it listens.
func connect(said io.Reader) (*bidi, error) {
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		address := listening.FindStringSubmatch(lines.Text())
		if address == nil {
			continue
		}
		go func() { _, _ = io.Copy(io.Discard, said) }()
		b, err := dial(address[1]+"/session", firefoxOrigin)
		if err != nil {
			return nil, err
		}
		ctx, cancel := context.WithTimeout(context.Background(), waiting)
		defer cancel()
		if err := b.call(ctx, "session.new", map[string]any{"capabilities": struct{}{}}, &struct{}{}); err != nil {
			return b, err
		}
		events := []string{"log.entryAdded", "network.beforeRequestSent"}
		return b, b.call(ctx, "session.subscribe", map[string]any{"events": events}, &struct{}{})
	}
	return nil, errors.New("it does not say where it listens")
}

// Firefox opens a page in Firefox. There is one at a time: another test waits.
func Firefox(t testing.TB, site string) *Page {
	t.Helper()
	Require(t)
	browser, err := theFirefox()
	if err != nil {
		t.Fatal(err)
	}
	browser.page.Lock()
	t.Cleanup(browser.page.Unlock)
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	f := &faults{}
	browser.listen(func(m message) { f.hear(site, m) })
	tab, end, err := browser.open(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		end()
		f.report(t)
	})
	return &Page{t: t, ctx: ctx, site: site, driver: tab}
}

// open opens a tab that shares nothing with others.
func (b *runningFirefox) open(ctx context.Context) (_ *firefox, end func(), err error) {
	var user struct{ UserContext string }
	if err := b.call(ctx, "browser.createUserContext", struct{}{}, &user); err != nil {
		return nil, nil, err
	}
	end = func() {
		_ = b.call(context.WithoutCancel(ctx), "browser.removeUserContext", map[string]any{"userContext": user.UserContext}, &struct{}{})
	}
	var made struct{ Context string }
	err = b.call(ctx, "browsingContext.create", map[string]any{"type": "tab", "userContext": user.UserContext}, &made)
	if err != nil {
		end()
		return nil, nil, err
	}
	return &firefox{b.bidi, made.Context}, end, nil
}

// hear notes the events of Firefox that are faults.
func (f *faults) hear(site string, m message) {
	switch m.Method {
	case "log.entryAdded":
		var entry struct{ Level, Text string }
		if err := json.Unmarshal(m.Params, &entry); err != nil {
			f.add("console: %v", err)
		}
		if entry.Level == "error" || entry.Level == "warn" {
			f.add("console: %s", entry.Text)
		}
	case "network.beforeRequestSent":
		var sent struct{ Request struct{ URL string } }
		if err := json.Unmarshal(m.Params, &sent); err != nil {
			f.add("request: %v", err)
		}
		f.fetched(site, sent.Request.URL)
	}
}

// firefox drives a tab of Firefox.
type firefox struct {
	*bidi
	context string
}

// do has a command done whose result is of no interest.
func (t *firefox) do(ctx context.Context, method string, params map[string]any) error {
	params["context"] = t.context
	return t.call(ctx, method, params, &struct{}{})
}

func (t *firefox) navigate(ctx context.Context, address string) error {
	return t.do(ctx, "browsingContext.navigate", map[string]any{"url": address, "wait": "complete"})
}

func (t *firefox) evaluate(ctx context.Context, expression string) ([]byte, error) {
	var got struct {
		Result           struct{ Value string }
		ExceptionDetails *struct{ Text string }
	}
	err := t.call(ctx, "script.evaluate", map[string]any{
		"expression": inJSON(expression), "target": map[string]any{"context": t.context}, "awaitPromise": true, "userActivation": true,
	}, &got)
	if err == nil && got.ExceptionDetails != nil {
		err = errors.New(got.ExceptionDetails.Text)
	}
	return []byte(got.Result.Value), err
}

func (t *firefox) press(ctx context.Context, k key) error {
	written := k.name
	if special, ok := keys[k.name]; ok {
		written = special.webdriver
	}
	pressed := []string{written}
	if k.control {
		pressed = []string{control, written}
	}
	var actions []map[string]any
	for _, one := range pressed {
		actions = append(actions, map[string]any{"type": "keyDown", "value": one})
	}
	for i := range pressed {
		actions = append(actions, map[string]any{"type": "keyUp", "value": pressed[len(pressed)-1-i]})
	}
	return t.act(ctx, map[string]any{"type": "key", "id": "keyboard", "actions": actions})
}

func (t *firefox) act(ctx context.Context, source map[string]any) error {
	return t.do(ctx, "input.performActions", map[string]any{"actions": []any{source}})
}

func (t *firefox) click(ctx context.Context, x, y float64) error {
	return t.act(ctx, map[string]any{"type": "pointer", "id": "mouse", "actions": []any{
		map[string]any{"type": "pointerMove", "x": int(x), "y": int(y)},
		map[string]any{"type": "pointerDown", "button": 0},
		map[string]any{"type": "pointerUp", "button": 0},
	}})
}

func (t *firefox) resize(ctx context.Context, width, height int64) error {
	return t.do(ctx, "browsingContext.setViewport", map[string]any{"viewport": map[string]any{"width": width, "height": height}})
}
