package export

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/content/highlight"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server"
	"waptkb/server/internal/testindex"
)

// ownFiles are an organisation's: an article, one in the place of one of ours, a message, and
// what is hidden.
var ownFiles = map[string]string{
	"articles/badge-imprimante/fr.md": `---
title: Badge inconnu de l’imprimante
errors: ["Badge {number} inconnu du serveur d'impression"]
questions: ["l’imprimante ne reconnaît pas mon badge"]
component: agent
---
Passez le badge au bureau 12, puis relancez ` + "`spooler`" + `.

` + "```bat\nnet stop spooler\n```\n",
	"articles/uninstall-key-not-found/fr.md": `---
title: Notre clé de désinstallation
questions: ["la clé de désinstallation de chez nous"]
---
Demandez au service informatique.
`,
	"messages/kiosk.yaml": `- id: kiosk-fermee
  program: agent
  component: agent
  severity: error
  errors: [{text: "Kiosk shell terminated with code {number}"}]
  source: kiosk.exe
`,
	"messages/kiosk.fr.yaml": `kiosk-fermee:
  cause: La borne s’est fermée.
  remedy: Relancez la borne.
`,
	"hidden.txt": "waptexit-15-minutes\n",
}

// withOwn is the world beside which an organisation's articles stand.
func withOwn(t *testing.T) world {
	t.Helper()
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for name, text := range ownFiles {
		files[name] = &fstest.MapFile{Data: []byte(text)}
	}
	own, review, err := content.LoadOwn(files, x.Library())
	if err != nil || len(review.Faults) > 0 {
		t.Fatal(err, review.Faults)
	}
	compiled, err := index.CompileBeside(x, own, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := world{}
	if w.whole, err = x.Beside(string(compiled)); err != nil {
		t.Fatal(err)
	}
	if w.shipped, err = w.whole.Ship(highlight.HTML); err != nil {
		t.Fatal(err)
	}
	if w.index, err = index.Unship(bytes.Clone(w.shipped)); err != nil {
		t.Fatal(err)
	}
	return w
}

// With an organisation's own articles the page tells what the server tells, of theirs and of ours.
func TestPageWithOwnArticles(t *testing.T) {
	t.Parallel()
	w := withOwn(t)
	s, err := server.New(server.Config{Index: w.whole, Messages: i18n.New()})
	if err != nil {
		t.Fatal(err)
	}
	asked := questions{Queries: []asked{
		{Lang: "fr", Query: "Badge 4711 inconnu du serveur d'impression"}, {Lang: "en", Query: "Badge 4711 inconnu du serveur d'impression"},
		{Lang: "fr", Query: "imprimante badge"}, {Lang: "fr", Query: "Kiosk shell terminated with code 17"}, {Lang: "en", Query: "Kiosk shell terminated with code 17"},
		{Lang: "fr", Query: "uninstall key can not be found"}, {Lang: "fr", Query: "waptexit 15 minutes"}, {Lang: "fr", Query: "spooler", Component: "agent"},
		{Lang: "fr", Query: "Badge 12 inconnu du serveur d'impression\nError timed out after 600 seconds with output 'x'"},
	}}
	for i, q := range queries(t) {
		if len(q.Query) < 8000 && q.Component == "" && q.Limit == 0 && len(bytes.TrimSpace([]byte(q.Query))) > 0 && i%20 == 0 {
			asked.Queries = append(asked.Queries, q)
		}
	}
	got := askInNode(t, w.shipped, asked)
	for i, q := range asked.Queries {
		if want := w.search(t, q); got.Search[i] != want {
			t.Errorf("%.80q: %s", q.Query, difference(got.Search[i], want))
		}
		answer := httptest.NewRecorder()
		address := "/" + q.Lang + "/search?" + url.Values{"q": {q.Query}, "component": {q.Component}}.Encode()
		s.Handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
		if diff := cmp.Diff(told(t, answer.Body.String()), told(t, `<main>`+got.Search[i]+`</main>`)); diff != "" {
			t.Errorf("%s, %.80q (-server +page): %s", q.Lang, q.Query, diff)
		}
	}
	for _, part := range []struct{ answer, has string }{
		{got.Search[0], `badge-imprimante.html`}, {got.Search[0], "4711"}, {got.Search[3], "kiosk-fermee"}, {got.Search[5], "Notre clé de désinstallation"},
	} {
		if !bytes.Contains([]byte(part.answer), []byte(part.has)) {
			t.Errorf("an answer lacks %q: %.300q", part.has, part.answer)
		}
	}
}
