package index

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"waptkb/content"
)

// articles gives the embedded content as files that a test may change.
func articles(tb testing.TB) fstest.MapFS {
	tb.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(content.FS, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(content.FS, path)
		out[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// open opens an index that is closed at the end of the test.
func open(tb testing.TB, fsys fs.FS, dir string) *Index {
	tb.Helper()
	x, err := Open(fsys, dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = x.Close() })
	return x
}

// works fails the test unless an index answers.
func works(tb testing.TB, x *Index) {
	tb.Helper()
	r, err := x.Search(context.Background(), Query{Text: "timed out after seconds with output '1200.0'", Lang: "fr"})
	if err != nil {
		tb.Fatal(err)
	}
	if len(r.Results) == 0 || r.Results[0].Article.ID != "installation-timed-out-600" {
		tb.Errorf("the index finds %d results, not the right one first", len(r.Results))
	}
}

func caches(tb testing.TB, dir string) []string {
	tb.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		tb.Fatal(err)
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// TestMemoryStoreIsScorch: bleve's NewMemOnly gives another store, which ignores
// the scoring model.
func TestMemoryStoreIsScorch(t *testing.T) {
	lib, err := content.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Build(lib)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = x.Close() }()
	advanced, err := x.store.Advanced()
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := advanced.(*scorch.Scorch); !ok {
		t.Errorf("the store is %T", advanced)
	}
	works(t, x)
}

func TestDamagedCacheIsRebuilt(t *testing.T) {
	dir := t.TempDir()
	if err := open(t, content.FS, dir).Close(); err != nil {
		t.Fatal(err)
	}
	names := caches(t, dir)
	if len(names) != 1 {
		t.Fatalf("caches %v, want one", names)
	}
	path := filepath.Join(dir, names[0])
	var files []string
	err := filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			files = append(files, p)
		}
		return err
	})
	if err != nil || len(files) < 3 {
		t.Fatalf("files %v, error %v", files, err)
	}
	damages := map[string]func([]byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"truncated": func(b []byte) []byte { return b[:len(b)/2] },
		"flipped":   func(b []byte) []byte { b[len(b)/3] ^= 0x10; return b },
		"longer":    func(b []byte) []byte { return append(b, "more"...) },
	}
	for _, file := range files {
		for name, damage := range damages {
			rel, _ := filepath.Rel(path, file)
			t.Run(filepath.ToSlash(rel)+" "+name, func(t *testing.T) {
				good, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				write := func(b []byte) {
					if err := os.WriteFile(file, b, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				write(damage(append([]byte(nil), good...)))
				if x, err := openCached(path); err == nil {
					_ = x.Close()
					t.Error("the damage goes unnoticed")
				}
				write(good)
				x, err := openCached(path)
				if err != nil {
					t.Fatalf("mended, it does not open: %v", err)
				}
				if err := x.Close(); err != nil {
					t.Error(err)
				}
			})
		}
	}
	if err := os.Truncate(files[0], 3); err != nil {
		t.Fatal(err)
	}
	works(t, open(t, content.FS, dir))
	if x, err := openCached(path); err != nil {
		t.Errorf("not rebuilt: %v", err)
	} else if err := x.Close(); err != nil {
		t.Error(err)
	}
	if got := caches(t, dir); len(got) != 1 {
		t.Errorf("left behind: %v", got)
	}
}

func TestUnwritableFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	works(t, open(t, content.FS, filepath.Join(file, "cache")))
}

func TestConcurrentOpens(t *testing.T) {
	dir := t.TempDir()
	opened := make([]*Index, 3)
	var wg sync.WaitGroup
	for i := range opened {
		wg.Go(func() {
			x, err := Open(content.FS, dir)
			if err != nil {
				t.Error(err)
				return
			}
			opened[i] = x
		})
	}
	wg.Wait()
	for _, x := range opened {
		if x != nil {
			works(t, x)
			if err := x.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if got := caches(t, dir); len(got) != 1 {
		t.Errorf("left behind: %v", got)
	}
}

func TestChangedContent(t *testing.T) {
	dir := t.TempDir()
	fsys := articles(t)
	works(t, open(t, fsys, dir))
	before := caches(t, dir)

	// What another program builds meanwhile stays; what one left long ago goes.
	fresh, stale := filepath.Join(dir, building+"fresh"), filepath.Join(dir, building+"stale")
	for _, d := range []string{fresh, stale} {
		if err := os.MkdirAll(filepath.Join(d, "store"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	long := time.Now().Add(-2 * abandoned)
	if err := os.Chtimes(stale, long, long); err != nil {
		t.Fatal(err)
	}
	const name = "articles/fr/installation-timed-out-600.md"
	fsys[name] = &fstest.MapFile{Data: append(append([]byte(nil), fsys[name].Data...), '\n')}
	works(t, open(t, fsys, dir))
	for _, gone := range []string{filepath.Join(dir, before[0]), stale} {
		if _, err := os.Stat(gone); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", filepath.Base(gone), err)
		}
	}
	if _, err := os.Stat(fresh); err != nil {
		t.Error(err)
	}
	if got := caches(t, dir); len(got) != 2 {
		t.Errorf("caches %v, want the new one and the one being built", got)
	}
}

func TestClosedIndex(t *testing.T) {
	x := open(t, content.FS, t.TempDir())
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != ErrClosed {
		t.Errorf("second Close: %v", err)
	}
	if _, err := x.Search(context.Background(), Query{Text: "x", Lang: "fr"}); err != ErrClosed {
		t.Errorf("Search: %v", err)
	}
}
