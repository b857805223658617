package export

import (
	"archive/zip"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server"
)

// The page tells what the server tells, in the same order: verdict, captured values, what to
// do for them, steps, other errors, proof, results, what is nearest.
func TestPageTellsWhatTheServerTells(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, err := server.New(server.Config{Index: w.whole, Messages: i18n.New()})
	if err != nil {
		t.Fatal(err)
	}
	asked := append(queries(t),
		asked{Lang: "fr", Query: "timed out after 1200 seconds with output ''"}, asked{Lang: "en", Query: "timed out after 300 seconds with output ''"},
		asked{Lang: "fr", Query: "mot de passe", Component: "paquet"}, asked{Lang: "en", Query: "uninstall key can not be found", Component: "serveur"}, asked{Lang: "fr", Query: "99999"}, asked{Lang: "en", Query: "5"})
	compared := 0
	for _, q := range asked {
		if strings.TrimSpace(q.Query) == "" || len(q.Query) > 8000 || q.Component == "nothing" {
			continue // the server leads elsewhere, or refuses
		}
		values := url.Values{"q": {q.Query}, "component": {q.Component}}
		if q.Limit > 0 {
			values.Set("limit", "50")
		}
		answer := httptest.NewRecorder()
		s.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/"+q.Lang+"/search?"+values.Encode(), nil))
		if answer.Code != http.StatusOK {
			t.Errorf("%.80q: the server answers %d", q.Query, answer.Code)
			continue
		}
		compared++
		want, got := told(t, answer.Body.String()), told(t, `<main>`+w.search(t, q)+`</main>`)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, %.80q (-server +page): %s", q.Lang, q.Query, diff)
		}
	}
	if compared < 1500 {
		t.Errorf("%d queries compared: too few", compared)
	}
}

// The same of logs, of archives of them, and of what is none.
func TestPageTellsOfLogsWhatTheServerTells(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s, err := server.New(server.Config{Index: w.whole, Messages: i18n.New()})
	if err != nil {
		t.Fatal(err)
	}
	list := sampleLogs(t)
	for i, log := range append(list, zipped(t, list[2:5]), zipped(t, []string{"\x7fELF\x02\x00", list[3]}), gzipped(t, list[3]), zipped(t, nil), "PK\x03\x04 broken") {
		lang := i18n.Languages()[i%2]
		r := httptest.NewRequest(http.MethodPost, "/"+lang+"/diagnose", strings.NewReader(log))
		r.Header.Set("Content-Type", "text/plain")
		answer := httptest.NewRecorder()
		s.Handler().ServeHTTP(answer, r)
		page, err := w.writer(lang).Diagnose(context.Background(), "", strings.NewReader(log), index.DiagnoseOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got := told(t, "<main>"+page+"</main>")
		if answer.Code != http.StatusOK { // why, beside the form
			if want := told(t, answer.Body.String()); len(got) != 1 || !slices.Contains(want, got[0]) {
				t.Errorf("log %d: the page tells %q, the server %q", i, got, want)
			}
			continue
		}
		if diff := cmp.Diff(told(t, answer.Body.String()), got); diff != "" {
			t.Errorf("log %d (-server +page): %s", i, diff)
		}
	}
}

// zipped gives an archive of logs.
func zipped(t *testing.T, list []string) string {
	t.Helper()
	var b strings.Builder
	z := zip.NewWriter(&b)
	for i, log := range list {
		f, err := z.Create(fmt.Sprintf("logs/%d.log", i))
		if err == nil {
			_, err = io.WriteString(f, log)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t *testing.T, log string) string {
	t.Helper()
	var b strings.Builder
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, log); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// told lists what a page tells in its main part, without spaces: the form is the page's own.
// Left out is what only a server’s page has: the ticket and its buttons, the view of the log, the fields
// for names.
func told(t *testing.T, page string) (out []string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var walk func(n *html.Node, inside bool)
	walk = func(n *html.Node, inside bool) {
		inside = inside || n.DataAtom == atom.Main
		class := classes(n)
		if slices.ContainsFunc([]string{"ticket", "tools-line", "inlog", "fills", "hidden", "send", "vote"}, func(c string) bool { return slices.Contains(class, c) }) {
			return
		}
		if inside && tells(n, class) {
			if text := strings.Join(strings.Fields(strings.ReplaceAll(textOf(n), "·", " ")), ""); text != "" {
				out = append(out, n.Data+":"+text)
			}
			return
		}
		for c := range n.ChildNodes() {
			walk(c, inside)
		}
	}
	walk(root, false)
	return out
}

// tells tells whether an element is compared as a whole.
func tells(n *html.Node, class []string) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.P, atom.Li, atom.Summary, atom.Button:
		return !slices.Contains(class, "hidden")
	}
	return slices.Contains(class, "steps") || slices.Contains(class, "rest")
}

func classes(n *html.Node) []string {
	for _, a := range n.Attr {
		if a.Key == "class" {
			return strings.Fields(a.Val)
		}
	}
	return nil
}

// intoLog tells that an element leads to a line in the view of the log.
func intoLog(n *html.Node) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool {
		return a.Key == "href" && (strings.HasPrefix(a.Val, "#l") || a.Val == "#inlog")
	})
}

func textOf(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var out strings.Builder
	for c := range n.ChildNodes() {
		if !slices.Contains(classes(c), "hidden") && !intoLog(c) {
			out.WriteString(textOf(c))
		}
	}
	return out.String()
}
