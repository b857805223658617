package content

import (
	"strings"
	"testing"
	"testing/fstest"
)

// ours is a library that own content stands beside.
func ours(t testing.TB) *Library {
	t.Helper()
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

// review gives what is wrong with files, as one text.
func review(t testing.TB, beside *Library, files map[string]string) (own *Own, faults string) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	own, r, err := LoadOwn(fsys, beside)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Faults {
		faults += p.Error() + "\n"
	}
	return own, faults
}

func TestOwn(t *testing.T) {
	t.Parallel()
	lib := ours(t)
	const note = "articles/note/fr.md"
	for name, test := range map[string]struct {
		files map[string]string
		want  string // of the faults; empty for none
	}{
		"a short note":         {map[string]string{note: "---\ntitle: Une note\nquestions: [\"la note\"]\n---\nFaites ceci.\n"}, ""},
		"Windows line ends":    {map[string]string{note: "\ufeff---\r\ntitle: Une note\r\nquestions: [\"la note\"]\r\n---\r\nFaites ceci.\r\n"}, ""},
		"nothing finds it":     {map[string]string{note: "---\ntitle: Une note\n---\nFaites ceci.\n"}, "nothing finds the article"},
		"no title":             {map[string]string{note: "---\nquestions: [\"a\"]\n---\nFaites ceci.\n"}, `key "title" is missing`},
		"no text":              {map[string]string{note: "---\ntitle: Une note\nquestions: [\"a\"]\n---\n"}, "has no text"},
		"empty file":           {map[string]string{note: ""}, "has no front matter"},
		"one of ours replaced": {map[string]string{"articles/uninstall-key-not-found/fr.md": "---\ntitle: La nôtre\n---\nFaites ceci.\n"}, ""},
		"related to ours":      {map[string]string{note: "---\ntitle: N\nquestions: [\"a\"]\nrelated: [uninstall-key-not-found]\n---\n[x](uninstall-key-not-found.md)\n"}, ""},
		"related to nothing":   {map[string]string{note: "---\ntitle: N\nquestions: [\"a\"]\nrelated: [uninstall-key]\n---\nx\n"}, "perhaps uninstall-key-not-found"},
		"script as a link":     {map[string]string{note: "---\ntitle: N\nquestions: [\"a\"]\n---\n[x](javascript:alert(1))\n"}, "link to"},
		"raw HTML":             {map[string]string{note: "---\ntitle: N\nquestions: [\"a\"]\n---\n<script>x</script>\n"}, "raw HTML"},
		"a code of ours":       {map[string]string{"articles/1618/fr.md": "---\ntitle: N\nquestions: [\"a\"]\n---\nx\n"}, "is the id of a message or a code"},
		"hidden nothing":       {map[string]string{"hidden.txt": "# rien\npas-un-article\n"}, "hidden.txt:2:"},
		"hidden":               {map[string]string{"hidden.txt": "waptexit-15-minutes # remplacé\r\n"}, ""},
		"too large":            {map[string]string{note: strings.Repeat("a", maxFile+1)}, "more than 1048576 bytes"},
		"long template":        {map[string]string{note: "---\ntitle: N\nerrors: [\"" + strings.Repeat("long ", 300) + "\"]\n---\nx\n"}, "more than 1000 bytes"},
		"no concept":           {map[string]string{"words/concepts.txt": "vpn\n"}, "is no concept"},
	} {
		if _, faults := review(t, lib, test.files); test.want == "" && faults != "" || !strings.Contains(faults, test.want) {
			t.Errorf("%s: faults %q, want %q", name, faults, test.want)
		}
	}
}

// What is wrong is left out, and the library of both has neither what is hidden nor a link to it.
func TestBeside(t *testing.T) {
	t.Parallel()
	lib := ours(t)
	own, _ := review(t, lib, map[string]string{
		"articles/note/fr.md":   "---\ntitle: Une note\nquestions: [\"la note\"]\nrelated: [uninstall-key-not-found]\n---\nFaites ceci.\n",
		"articles/faulty/fr.md": "---\nquestions: [\"a\"]\n---\nx\n",
		"hidden.txt":            "waptexit-15-minutes\n1618\n",
	})
	both, err := Beside(lib, own.Library, own.Hidden)
	if err != nil {
		t.Fatal(err)
	}
	if n, want := both.Len(), lib.Len(); n != want { // one more, one less
		t.Errorf("%d articles, want %d", n, want)
	}
	if a, err := both.Article("note", "en"); err != nil || !a.Own || a.Summary != "Faites ceci." || a.Component != ownComponent {
		t.Errorf("%+v, %v", a, err)
	}
	for _, id := range []string{"faulty", "waptexit-15-minutes", "1618"} {
		if a, err := both.Article(id, "fr"); err == nil {
			t.Errorf("%s is there: %q", id, a.Title)
		}
	}
	for _, lang := range []string{"fr", "en"} {
		for _, a := range both.Articles(lang) {
			for _, r := range a.Related {
				if !both.isArticle(r) {
					t.Errorf("%s is related to %s, which there is not", a.ID, r)
				}
			}
		}
	}
	if a, err := both.Article("uninstall-key-not-found", "en"); err != nil || a.Related[len(a.Related)-1] != "note" {
		t.Errorf("ours does not lead back: %v, %v", a.Related, err)
	}
	for _, m := range both.Messages() {
		if m.Article != "" && !both.isArticle(m.Article) {
			t.Errorf("%s is solved in %s, which there is not", m.ID, m.Article)
		}
	}
}

func TestSVG(t *testing.T) {
	t.Parallel()
	const head = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">`
	for svg, bad := range map[string]bool{
		head + `<path d="M0 0" fill="url(#a)" style="fill: url('#a')"/><use xlink:href="#a"/></svg>`: false,
		head + `<style>text { fill: red }</style><text>a</text></svg>`:                               false,
		head + `<script>alert(1)</script></svg>`:                                                     true,
		head + `<path onclick="alert(1)"/></svg>`:                                                    true,
		head + `<a href="javascript:alert(1)"><text>a</text></a></svg>`:                              true,
		head + `<image href="https://example.org/a.png"/></svg>`:                                     true,
		head + `<use href="other.svg#a"/></svg>`:                                                     true,
		head + `<path fill="url(https://example.org/a)"/></svg>`:                                     true,
		head + `<style>@import "https://example.org/a.css";</style></svg>`:                           true,
		head + `<foreignObject><body/></foreignObject></svg>`:                                        true,
		head + `<set attributeName="href" to="javascript:alert(1)"/></svg>`:                          true,
		`<!DOCTYPE svg [<!ENTITY a "b">]>` + head + `</svg>`:                                         true,
		head + `<path`:  true,
		``:              true,
		`<html></html>`: true,
	} {
		l := newLoader(nil)
		l.checkSVG("a.svg", svg)
		if got := len(l.problems) > 0; got != bad {
			t.Errorf("%s: faults %v", svg, l.problems)
		}
	}
}

// FuzzOwn gives any text as an article and as a figure: there are faults and no panics.
func FuzzOwn(f *testing.F) {
	f.Add("---\ntitle: Une note\nerrors: [\"Erreur {number} ici\"]\n---\n## Cause\n[x](#cause)\n", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>", "vpn: a, b")
	lib := entryLibrary(f) // a small one: all of ours take a second to merge
	f.Fuzz(func(t *testing.T, article, figure, concepts string) {
		own, _ := review(t, lib, map[string]string{"articles/note/fr.md": article, "articles/note/a.fr.svg": figure, "words/concepts.txt": concepts, "hidden.txt": concepts})
		if _, err := Beside(lib, own.Library, own.Hidden); err != nil {
			t.Fatal(err)
		}
	})
}

// What is typed plainly is read with the typography of its language, but for code.
func TestOwnIsTypeset(t *testing.T) {
	t.Parallel()
	own, faults := review(t, ours(t), map[string]string{
		"articles/note/fr.md": "---\ntitle: L'accès est refusé !\nerrors: [\"can't open 'x' : no\"]\n---\nAppelez l'accueil :\n\n```text\nl'hôte : x\n```\n",
	})
	a, err := own.Library.Article("note", "fr")
	if err != nil || faults != "" {
		t.Fatal(err, faults)
	}
	got := a.Title + "\n" + a.Errors[0].Text + "\n" + a.Markdown()
	for _, want := range []string{"L’accès est refusé\u202f!", "can't open 'x' : no", "Appelez l’accueil\u00a0:", "l'hôte : x"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
}
