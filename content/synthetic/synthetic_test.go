package synthetic_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/content/synthetic"
	"waptkb/index"
)

// TestFound: the articles are content without faults, and queries find what they ask for
// in nearly all cases: what is measured with them is search that works.
func TestFound(t *testing.T) {
	t.Parallel()
	f := synthetic.FS{N: 100, Seed: 1}
	lib, err := content.Load(f)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(lib.Articles(content.Primary)); n != f.N {
		t.Errorf("%d articles, want %d", n, f.N)
	}
	x, err := index.Build(lib)
	if err != nil {
		t.Fatal(err)
	}
	const queries = 60
	found, seen := 0, map[string]bool{}
	for i := range queries {
		text, id := f.Query(i)
		if seen[text] {
			t.Errorf("query %d stands twice: %s", i, text)
		}
		seen[text] = true
		r, err := x.Search(context.Background(), index.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Results) > 0 && r.Results[0].Article.ID == id {
			found++
		}
	}
	if found < queries*9/10 {
		t.Errorf("%d of %d queries find their article first", found, queries)
	}
}

// TestSame: an article depends on the seed and its number, not on how many there are;
// and what is written is what is opened.
func TestSame(t *testing.T) {
	t.Parallel()
	few, many, others := synthetic.FS{N: 5, Seed: 1}, synthetic.FS{N: 50, Seed: 1}, synthetic.FS{N: 5, Seed: 2}
	dir := t.TempDir()
	if err := few.Write(dir); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"fr.md", "questions.fr.txt", "errors.yaml"} {
		file := "articles/" + few.ID(3) + "/" + name
		want := read(t, few, file)
		if diff := cmp.Diff(want, read(t, many, file)); diff != "" {
			t.Errorf("%s among more articles (+):\n%s", file, diff)
		}
		if diff := cmp.Diff(want, read(t, os.DirFS(dir), file)); diff != "" {
			t.Errorf("%s as it was written (+):\n%s", file, diff)
		}
		if bytes.Equal([]byte(want), []byte(read(t, others, file))) {
			t.Errorf("%s is the same with another seed", file)
		}
	}
}

func read(t *testing.T, fsys fs.FS, file string) string {
	t.Helper()
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
