// Command screenshots takes the pictures of the README: home, answer, article
// and diagnose, light and dark.
//
//	go run ./server/internal/screenshots -o assets/screenshots
package main

import (
	"context"
	"flag"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/chromedp/chromedp"

	"waptkb/i18n"
	"waptkb/index/embedded"
	"waptkb/server"
	"waptkb/server/internal/browser"
)

// log is what the picture of the diagnose page shows.
const log = `2026-01-12 09:14:02,113 INFO Installing tis-office
2026-01-12 09:24:02,540 CRITICAL Error timed out after seconds with output '600.0'
2026-01-12 09:31:47,002 INFO Installing tis-vlc
2026-01-12 09:32:10,871 CRITICAL VLC has been installed but the uninstall key can not be found
`

// shot is a picture to take.
type shot struct {
	name    string
	path    string
	actions []chromedp.Action[chromedp.Void]
}

func shots() []shot {
	return []shot{
		{"home", "/fr/", nil},
		{"answer", "/fr/search?q=" + url.QueryEscape("Error timed out after seconds with output '1200.0'"), nil},
		{"article", "/fr/articles/uninstall-key-not-found", nil},
		{"diagnose", "/fr/diagnose", []chromedp.Action[chromedp.Void]{
			chromedp.SetValue("#log", log),
			chromedp.Click("#upload button"),
			chromedp.WaitVisible("#findings"),
		}},
	}
}

func main() {
	out := flag.String("o", "assets/screenshots", "folder for the pictures")
	lang := flag.String("lang", "fr", "language of the pages")
	width := flag.Int64("width", 1280, "width of the window")
	height := flag.Int64("height", 860, "height of the window")
	flag.Parse()
	if err := run(context.Background(), *out, *lang, *width, *height); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, lang string, width, height int64) error {
	site, err := newSite()
	if err != nil {
		return err
	}
	defer site.Close()
	ctx, cancel, err := browser.Start(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, scheme := range []string{"light", "dark"} {
		for _, s := range shots() {
			path := strings.Replace(s.path, "/fr/", "/"+lang+"/", 1)
			actions := append([]chromedp.Action[chromedp.Void]{
				chromedp.EmulateViewport(width, height), browser.Scheme(scheme), chromedp.Navigate(site.URL + path),
			}, s.actions...)
			if err := chromedp.Do(ctx, actions...); err != nil {
				return fmt.Errorf("%s, %s: %w", s.name, scheme, err)
			}
			png, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
			if err != nil {
				return fmt.Errorf("%s, %s: %w", s.name, scheme, err)
			}
			if err := os.WriteFile(filepath.Join(out, s.name+"-"+scheme+".png"), png, 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}

// newSite starts the site over the embedded articles.
func newSite() (*httptest.Server, error) {
	idx, err := embedded.Open()
	if err != nil {
		return nil, err
	}
	messages, err := i18n.New()
	if err != nil {
		return nil, err
	}
	s, err := server.New(server.Config{Index: idx, Messages: messages})
	if err != nil {
		return nil, err
	}
	return httptest.NewServer(s.Handler()), nil
}
