package server

import (
	"context"
	"errors"
	"os"
	"os/exec"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// errNoBrowser is the error when no Chromium is installed.
var errNoBrowser = errors.New("chromium is not installed: apt-get install chromium")

// browserPath finds the browser: $WAPTKB_CHROMIUM, or a usual name on the path.
func browserPath() (string, error) {
	for _, name := range []string{os.Getenv("WAPTKB_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path, nil
		}
	}
	return "", errNoBrowser
}

// startBrowser gives a context in which chromedp runs a fresh browser, which speaks to
// nobody but the site under test. It ends with cancel.
func startBrowser(ctx context.Context) (_ context.Context, cancel func(), err error) {
	path, err := browserPath()
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
	ctx, stop := chromedp.NewExecAllocator(ctx, options...)
	ctx, closeBrowser := chromedp.NewContext(ctx)
	cancel = func() { closeBrowser(); stop() }
	if err := chromedp.Do(ctx); err != nil {
		cancel()
		return nil, nil, err
	}
	return ctx, cancel, nil
}

// devTools makes an action of a command of the DevTools protocol.
func devTools[P, R any](command cdp.Command[P, R], params P) step {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}

// preferScheme makes the browser prefer a colour scheme, "light" or "dark".
func preferScheme(name string) step {
	return devTools(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}},
	})
}
