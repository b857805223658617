package server

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"waptkb/i18n"
	"waptkb/server/internal/browser"
)

// This file tests by what is seen: pixels of screenshots, and what lies under a pointer.

// place is where an element stands in the window, in pixels.
type place struct {
	Name            string
	Left, Top, W, H int
}

// usable lists what can be used on a page and has an edge to be seen by; JavaScript.
const usable = `'.field, .go, .facets button, .quiet, .filters button, .filters select, .filters input, .choices a, .copy, .tools a, .tools button'`

// places gives where the elements of a selector stand that are in the window.
func (b *tab) places(selector string) []place {
	b.t.Helper()
	return js[[]place](b, `[...document.querySelectorAll(`+selector+`)].filter(e => e.checkVisibility() && !e.closest('.hidden')).map(e => {
		const r = e.getBoundingClientRect();
		return {Name: (e.className || e.tagName) + ' ' + e.textContent.trim().slice(0, 30), Left: Math.round(r.left), Top: Math.round(r.top), W: Math.round(r.width), H: Math.round(r.height)};
	}).filter(p => p.W > 10 && p.H > 10 && p.Left >= 8 && p.Top >= 8 && p.Top + p.H < innerHeight - 8)`)
}

// picture takes what is in the window.
func (b *tab) picture() image.Image {
	b.t.Helper()
	data, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		b.t.Fatal(err)
	}
	return img
}

// edge gives the contrast that the left side of an element has with what is beside it, the
// greatest on three lines.
func edge(img image.Image, p place) (most float64) {
	for part := 1; part <= 3; part++ {
		y := p.Top + p.H*part/4
		outside := img.At(p.Left-7, y)
		for x := p.Left - 5; x < p.Left+7; x++ {
			most = max(most, contrast(outside, img.At(x, y)))
		}
	}
	return most
}

// contrast is the contrast ratio of WCAG.
func contrast(a, b color.Color) float64 {
	light, dark := luminance(a), luminance(b)
	return (max(light, dark) + .05) / (min(light, dark) + .05)
}

func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		if s := float64(v) / 0xffff; s > .04045 {
			return math.Pow((s+.055)/1.055, 2.4)
		}
		return float64(v) / 0xffff / 12.92
	}
	return .2126*linear(r) + .7152*linear(g) + .0722*linear(b)
}

// media makes the browser prefer a colour scheme, with the colours of the system or not.
func media(scheme, forced string) step {
	return browser.DevTools(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}, {Name: "forced-colors", Value: forced}},
	})
}

// enough is the contrast that the parts of a page need to be told from what is around them.
const enough = 3

// TestWhatCanBeUsedIsSeen: the edge of everything that can be used stands out, in both
// schemes and in the colours of the system, and so does what is chosen among others.
func TestWhatCanBeUsedIsSeen(t *testing.T) {
	t.Parallel()
	record(t)
	b := newTab(t)
	b.do(chromedp.EmulateViewport(1280, 3000))
	answer := url.QueryEscape(timedOut)
	for _, mode := range [][2]string{{"light", "none"}, {"dark", "none"}, {"light", "active"}, {"dark", "active"}} {
		b.do(media(mode[0], mode[1]))
		seen := 0
		for _, path := range []string{
			"/fr/", "/fr/search?component=paquet&q=" + answer, "/fr/articles/installation-timed-out-600", "/fr/reference", "/fr/guide", "/fr/diagnose", "/fr/nothing",
		} {
			b.open(path)
			img := b.picture()
			for _, p := range b.places(usable) {
				seen++
				if got := edge(img, p); got < enough {
					t.Errorf("%v, %s: %s has an edge of contrast %.1f", mode, path, p.Name, got)
				}
			}
		}
		if seen < 20 {
			t.Errorf("%v: only %d elements were looked at", mode, seen)
		}
	}

	// What is chosen differs by more than the colour of its ground, which the system's
	// colours take away.
	b.do(media("light", "active"))
	chosen := func(what, is, others string) {
		t.Helper()
		img := b.picture()
		all := b.places(is)
		if len(all) != 1 || edge(img, all[0]) < enough {
			t.Errorf("the chosen %s is not seen: %v", what, all)
		}
		for _, p := range b.places(others) {
			if len(all) == 1 && same(img, p, all[0]) {
				t.Errorf("the chosen %s looks like %s", what, p.Name)
			}
		}
	}
	b.open("/fr/search?component=paquet&q=" + answer)
	chosen("component", `'.facets [aria-current]'`, `'.facets button:not([aria-current])'`)
	b.open("/fr/reference?letter=e")
	chosen("letter", `'.letters [aria-current]'`, `'.letters a:not([aria-current])'`)
	b.open("/fr/")
	b.do(slash(), chromedp.KeyEvent("cle"), chromedp.WaitVisible("[role=option]"), chromedp.KeyEvent(kb.ArrowDown))
	b.wait(`document.querySelector('[aria-selected=true]')`)
	chosen("suggestion", `'.suggestions [aria-selected=true]'`, `'.suggestions [aria-selected=false]'`)
}

// same tells whether the left sides of two elements look the same.
func same(img image.Image, a, b place) bool {
	for x := -5; x < 7; x++ {
		if img.At(a.Left+x, a.Top+a.H/2) != img.At(b.Left+x, b.Top+b.H/2) {
			return false
		}
	}
	return true
}

// TestZoom: at twice the size, of the page or of the text alone, everything that can be used is still
// there to be clicked, no text is cut off, and nothing scrolls sideways.
func TestZoom(t *testing.T) {
	t.Parallel()
	record(t)
	b := newTab(t)
	// What lies under the pointer in the middle of each element is the element.
	const covered = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(e => e.checkVisibility() && !e.matches('.skip') && !e.closest('.hidden')).filter(e => {
		e.scrollIntoView({block: 'center', inline: 'nearest'});
		const r = e.getClientRects()[0], x = r.left + r.width / 2, y = r.top + r.height / 2;
		const at = document.elementFromPoint(x, y);
		return !at || !(e.contains(at) || at.contains(e) || at.closest('label')?.htmlFor === e.id || e.closest('.pick')?.contains(at));
	}).map(e => e.outerHTML.slice(0, 100)).join('\n')`
	const cut = `[...document.querySelectorAll('main *, header *, footer *')].filter(e => {
		const style = getComputedStyle(e);
		return style.overflowX === 'hidden' && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1 && e.checkVisibility();
	}).map(e => e.outerHTML.slice(0, 100)).join('\n')`
	const overflow = `document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth`
	large := map[string]func(){
		"page": func() { b.do(chromedp.EmulateViewport(640, 400, chromedp.EmulateScale(2))) },
		"text": func() {
			b.do(chromedp.EmulateViewport(1280, 800))
			js[bool](b, `(document.documentElement.style.fontSize = '200%', true)`)
		},
	}
	for _, lang := range i18n.Languages() {
		for _, path := range pageKinds(lang) {
			for what, enlarge := range large {
				b.open(path)
				enlarge()
				for fault, expression := range map[string]string{"covered": covered, "cut off": cut} {
					if got := js[string](b, expression); got != "" {
						t.Errorf("%s, %s twice as large: %s:\n%s", path, what, fault, got)
					}
				}
				if n := js[int](b, overflow); n > 0 {
					t.Errorf("%s, %s twice as large: scrolls sideways by %d px", path, what, n)
				}
			}
		}
	}
}

func (p place) String() string { return fmt.Sprintf("%s at %d,%d", p.Name, p.Left, p.Top) }
