package main

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"waptkb/content"
	"waptkb/content/sample"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server"
)

// reloading is a site over a folder that stands alone, and a compiled file beside it.
type reloading struct {
	*reloader
	folder, file string
	compiled     [][]byte // what the file may be, by title
	log          bytes.Buffer
}

func newReloading(t *testing.T) *reloading {
	t.Helper()
	dir := t.TempDir()
	r := &reloading{folder: filepath.Join(dir, "content"), file: filepath.Join(dir, "own.waptkb")}
	if err := os.CopyFS(r.folder, sample.FS); err != nil {
		t.Fatal(err)
	}
	for _, title := range titles {
		r.compiled = append(r.compiled, compiledNote(t, r.folder, title))
	}
	r.overwrite(t, r.compiled[0])
	log := slog.New(slog.NewTextHandler(&r.log, nil))
	s := sources{paths: []string{r.folder, r.file}, only: true, copies: true}
	r.reloader = &reloader{app: newApp(strings.NewReader(""), io.Discard, io.Discard), sources: s, deep: true, log: log}
	x, faults, err := r.open()
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	site, err := server.New(server.Config{Index: x, Messages: i18n.New()})
	if err != nil {
		t.Fatal(err)
	}
	r.site = site.Site
	return r
}

// titles are those that an article has in turn.
var titles = []string{"Titre un", "Titre deux"}

// overwrite writes the compiled file in its place.
func (r *reloading) overwrite(t *testing.T, data []byte) {
	t.Helper()
	if err := os.WriteFile(r.file, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// compiledNote compiles an article of a title that stands beside those of a folder.
func compiledNote(t *testing.T, folder, title string) []byte {
	t.Helper()
	lib, err := loadAlone(folder)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(lib)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write(t, dir, "articles/note/fr.md", "---\ntitle: "+title+"\nquestions: [la note du service]\n---\n\nAppelez le 4242.\n")
	files, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	own, review, err := content.LoadOwn(files, lib)
	if err != nil || len(review.Faults) > 0 {
		t.Fatal(err, review.Faults)
	}
	data, err := index.CompileBeside(x, own, nil)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// edit changes a file of the folder.
func (r *reloading) edit(t *testing.T, from, to string) {
	t.Helper()
	name := filepath.Join(r.folder, "articles", "uninstall-key-not-found", "fr.md")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(from)) {
		t.Fatalf("no %q in %s", from, data)
	}
	write(t, r.folder, "articles/uninstall-key-not-found/fr.md", strings.Replace(string(data), from, to, 1))
}

func (r *reloading) page(t *testing.T, path string) string {
	t.Helper()
	w := httptest.NewRecorder()
	r.site.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Errorf("%s = %d\n%s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

// reload reads the content anew so many times while people ask, and tells the memory and the
// goroutines that are left.
func (r *reloading) reload(t *testing.T, times int) (heap uint64, goroutines int) {
	t.Helper()
	done := make(chan struct{})
	var people sync.WaitGroup
	for range 2 {
		people.Go(func() {
			for {
				for _, path := range []string{"/fr/search?q=uninstall+key+can+not+be+found", "/en/articles/note", "/api/v1/search?q=note+du+service", "/fr/"} {
					select {
					case <-done:
						return
					case <-time.After(time.Millisecond):
						r.page(t, path)
					}
				}
			}
		})
	}
	for i := range times {
		n := i % len(titles)
		title := titles[n]
		r.edit(t, "title: ", "title: "+title+" ")
		r.overwrite(t, r.compiled[n])
		r.read(t.Context())
		if page := r.page(t, "/fr/articles/uninstall-key-not-found") + r.page(t, "/fr/articles/note"); strings.Count(page, "<h1>"+title) != 2 {
			t.Errorf("%d: a page has not its new title %q", i, title)
		}
		r.edit(t, title+" ", "")
	}
	close(done)
	people.Wait()
	for range 3 { // pools let go of what is unused in two collections
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc, runtime.NumGoroutine()
}

// TestReloads reads the content anew a hundred times while people ask: no request is lost, and no
// content is held that is not there any more.
func TestReloads(t *testing.T) { // alone: it measures memory
	r := newReloading(t)
	first, more := 4, 12
	if os.Getenv("WAPTKB_LONG") != "" {
		first, more = 10, 90
	}
	before, few := r.reload(t, first)
	after, many := r.reload(t, more)
	if after > before+before/10 {
		t.Errorf("%d KiB after %d times, %d KiB after %d more", before>>10, first, after>>10, more)
	}
	if many > few {
		t.Errorf("%d goroutines after %d times, %d after %d more", few, first, many, more)
	}
}

// TestReloadKeeps what is there when the new content has faults or is not there at all.
func TestReloadKeeps(t *testing.T) {
	t.Parallel()
	r := newReloading(t)
	away := r.folder + "-away"
	rename := func(from, to string) func() {
		return func() {
			if err := os.Rename(from, to); err != nil {
				t.Fatal(err)
			}
		}
	}
	whole := r.compiled[0]
	damage := func(data []byte) func() { return func() { r.overwrite(t, data) } }
	for _, test := range []struct {
		name        string
		spoil, mend func()
		told        string
	}{
		{"a fault", func() { r.edit(t, "title:", "titel:") }, func() { r.edit(t, "titel:", "title:") }, "fr.md"},
		{"no folder", rename(r.folder, away), rename(away, r.folder), "content"},
		{"an empty folder", func() {
			rename(r.folder, away)()
			if err := os.Mkdir(r.folder, 0o700); err != nil {
				t.Fatal(err)
			}
		}, func() {
			if err := os.Remove(r.folder); err != nil {
				t.Fatal(err)
			}
			rename(away, r.folder)()
		}, "empty"},
		{"half a file", damage(whole[:len(whole)/2]), damage(whole), "own.waptkb"},
		{"no compiled file", damage([]byte("text")), damage(whole), "own.waptkb"},
		{"an empty file", damage(nil), damage(whole), "own.waptkb"},
	} {
		r.log.Reset()
		test.spoil()
		r.read(t.Context())
		r.page(t, "/fr/articles/note")
		if page := r.page(t, "/fr/articles/uninstall-key-not-found"); !strings.Contains(page, "La clé de désinstallation") {
			t.Errorf("%s: the page is gone", test.name)
		}
		if log := r.log.String(); !strings.Contains(log, test.told) || !strings.Contains(log, "stays") {
			t.Errorf("%s: the log has not %q:\n%s", test.name, test.told, log)
		}
		test.mend()
		r.log.Reset()
		r.read(t.Context())
		if log := r.log.String(); !strings.Contains(log, "read anew") {
			t.Errorf("%s, mended:\n%s", test.name, log)
		}
	}
}

// TestLook: what matters is seen, whether a file is edited or all of it is swapped, and nothing
// else is.
func TestLook(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	own, next := filepath.Join(dir, "own"), filepath.Join(dir, "next")
	for _, d := range []string{own, next} {
		write(t, d, "articles/note/fr.md", "text")
	}
	link := filepath.Join(dir, "current")
	relink := func(to string) func() {
		return func() {
			temporary := link + ".new"
			if err := os.Symlink(to, temporary); err != nil {
				t.Skip("no links here")
			}
			if err := os.Rename(temporary, link); err != nil {
				t.Fatal(err)
			}
		}
	}
	relink(own)()
	mustRename := func(from, to string) {
		if err := os.Rename(from, to); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name          string
		path          string
		change        func()
		shallow, deep bool // whether it is seen
	}{
		{"nothing", own, func() {}, false, false},
		{"an edit", own, func() { write(t, own, "articles/note/fr.md", "another text") }, false, true},
		{"an edit of the same size", own, func() {
			write(t, own, "articles/note/fr.md", "another tixt")
			later := time.Now().Add(time.Minute)
			if err := os.Chtimes(filepath.Join(own, "articles", "note", "fr.md"), later, later); err != nil {
				t.Fatal(err)
			}
		}, false, true},
		{"a new file", own, func() { write(t, own, "articles/note/en.md", "text") }, false, true},
		{"what an editor leaves", own, func() {
			write(t, own, "articles/note/.fr.md.swp", "x")
			write(t, own, "articles/note/fr.md~", "x")
			write(t, own, ".git/HEAD", "x")
		}, false, false},
		{"another folder", own, func() { mustRename(own, own+"-old"); mustRename(next, own); mustRename(own+"-old", next) }, true, true},
		{"another link", link, relink(next), true, true},
		{"the articles alone", own, func() {
			mustRename(filepath.Join(own, "articles"), filepath.Join(dir, "a"))
			mustRename(filepath.Join(next, "articles"), filepath.Join(own, "articles"))
		}, true, true},
		{"it goes away", own, func() { mustRename(own, own+"-away") }, true, true},
		{"it comes back", own, func() { mustRename(own+"-away", own) }, true, true},
		{"a file is written over", filepath.Join(dir, "file"), func() { write(t, dir, "file", "text") }, true, true},
	} {
		s := sources{paths: []string{test.path}}
		shallow, deep := &reloader{sources: s}, &reloader{sources: s, deep: true}
		before, deepBefore := shallow.look(), deep.look()
		test.change()
		if got := !shallow.look().equal(before); got != test.shallow {
			t.Errorf("%s: seen = %v", test.name, got)
		}
		if got := !deep.look().equal(deepBefore); got != test.deep {
			t.Errorf("%s: seen with --watch = %v", test.name, got)
		}
	}
}

// TestRun reads what changes by itself, as the system tells it or when it looks.
func TestRun(t *testing.T) {
	t.Parallel()
	r := newReloading(t)
	go r.run(t.Context(), r.look())
	r.edit(t, "title: ", "title: Tout autre ")
	for begin := time.Now(); !strings.Contains(r.page(t, "/fr/articles/uninstall-key-not-found"), "<h1>Tout autre"); time.Sleep(quietTime) {
		if time.Since(begin) > time.Minute {
			t.Fatal("the page is never shown anew")
		}
	}
}
