package export

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/server/export/build"
	"waptkb/server/internal/testindex"
)

// small is the configuration of a small site.
func small(t *testing.T) Config {
	t.Helper()
	x, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	return Config{Index: x, Messages: i18n.New(), Lang: content.Primary}
}

// written gives the files of a site.
func written(t *testing.T, cfg Config) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := write(context.Background(), cfg, func(name string, data []byte) error {
		if _, twice := files[name]; twice {
			t.Errorf("%s is written twice", name)
		}
		files[name] = string(data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Every link of every page leads to a file, and to an anchor in it; nothing is inline, and
// no address begins at the root of a server.
func TestLinks(t *testing.T) {
	t.Parallel()
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	files := written(t, Config{Index: x, Messages: i18n.New(), Lang: content.Primary})
	pages := map[string]*html.Node{}
	ids := map[string]bool{}
	for name, text := range files {
		if path.Ext(name) != ".html" {
			continue
		}
		root, err := html.Parse(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		pages[name] = root
		for n := range root.Descendants() {
			for _, a := range n.Attr {
				if a.Key == "id" {
					ids[name+"#"+a.Val] = true
				}
			}
		}
	}
	links := 0
	for name, root := range pages {
		for n := range root.Descendants() {
			if n.Data == "script" && (n.FirstChild != nil || !has(n, "src")) || n.Data == "style" || has(n, "style") {
				t.Errorf("%s has something inline", name)
			}
			for _, a := range n.Attr {
				if !slices.Contains([]string{"href", "src", "action", "data-engine", "data-index", "data-exec"}, a.Key) {
					continue
				}
				to, err := url.Parse(a.Val)
				if err != nil || strings.HasPrefix(a.Val, "/") {
					t.Errorf("%s: link to %q", name, a.Val)
					continue
				}
				if to.Scheme != "" {
					continue
				}
				links++
				target := path.Join(path.Dir(name), to.Path)
				if to.Path == "" {
					target = name
				}
				if _, ok := files[target]; !ok {
					t.Errorf("%s: %q leads to no file", name, a.Val)
				} else if to.Fragment != "" && !strings.Contains(to.Fragment, "=") && !ids[target+"#"+to.Fragment] {
					t.Errorf("%s: %q leads to no anchor", name, a.Val)
				}
			}
		}
	}
	if len(pages) < 30 || links < 1000 {
		t.Errorf("%d pages, %d links: too few", len(pages), links)
	}
	for _, name := range []string{"index.html", "fr/index.html", "en/search.html", "fr/diagnose.html", "fr/reference.letter-a.html"} {
		if pages[name] == nil {
			t.Errorf("there is no %s", name)
		}
	}
}

func has(n *html.Node, attribute string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == attribute })
}

// The same content gives the same site.
func TestDeterministic(t *testing.T) {
	t.Parallel()
	cfg := small(t)
	a, b := written(t, cfg), written(t, cfg)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(a)), slices.Sorted(maps.Keys(b))); diff != "" {
		t.Error(diff)
	}
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s differs", name)
		}
	}
}

// What is put into a script comes out of it as the page reads it.
func TestScript(t *testing.T) {
	t.Parallel()
	for _, data := range []string{"", "a", "ab", "\x00\xff\x00", strings.Repeat("\xff\xfe\x01", 1000)} {
		text := script("x", []byte(data))
		if !bytes.HasPrefix(text, []byte("\xff\xfe")) {
			t.Errorf("a script begins with % x", text[:2])
		}
		var units []uint16
		for i := 2; i < len(text); i += 2 {
			units = append(units, binary.LittleEndian.Uint16(text[i:]))
		}
		_, packed, _ := strings.Cut(string(utf16.Decode(units)), `, "`)
		packed, _, _ = strings.Cut(packed, `"`)
		var out []byte
		bits, count := 0, 0
		for _, r := range packed {
			bits, count = bits<<15|int(r-0x3000), count+15
			for ; count >= 8 && len(out) < len(data); count -= 8 {
				out = append(out, byte(bits>>(count-8)))
			}
			bits &= 1<<count - 1
		}
		if string(out) != data {
			t.Errorf("%q comes out as %q", data, out)
		}
	}
}

// A folder is replaced as a whole; one that has other files is refused, and an export that
// is broken off leaves all as it was.
func TestFolder(t *testing.T) {
	t.Parallel()
	parent, cfg := t.TempDir(), small(t)
	dir := filepath.Join(parent, "site")
	n, err := Folder(context.Background(), dir, cfg)
	if err != nil {
		t.Fatal(err)
	}
	before := tree(t, parent)
	if len(before) != n+1 {
		t.Errorf("%d files of which %d are told", len(before), n)
	}
	stopped, stop := context.WithCancel(context.Background())
	cfg.Progress = func(n int) {
		if n == 5 {
			stop()
		}
	}
	if _, err := Folder(stopped, dir, cfg); !errors.Is(err, context.Canceled) {
		t.Errorf("a broken off export ends with %v", err)
	}
	cfg.Progress = nil
	if diff := cmp.Diff(before, tree(t, parent)); diff != "" {
		t.Errorf("a broken off export changed: %s", diff)
	}
	if _, err := Folder(context.Background(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, tree(t, parent)); diff != "" {
		t.Errorf("the second export differs: %s", diff)
	}
	own := filepath.Join(dir, "fr", "own.txt")
	if err := os.WriteFile(own, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	var foreign Foreign
	if _, err := Folder(context.Background(), dir, cfg); !errors.As(err, &foreign) || string(foreign) != own {
		t.Errorf("a folder with a file of somebody gives %v", err)
	}
	if _, err := Folder(context.Background(), own, cfg); err == nil {
		t.Error("a file is replaced")
	}
}

func TestZip(t *testing.T) {
	t.Parallel()
	dir, cfg := t.TempDir(), small(t)
	file := filepath.Join(dir, "site.zip")
	if _, err := Zip(context.Background(), file, cfg); err != nil {
		t.Fatal(err)
	}
	first := tree(t, dir)
	if _, err := Zip(context.Background(), file, cfg); err != nil {
		t.Fatal(err)
	}
	if second := tree(t, dir); len(second) != 1 || second["site.zip"] != first["site.zip"] {
		t.Errorf("two exports give %d files, or another one", len(second))
	}
	other := filepath.Join(dir, "other.zip")
	if err := os.WriteFile(other, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	var foreign Foreign
	if _, err := Zip(context.Background(), other, cfg); !errors.As(err, &foreign) {
		t.Errorf("the file of somebody gives %v", err)
	}
}

// tree gives the files below a folder.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var data []byte
			data, err = os.ReadFile(filepath.Join(dir, name))
			out[name] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// The engine is what the code gives.
func TestEngineIsCurrent(t *testing.T) {
	t.Parallel()
	if engineGo != runtime.Version() {
		t.Skipf("the engine was compiled by %s, this is %s: it cannot be compared", engineGo, runtime.Version())
	}
	engine, err := build.Engine()
	if err != nil {
		t.Fatal(err)
	}
	exec, err := build.Exec()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(engine, engineWasm) || !bytes.Equal(exec, wasmExec) {
		t.Error("the engine is not what the code gives: go generate ./server/export")
	}
}
