package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) { os.Exit(Run(m)) }

const page = `<!doctype html><title>A page</title><body style="margin:0">
<input id=in><button onclick="document.title = 'clicked'">Button</button>
<script>
	const seen = [];
	addEventListener('keydown', e => { if (e.key !== 'Control') seen.push((e.ctrlKey ? 'Control+' : '') + e.key); if (e.key === '/') e.preventDefault(); });
	addEventListener('paste', e => { window.pasted = e.clipboardData.getData('text'); });
	document.getElementById('in').focus();
</script>`

// Both browsers do the same with the same keys, clicks and expressions.
func TestPage(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, page) }))
	t.Cleanup(site.Close)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "page.html"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, open := range All {
		for _, at := range []string{site.URL, "file://" + filepath.ToSlash(dir)} {
			t.Run(name, func(t *testing.T) {
				p := open(t, at)
				p.Resize(400, 300)
				p.Copy("two\nlines é")
				p.Open("/page.html")
				p.Type("aé/")
				p.Press("Backspace")
				p.Press("Enter")
				p.Press("Control+Enter")
				got := JS[[]string](p, "seen")
				if diff := cmp.Diff([]string{"a", "é", "/", "Backspace", "Enter", "Control+Enter"}, got); diff != "" {
					t.Errorf("keys that a page sees (-want +got):\n%s", diff)
				}
				if got := JS[string](p, "document.getElementById('in').value"); got != "a" {
					t.Errorf("the field has %q: the letter that was deleted is there, or that of the key that the page took", got)
				}
				JS[any](p, "document.activeElement.blur()")
				p.Press("Control+v")
				p.Wait(`window.pasted === 'two\nlines é'`)
				p.Click("button")
				p.Wait("document.title === 'clicked'")
				if p.Keys != 8 {
					t.Errorf("%d keys and clicks, want 8", p.Keys)
				}
				if got := JS[[]int](p, "Promise.resolve([innerWidth, innerHeight])"); !cmp.Equal(got, []int{400, 300}) {
					t.Errorf("the page has a size of %v", got)
				}
			})
		}
	}
}

// A page tells of what no page may do.
func TestFaults(t *testing.T) {
	other := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(other.Close)
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Security-Policy", "script-src 'unsafe-inline'; img-src http:; style-src 'none'")
		fmt.Fprintf(w, `<!doctype html><p style="color: red">x</p><img src="%s/x.png" alt=""><script>console.error('wrong')</script>`, other.URL)
	}))
	t.Cleanup(site.Close)
	for name, open := range All {
		t.Run(name, func(t *testing.T) {
			r := &recorder{TB: t}
			open(r, site.URL).Open("/")
			for _, cleanup := range slices.Backward(r.cleanups) {
				cleanup()
			}
			for _, want := range []string{"console: ", "style-src", "request to another place: " + other.URL + "/x.png"} {
				if !strings.Contains(r.told, want) {
					t.Errorf("no %q in what is told: %s", want, r.told)
				}
			}
		})
	}
}

// recorder is a test that may fail.
type recorder struct {
	testing.TB
	cleanups []func()
	told     string
}

func (r *recorder) Cleanup(f func())  { r.cleanups = append(r.cleanups, f) }
func (r *recorder) Error(args ...any) { r.told += fmt.Sprintln(args...) }
