package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/i18n"

	"waptkb/content/typeset"
)

func TestBody(t *testing.T) {
	// In these tables "_" is a no-break space and "~" a narrow one.
	for _, tt := range []struct{ name, in, want string }{
		{"every sign", "Deux causes : une panne ; un oubli ! Sûr ? À 50 %.", "Deux causes_: une panne~; un oubli~! Sûr~? À 50~%."},
		{"guillemets", "Le bouton « Oui » est « là »", "Le bouton «_Oui_» est «_là_»"},
		{"no space, none put in", "À 12:30, «Oui»! http://x", "À 12:30, «Oui»! http://x"},
		{"wrong kind of space", "Non~: oui_; «~si~»", "Non_: oui~; «_si_»"},
		{"several spaces", "Non  : oui", "Non_: oui"},
		{"end of line", "Tapez :\n\nPuis", "Tapez_:\n\nPuis"},
		{"apostrophes", "L'agent d’ici, l'`index` et l'**autre**, d'« ici » jusqu'[à lui](x.md)", "L’agent d’ici, l’`index` et l’**autre**, d’«_ici_» jusqu’[à lui](x.md)"},
		{"apostrophes of programs", "output '600.0' et r'C:\\wapt', f('a'), `l'a`", "output '600.0' et r'C:\\wapt', f('a'), `l'a`"},
		{"units", "5 s, 10 min, 12 h 30, 2 Go (64 bits), 16 Kio.", "5~s, 10~min, 12~h 30, 2~Go (64~bits), 16~Kio."},
		{"no units", "La 1.8.2 s'ouvre, 3 sites, 2 machines, 4 heures", "La 1.8.2 s’ouvre, 3 sites, 2 machines, 4 heures"},
		{"menu", "**Outils** > **Préférences**, Outils › Préférences, `a > b`", "**Outils** ‣ **Préférences**, Outils ‣ Préférences, `a > b`"},
		{"quotation is no menu", "> Un > deux\n\nOutils >\n", "> Un ‣ deux\n\nOutils >\n"},
		{"code span", "Lisez `a : b ? c` : oui", "Lisez `a : b ? c`_: oui"},
		{"code span with backquotes", "Lisez ``a ` : b`` : oui", "Lisez ``a ` : b``_: oui"},
		{"code span over two lines", "Lisez `a : b\nc : d` : oui", "Lisez `a : b\nc : d`_: oui"},
		{"fence", "Un :\n\n```text title=\"Poste de l'un : x\"\nFATAL ERROR : l'x\n```\n\nDeux :", "Un_:\n\n```text title=\"Poste de l’un_: x\"\nFATAL ERROR : l'x\n```\n\nDeux_:"},
		{"fence in a list", "1. Un :\n\n    ```bat\n    set x : y\n    ```\n", "1. Un_:\n\n    ```bat\n    set x : y\n    ```\n"},
		{"fence in a quotation", "> [!NOTE]\n> Un :\n>\n> ```bat\n> x : y\n> ```\n", "> [!NOTE]\n> Un_:\n>\n> ```bat\n> x : y\n> ```\n"},
		{"emphasis", "**Un** : deux *trois* ?", "**Un**_: deux *trois*~?"},
		{"closing emphasis", "**Un :** deux", "**Un_:** deux"},
		{"link", "[Un : deux](x.md#a) : trois", "[Un_: deux](x.md#a)_: trois"},
		{"link title", "[Un](x.md \"a : b\") : deux", "[Un](x.md \"a : b\")_: deux"},
		{"address", "Voir https://x/?a=b&c : d", "Voir https://x/?a=b&c_: d"},
		{"autolink", "Voir <https://x/a:b> : d", "Voir <https://x/a:b>_: d"},
		{"port and variable", "Le port :8088, %TEMP% et %1", "Le port :8088, %TEMP% et %1"},
		{"figure", "Voir ![un : deux](a.svg) !", "Voir ![un_: deux](a.svg)~!"},
		{"heading", "## Quoi : ça ?\n", "## Quoi_: ça~?\n"},
		{"table", "| a | ? |\n| :--- | ---: |\n| x : y | ! |\n", "| a | ? |\n| :--- | ---: |\n| x_: y | ! |\n"},
		{"list that begins with a sign", "- ? quoi\n- : quoi", "- ? quoi\n- : quoi"},
		{"line that begins with a sign", "un\n: deux", "un\n: deux"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := typeset.Text("fr.md", nbsp.Replace(tt.in))
			if want := nbsp.Replace(tt.want); got != want {
				t.Errorf("typeset.Text(%q) = %q, want %q", tt.in, got, want)
			}
			if again := typeset.Text("fr.md", got); again != got {
				t.Errorf("a second run changes %q to %q", got, again)
			}
		})
	}
}

func TestFrontMatter(t *testing.T) {
	in := `---
title: "Arrêt : « timed out »"
component: paquet
summary: >-
  Attendez : c'est long.
  Recommencez ; sinon non !
identifiers: ["a : b"]
sources:
  - "Doc : x"
reviewed: 2026-11-22
---

Bon : fin.
`
	want := nbsp.Replace(`---
title: "Arrêt_: «_timed out_»"
component: paquet
summary: >-
  Attendez_: c’est long.
  Recommencez~; sinon non~!
identifiers: ["a : b"]
sources:
  - "Doc : x"
reviewed: 2026-11-22
---

Bon_: fin.
`)
	if diff := cmp.Diff(want, typeset.Text("fr.md", in)); diff != "" {
		t.Errorf("the article differs (-want +got):\n%s", diff)
	}
	crlf := strings.NewReplacer("\n", "\r\n")
	if diff := cmp.Diff(crlf.Replace(want), typeset.Text("fr.md", crlf.Replace(in))); diff != "" {
		t.Errorf("the article with CRLF differs (-want +got):\n%s", diff)
	}
}

func TestQuestions(t *testing.T) {
	in := "Pourquoi ?\nUne : deux\nvoir https://x/a?b : c\nle message `a : b` sort\n"
	want := nbsp.Replace("Pourquoi~?\nUne_: deux\nvoir https://x/a?b_: c\nle message `a : b` sort\n")
	if diff := cmp.Diff(want, typeset.Text("questions.fr.txt", in)); diff != "" {
		t.Errorf("Questions differs (-want +got):\n%s", diff)
	}
}

func TestEnglish(t *testing.T) {
	for in, want := range map[string]string{
		"---\ntitle: Is it_: so~?\n---\n\nIt is~! `FATAL ERROR : x` at 5_GB\n": "---\ntitle: Is it: so?\n---\n\nIt is! `FATAL ERROR : x` at 5_GB\n",
		"It isn't **WAPT**'s, nor `wapt-get`'s, but the hosts' own":            "It isn’t **WAPT**’s, nor `wapt-get`’s, but the hosts’ own",
		"Error 'bad names' is printed, or 'news' comes":                        "Error 'bad names' is printed, or 'news' comes",
		"**Tools** > **Preferences**":                                          "**Tools** ‣ **Preferences**",
	} {
		if got := typeset.Text("en.md", nbsp.Replace(in)); got != nbsp.Replace(want) {
			t.Errorf("typeset.Text(%q) = %q, want %q", in, got, want)
		}
	}
}

var nbsp = strings.NewReplacer("_", i18n.NoBreak, "~", i18n.NarrowNoBreak)

func TestEntries(t *testing.T) {
	in := `a:
  cause: >-
    Deux causes : l'une ; l'autre !
    note : le bouton « Oui » à 50 %.
  remedy: 'L''un : %TEMP% ; voir http://x/?a : b ; Type=''Software'' et ''l''.'
5: # texte
  meaning: Un ; deux
  action: 'Rien : rien.'
`
	want := nbsp.Replace(`a:
  cause: >-
    Deux causes_: l’une~; l’autre~!
    note_: le bouton «_Oui_» à 50~%.
  remedy: 'L’un_: %TEMP%~; voir http://x/?a_: b~; Type=''Software'' et ''l''.'
5: # texte
  meaning: Un~; deux
  action: 'Rien_: rien.'
`)
	crlf := strings.NewReplacer("\n", "\r\n")
	for in, want := range map[string]string{in: want, want: want, crlf.Replace(in): crlf.Replace(want)} {
		if diff := cmp.Diff(want, typeset.Text("windows.fr.yaml", in)); diff != "" {
			t.Errorf("the texts of %q differ (-want +got):\n%s", in, diff)
		}
	}
}

func TestFigure(t *testing.T) {
	in := `<svg aria-label="l'un : x"><!-- l'un : x --><title id="t">L'un : 5 min</title><text x="1">d'un <tspan>l'autre !</tspan></text></svg>`
	want := nbsp.Replace(`<svg aria-label="l'un : x"><!-- l'un : x --><title id="t">L’un_: 5~min</title><text x="1">d’un <tspan>l’autre~!</tspan></text></svg>`)
	if got := typeset.Text("x.fr.svg", in); got != want {
		t.Errorf("typeset.Text(%q) = %q, want %q", in, got, want)
	}
}

func TestInterface(t *testing.T) {
	in := "\t\"a.b\": \"L'un : {n} Kio (50 %) ; « `l'a : b` »\\nRien d'autre :\\n\\n  waptkb search 'x'\",\n"
	want := nbsp.Replace("\t\"a.b\": \"L’un_: {n}~Kio (50~%)~; «_`l'a : b`_»\\nRien d’autre_:\\n\\n  waptkb search 'x'\",\n")
	if got := typeset.Text("i18n/cli.fr.json", in); got != want {
		t.Errorf("typeset.Text(%q) = %q, want %q", in, got, want)
	}
}

func TestLanguage(t *testing.T) {
	for file, want := range map[string]string{
		"content/articles/x/en.md": "en", "questions.fr.txt": "fr", "assets/pages/en/help.md": "en",
		"content/codes/windows.fr.yaml": "fr", "i18n/en.json": "en", "content/codes/windows.yaml": "",
	} {
		if got := typeset.Language(file); got != want {
			t.Errorf("language(%s) = %q, want %q", file, got, want)
		}
	}
}

// sources is the top of the project.
var sources = os.DirFS("../..")

func TestSourcesAreRight(t *testing.T) {
	for _, pattern := range patterns {
		files, err := fs.Glob(sources, pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("no files %s: %v", pattern, err)
		}
		for _, file := range files {
			data, err := fs.ReadFile(sources, file)
			if err != nil {
				t.Fatal(err)
			}
			if typeset.Text(file, string(data)) != string(data) {
				t.Errorf("%s is not set as it should be: run go run ./content/typo -w", file)
			}
		}
	}
}

func TestRun(t *testing.T) {
	file := filepath.Join(t.TempDir(), "fr", "x.md")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte("Un : deux\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args   []string
		status int
		stdout string
	}{
		{[]string{file}, 1, file + ":1: Un⍽: deux\n"},
		{[]string{"-w", file}, 0, ""},
		{[]string{file}, 0, ""},
		{[]string{file + "x"}, 2, ""},
		{[]string{"-x"}, 2, ""},
		{nil, 2, ""}, // no articles in this folder
	} {
		var stdout, stderr bytes.Buffer
		if got := run(tt.args, &stdout, &stderr); got != tt.status || stdout.String() != tt.stdout {
			t.Errorf("run(%q) = %d, %q, want %d, %q (stderr %q)", tt.args, got, stdout.String(), tt.status, tt.stdout, stderr.String())
		}
	}
}
