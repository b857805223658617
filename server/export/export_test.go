package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/server"
	"waptkb/server/export/build"
	"waptkb/server/export/lzma"
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
				if to.Scheme == "http" {
					t.Errorf("%s: %q leads to a server", name, a.Val)
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

// Code, index and what unpacks them weigh less than 4 MB together.
func TestWeight(t *testing.T) {
	t.Parallel()
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	w, err := newWriter(Config{Index: x, Messages: i18n.New(), Lang: content.Primary}, &server.Files{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := 0
	for _, data := range w.scripts {
		all += len(data)
	}
	if len(w.scripts) != 3 || all >= 4_000_000 {
		t.Errorf("%d scripts weigh %d bytes", len(w.scripts), all)
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

// unpackInNode unpacks scripts.
const unpackInNode = `
const fs = require('fs'), vm = require('vm'), channel = new MessageChannel();
vm.runInThisContext(fs.readFileSync('start.js', 'utf8'));
waptkbStart(channel.port2);
const answer = () => new Promise(done => { channel.port1.onmessage = e => done(e.data); });
(async () => {
  for (let id = 0; fs.existsSync(id + '.js'); id++) {
    let given = '';
    globalThis.waptkbPart = (name, text) => { given = text; };
    vm.runInThisContext(fs.readFileSync(id + '.js', 'utf16le').slice(1));
    channel.port1.postMessage({ id, task: 'unpack', args: ['', '', given] });
    fs.writeFileSync(id + '.out', (await answer()).value);
  }
  process.exit(0);
})();`

// What is put into a script comes out of it in a page.
func TestScript(t *testing.T) {
	t.Parallel()
	dir, random, noise := t.TempDir(), rand.New(rand.NewPCG(1, 2)), make([]byte, 3<<20)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	texts := [][]byte{{}, {0}, []byte("ab"), bytes.Repeat([]byte("\xff\xfe\x01"), 1000), noise, bytes.Repeat(noise[:70_000], 3)}
	give := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	give("start.js", engineStart())
	for i, text := range texts {
		give(fmt.Sprint(i, ".js"), script("x", lzma.Pack(text)))
	}
	runNode(t, dir, unpackInNode)
	for i, text := range texts {
		if got, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(i, ".out"))); err != nil || !bytes.Equal(got, text) {
			t.Errorf("text %d comes out as %d bytes, want %d: %v", i, len(got), len(text), err)
		}
	}
}

// runNode runs a program in a JavaScript machine.
func runNode(t *testing.T, dir, program string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed: apt-get install nodejs")
	}
	c := exec.Command(node, "-e", program)
	c.Dir = dir
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
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

// Below the path that it is made for, what is not there is answered with a page that leads into
// the site, from any depth.
func TestBase(t *testing.T) {
	t.Parallel()
	cfg := small(t)
	cfg.Base = "/aide/wapt/"
	files := written(t, cfg)
	web := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := files[strings.TrimPrefix(r.URL.Path, cfg.Base)]
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			text = files["404.html"]
		}
		_, _ = io.WriteString(w, text)
	})
	answer := func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		web.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
	lost := answer("/aide/wapt/some/where/else")
	if lost.Code != http.StatusNotFound {
		t.Fatalf("what is not there is answered with %d", lost.Code)
	}
	root, err := html.Parse(lost.Body)
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for n := range root.Descendants() {
		for _, a := range n.Attr {
			if a.Key != "href" {
				continue
			}
			links++
			if found := answer(a.Val); found.Code != http.StatusOK {
				t.Errorf("%s answers %d", a.Val, found.Code)
			}
		}
	}
	if links != len(i18n.Languages()) {
		t.Errorf("%d links", links)
	}
}
