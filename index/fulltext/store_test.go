package fulltext

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/gob"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"

	"waptkb/content"
)

// open opens an index that is closed at the end of the test.
func open(tb testing.TB, fsys fs.FS, dir string) (*content.Library, *Index) {
	tb.Helper()
	lib, x, err := Open(fsys, dir)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = x.Close() })
	return lib, x
}

// works fails the test unless an index finds a word of its only article.
func works(tb testing.TB, x *Index) {
	tb.Helper()
	words := x.Words(context.Background(), "essai")
	if len(words) != 1 || len(words[0].Terms) == 0 || len(words[0].Terms[0].Postings) == 0 {
		tb.Errorf("the index has %v", words)
	}
}

// worksIn fails the test unless the index of fsys in a folder answers.
func worksIn(tb testing.TB, fsys fs.FS, dir string) {
	tb.Helper()
	_, x := open(tb, fsys, dir)
	works(tb, x)
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
	_, x := open(t, fewArticles(), "")
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
	if _, x := open(t, fewArticles(), dir); x.Close() != nil {
		t.Fatal("it does not close")
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
				if _, x, err := openCached(path); err == nil {
					_ = x.Close()
					t.Error("the damage goes unnoticed")
				}
				write(good)
				_, x, err := openCached(path)
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
	worksIn(t, fewArticles(), dir)
	if _, x, err := openCached(path); err != nil {
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
	worksIn(t, fewArticles(), filepath.Join(file, "cache"))
}

func TestConcurrentOpens(t *testing.T) {
	dir := t.TempDir()
	opened := make([]*Index, 3)
	var wg sync.WaitGroup
	for i := range opened {
		wg.Go(func() {
			_, x, err := Open(fewArticles(), dir)
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
	fsys := fewArticles()
	worksIn(t, fsys, dir)
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
	const name = "articles/a/fr.md"
	fsys[name] = &fstest.MapFile{Data: append(append([]byte(nil), fsys[name].Data...), '\n')}
	worksIn(t, fsys, dir)
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

// TestCacheOfNobodyElse opens an index with folders that others could have
// prepared, and checks that none is used.
func TestCacheOfNobodyElse(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes say nothing there")
	}
	const nobody = 65534
	chown := func(path string) {
		if err := os.Lchown(path, nobody, nobody); err != nil {
			t.Skip(err)
		}
	}
	mode := func(path string, mode os.FileMode) {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	planted := poisoned(t)
	for name, prepare := range map[string]func(parent, dir string) string{
		"no folder": func(parent, dir string) string {
			rename(t, only(t, dir), parent+"/"+filepath.Base(only(t, dir)))
			return ""
		},
		"relative":              func(_, _ string) string { return "cache" },
		"another owner":         func(_, dir string) string { chown(dir); return dir },
		"for all":               func(_, dir string) string { mode(dir, 0o777); return dir },
		"for a group":           func(_, dir string) string { mode(dir, 0o770); return dir },
		"parent of another":     func(parent, dir string) string { chown(parent); return dir },
		"parent for all":        func(parent, dir string) string { mode(parent, 0o777); return dir },
		"behind a link":         func(parent, dir string) string { link(t, dir, parent+"/link"); return parent + "/link" },
		"cache of another":      func(_, dir string) string { chown(only(t, dir)); return dir },
		"file of another":       func(_, dir string) string { chown(only(t, dir) + "/library"); return dir },
		"cache behind a link":   func(parent, dir string) string { replace(t, only(t, dir), parent+"/real"); return dir },
		"library behind a link": func(parent, dir string) string { replace(t, only(t, dir)+"/library", parent+"/real"); return dir },
	} {
		t.Run(name, func(t *testing.T) {
			parent := t.TempDir()
			t.Chdir(parent)
			dir := filepath.Join(parent, "cache")
			if err := os.Mkdir(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(dir, os.DirFS(planted)); err != nil {
				t.Fatal(err)
			}
			lib, _ := open(t, fewArticles(), prepare(parent, dir))
			if got := shown(t, lib).Title; got != "Article a" {
				t.Errorf("what is planted there is shown: %q", got)
			}
		})
	}
}

// only gives the one cache in a folder.
func only(t *testing.T, dir string) string {
	t.Helper()
	names := caches(t, dir)
	if len(names) != 1 {
		t.Fatalf("caches %v, want one", names)
	}
	return filepath.Join(dir, names[0])
}

// link makes a symbolic link.
func link(t *testing.T, old, name string) {
	t.Helper()
	if err := os.Symlink(old, name); err != nil {
		t.Fatal(err)
	}
}

// replace moves a file elsewhere and links to it.
func replace(t *testing.T, path, elsewhere string) {
	t.Helper()
	rename(t, path, elsewhere)
	link(t, elsewhere, path)
}

func rename(t *testing.T, old, name string) {
	t.Helper()
	if err := os.Rename(old, name); err != nil {
		t.Fatal(err)
	}
}

// rewrite changes the library of a cache as somebody would who can compute its
// checksum.
func rewrite(t *testing.T, path string, change func(*saved)) {
	t.Helper()
	file := filepath.Join(path, "library")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var s saved
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		t.Fatal(err)
	}
	change(&s)
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(b.Bytes())
	if err := os.WriteFile(file, append(b.Bytes(), sum[:]...), 0o600); err != nil {
		t.Fatal(err)
	}
}

// fewArticles are indexed faster than all.
func fewArticles() fstest.MapFS {
	fsys := fstest.MapFS{}
	for id, other := range map[string]string{"a": "b", "b": "a"} {
		var text strings.Builder
		fmt.Fprintf(&text, "---\ntitle: Article %s\ncomponent: paquet\nplatforms: [windows]\nseverity: error\nsummary: Essai.\n", id)
		var questions strings.Builder
		for i := range 12 {
			fmt.Fprintf(&questions, "Essai %s%d\n", id, i)
		}
		fmt.Fprintf(&text, "identifiers: [essai]\nrelated: [%s]\nsources: [essai]\nreviewed: 2026-01-01\n---\n\n", other)
		text.WriteString("## Symptôme\n\nEssai.\n\n## Cause\n\nEssai.\n\n## Solution\n\n1. Essai.\n\n## Vérification\n\nEssai.\n")
		fsys["articles/"+id+"/fr.md"] = &fstest.MapFile{Data: []byte(text.String())}
		fsys["articles/"+id+"/questions.fr.txt"] = &fstest.MapFile{Data: []byte(questions.String())}
	}
	return fsys
}

// poisoned gives a folder of caches as others could plant it: an article in it
// says something else.
func poisoned(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "cache")
	if _, x := open(t, fewArticles(), dir); x.Close() != nil {
		t.Fatal("it does not close")
	}
	evil, err := content.Load(fewArticles())
	if err != nil {
		t.Fatal(err)
	}
	shown(t, evil).Title = "evil"
	library, err := evil.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	rewrite(t, only(t, dir), func(s *saved) { s.Library = library })
	lib, x := open(t, fewArticles(), dir)
	if shown(t, lib).Title != "evil" {
		t.Fatal("what is planted proves nothing: it is not used even in a folder of ours")
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func shown(t *testing.T, lib *content.Library) *content.Article {
	t.Helper()
	a, err := lib.Article("a", "fr")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestCacheIsNotBelieved writes numbers into a cache that lead out of it.
func TestCacheIsNotBelieved(t *testing.T) {
	dir := t.TempDir()
	for name, change := range map[string]func(*saved){
		"article too high": func(s *saved) { s.Passages[3].Article = 1 << 30 },
		"article too low":  func(s *saved) { s.Passages[3].Article = -2 },
		"no passage":       func(s *saved) { s.Passages = nil },
		"no library":       func(s *saved) { s.Library = nil },
	} {
		t.Run(name, func(t *testing.T) {
			if _, x := open(t, fewArticles(), dir); x.Close() != nil {
				t.Fatal("it does not close")
			}
			rewrite(t, only(t, dir), change)
			if _, x, err := openCached(only(t, dir)); err == nil {
				_ = x.Close()
				t.Error("it is opened")
			}
			lib, _ := open(t, fewArticles(), dir)
			shown(t, lib)
		})
	}
}

// TestCacheFolderBecomesPrivate opens an index in a folder that all may read.
func TestCacheFolderBecomesPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "cache")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	lib, _ := open(t, fewArticles(), dir)
	shown(t, lib)
	if info, err := os.Stat(dir); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("mode %v, %v, want 0700", info.Mode(), err)
	}
	only(t, dir)
}
