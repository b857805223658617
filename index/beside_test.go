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
