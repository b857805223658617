// Package browser starts a headless Chromium that speaks to nobody but the site
// under test. Tests and the screenshot command use it.
package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// ErrMissing is the error when no Chromium is installed.
var ErrMissing = errors.New("chromium is not installed: apt-get install chromium")

// Path finds the browser: $WAPTKB_CHROMIUM, or a usual name on the path.
func Path() (string, error) {
	for _, name := range []string{os.Getenv("WAPTKB_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path, nil
		}
	}
	return "", ErrMissing
}

// Start gives a context in which chromedp runs a fresh browser. It ends with
// cancel.
func Start(ctx context.Context) (_ context.Context, cancel func(), err error) {
	path, err := Path()
	if err != nil {
		return nil, nil, err
	}
	options := append([]chromedp.ExecAllocatorOption{},
		chromedp.ExecPath(path), chromedp.Headless, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck, chromedp.NoSandbox, chromedp.DisableGPU)
	for _, flag := range []string{
		"disable-quic", "disable-background-networking", "disable-component-update", "disable-sync", "disable-default-apps",
		"disable-extensions", "disable-client-side-phishing-detection", "disable-dev-shm-usage", "metrics-recording-only", "hide-scrollbars",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	ctx, closeBrowser := chromedp.NewContext(ctx)
	cancel = func() { closeBrowser(); stop() }
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, nil, err
	}
	return ctx, cancel, nil
}

// Command makes an action of a command of the DevTools protocol.
func Command[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// Scheme makes the browser prefer a colour scheme, "light" or "dark".
func Scheme(name string) chromedp.Action[chromedp.Void] {
	return Command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}
