package export

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"waptkb/content/highlight"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/eval"
	"waptkb/server/export/lzma"
	"waptkb/server/inpage"
	"waptkb/server/internal/testindex"
)

// world is the index of the embedded articles, and what is shipped of it.
type world struct {
	whole   *index.Index
	shipped []byte
	index   *index.Index
}

var theWorld = sync.OnceValues(func() (w world, err error) {
	x, err := testindex.Index()
	if err != nil {
		return w, err
	}
	if w.shipped, err = x.Ship(highlight.HTML); err != nil {
		return w, err
	}
	w.whole = x
	w.index, err = index.Unship(bytes.Clone(w.shipped))
	return w, err
})

func newWorld(t *testing.T) world {
	t.Helper()
	w, err := theWorld()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w world) writer(lang string) inpage.Writer {
	return inpage.Writer{Index: w.index, Texts: i18n.New(), Lang: lang}
}

// asked is a query, as the engine is asked it.
type asked struct {
	Lang, Query, Component string
	Limit                  int
}

// queries gives those of all sets, and some that are odd.
func queries(t *testing.T) (out []asked) {
	t.Helper()
	out = append(out,
		asked{Query: "uninstall", Component: "paquet"}, asked{Query: "erreur", Component: "agent", Limit: 50}, asked{Query: "certificat", Limit: 50}, asked{Query: " "},
		asked{Query: "<script>alert(1)</script> & \"x\" '"}, asked{Query: strings.Repeat("erreur 1603 ", 2000)}, asked{Query: "xyzzy", Component: "nothing"},
		asked{Query: "0x80070652"}, asked{Query: "wapt 2.6 timed out after 600 seconds with output 'abc'\nConnection refused\nERROR_INSTALL_FAILURE"},
	)
	sets, err := filepath.Glob("../../index/eval/testdata/*.jsonl")
	if err != nil || len(sets) < 2 {
		t.Fatalf("sets of queries: %v %v", sets, err)
	}
	others, _ := filepath.Glob("../../../shared/eval/*.jsonl") // where there are any
	for _, set := range append(sets, others...) {
		data, err := os.ReadFile(set)
		if err != nil {
			t.Fatal(err)
		}
		cases, err := eval.ReadCases(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			out = append(out, asked{Query: c.Q})
		}
	}
	for i := range out {
		out[i].Lang = i18n.Languages()[i%len(i18n.Languages())]
		out[i].Query = strings.ReplaceAll(out[i].Query, "\r\n", "\n")
	}
	return out
}

// The shipped index answers every query as the whole one does: answer, confidence, captures,
// order, snippets and all else that the API tells; and the page shows it.
func TestShippedIndexAnswersAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, q := range queries(t) {
		query := index.Query{Text: q.Query, Lang: q.Lang, Component: q.Component, Limit: q.Limit}
		want, wantErr := w.whole.Search(context.Background(), query)
		got, err := w.index.Search(context.Background(), query)
		page := w.search(t, q)
		if wantErr != nil || err != nil {
			if fmt.Sprint(err) != fmt.Sprint(wantErr) || !strings.Contains(page, `role="alert"`) {
				t.Errorf("%.80q gives %v, want %v: %s", q.Query, err, wantErr, page)
			}
			continue
		}
		if diff := cmp.Diff(api.NewSearch(query, want, 0), api.NewSearch(query, got, 0)); diff != "" {
			t.Errorf("%.80q: %s", q.Query, diff)
		}
	}
}

// The same of logs.
func TestShippedIndexDiagnosesAlike(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i, log := range sampleLogs(t) {
		o := index.DiagnoseOptions{Lang: i18n.Languages()[i%2]}
		want, wantErr := w.whole.Diagnose(context.Background(), strings.NewReader(log), o)
		got, err := w.index.Diagnose(context.Background(), strings.NewReader(log), o)
		if wantErr != nil || err != nil {
			if fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Errorf("log %d gives %v, want %v", i, err, wantErr)
			}
			continue
		}
		if diff := cmp.Diff(api.NewDiagnosis(want, o.Lang, 0), api.NewDiagnosis(got, o.Lang, 0), cmpopts.IgnoreUnexported(api.Finding{})); diff != "" {
			t.Errorf("log %d: %s", i, diff)
		}
	}
}

// sampleLogs gives logs of every kind.
func sampleLogs(t *testing.T) []string {
	t.Helper()
	logs := []string{
		"", "\x00\x01\x02\x03", "nothing is the matter\n", "2024 ERROR timed out after 600 seconds with output 'abc'\r\nUnable to connect\r\n",
		strings.Repeat("EUNINSTALLKEYNOTFOUND uninstall key not found\n", 100), strings.Repeat("é nothing\n", 100_000) + "timed out after 600 seconds with output 'abc'",
	}
	for _, pattern := range []string{"../../index/testdata/*.log", "../../../shared/eval/sample-logs/*.log"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			logs = append(logs, string(data))
		}
	}
	return logs
}

// answers is what the engine gives in a JavaScript machine.
type answers struct{ Search, Suggest, Diagnose []string }

// inNode runs the engine as a page does: from its scripts, by asking for tasks.
const inNode = `
const fs = require('fs'), vm = require('vm'), parts = {}, waiting = [];
globalThis.waptkbPart = (name, text) => { parts[name] = text; };
vm.runInThisContext(fs.readFileSync('start.js', 'utf8'));
for (const name of ['engine', 'index']) vm.runInThisContext(fs.readFileSync(name + '.js', 'utf16le').slice(1));
const asked = JSON.parse(fs.readFileSync('asked.json')), channel = new MessageChannel();
waptkbStart(channel.port2);
channel.port1.onmessage = e => {
  const task = waiting[e.data.id];
  if (e.data.progress) task.progress(...e.data.progress);
  else if (e.data.fault) task.failed(new Error(e.data.fault));
  else task.done(e.data.value);
};
const ask = (task, args, progress) => new Promise((done, failed) => {
  const id = waiting.push({ done, failed, progress }) - 1;
  channel.port1.postMessage({ id, task, args });
});
(async () => {
  await ask('run', [await WebAssembly.compile(await ask('unpack', ['', '', parts.engine]))]);
  await ask('open', [await ask('unpack', ['', '', parts.index])]);
  const out = { Search: [], Suggest: [], Diagnose: [] };
  for (const q of asked.Queries) out.Search.push(await ask('search', [q.Lang, q.Query, q.Component, q.Limit]));
  for (const text of asked.Typed || []) out.Suggest.push(await ask('suggest', ['fr', text]));
  for (const log of asked.Logs || []) {
    let last = -1;
    out.Diagnose.push(await ask('diagnose', ['en', new Blob([Buffer.from(log, 'base64')])], (read, size) => {
      if (read < last || read > size) throw new Error('progress');
      last = read;
    }));
  }
  fs.writeFileSync('answers.json', JSON.stringify(out));
  process.exit(0);
})();`

// questions is what the engine is asked.
type questions struct {
	Queries []asked
	Typed   []string
	Logs    [][]byte
}

// askInNode asks the engine in a JavaScript machine, with an index that was shipped.
func askInNode(t *testing.T, shipped []byte, q questions) (got answers) {
	t.Helper()
	dir := t.TempDir()
	list, err := json.Marshal(q)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string][]byte{
		"start.js": engineStart(), "engine.js": script("engine", engineWasm), "index.js": script("index", lzma.Pack(shipped)), "asked.json": list,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	runNode(t, dir, inNode)
	data, err := os.ReadFile(filepath.Join(dir, "answers.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &got); err != nil || len(got.Search) != len(q.Queries) || len(got.Suggest) != len(q.Typed) || len(got.Diagnose) != len(q.Logs) {
		t.Fatalf("%d, %d, %d answers, %v", len(got.Search), len(got.Suggest), len(got.Diagnose), err)
	}
	return got
}

// The engine gives in a JavaScript machine what the code gives here.
func TestEngineIsTheServers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asked := questions{queries(t), []string{"", "timed o", "mot de", "0x8007", "1618", "uninstall key can not be found", "désinst", strings.Repeat("x", 300)}, nil}
	logs := sampleLogs(t)
	logs = append(logs, zipped(t, logs[2:5]), gzipped(t, logs[3]))
	for _, log := range logs {
		asked.Logs = append(asked.Logs, []byte(log))
	}
	got := askInNode(t, w.shipped, asked)
	for i, q := range asked.Queries {
		if want := w.search(t, q); got.Search[i] != want {
			t.Errorf("%.80q: %s", q.Query, difference(got.Search[i], want))
		}
	}
	for i, text := range asked.Typed {
		want, err := api.Suggest(context.Background(), w.index, text, "fr")
		if err != nil {
			t.Fatal(err)
		}
		for i := range want {
			want[i].URL = "../" + inpage.File(want[i].URL)
		}
		var suggested []api.Suggestion
		if err := json.Unmarshal([]byte(got.Suggest[i]), &suggested); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, suggested); diff != "" {
			t.Errorf("%q: other suggestions than the server's (-want +got):\n%s", text, diff)
		}
	}
	for i, log := range logs {
		want, err := w.writer("en").Diagnose(context.Background(), "", strings.NewReader(log), index.DiagnoseOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if want = inpage.Relative("/en/diagnose", want, nil); got.Diagnose[i] != want {
			t.Errorf("log %d: %s", i, difference(got.Diagnose[i], want))
		}
	}
}

// search gives what the page of results shows.
func (w world) search(t *testing.T, q asked) string {
	t.Helper()
	out, err := w.writer(q.Lang).Search(context.Background(), index.Query{Text: q.Query, Component: q.Component, Limit: q.Limit})
	if err != nil {
		t.Fatal(err)
	}
	return inpage.Relative("/"+q.Lang+"/search", out, nil)
}

// normal gives a piece of HTML as a page is written after it was read.
func normal(t *testing.T, fragment string) string {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(fragment), &html.Node{Type: html.ElementNode, Data: "div", DataAtom: atom.Div})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	for _, n := range nodes {
		_ = html.Render(&out, n)
	}
	return spaced(out.String())
}

// spaced leaves out the space between elements.
func spaced(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	return strings.ReplaceAll(text, "> <", "><")
}

// difference shows where two texts begin to differ.
func difference(got, want string) string {
	n := 0
	for ; n < min(len(got), len(want)) && got[n] == want[n]; n++ {
	}
	from := max(0, n-60)
	return fmt.Sprintf("got %.200q, want %.200q", got[from:], want[from:])
}
