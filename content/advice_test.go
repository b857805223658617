package content

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content/doc"
)

// advised has files with an article whose advice depends on what was read.
func advised() map[string]string {
	files := goodFiles()
	files[errFile] = "- text: \"No space left after {seconds} seconds for {package} from {host}\"\n"
	files[frFile] = strings.Replace(strings.Replace(french, "identifiers:", "summaries: {\"{seconds} > 60\": Attendez.}\nfills: {package: package, host: server}\nidentifiers:", 1),
		"Voir", "Lancez `wapt-get show PREFIXE-LOGICIEL`.\n\n```bash\nwapt-get install PREFIXE-LOGICIEL; ping srvwapt.mydomain.lan; ping dc1.mydomain.lan\n```\n\n> [!IF {seconds} > 60] Si c'est long :\n>\n> Attendez.\n\nVoir", 1)
	files[enFile] = strings.Replace(strings.Replace(english, "title:", "summaries: {\"{seconds} > 60\": Wait.}\ntitle:", 1),
		"See", "> [!IF {seconds} > 60] Where it takes long:\n>\n> Wait.\n\nSee", 1)
	return files
}

func TestAdvise(t *testing.T) {
	lib, err := Load(mapFS(advised()))
	if err != nil {
		t.Fatal(err)
	}
	a, err := lib.Article("disque", "fr")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		captures map[string]string
		summary  string
		span     string
		code     string
		waits    string
	}{
		"nothing known": {nil, "Faites de la place.", "wapt-get show PREFIXE-LOGICIEL", "wapt-get install PREFIXE-LOGICIEL; ping srvwapt.mydomain.lan; ping dc1.mydomain.lan", "Si c'est long :"},
		"all known": {
			map[string]string{"seconds": "61", "package": "tis-7zip", "host": "wapt.example.fr"},
			"Attendez.", "wapt-get show tis-7zip", "wapt-get install tis-7zip; ping wapt.example.fr; ping dc1.mydomain.lan", "Attendez.",
		},
		"short":                          {map[string]string{"seconds": "60"}, "Faites de la place.", "wapt-get show PREFIXE-LOGICIEL", "wapt-get install PREFIXE-LOGICIEL; ping srvwapt.mydomain.lan; ping dc1.mydomain.lan", ""},
		"a hole that stands for nothing": {map[string]string{"path": "tis-7zip"}, "Faites de la place.", "wapt-get show PREFIXE-LOGICIEL", "wapt-get install PREFIXE-LOGICIEL; ping srvwapt.mydomain.lan; ping dc1.mydomain.lan", "Si c'est long :"},
	} {
		advice := lib.Advise(a, tt.captures)
		text := advice.Solution.Text()
		if advice.Summary != tt.summary || !strings.Contains(text, tt.span) || !strings.Contains(text, tt.code) || !strings.Contains(text, tt.waits) {
			t.Errorf("%s: summary %q, solution:\n%s", name, advice.Summary, text)
		}
		if tt.waits == "" && strings.Contains(text, "Attendez") {
			t.Errorf("%s: useless advice is given:\n%s", name, text)
		}
	}
	if text := lib.Document(a).Section(SectionSolution).Text(); !strings.Contains(text, "PREFIXE-LOGICIEL") || !strings.Contains(text, "Si c'est long") {
		t.Errorf("advice changed the article:\n%s", text)
	}
}

// What a stranger wrote is never put into a command, unless it is a plain name.
func TestAdviseRefusesCommands(t *testing.T) {
	lib, err := Load(mapFS(advised()))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := lib.Article("disque", "fr")
	want := lib.Advise(a, nil).Solution.Text()
	for _, value := range []string{
		"", "x; rm -rf /", "$(id)", "`id`", "a b", "a\nb", "a|b", "a&b", "--force", "-y", "..", ".x", "/etc/passwd", `C:\x`, "a%PATH%", "!x", "*", "é",
		"x'", `x"`, "a=b", "a,b", "tis-x(=1)", "********", strings.Repeat("a", 101), "a\x00", "a\u202e",
	} {
		got := lib.Advise(a, map[string]string{"package": value, "host": value}).Solution.Text()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q stands in a command:\n%s", value, diff)
		}
	}
}

func TestAdviceFaults(t *testing.T) {
	line := func(file, text string) string {
		before, _, ok := strings.Cut(advised()[file], text)
		if !ok {
			t.Fatalf("%q is not in %s", text, file)
		}
		return fmt.Sprintf("%s:%d: ", file, 1+strings.Count(before, "\n"))
	}
	const differ = "conditions differ from those of the French article (here {seconds} > 60, {seconds} > 60; there {seconds} > 61, {seconds} > 60)"
	for _, tt := range []struct {
		name, file, old, new string
		want                 []string
	}{
		{"summary of no condition", frFile, `{"{seconds} > 60": `, `{"seconds": `, []string{line(frFile, "summaries") + "summaries: condition \"seconds\" is none: write {hole}", enFile + ":7: conditions differ"}},
		{"summary of no hole", frFile, `{"{seconds} > 60": `, `{"{size} > 60": `, []string{line(frFile, "summaries") + "condition {size} > 60: no template of the article has the hole {size}", enFile + ":7: conditions differ"}},
		{"empty summary", frFile, "Attendez.}", "''}", []string{line(frFile, "summaries") + "summaries is empty"}},
		{"summaries are a list", frFile, `{"{seconds} > 60": Attendez.}`, "[Attendez.]", []string{line(frFile, "summaries") + "summaries: write at least one line 'name: value'", enFile + ":7: conditions differ"}},
		{"condition of no hole", frFile, "[!IF {seconds}", "[!IF {number}", []string{line(frFile, "> [!IF") + "condition {number} > 60: no template", enFile + ":7: conditions differ"}},
		{"bad condition", enFile, "[!IF {seconds} >", "[!IF {seconds} is", []string{line(enFile, "> [!IF") + "condition \"{seconds} is 60\" is none", enFile + ":7: conditions differ"}},
		{"conditions of the translation", frFile, `{"{seconds} > 60": `, `{"{seconds} > 61": `, []string{enFile + ":7: " + differ}},
		{"fills of no hole", frFile, "package: package", "path: package", []string{line(frFile, "fills") + "fills: no template of the article has the hole {path}"}},
		{"fills of no placeholder", frFile, "package: package", "package: paquet", []string{line(frFile, "fills") + `fills: "paquet" is unknown: take one of package, server, domain`}},
		{"fills in the translation", enFile, "title:", "fills: {package: package}\ntitle:", []string{enFile + `:3: key "fills" is read from the French file`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := advised()
			if files[tt.file] = strings.Replace(files[tt.file], tt.old, tt.new, 1); files[tt.file] == advised()[tt.file] {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			_, err := Load(mapFS(files))
			checkProblems(t, err, tt.want)
		})
	}
}

func TestFindPlaceholders(t *testing.T) {
	for code, want := range map[string][]string{
		"wapt-get install PREFIXE-LOGICIEL":          {"package PREFIXE-LOGICIEL"},
		"C:\\waptdev\\PREFIX-SOFTWARE-wapt":          {"package PREFIX-SOFTWARE"},
		"https://srvwapt.mydomain.lan/ping":          {"server srvwapt.mydomain.lan"},
		"ping dc1.mydomain.lan srvwapt.mydomain.lan": {"domain mydomain.lan", "server srvwapt.mydomain.lan"},
		"wapt-get update":                            nil,
		"":                                           nil,
	} {
		var got []string
		for _, p := range FindPlaceholders(code) {
			got = append(got, p.Key+" "+code[p.Start:p.End])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("FindPlaceholders(%q) (-want +got):\n%s", code, diff)
		}
	}
}

// Every placeholder that is filled in stands in the commands of its article.
func TestFillsStandInCommands(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"fr", "en"} {
		for _, a := range lib.Articles(lang) {
			found := map[string]bool{}
			doc.EachBlock(lib.Document(a).Section(SectionSolution).Blocks, func(b doc.Block) {
				for _, p := range FindPlaceholders(b.Code) {
					found[p.Key] = true
				}
			})
			for hole, key := range a.Fills {
				if !found[key] {
					t.Errorf("%s/%s: no command of the solution has what {%s} would fill in", lang, a.ID, hole)
				}
			}
		}
	}
}

func TestPlaceholdersIn(t *testing.T) {
	lib := libraryOf("x", map[string]string{"fr": "## Solution\n\n```text\nhttps://srvwapt.mydomain.lan\n```\n\n1. a\n\n    ```bash\n    dig mydomain.lan\n    wapt-get remove PREFIX-PACKAGE\n    wapt-get remove PREFIXE-LOGICIEL\n    ```\n"})
	keys, names := PlaceholdersIn(lib.Document(in(lib, "x", "fr")).Blocks)
	if diff := cmp.Diff([]string{"package", "domain"}, keys); diff != "" {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"package": "PREFIX-PACKAGE", "domain": "mydomain.lan"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

// Placeholders are marked wherever the colours cut the code; what programs print has none.
func TestRenderMarksPlaceholders(t *testing.T) {
	lib := libraryOf("x", map[string]string{"fr": "`wapt-get show PREFIXE-LOGICIEL`\n\n```powershell\nTest-NetConnection srvwapt.mydomain.lan -Port 443\n```\n\n```python\nx = 'PREFIX-PACKAGE<'\n```\n\n```text\nhttps://srvwapt.mydomain.lan\n```\n"})
	got := renderAll(lib, in(lib, "x", "fr"))
	if want := `<code>wapt-get show <var class="fill" data-fill="package">PREFIXE-LOGICIEL</var></code>`; !strings.Contains(got, want) {
		t.Errorf("no %s in:\n%s", want, got)
	}
	if n := strings.Count(got, "<var "); n != 3 || strings.Count(got, "</var>") != n {
		t.Errorf("%d placeholders are marked, want 3:\n%s", n, got)
	}
	plain := regexp.MustCompile("<[^>]*>").ReplaceAllString(got, "")
	for _, want := range []string{"Test-NetConnection srvwapt.mydomain.lan -Port 443", "x = 'PREFIX-PACKAGE&lt;'"} {
		if !strings.Contains(html.UnescapeString(plain), html.UnescapeString(want)) {
			t.Errorf("the text %q is gone:\n%s", want, plain)
		}
	}
}
