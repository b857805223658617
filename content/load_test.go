package content

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"waptkb/content/doc"
	"waptkb/content/flat"
	"waptkb/i18n"
)

func TestEmbeddedContentLoads(t *testing.T) {
	if _, err := Load(FS); err != nil {
		t.Fatal(err)
	}
}

// examples are the names that French articles make up, and what translations write for
// them. No such name stands in code of a translation.
var examples = map[string][]string{"en": {
	"Logiciel absent du registre apres installation", "Software missing from the registry after installation",
	"Installation de Logiciel", "Installing Software", "logiciel.ini est absent", "software.ini is missing",
	"logiciel", "software", "Logiciel", "Software", "LOGICIEL", "SOFTWARE", "PREFIXE", "PREFIX",
	`MONDOMAINE\utilisateur`, `MYDOMAIN\user`, "OU=salle1", "OU=room1", "srvfichiers", "srvfiles",
	"pc-compta", "pc-accounts", "PC-COMPTA", "PC-ACCOUNTS", "pc-accueil", "pc-reception", "outil.exe", "tool.exe",
	"essai-", "test-", ".avant-depot", ".before-repository", "private-ancien", "private-old", ".ancien", ".old", "-sauvegarde", "-backup", `\sauvegarde`, `\backup`,
	"Fichier =", "File =", "Sujet =", "Subject =", "Emetteur =", "Issuer =", "Fin =", "End =", "} Mio", "} MiB",
}}

// codeOf gives the code of an article: its blocks with their language, and its spans.
func codeOf(t *testing.T, lib *Library, id, lang string) (blocks, spans []string) {
	t.Helper()
	a, err := lib.Article(id, lang)
	if err != nil {
		t.Fatal(err)
	}
	doc.EachBlock(lib.Document(a).Blocks, func(b doc.Block) {
		if b.Kind == doc.Code {
			blocks = append(blocks, b.Lang+": "+b.Code)
		}
		doc.EachSpan(b.Spans, func(s doc.Span) {
			if s.Kind == doc.CodeSpan {
				spans = append(spans, s.Text)
			}
		})
	})
	return blocks, spans
}

// Commands, scripts and settings are the same in every language but for examples. What
// programs print ("text") and the names of Ansible tasks ("yaml") may be translated.
func TestCodeIsTheSameInEveryLanguage(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	translatable := regexp.MustCompile(`(?s)^(text|yaml): .*`)
	for _, id := range lib.IDs() {
		french, _ := codeOf(t, lib, id, Primary)
		for _, lang := range lib.Translations(id) {
			blocks, spans := codeOf(t, lib, id, lang)
			translated := strings.NewReplacer(examples[lang]...)
			for _, code := range append(spans, blocks...) {
				if want := translated.Replace(code); lang != Primary && code != want {
					t.Errorf("%s/%s has names of the French article: write %q", lang, id, want)
				}
			}
			var want, got []string
			for _, code := range french {
				want = append(want, translatable.ReplaceAllString(translated.Replace(code), "$1"))
			}
			for _, code := range blocks {
				got = append(got, translatable.ReplaceAllString(code, "$1"))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("code of %s/%s differs from the French article (-French +translation):\n%s", lang, id, diff)
			}
		}
	}
}

// french and english are the two files of one article without fault. Line
// numbers in TestFaults are those of these texts.
const french = `---
title: Disque plein
component: serveur
platforms: [linux]
severity: error
summary: Faites de la place.
identifiers: [df]
related: [autre]
sources: ["la documentation"]
reviewed: 2026-11-22
---

## Symptôme

Plus rien ne marche.

## Cause

Le disque.

## Solution

### À la main

Voir [l'autre](autre.md#cause) et [plus haut](#a-la-main).

## Vérification

` + "```bash title=\"Serveur\"\ndf -h\n```\n"

const english = `---
title: Disk full
summary: Make room.
reviewed: 2026-11-22
---

## Symptom

Nothing works.

## Cause

The disk.

## Solution

### By hand

See [the other](autre.md#cause) and [above](#a-la-main).

## Check

` + "```bash title=\"Server\"\ndf -h\n```\n"

// other is an article that the first one refers to.
var other = strings.Replace(french, "[autre]", "[disque]", 1)

const (
	questions = "q1\nq2\nq3\nq4\nq5\nq6\nq7\nq8\nq9\nq10\nq11\nq12\n"
	templates = "- text: \"No space left on {path}\"\n"
)

const (
	dir       = "articles/disque"
	frFile    = dir + "/fr.md"
	enFile    = dir + "/en.md"
	frAsked   = dir + "/questions.fr.txt"
	errFile   = dir + "/errors.yaml"
	pasteFile = dir + "/pastes/01.txt"
	otherFile = "articles/autre/fr.md"
)

func goodFiles() map[string]string {
	return map[string]string{
		frFile: french, enFile: english, frAsked: questions, dir + "/questions.en.txt": questions, errFile: templates, pasteFile: "df -h\n", dir + "/wapt.fr.svg": "<svg/>",
		otherFile: other, "articles/autre/questions.fr.txt": questions, "articles/autre/errors.yaml": "- text: \"Out of memory: {command}\"\n",
	}
}

func mapFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// goodLibrary is a small library without fault.
func goodLibrary(t *testing.T) *Library {
	t.Helper()
	lib, err := Load(mapFS(goodFiles()))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestLoad(t *testing.T) {
	a, err := goodLibrary(t).Article("disque", "en")
	if err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(english, "\n---\n")
	template, _ := ParseTemplate("No space left on {path}", ScopeAnywhere)
	want := &Article{
		ID: "disque", Lang: "en", Kind: KindArticle, Title: "Disk full", Summary: "Make room.", Reviewed: "2026-11-22",
		Questions: strings.Fields(questions), Pastes: []string{"df -h"},
		Component: "serveur", Platforms: []string{"linux"}, Severity: "error", Errors: []Template{template},
		Identifiers: []string{"df"}, Related: []string{"autre"}, Sources: []string{"la documentation"},
	}
	want.setMarkdown(body)
	if got, want := a.Markdown(), want.Markdown(); got != want {
		t.Errorf("Markdown = %q, want %q", got, want)
	}
	if diff := cmp.Diff(want, a, cmpopts.IgnoreUnexported(Article{})); diff != "" {
		t.Errorf("Load differs (-want +got):\n%s", diff)
	}
}

func TestLoadReadsAnyLineEnding(t *testing.T) {
	files := goodFiles()
	for name, text := range files {
		files[name] = strings.ReplaceAll(text, "\n", "\r\n")
	}
	lib, err := Load(mapFS(files))
	if err != nil {
		t.Fatal(err)
	}
	want, _ := goodLibrary(t).Article("disque", "fr")
	got, _ := lib.Article("disque", "fr")
	if got.Markdown() != want.Markdown() {
		t.Errorf("Markdown = %q, want %q", got.Markdown(), want.Markdown())
	}
}

func TestFaults(t *testing.T) {
	const fence = "```"
	const lost = enFile + ":19: link to #a-la-main, which does not exist" // follows where headings differ
	for _, tt := range []struct {
		name     string
		file     string
		old, new string   // replaced in file; with no old, new is the file
		want     []string // file:line: words, for each problem
	}{
		// The file.
		{"no front matter", frFile, "", "## Symptôme\n", []string{frFile + ":1: has no front matter: begin the file with a line ---", otherFile + ":8: related: article \"disque\" does not exist"}},
		{"front matter not closed", enFile, "2026-11-22\n---\n", "2026-11-22\n", []string{enFile + ":1: has no front matter"}},
		{"front matter is no YAML", frFile, "title: Disque plein", "title: Disque : plein", []string{frFile + ":2: front matter is not YAML: mapping values are not allowed in this context: quote texts"}},
		{"front matter is no YAML further down", frFile, "summary: Faites", "summary: Faites: ceci", []string{frFile + ":6: front matter is not YAML: mapping values"}},
		{"front matter has a quote that is not closed", frFile, "sources: [\"la documentation\"]", "sources: [\"la documentation]", []string{frFile + ":9: front matter is not YAML: found unexpected end of stream"}},
		{"front matter has text behind a quote", frFile, "summary: Faites", "summary: \"Faites\"", []string{frFile + ":6: front matter is not YAML: did not find expected key"}},
		{"front matter has a tab", frFile, "summary: Faites", "\tsummary: Faites", []string{frFile + ":6: front matter is not YAML: found a tab character"}},
		{"front matter has an unknown escape", frFile, `"la documentation"`, `"C:\wapt"`, []string{frFile + ":9: front matter is not YAML: found unknown escape character"}},
		{"front matter is a list", enFile, "", "---\n- a\n---\n", []string{enFile + ":2: front matter is not a list of 'key: value' lines", enFile + ":4: section \"symptom\" is missing", "\"cause\" is missing", "\"solution\" is missing", "\"check\" is missing", "headings differ"}},
		{"front matter is empty", enFile, "", "---\n\n---\n", []string{enFile + ":2: front matter is not a list", "\"symptom\"", "\"cause\"", "\"solution\"", "\"check\"", "headings differ"}},
		{"bad id", "articles/Clé USB/fr.md", "", other, []string{"articles/Clé USB: the folder's name is not an id: name it cle-usb", "articles/Clé USB/questions.fr.txt: cannot be read", "articles/Clé USB/questions.fr.txt:1: the line is empty", "articles/Clé USB/questions.fr.txt: 0 questions"}},
		{"no id", "articles/!/fr.md", "", other, []string{"articles/!: the folder's name is not an id: name it some-words", "articles/!/questions.fr.txt: cannot be read", "questions.fr.txt:1: the line is empty", "questions.fr.txt: 0 questions"}},
		{"translation without original", "articles/rien/en.md", "", english, []string{"articles/rien: has no fr.md: write the article in it"}},
		{"file beside the folders", "articles/disque.md", "", french, []string{"articles/disque.md: stands in no article's folder: an article is articles/<id>/fr.md"}},
		{"file that an article has not", dir + "/question.fr.txt", "", questions, []string{"question.fr.txt: is nothing that an article has"}},
		{"figure of another article", "articles/autre/wapt.fr.svg", "", "<svg/>", []string{dir + "/wapt.fr.svg: another article has a figure of that name"}},

		// Keys.
		{"unknown key", frFile, "severity: error", "severity: error\nauthor: me", []string{frFile + `:6: key "author" is unknown: remove it`}},
		{"key twice", frFile, "severity: error", "severity: error\nseverity: info", []string{frFile + `:6: key "severity" stands twice`}},
		{"key missing", frFile, "severity: error\n", "", []string{frFile + `:1: key "severity" is missing: add it`}},
		{"key missing in translation", enFile, "title: Disk full\n", "", []string{enFile + `:1: key "title" is missing`}},
		{"key of the original in translation", enFile, "title: Disk full", "title: Disk full\nseverity: info", []string{enFile + `:3: key "severity" is read from the French file: remove it here`}},
		{"key without value", frFile, "title: Disque plein", "title:", []string{frFile + ":2: title is empty: fill it in"}},
		{"empty text", frFile, "title: Disque plein", `title: "  "`, []string{frFile + ":2: title is empty"}},
		{"empty versions", frFile, "severity: error", "severity: error\nversions: ''", []string{frFile + ":6: versions is empty"}},
		{"list for text", frFile, "title: Disque plein", "title: [Disque, plein]", []string{frFile + ":2: title: write one text"}},
		{"text for list", frFile, "identifiers: [df]", "identifiers: df", []string{frFile + ":7: identifiers: write a list with at least one entry"}},
		{"empty list", frFile, "identifiers: [df]", "identifiers: []", []string{frFile + ":7: identifiers: write a list"}},
		{"empty entry", frFile, "identifiers: [df]", "identifiers: [df, '']", []string{frFile + ":7: identifiers is empty"}},
		{"entry twice", frFile, "identifiers: [df]", "identifiers: [df, df]", []string{frFile + `:7: identifiers: "df" stands twice`}},
		{"alias", frFile, "identifiers: [df]", "identifiers: &a [df]\nversions: *a", []string{frFile + ":8: versions: write one text"}},

		// Values.
		{"unknown release", frFile, "severity: error", "severity: error\nchecked: [1.8]", []string{frFile + `:6: checked: "1.8" is unknown: take one of 1.8.2, 2.0`}},
		{"unknown component", frFile, "component: serveur", "component: server", []string{frFile + `:3: component: "server" is unknown: take one of console, serveur`}},
		{"unknown platform", frFile, "platforms: [linux]", "platforms: [linux, debian]", []string{frFile + `:4: platforms: "debian" is unknown: take one of windows, linux, macos`}},
		{"unknown severity", frFile, "severity: error", "severity: fatal", []string{frFile + `:5: severity: "fatal" is unknown: take one of critical, error, warning, info`}},
		{"changed before it was added", frFile, "severity: error", "severity: error\nadded: 2026-12-02\nchanged: 2026-12-01", []string{frFile + ":7: changed: 2026-12-01 is before the article was added, 2026-12-02"}},
		{"bad date of a change", frFile, "severity: error", "severity: error\nchanged: soon", []string{frFile + `:6: changed: "soon" is no date`}},
		{"bad date", frFile, "reviewed: 2026-11-22", "reviewed: 22/11/2026", []string{frFile + `:10: reviewed: "22/11/2026" is no date: write 2026-11-22`}},
		{"no such day", enFile, "reviewed: 2026-11-22", "reviewed: 2026-02-30", []string{enFile + `:4: reviewed: "2026-02-30" is no date`}},
		{"too few questions", frAsked, "q12\n", "", []string{frAsked + ": 11 questions are too few"}},
		{"empty question", frAsked, "q3\n", "q3\n\n", []string{frAsked + ":4: the line is empty"}},
		{"question twice", frAsked, "q3\n", "q3\nq2\n", []string{frAsked + `:4: "q2" stands twice`}},
		{"related to nothing", frFile, "related: [autre]", "related: [autres]", []string{frFile + `:8: related: article "autres" does not exist: perhaps autre`}},
		{"related to nothing like it", frFile, "related: [autre]", "related: [xyz]", []string{frFile + `:8: related: article "xyz" does not exist: see the folders in articles/`}},
		{"related to itself", frFile, "related: [autre]", "related: [disque]", []string{frFile + ":8: related: the article names itself"}},

		// Error templates.
		{"bad template", errFile, "on {path}", "on {place}", []string{errFile + ":1: errors: template \"No space left on {place}\": hole {place} is unknown"}},
		{"bad scope", errFile, `{path}"`, "{path}\"\n  scope: log", []string{errFile + `:1: errors: scope "log" is unknown`}},
		{"unknown key of template", errFile, `{path}"`, "{path}\"\n  line: 3", []string{errFile + ":1: errors: an entry has 'text:', perhaps 'scope:' and 'also:', nothing else (line)"}},
		{"template is a text", errFile, `text: "No`, `"No`, []string{errFile + ":1: errors: an entry has 'text:'"}},
		{"text of template is a list", errFile, `text: "No space left on {path}"`, "text: [a]", []string{errFile + ":1: errors: "}},
		{"errors is a text", errFile, "", "none", []string{errFile + ":1: holds no list of entries"}},
		{"template of another article", errFile, `{path}"`, "{path}\"\n- text: OUT of memory {command}", []string{errFile + ":2: template \"OUT of memory {command}\" stands in autre too: keep it where it is solved"}},
		{"template twice", errFile, `{path}"`, "{path}\"\n- text: no space left on {path}", []string{errFile + ":2: template \"no space left on {path}\" stands in disque too"}},
		{"also of nobody", errFile, `{path}"`, "{path}\"\n  also: true", []string{errFile + ":1: template \"No space left on {path}\" has 'also: true', but stands in no other article"}},
		{"empty paste", pasteFile, "df -h", "", []string{pasteFile + ": is empty: fill it in"}},

		// Headings.
		{"section missing", frFile, "## Cause\n", "Cause\n", []string{frFile + `:12: section "cause" is missing: add ## Cause`, enFile + ":6: headings differ", lost}},
		{"unknown section", frFile, "## Cause", "## Raison", []string{frFile + `:12: section "cause" is missing`, frFile + `:17: heading "Raison" is not one of the fixed ones: ## Symptôme, ## Cause`, enFile + ":6: headings differ"}},
		{"sections out of order", frFile, "## Symptôme", "## Cause", []string{frFile + `:12: section "symptom" is missing`, frFile + `:17: heading "Cause" stands out of order: the order is ## Symptôme`, enFile + ":6: headings differ"}},
		{"heading of level 1", frFile, "### À la main", "# À la main", []string{frFile + `:23: heading "À la main" is of level 1: write ## or ###`, enFile + ":6: headings differ"}},
		{"heading before the first section", frFile, "\n## Symptôme", "### Avant\n\n## Symptôme", []string{frFile + `:12: heading "Avant" stands before the first section`, enFile + ":6: headings differ", lost}},
		{"empty heading", frFile, "Le disque.", "###", []string{frFile + ":19: heading is empty: give it a title", enFile + ":6: headings differ", lost}},
		{"heading in a list", frFile, "Le disque.", "- ### Le disque", []string{frFile + ":19: heading inside a list or quotation"}},
		{"headings of the translation", enFile, "### By hand", "By hand", []string{enFile + ":6: headings differ from those of the French article (here symptom, cause, solution, check; French symptom, cause, solution, ###, check)", lost}},
		{"other optional section in the translation", enFile, "", english + "\n## See also\n\nx\n", []string{enFile + ":6: headings differ from those of the French article (here symptom, cause, solution, ###, check, see-also;", lost}},

		// Links and figures.
		{"link to no article", frFile, "autre.md#cause", "autres.md", []string{frFile + `:25: link to article "autres", which does not exist: perhaps autre`}},
		{"link to no anchor", frFile, "autre.md#cause", "autre.md#causes", []string{frFile + ":25: link to #causes, which does not exist: take one of symptome, cause, solution, a-la-main, verification"}},
		{"link to no anchor here", frFile, "#a-la-main", "#à-la-main", []string{frFile + ":25: link to #à-la-main, which does not exist"}},
		{"English anchor in the translation", enFile, "#a-la-main", "#by-hand", []string{enFile + ":19: link to #by-hand, which does not exist: take one of symptome"}},
		{"link to a script", frFile, "autre.md#cause", "javascript:alert(1)", []string{frFile + `:25: link to "javascript:alert(1)": write <id>.md`}},
		{"link to a file", frFile, "autre.md#cause", "../en/autre.md", []string{frFile + `:25: link to "../en/autre.md": write <id>.md`}},
		{"address of a script", frFile, "Le disque.", "Le <javascript:alert(1)>", []string{frFile + `:19: link to "javascript:alert(1)"`}},
		{"missing figure", frFile, "Le disque.", "![Le disque](disque.fr.svg)", []string{frFile + `:19: figure "disque.fr.svg" does not exist: put it beside`}},
		{"figure without description", frFile, "Le disque.", "![](wapt.fr.svg)", []string{frFile + `:19: figure "wapt.fr.svg" has no description`}},

		// The rest of the body.
		{"raw HTML block", frFile, "Le disque.", "<div>\nLe disque\n</div>", []string{frFile + ":19: raw HTML is not rendered"}},
		{"raw HTML in a line", frFile, "Le disque.", "Le\n<b>disque</b>", []string{frFile + ":20: raw HTML is not rendered", frFile + ":20: raw HTML is not rendered"}},
		{"code of unknown language", frFile, fence + "bash", fence + "cmd", []string{frFile + `:29: code block of language "cmd": take one of bash, bat, ini`}},
		{"code without language", frFile, fence + "bash title=\"Serveur\"", fence, []string{frFile + `:29: code block of language "": take one of`}},
		{"empty code without language", frFile, "Le disque.", fence + "\n" + fence, []string{frFile + `:19: code block of language ""`}},
		{"lists too deep", frFile, "Le disque.", strings.Repeat("- ", 30) + "a", []string{frFile + ":19: lists and quotations within each other are deeper than 20 levels"}},
		{"indented code", frFile, "Le disque.", "    df -h", []string{frFile + ":19: indented code block: write it between ``` lines"}},
		{"blockquote without kind", frFile, "Le disque.", "> Le disque.", []string{frFile + ":19: blockquote without a kind: begin it with [!WARNING], [!NOTE] or [!TIP]"}},
		{"blockquote of unknown kind", frFile, "Le disque.", "1. Un\n\n    > [!DANGER]\n    > Le disque.", []string{frFile + ":21: blockquote without a kind"}},
		{"several faults, sorted", frFile, "severity: error\n", "severity: fatal\nauthor: me\nversions: ''\n", []string{frFile + ":5: severity", frFile + ":6: key", frFile + ":7: versions"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := goodFiles()
			if tt.old == "" {
				files[tt.file] = tt.new
			} else if files[tt.file] = strings.Replace(files[tt.file], tt.old, tt.new, 1); files[tt.file] == goodFiles()[tt.file] {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			_, err := Load(mapFS(files))
			checkProblems(t, err, tt.want)
		})
	}
}

// checkProblems compares the problems in err, in any order, with the beginning
// and the words of each.
func checkProblems(t *testing.T, err error, want []string) {
	t.Helper()
	var got []string
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			var p *Problem
			if !errors.As(e, &p) {
				t.Errorf("error %v is no Problem", e)
			}
			got = append(got, e.Error())
		}
	} else if err != nil {
		got = append(got, err.Error())
	}
	for _, w := range want {
		i := slices.IndexFunc(got, func(g string) bool { return strings.Contains(g, w) })
		if i < 0 {
			t.Errorf("no problem has %q; left are:\n%s", w, strings.Join(got, "\n"))
			continue
		}
		got = slices.Delete(got, i, i+1)
	}
	if len(got) > 0 {
		t.Errorf("more problems than expected:\n%s", strings.Join(got, "\n"))
	}
}

func TestFaultsInTheFileSystem(t *testing.T) {
	_, err := Load(fstest.MapFS{})
	checkProblems(t, err, []string{"articles: holds no article: point to a folder that has articles/<id>/fr.md"})

	fsys := mapFS(goodFiles())
	fsys["articles/dossier/fr.md/x"] = &fstest.MapFile{}
	_, err = Load(fsys)
	checkProblems(t, err, []string{"articles/dossier/fr.md: cannot be read", "articles/dossier/fr.md:1: has no front matter"})
}

func TestLibrary(t *testing.T) {
	lib := goodLibrary(t)
	if diff := cmp.Diff([]string{"autre", "disque"}, lib.IDs()); diff != "" {
		t.Errorf("IDs differ (-want +got):\n%s", diff)
	}
	for _, tt := range []struct{ id, lang, wantLang string }{
		{"disque", "fr", "fr"}, {"disque", "en", "en"}, {"disque", "de", "fr"}, {"autre", "en", "fr"},
	} {
		if a, err := lib.Article(tt.id, tt.lang); err != nil || a.Lang != tt.wantLang {
			t.Errorf("Article(%q, %q) = %v, %v, want the one in %q", tt.id, tt.lang, a, err, tt.wantLang)
		}
	}
	if _, err := lib.Article("rien", "fr"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Article of an unknown id: error %v, want ErrNotFound", err)
	}
	var listed []string
	for _, a := range lib.Articles("en") {
		listed = append(listed, a.Lang+"/"+a.ID)
	}
	if diff := cmp.Diff([]string{"fr/autre", "en/disque"}, listed); diff != "" {
		t.Errorf("Articles differ (-want +got):\n%s", diff)
	}
	for id, want := range map[string][]string{"disque": {"fr", "en"}, "autre": {"fr"}, "rien": nil} {
		if diff := cmp.Diff(want, lib.Translations(id)); diff != "" {
			t.Errorf("Translations(%q) differ (-want +got):\n%s", id, diff)
		}
	}
	if svg, err := lib.Figure("wapt.fr.svg"); err != nil || string(svg) != "<svg/>" {
		t.Errorf("Figure = %q, %v", svg, err)
	}
	if _, err := lib.Figure("../load.go"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Figure of an unknown name: error %v, want ErrNotFound", err)
	}
}

func TestArticlesAreInOrderOfComponents(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	var order []int
	for _, a := range lib.Articles("fr") {
		order = append(order, slices.Index(Components, a.Component))
	}
	if len(order) != len(lib.IDs()) || !slices.IsSorted(order) {
		t.Errorf("components come in the order %v", order)
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{"création de paquet", "creation-de-paquet", "CRÉATION DE PAQUET"} {
		if got, ok := ComponentNamed(name); got != "création de paquet" || !ok {
			t.Errorf("ComponentNamed(%q) = %q, %v", name, got, ok)
		}
	}
	if got, ok := ComponentNamed("paquets"); ok {
		t.Errorf("ComponentNamed(paquets) = %q, want none", got)
	}
	if got := ComponentSlug("sécurité"); got != "securite" {
		t.Errorf("ComponentSlug = %q", got)
	}
	for s, want := range map[Severity]int{"critical": 0, "info": 3, "": 4} {
		if got := s.Rank(); got != want {
			t.Errorf("Severity(%q).Rank() = %d, want %d", s, got, want)
		}
	}
}

// TestLongNamesAreRefusedUnread: folding drops what is no letter, so that a long
// name can become a short one; it must not be folded at all.
func TestLongNamesAreRefusedUnread(t *testing.T) {
	lib := goodLibrary(t)
	junk := strings.Repeat("!", 60<<10)
	if near := lib.Closest(lib.IDs()[0]+junk, 3); len(near) > 0 {
		t.Errorf("a long id resembles %v", near)
	}
	if name, ok := ComponentNamed("console" + junk); ok {
		t.Errorf("a long name is that of component %q", name)
	}
}

func TestClosest(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ id, want string }{
		{"waptexit-15-minute", "waptexit-15-minutes"},
		{"WAPTEXIT_15_MINUTES", "waptexit-15-minutes"},
		{"timed-out-600", "installation-timed-out-600"},
		{"clé-privée-perdu", "cle-privee-perdue"},
		{"console-grise", "console-grisee"},
		{"zzzzzz", ""},
		{"", ""},
		{strings.Repeat("console-", 50), ""},
	} {
		got := ""
		if near := lib.Closest(tt.id, 3); len(near) > 0 {
			got = near[0]
		}
		if got != tt.want {
			t.Errorf("Closest(%q)[0] = %q, want %q", tt.id, got, tt.want)
		}
	}
	if got := lib.Closest("console", 2); len(got) != 2 {
		t.Errorf("Closest(console, 2) = %v, want two", got)
	}
}

// What is written into a file is read again, without questions and pastes.
func TestWrite(t *testing.T) {
	for name, load := range map[string]func() (*Library, error){
		"embedded": func() (*Library, error) { return Load(FS) },
		"small":    func() (*Library, error) { return Load(mapFS(goodFiles())) },
	} {
		lib, err := load()
		if err != nil {
			t.Fatal(err)
		}
		var out flat.Builder
		lib.Write(&out)
		file, err := out.Open()
		if err != nil {
			t.Fatal(err)
		}
		got, err := Read(file)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(everything(lib), everything(got), cmp.AllowUnexported(Article{}), cmpopts.IgnoreFields(Article{}, "bodyLine", "markdown", "Questions", "Pastes"), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: the library that was read differs (-want +got):\n%s", name, diff)
		}
	}
}

// everything gives all that a library has.
func everything(lib *Library) map[string]any {
	all := map[string]any{"ids": lib.IDs(), "entries": lib.Entries(), "messages": lib.Messages(), "codes": lib.Codes(), "guide": lib.Guide().steps, "figures": slices.Collect(lib.figures.All()), "svgs": maps.Collect(lib.svgs.All())}
	for _, lang := range i18n.Languages() {
		all[lang] = lib.Articles(lang)
	}
	for i, id := range lib.IDs() {
		bodies := ""
		for _, lang := range i18n.Languages() {
			a, _ := lib.Article(id, lang)
			bodies += a.Markdown()
		}
		all[id] = fmt.Sprint(lib.Translations(id), lib.General(i), bodies)
	}
	return all
}

// Whatever stands in a file, Load only reports it.
func FuzzLoadArticle(f *testing.F) {
	f.Add(french)
	f.Add(other)
	f.Add(strings.ReplaceAll(french, "\n", "\r\n"))
	for _, s := range []string{
		"", "---\n---\n", "---\n\n---\n", "---\na: &a [*a]\n---\n", "---\nrelated: [{text: {a: b}}]\n---\n#\n##\n###\n```\n```\n> \n",
		"---\ntitle: x\n---\n## Symptôme\n===\n- # a\n![](x)<a:b><b>\n\n|a|\n|-|\n|[x](y#z)|\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		files := goodFiles()
		maps.DeleteFunc(files, func(name, _ string) bool { return strings.HasSuffix(name, ".svg") })
		files[frFile] = text
		lib, err := Load(mapFS(files))
		if err != nil {
			for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
				var p *Problem
				if !errors.As(e, &p) || p.File == "" || p.Text == "" || p.Line < 0 || p.Line > strings.Count(text+english, "\n")+1 {
					t.Errorf("Load reports %s", fmt.Sprintf("%#v", e))
				}
			}
			return
		}
		a, err := lib.Article("disque", "fr")
		if err != nil {
			t.Fatal(err)
		}
		if fault := unsafeHTML(Render(a, lib.Document(a).Blocks, renderOptions)); fault != "" {
			t.Errorf("Render: %s", fault)
		}
	})
}
