package content

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/i18n"
)

func TestEntryMarkdown(t *testing.T) {
	files := entryFiles()
	files[msgFile] += "- id: marques\n  program: console\n  component: console\n  severity: info\n  errors:\n    - text: \"Marks of text: {details}\"\n  source: \"a.pas:3\"\n"
	files[msgFrench] += "marques: {cause: \"Le fichier *a_b*.\", remedy: \"C:\\\\wapt [x] <y>.\"}\n"
	files[msgEng] += "marques: {cause: Cause., remedy: Remedy.}\n"
	lib, err := Load(mapFS(files))
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[entryKey]string{
		{"base-illisible", "fr"}: "## Symptôme\n\n```text\nDatabase {path} cannot be read by {user}\n```\n\n```text\n{details} : base illisible\n```\n\n" +
			"Programme\u00a0: wapt-get. Origine dans le programme\u00a0: `common.py:1`.\n\n## Cause\n\nLa base est abîmée.\n\n" +
			"## Solution\n\nRefaites-la : d'abord une copie.\n\n## Voir aussi\n\nL’article [Disque plein](disque.md) donne la marche à suivre complète.\n",
		{"marques", "fr"}: "## Symptôme\n\n```text\nMarks of text: {details}\n```\n\nProgramme\u00a0: console. Origine dans le programme\u00a0: `a.pas:3`.\n\n" +
			"## Cause\n\nLe fichier \\*a\\_b\\*.\n\n## Solution\n\nC:\\\\wapt \\[x\\] \\<y>.\n",
		{"1618", "en"}: "## Symptom\n\n`1618` (`ERROR_INSTALL_ALREADY_RUNNING`). The same code is also written: `0x652`, `0x80070652`, `-2147023278`, `2147944018`.\n\n" +
			"## Cause\n\nAnother installation is running.\n\n## Solution\n\nWait. Trying again may succeed.\n\n" +
			"## See also\n\nThe article [Disk full](disque.md) gives the whole procedure.\n",
		{"5", "en"}: "## Symptom\n\n`5` (`ERROR_ACCESS_DENIED`). The same code is also written: `0x5`, `0x80070005`, `-2147024891`, `2147942405`.\n\n" +
			"## Cause\n\nMeaning.\n\n## Solution\n\nAction. Trying again is not enough.\n",
	} {
		a, err := lib.Entry(key.id, key.lang)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, a.Markdown()); diff != "" {
			t.Errorf("%v (-want +got):\n%s", key, diff)
		}
	}
	a, _ := lib.Entry("marques", "fr")
	if got := lib.Document(a).Section(SectionSolution).Text(); got != "C:\\wapt [x] <y>.\n" {
		t.Errorf("the text of an entry is read as markup: %q", got)
	}
}

// An entry is made once, and so is what is read of an article.
func TestDocumentsAreKept(t *testing.T) {
	lib := entryLibrary(t)
	for _, id := range []string{"disque", "1618", "base-illisible"} {
		for _, lang := range i18n.Languages() {
			a, err := lib.Article(id, lang)
			if err != nil {
				t.Fatal(err)
			}
			if again, _ := lib.Article(id, lang); again != a {
				t.Errorf("%s/%s is made twice", lang, id)
			}
			if d := lib.Document(a); d != lib.Document(a) {
				t.Errorf("%s/%s is read twice", lang, id)
			}
		}
	}
	french, _ := lib.Entry("1618", Primary)
	if a, _ := lib.Entry("1618", "de"); a != french {
		t.Errorf("Entry in an unknown language = %+v, want the French one", a)
	}
	if _, err := lib.Entry("1603", "fr"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Entry(1603): error %v, want ErrNotFound", err)
	}
}

func TestSections(t *testing.T) {
	lib := libraryOf("x", map[string]string{
		"fr": "## Symptôme\n\na\n\n## Solution\n\n### À la main\n\n## Autre\n",
		"en": "## Symptom\n\n## Solution\n\n### By hand\n\n## Other\n",
	})
	for lang, want := range map[string][]Section{
		"fr": {
			{Kind: SectionSymptom, Title: "Symptôme", Anchor: "symptome", Level: 2},
			{Kind: SectionSolution, Title: "Solution", Anchor: "solution", Level: 2},
			{Kind: SectionSolution, Title: "À la main", Anchor: "a-la-main", Level: 3},
			{Title: "Autre", Anchor: "autre", Level: 2},
		},
		"en": {
			{Kind: SectionSymptom, Title: "Symptom", Anchor: "symptome", Level: 2},
			{Kind: SectionSolution, Title: "Solution", Anchor: "solution", Level: 2},
			{Kind: SectionSolution, Title: "By hand", Anchor: "a-la-main", Level: 3},
			{Title: "Other", Anchor: "autre", Level: 2},
		},
	} {
		got := slices.Clone(lib.Document(in(lib, "x", lang)).Sections)
		for i := range got {
			got[i].Line, got[i].Blocks = 0, nil
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("Sections in %q differ (-want +got):\n%s", lang, diff)
		}
	}
}
