package index

import (
	"maps"
	"testing"
	"testing/fstest"

	"waptkb/content"
	"waptkb/index/reader"
)

// Of an organisation's articles only those are learned again that have changed, and the file is the
// same as if all had been.
func TestMemory(t *testing.T) {
	t.Parallel()
	x := theIndex(t)
	note := func(question string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("---\ntitle: Une note\nquestions: [\"" + question + "\"]\n---\n\nAppelez le 4242.\n")}
	}
	files := fstest.MapFS{"articles/a/fr.md": note("la borne reste noire"), "articles/b/fr.md": note("le badge est refusé"), "articles/c/fr.md": note("le vidéoprojecteur siffle")}
	var memory Memory
	compile := func(memory *Memory) string {
		t.Helper()
		own, review, err := content.LoadOwn(files, x.Library())
		if err != nil || len(review.Faults) > 0 {
			t.Fatal(err, review.Faults)
		}
		data, err := CompileBeside(x, own, memory)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	known := func() map[*reader.Class]bool {
		out := map[*reader.Class]bool{}
		for c := range maps.Values(memory.classes) {
			out[c] = true
		}
		return out
	}
	for _, step := range []struct {
		name   string
		change func()
		kept   int // articles that are not learned again
		all    int
	}{
		{"the first time", func() {}, 0, 3},
		{"nothing", func() {}, 3, 3},
		{"an edit", func() { files["articles/b/fr.md"] = note("le badge n'ouvre plus la porte") }, 2, 3},
		{"another article", func() { files["articles/d/fr.md"] = note("la sirène sonne") }, 3, 4},
		{"one less", func() { delete(files, "articles/a/fr.md") }, 3, 3},
		{"what teaches nothing", func() {
			files["articles/c/fr.md"].Data = append(files["articles/c/fr.md"].Data, "\nPuis le 4343.\n"...)
		}, 3, 3},
	} {
		before := known()
		step.change()
		if compile(&memory) != compile(nil) {
			t.Errorf("%s: what is remembered is compiled otherwise than what is new", step.name)
		}
		after, kept := known(), 0
		for c := range after {
			if before[c] {
				kept++
			}
		}
		if kept != step.kept || len(after) != step.all {
			t.Errorf("%s: %d of %d articles are not learned again, want %d of %d", step.name, kept, len(after), step.kept, step.all)
		}
	}
}

// A folder may hold any kind of content alone, for our articles.
func TestBesideOurs(t *testing.T) {
	t.Parallel()
	const id = "uninstall-key-not-found"
	for _, test := range []struct {
		name       string
		file, text string
		query      string
		answer     string // with it: the id of the answer; empty for none
		without    string // without it
	}{
		{"a question", "articles/" + id + "/questions.fr.txt", "le zorglub de la pointeuse clignote\n", "le zorglub de la pointeuse clignote", id, ""},
		{"an English question", "articles/" + id + "/questions.en.txt", "the zorglub of the kiosk blinks\n", "the zorglub of the kiosk blinks", id, ""},
		{"an error", "articles/" + id + "/errors.yaml", "- \"Zorglub failure number {number} in kiosk\"\n", "Zorglub failure number 12 in kiosk", id, ""},
		{"a paste", "articles/" + id + "/pastes/01.txt", "zorglub daemon stopped after kraken release\n", "zorglub daemon stopped after kraken release", id, ""},
		{"a concept", "words/concepts.txt", "console: cockpit\n", "le cockpit est tout gris, on ne peut rien faire", "console-grisee", ""},
		{"a foreign name", "words/foreign.txt", "comptoir\n", "le poste écrase un autre poste dans la console, au comptoir", "", "uuid-bios-duplique"},
	} {
		x := besideOurs(t, fstest.MapFS{test.file: {Data: []byte(test.text)}})
		for _, c := range []struct {
			name string
			x    *Index
			want string
		}{{"with it", x, test.answer}, {"without it", theIndex(t), test.without}} {
			r, err := c.x.Search(t.Context(), Query{Text: test.query})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if r.Answer != nil {
				got = r.Answer.Article.ID
			}
			if got != c.want {
				t.Errorf("%s: %q is answered by %q %s, want %q", test.name, test.query, got, c.name, c.want)
			}
		}
		if a, err := x.Library().Article(id, "fr"); err != nil || a.Own || len(x.text.SectionText(sectionOf(x, id))) == 0 {
			t.Errorf("%s: our article has not its text: %v, %v", test.name, a, err)
		}
	}
}

// What an organisation calls otherwise in several words means a word of ours too.
func TestOwnPhrase(t *testing.T) {
	t.Parallel()
	x := besideOurs(t, fstest.MapFS{"words/concepts.txt": {Data: []byte("console: zorg kiosk\n")}})
	component := func(x *Index, text string) string {
		r, err := x.Search(t.Context(), Query{Text: text})
		if err != nil || len(r.Results) == 0 {
			t.Fatal(err, r)
		}
		return r.Results[0].Article.Component
	}
	if with, without := component(x, "zorg kiosk"), component(theIndex(t), "zorg kiosk"); with != "console" || without == "console" {
		t.Errorf("it leads to %s with, to %s without", with, without)
	}
	if other := component(x, "kiosk zorg"); other == "console" {
		t.Error("its words alone mean it")
	}
}

// sectionOf gives the first passage of an article that is a section.
func sectionOf(x *Index, id string) int {
	for i := range x.text.Sections(x.lib.Place(id)) {
		return i
	}
	return 0
}
