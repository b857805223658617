package content

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// messages and codes are two files without fault, and the others their texts. Line
// numbers in TestEntryFaults are those of these texts.
const (
	messages = `- id: base-illisible
  program: wapt-get
  component: agent
  severity: critical
  errors:
    - text: "Database {path} cannot be read by {user}"
    - text: "{details} : base illisible"
      scope: wapt
  versions: "1.8.2"
  article: disque
  source: "common.py:1"

- id: autre-message
  program: console
  component: console
  severity: info
  errors:
    - text: "Erreur : {details}"
      scope: whole
  general: true
  source: "x.pas:2"
`
	messagesFrench = `base-illisible:
  cause: La base est abîmée.
  remedy: >-
    Refaites-la : d'abord
    une copie.
autre-message: {cause: Cause., remedy: Remède.}
`
	messagesEnglish = `base-illisible:
  cause: The database is damaged.
  remedy: Rebuild it.
autre-message: {cause: Cause., remedy: Remedy.}
`
	codes = `- code: 1618
  name: ERROR_INSTALL_ALREADY_RUNNING
  family: msi
  retry: yes
  severity: warning
  article: disque
- code: "0x80240022"
  name: WU_E_ALL_UPDATES_FAILED
  family: windows-update
  retry: no
  severity: error
- code: 5
  name: ERROR_ACCESS_DENIED
  family: win32
  retry: no
  severity: error
`
	codesFrench = `1618:
  meaning: Une autre installation est en cours.
  action: "Attendez : « fin »."
0x80240022: {meaning: Sens., action: Action.}
5: {meaning: Sens., action: Action.}
`
	codesEnglish = `1618:
  meaning: Another installation is running.
  action: Wait.
0x80240022: {meaning: Meaning., action: Action.}
5: {meaning: Meaning., action: Action.}
`
)

const (
	msgFile   = "messages/agent.yaml"
	msgFrench = "messages/agent.fr.yaml"
	msgEng    = "messages/agent.en.yaml"
	codeFile  = "codes/windows.yaml"
	codeEng   = "codes/windows.en.yaml"
)

func entryFiles() map[string]string {
	files := goodFiles()
	files[msgFile], files[msgFrench], files[msgEng] = messages, messagesFrench, messagesEnglish
	files[codeFile], files["codes/windows.fr.yaml"], files[codeEng] = codes, codesFrench, codesEnglish
	return files
}

func entryLibrary(t testing.TB) *Library {
	t.Helper()
	lib, err := Load(mapFS(entryFiles()))
	if err != nil {
		t.Fatal(err)
	}
	return lib
}

func TestMessages(t *testing.T) {
	lib := entryLibrary(t)
	var ids []string
	for _, m := range lib.Messages() {
		ids = append(ids, m.ID+": "+m.Title())
	}
	if diff := cmp.Diff([]string{"autre-message: Erreur : …", "base-illisible: Database … cannot be read by …"}, ids); diff != "" {
		t.Errorf("Messages differ (-want +got):\n%s", diff)
	}
	got, err := lib.Message("base-illisible")
	first, _ := ParseTemplate("Database {path} cannot be read by {user}", ScopeAnywhere)
	second, _ := ParseTemplate("{details} : base illisible", ScopeWAPT)
	want := &Message{
		ID: "base-illisible", Program: "wapt-get", Component: "agent", Severity: "critical", Errors: []Template{first, second},
		Versions: "1.8.2", Article: "disque", Source: "common.py:1",
		Cause:  Text{"La base est abîmée.", "The database is damaged."},
		Remedy: Text{"Refaites-la : d'abord une copie.", "Rebuild it."},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("Message error %v (-want +got):\n%s", err, diff)
	}
	if m, err := lib.Message("autre-message"); err != nil || !m.General {
		t.Errorf("Message(autre-message) = %+v, %v, want a general one", m, err)
	}
	for _, id := range []string{"", "disque", "1618"} {
		if _, err := lib.Message(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("Message(%q): error %v, want ErrNotFound", id, err)
		}
	}
	for lang, want := range map[string]string{"fr": "Refaites-la : d'abord une copie.", "en": "Rebuild it.", "de": "Refaites-la : d'abord une copie."} {
		if got.Remedy.In(lang) != want {
			t.Errorf("Remedy in %s = %q, want %q", lang, got.Remedy.In(lang), want)
		}
	}
}

// A language without texts of entries shows the primary ones.
func TestUntranslatedEntries(t *testing.T) {
	files := entryFiles()
	delete(files, msgEng)
	delete(files, codeEng)
	lib, err := Load(mapFS(files))
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"base-illisible": "La base est abîmée.\n", "1618": "Une autre installation est en cours.\n"} {
		a, err := lib.Article(id, "en")
		if err != nil {
			t.Fatal(err)
		}
		if got := lib.Document(a).Section(SectionCause).Text(); got != want {
			t.Errorf("cause of %s = %q, want %q", id, got, want)
		}
	}
}

func TestEntryFaults(t *testing.T) {
	for _, tt := range []struct {
		name     string
		file     string
		old, new string   // replaced in file; with no old, new is the file
		want     []string // file:line: words, for each problem
	}{
		// The file.
		{"empty", msgFile, "", "", []string{msgFile + ":1: holds no list of entries: begin each with '- '"}},
		{"only a comment", codeFile, "", "# rien\n", []string{codeFile + ":1: holds no list of entries"}},
		{"empty list", msgFile, "", "[]\n", []string{msgFile + ":1: holds no list of entries"}},
		{"a mapping", codeFile, "", "a: b\n", []string{codeFile + ":1: holds no list of entries"}},
		{"entry is a text", msgFile, "", "- a\n", []string{msgFile + ":1: is no list of 'key: value' lines: write id, program"}},
		{"second document", codeFile, "- code: 5", "---\n- code: 5", []string{codeFile + ":12: a second document begins: remove the line ---"}},
		{"no YAML in the second document", codeFile, "- code: 5", "---\n- code: 5: 6", []string{codeFile + ":13: the entry here is not YAML"}},
		{"unknown escape", msgFile, `"common.py:1"`, `"C:\wapt"`, []string{msgFile + ":11: the entry here is not YAML: found unknown escape character"}},
		{"text behind a quote", msgFile, `"common.py:1"`, `"common" x`, []string{msgFile + ":11: the entry here is not YAML: did not find expected key"}},
		{"alias", msgFile, "article: disque\n  source: \"common.py:1\"", "article: &a disque\n  source: *a", []string{msgFile + ":11: source: write one text"}},

		// Keys.
		{"unknown key", msgFile, "severity: critical", "severity: critical\n  doc: x", []string{msgFile + `:5: key "doc" is unknown: remove it or correct its name`}},
		{"unknown key of a code", codeFile, "retry: yes", "retry: yes\n  source: x", []string{codeFile + `:5: key "source" is unknown`}},
		{"key twice", msgFile, "severity: critical", "severity: critical\n  severity: info", []string{msgFile + `:5: key "severity" stands twice: keep one`}},
		{"key missing", msgFile, "  source: \"common.py:1\"\n", "", []string{msgFile + `:1: key "source" is missing: add it to the entry`}},
		{"key of a code missing", codeFile, "  retry: yes\n", "", []string{codeFile + `:1: key "retry" is missing`}},
		{"key empty", msgFile, `source: "common.py:1"`, "source:", []string{msgFile + ":11: source is empty: fill it in"}},
		{"key null", msgFile, `source: "common.py:1"`, "source: ~", []string{msgFile + ":11: source is empty"}},
		{"optional key empty", msgFile, `versions: "1.8.2"`, "versions: ''", []string{msgFile + ":9: versions is empty"}},
		{"optional article empty", codeFile, "article: disque", "article:", []string{codeFile + ":6: article is empty"}},
		{"list for text", msgFile, `source: "common.py:1"`, "source: [a]", []string{msgFile + ":11: source: write one text"}},

		// Texts.
		{"no texts", msgFrench, "", "", []string{msgFrench + ":1: holds no texts: write them below the ids of entries"}},
		{"a list of texts", msgEng, "", "- a\n", []string{msgEng + ":1: holds no texts"}},
		{"texts of no entry", msgFrench, "autre-message:", "autres-messages:", []string{msgFrench + `:1: key "autre-message" is missing: add it to the file`, msgFrench + `:6: key "autres-messages" is unknown`}},
		{"texts of an entry missing in a translation", codeEng, "5: {meaning: Meaning., action: Action.}\n", "", []string{codeEng + `:1: key "5" is missing`}},
		{"texts empty", msgFrench, "{cause: Cause., remedy: Remède.}", "", []string{msgFrench + ":6: is no list of 'key: value' lines: write cause, remedy"}},
		{"text missing", msgEng, "  cause: The database is damaged.\n", "", []string{msgEng + `:2: key "cause" is missing`}},
		{"unknown text", msgEng, "  cause: The", "  fix: a\n  cause: The", []string{msgEng + `:2: key "fix" is unknown`}},
		{"text empty", msgEng, "cause: The database is damaged.", "cause: ''", []string{msgEng + ":2: cause is empty"}},
		{"several paragraphs", msgFrench, "d'abord\n", "d'abord\n\n", []string{msgFrench + ":3: remedy has several paragraphs: write one"}},
		{"texts that are no YAML", msgFrench, "La base est", "La base : est", []string{msgFrench + ":2: the entry here is not YAML: mapping values are not allowed"}},
		{"texts without entries", "messages/x.fr.yaml", "", messagesFrench, []string{"messages/x.fr.yaml: has texts of no entries: write the entries in messages/x.yaml"}},
		{"unknown language", "messages/agent.xx.yaml", "", messagesFrench, []string{"messages/agent.xx.yaml: is in no language of the program: take one of fr, en"}},

		// Ids.
		{"bad id", msgFile, "id: base-illisible", "id: Base illisible", []string{msgFile + `:1: id "Base illisible" is no id: write lower-case letters`}},
		{"empty id", msgFile, "id: base-illisible", "id: ''", []string{msgFile + ":1: id is empty"}},
		{"id like a code", msgFile, "id: base-illisible", `id: "1603"`, []string{msgFile + `:1: id "1603" is that of a code`}},
		{"id like a code in hex", msgFile, "id: base-illisible", `id: 0x1a`, []string{msgFile + `:1: id "0x1a" is that of a code`}},
		{"id of an article", msgFile, "id: base-illisible", "id: autre", []string{msgFile + `:1: id "autre" stands in articles/autre too: give each entry its own`}},
		{"id of another message", msgFile, "id: autre-message", "id: base-illisible", []string{msgFile + `:13: id "base-illisible" stands in messages/agent.yaml:1 too`}},
		{"id in another file", "messages/x.yaml", "", strings.ReplaceAll(messages[strings.Index(messages, "\n- ")+1:], "Erreur", "Autre erreur"), []string{`messages/x.yaml:1: id "autre-message" stands in messages/agent.yaml:13 too`}},
		{"code twice", codeFile, "code: 5", "code: 1618", []string{codeFile + `:12: id "1618" stands in codes/windows.yaml:1 too`}},
		{"code in another form", codeFile, "code: 5", `code: "0x80070652"`, []string{codeFile + `:12: code "0x80070652" is written otherwise: write 1618`}},
		{"signed code", codeFile, `code: "0x80240022"`, `code: -2145124318`, []string{codeFile + `:7: code "-2145124318" is written otherwise: write 0x80240022`}},
		{"no code", codeFile, "code: 5", "code: cinq", []string{codeFile + `:12: code "cinq" is none: write 1618, or "0x80240022" above 65535`}},
		{"code with words", codeFile, "code: 5", "code: code 5", []string{codeFile + `:12: code "code 5" is written otherwise: write 5`}},
		{"code empty", codeFile, "code: 5", "code:", []string{codeFile + ":12: code is empty"}},
		{"name twice", codeFile, "ERROR_ACCESS_DENIED", "WU_E_ALL_UPDATES_FAILED", []string{codeFile + `:13: name "WU_E_ALL_UPDATES_FAILED" is that of 0x80240022 too`}},

		// Values.
		{"unknown program", msgFile, "program: wapt-get", "program: waptget", []string{msgFile + `:2: program: "waptget" is unknown: take one of agent, console`}},
		{"unknown component", msgFile, "component: agent", "component: Agent", []string{msgFile + `:3: component: "Agent" is unknown`}},
		{"unknown severity", msgFile, "severity: critical", "severity: fatal", []string{msgFile + `:4: severity: "fatal" is unknown`}},
		{"unknown severity of a code", codeFile, "severity: warning", "severity: warn", []string{codeFile + `:5: severity: "warn" is unknown`}},
		{"unknown family", codeFile, "family: msi", "family: wu", []string{codeFile + `:3: family: "wu" is unknown: take one of win32, msi, windows-update`}},
		{"unknown retry", codeFile, "retry: yes", "retry: maybe", []string{codeFile + `:4: retry: "maybe" is unknown: take one of yes, no`}},
		{"general with an article", msgFile, "general: true", "general: true\n  article: disque", []string{msgFile + `:21: article: a general message identifies no problem: leave the article out, or make its templates precise`}},
		{"unknown general", msgFile, "general: true", "general: yes", []string{msgFile + `:20: general: "yes" is unknown: take one of true, false`}},
		{"unknown article", msgFile, "article: disque", "article: disques", []string{msgFile + `:10: article: "disques" does not exist: perhaps disque`}},
		{"unknown article of a code", codeFile, "article: disque", "article: 1618", []string{codeFile + `:6: article: "1618" does not exist: see the folders in articles/`}},

		// Templates.
		{"no templates", msgFile, "errors:\n    - text: \"Erreur : {details}\"\n      scope: whole", "errors: []", []string{msgFile + ":17: errors: write a list with at least one entry"}},
		{"bad hole", msgFile, "{path}", "{place}", []string{msgFile + `:6: errors: template "Database {place} cannot be read by {user}": hole {place} is unknown`}},
		{"bad scope", msgFile, "scope: wapt", "scope: log", []string{msgFile + `:7: errors: scope "log" is unknown`}},
		{"empty scope", msgFile, "scope: wapt", "scope:", []string{msgFile + ":7: errors: scope is empty"}},
		{"empty scope in quotes", msgFile, "scope: wapt", "scope: ''", []string{msgFile + ":7: errors: scope is empty"}},
		{"unknown key of a template", msgFile, "scope: wapt", "lang: fr", []string{msgFile + ":7: errors: an entry has 'text:', perhaps 'scope:' and 'also:', nothing else (lang)"}},
		{"shared template", msgFile, "scope: wapt", "also: true", []string{msgFile + ":7: errors: 'also' is for articles"}},
		{"template is a text", msgFile, `- text: "Erreur`, `- "Erreur`, []string{msgFile + ":18: the entry here is not YAML"}},
		{"template of an article", msgFile, "Database {path} cannot be read by {user}", "no space left on: {file}", []string{msgFile + `:6: errors: template "no space left on: {file}" stands in disque too: keep it where it is solved`}},
		{"template of another message", msgFile, "Erreur : {details}", "DATABASE {file}: cannot be read by {details}", []string{msgFile + ":18: errors: template \"DATABASE {file}: cannot be read by {details}\" stands in base-illisible too"}},
		{"template twice in an entry", msgFile, "{details} : base illisible", "Database {file} cannot be read by {host}", []string{msgFile + ":7: errors: template \"Database {file} cannot be read by {host}\" stands in base-illisible too"}},
		{"several faults, sorted", msgFile, "severity: critical", "severity: fatal\n  doc: x", []string{msgFile + ":4: severity", msgFile + ":5: key"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := entryFiles()
			if tt.old == "" {
				files[tt.file] = tt.new
			} else if files[tt.file] = strings.Replace(files[tt.file], tt.old, tt.new, 1); files[tt.file] == entryFiles()[tt.file] {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			_, err := Load(mapFS(files))
			checkProblems(t, err, tt.want)
		})
	}
}

func TestEntriesAreTranslated(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	if len(lib.Messages()) == 0 || len(lib.Codes()) == 0 {
		t.Errorf("%d messages and %d codes, want some of each", len(lib.Messages()), len(lib.Codes()))
	}
	check := func(id string, texts ...Text) {
		for _, text := range texts {
			if text.In("fr") == text.In("en") {
				t.Errorf("%s: %q is the same in both languages", id, text.In("fr"))
			}
		}
	}
	for _, m := range lib.Messages() {
		check(m.ID, m.Cause, m.Remedy)
	}
	for _, c := range lib.Codes() {
		check(c.ID, c.Meaning, c.Action)
	}
}

// A template's holes are told apart by their place, not by their name.
func TestTemplateKey(t *testing.T) {
	key := func(text string) string {
		parsed, err := ParseTemplate(text, "")
		if err != nil {
			t.Fatal(err)
		}
		return parsed.Key()
	}
	if key("{host} is not Registered.") != key("{url}: is not registered") {
		t.Error("the name of a hole makes a difference")
	}
	if key("{host} is not registered") == key("is not registered {host}") || key("is not registered {host}") == key("is not registered") {
		t.Error("the place of a hole makes no difference")
	}
}

func TestEntryFilesInTheFileSystem(t *testing.T) {
	fsys := mapFS(entryFiles())
	fsys["messages/dossier.yaml/x"] = &fstest.MapFile{}
	_, err := Load(fsys)
	checkProblems(t, err, []string{"messages/dossier.yaml: cannot be read", "messages/dossier.yaml:1: holds no list"})
	files := entryFiles()
	for name, text := range files {
		files[name] = strings.ReplaceAll(text, "\n", "\r\n")
	}
	if lib, err := Load(mapFS(files)); err != nil || len(lib.Messages()) != 2 || lib.Messages()[1].Remedy.In("fr") != "Refaites-la : d'abord une copie." {
		t.Errorf("Load with CRLF: %v", err)
	}
}

// linesOfYAML counts lines as YAML 1.1 ends them: a carriage return ends one, too.
func linesOfYAML(s string) int {
	n := 1
	for _, end := range []string{"\n", "\r", "\u0085", "\u2028", "\u2029"} {
		n += strings.Count(s, end)
	}
	return n
}

// Whatever stands in a file, Load only reports it.
func FuzzLoadEntries(f *testing.F) {
	f.Add(messages, codes, messagesFrench, codesEnglish)
	f.Add(codes, messages, codesEnglish, messagesFrench)
	for _, s := range []string{"", "- a", "- &a [*a]", "a: {cause: [}", "--- \n---\n", "- {id: a, fr: b}", "- id: {a: b}\n  errors: {}\n", "\xff", "- <<: {id: a}\n", "- !!binary a", "\r-\re"} {
		f.Add(s, s, s, s)
	}
	f.Fuzz(func(t *testing.T, messages, codes, french, english string) {
		files := entryFiles()
		files[msgFile], files[codeFile], files[msgFrench], files[codeEng] = messages, codes, french, english
		lib, err := Load(mapFS(files))
		if err != nil {
			for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
				var p *Problem
				if !errors.As(e, &p) || p.File == "" || p.Text == "" || p.Line < 0 || p.Line > linesOfYAML(files[p.File])+1 {
					t.Errorf("Load reports %#v", e)
				}
			}
			return
		}
		for _, m := range lib.Messages() {
			if m.Title() == "" || m.Cause.In("fr") == "" || m.Remedy.In("en") == "" {
				t.Errorf("message without text: %+v", m)
			}
		}
		for _, c := range lib.Codes() {
			if got, err := lib.Code(c.ID); got != c || err != nil {
				t.Errorf("Code(%q) = %v, %v", c.ID, got, err)
			}
		}
	})
}
