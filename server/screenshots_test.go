package server

import (
	"net/url"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"waptkb/server/internal/browser"
)

// TestScreenshots takes the pictures of the README, light and dark, with -update.
func TestScreenshots(t *testing.T) {
	if !*update {
		t.Skip("takes pictures: only with -update")
	}
	const log = `2026-01-12 09:14:02,113 INFO Installing tis-office
2026-01-12 09:24:02,540 CRITICAL Error timed out after seconds with output '600.0'
2026-01-12 09:31:47,002 INFO Installing tis-vlc
2026-01-12 09:32:10,871 CRITICAL VLC has been installed but the uninstall key can not be found
`
	b := newTab(t)
	for _, picture := range []struct {
		name, path string
		steps      []step
	}{
		{"home", "/fr/", nil},
		{"answer", "/fr/search?q=" + url.QueryEscape(timedOut), nil},
		{"article", "/fr/articles/uninstall-key-not-found", nil},
		{"diagnose", "/fr/diagnose", []step{
			pasted(log), chromedp.WaitVisible("textarea#q"), chromedp.Click(".box button"), chromedp.WaitVisible("#findings"),
		}},
	} {
		for _, scheme := range []string{"light", "dark"} {
			b.do(chromedp.EmulateViewport(1280, 860), browser.PreferScheme(scheme))
			b.open(picture.path)
			b.do(picture.steps...)
			png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile("../assets/screenshots/"+picture.name+"-"+scheme+".png", png, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}
