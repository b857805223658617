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

// A folder without a text adds to the article of its id, whatever it has: that keeps its text, in
// all languages, and is not the organisation's.
func TestAdditions(t *testing.T) {
	t.Parallel()
	const id = "uninstall-key-not-found"
	lib := ours(t)
	before, err := lib.Article(id, "en")
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		files               map[string]string
		questions           []string // of the two languages
		errors, pastes, svg int
	}{
		"questions":            {map[string]string{"questions.fr.txt": "le zorglub clignote\n"}, []string{"le zorglub clignote", ""}, 0, 0, 0},
		"questions in English": {map[string]string{"questions.en.txt": "the zorglub blinks\n"}, []string{"", "the zorglub blinks"}, 0, 0, 0},
		"errors":               {map[string]string{"errors.yaml": "- \"Zorglub failure {number} here\"\n- text: \"Zorglub is away\"\n"}, []string{"", ""}, 2, 0, 0},
		"pastes":               {map[string]string{"pastes/01.txt": "zorglub stopped\n"}, []string{"", ""}, 0, 1, 0},
		"figures":              {map[string]string{"zorglub.fr.svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`}, nil, 0, 0, 1},
	} {
		files := map[string]string{}
		for file, text := range test.files {
			files["articles/"+id+"/"+file] = text
		}
		own, faults := review(t, lib, files)
		if faults != "" {
			t.Errorf("%s: %s", name, faults)
		}
		for i, lang := range []string{"fr", "en"} {
			a := own.Library.translation(id, lang)
			if a == nil {
				if test.questions != nil && test.questions[i] != "" {
					t.Errorf("%s: nothing in %s", name, lang)
				}
				continue
			}
			if got := strings.Join(a.Questions, "\n"); got != test.questions[i] || len(a.Errors) != test.errors || len(a.Pastes) != test.pastes {
				t.Errorf("%s: %q in %s, %d errors, %d pastes", name, got, lang, len(a.Errors), len(a.Pastes))
			}
		}
		both, err := Beside(lib, own.Library, nil)
		if err != nil {
			t.Fatal(err)
		}
		after, err := both.Article(id, "en")
		if err != nil || after.Own || after.Title != before.Title || after.Markdown() != before.Markdown() || len(after.Errors) != len(before.Errors)+test.errors {
			t.Errorf("%s: the article is %+v, %v", name, after, err)
		}
		if both.Len() != lib.Len() || own.Library.figures.Len() != test.svg {
			t.Errorf("%s: %d articles, %d figures", name, both.Len(), own.Library.figures.Len())
		}
	}

	// What has a fault is left out, and what leads to the article stays.
	own, faults := review(t, lib, map[string]string{
		"articles/" + id + "/questions.fr.txt": "a\na\n",
		"messages/nous.yaml":                   "- id: zorglub-absent\n  program: agent\n  component: agent\n  severity: error\n  errors: [\"Zorglub is away\"]\n  article: " + id + "\n  source: ici\n",
		"messages/nous.fr.yaml":                "zorglub-absent: {cause: Il dort., remedy: Réveillez-le.}\n",
	})
	if !strings.Contains(faults, "stands twice") || own.Library.Len() != 0 || len(own.Library.Messages()) != 1 {
		t.Errorf("%d articles, %d messages: %s", own.Library.Len(), len(own.Library.Messages()), faults)
	}
	// Neither a folder without anything, nor one of nobody's article, adds.
	for _, file := range []string{"articles/" + id + "/README.md", "articles/nobody/questions.fr.txt"} {
		if _, faults := review(t, lib, map[string]string{file: "a"}); !strings.Contains(faults, "has no fr.md") {
			t.Errorf("%s: %q", file, faults)
		}
	}
	// What is hidden is not shown for what is added to it.
	own, _ = review(t, lib, map[string]string{"articles/" + id + "/questions.fr.txt": "a\n", "hidden.txt": id})
	both, err := Beside(lib, own.Library, own.Hidden)
	if err != nil || both.isArticle(id) {
		t.Errorf("hidden: %v, %v", both.isArticle(id), err)
	}
}

// Steps of a guide are put beside ours: those of the same id take their place, others are led to by
// them.
func TestOwnGuide(t *testing.T) {
	t.Parallel()
	beside, err := Load(mapFS(guideFiles()))
	if err != nil {
		t.Fatal(err)
	}
	steps := func(plein, more, texts string) map[string]string {
		return map[string]string{
			"guide/nous.yaml":    "- id: plein\n  choices:\n    borne: " + plein + "\n    non: a-reunir\n" + more,
			"guide/nous.fr.yaml": "plein: {text: Chez nous, borne: La borne, non: Non}\n" + texts,
		}
	}
	own, faults := review(t, beside, steps("disque", "", ""))
	if faults != "" {
		t.Fatal(faults)
	}
	both, err := Beside(beside, own.Library, nil)
	if err != nil {
		t.Fatal(err)
	}
	g := both.Guide()
	if p, err := g.Place("poste/borne"); err != nil || p.Article != "disque" {
		t.Errorf("our start leads to %+v, %v", p, err)
	}
	if p, err := g.Place("poste/non"); err != nil || p.Step == nil || p.Step.ID != "a-reunir" {
		t.Errorf("theirs leads to %+v, %v", p, err)
	}
	if hidden, err := Beside(beside, own.Library, []string{"disque"}); err != nil || len(hidden.Guide().step("plein").Choices) != 1 {
		t.Errorf("what is hidden is led to: %v", err)
	}
	for fault, files := range map[string]map[string]string{
		"is no step": steps("nulle-part", "", ""),
		"leads back": steps("depart", "", ""),
		"no choice":  steps("disque", "- id: seul\n  collect: [x]\n", "seul: {text: Seul, x: X}\n"),
	} {
		if _, faults := review(t, beside, files); !strings.Contains(faults, fault) {
			t.Errorf("%s: %q", fault, faults)
		}
	}
}
