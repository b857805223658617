package server

import (
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"

	"waptkb/i18n"
)

// TestFirstScreen: on a phone the verdict and the first step of an answer are seen without
// scrolling, and so is the search that leads on.
func TestFirstScreen(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	const bottom = `(() => {
		const step = document.querySelector('.steps > :not(.admonition, :has(> img))');
		const item = step.matches('ol') ? step.firstElementChild : step;
		const range = document.createRange();
		range.selectNodeContents(item);
		return Math.ceil(range.getClientRects()[0].bottom);
	})()`
	for _, size := range [][2]int64{{390, 844}, {320, 640}} {
		b.do(chromedp.EmulateViewport(size[0], size[1]))
		for _, lang := range i18n.Languages() {
			for _, q := range []string{timedOut, "VLC has been installed but the uninstall key can not be found", "les menus de la console WAPT sont grisés", "clé privée perdue"} {
				b.open("/" + lang + "/search?q=" + url.QueryEscape(q))
				if !js[bool](b, `!!document.querySelector('.answer .steps')`) {
					t.Errorf("%q has no answer", q)
					continue
				}
				if at := js[int64](b, `Math.ceil(document.querySelector('#answer').getBoundingClientRect().bottom)`); at > size[1]/2 {
					t.Errorf("%d×%d, %s, %q: the verdict ends at %d", size[0], size[1], lang, q, at)
				}
				if at := js[int64](b, bottom); at > size[1] {
					t.Errorf("%d×%d, %s, %q: the first step begins at %d", size[0], size[1], lang, q, at)
				}
			}
			b.open("/" + lang + "/articles/cle-privee-perdue")
			if at := js[int64](b, `Math.ceil(document.querySelector('.to-solution').getBoundingClientRect().bottom)`); at > size[1] {
				t.Errorf("%d×%d, %s: the link to the solution ends at %d", size[0], size[1], lang, at)
			}
		}
	}
}

// TestHeaderIsLow: at no width does the header take more than two rows.
func TestHeaderIsLow(t *testing.T) {
	t.Parallel()
	b := newTab(t)
	for _, width := range []int64{320, 390, 482, 660, 768, 1024, 1280, 2560} {
		b.do(chromedp.EmulateViewport(width, 800))
		for _, path := range []string{"/fr/", "/fr/help", "/en/reference"} {
			b.open(path)
			if h := js[int](b, `document.querySelector('.top').offsetHeight`); h > 100 {
				t.Errorf("%s at %d: the header is %d px high", path, width, h)
			}
		}
	}
}
