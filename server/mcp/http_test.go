package mcp

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/index"
)

// answer is what matters of an answer of JSON-RPC.
type answer struct {
	ID    json.RawMessage
	Error *struct{ Code int64 }
}

func (a answer) String() string {
	if a.Error == nil {
		return string(a.ID)
	}
	return fmt.Sprintf("%s: %d", a.ID, a.Error.Code)
}

// summary gives the id and the error code of each answer.
func summary(t *testing.T, body string) []string {
	t.Helper()
	var answers []answer
	if !strings.HasPrefix(body, "[") {
		if body == "" {
			return nil
		}
		body = "[" + body + "]"
	}
	if err := json.Unmarshal([]byte(body), &answers); err != nil {
		t.Fatalf("%v: %.300s", err, body)
	}
	var out []string
	for _, a := range answers {
		out = append(out, a.String())
	}
	return out
}

// post sends a body and gives status and answer.
func post(t testing.TB, url, body string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	if kind := res.Header.Get("Content-Type"); len(b) > 0 && kind != "application/json" && kind != "text/event-stream" {
		t.Errorf("answer of type %q: %.200s", kind, b)
	}
	return res.StatusCode, string(b)
}

// articleCalls is a batch that asks for an article n times.
func articleCalls(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"waptkb_get_article","arguments":{"id":"cle-privee-perdue"}}}`, i)
	}
	return "[" + b.String()[1:] + "]"
}

const ping = `{"jsonrpc":"2.0","id":%s,"method":"ping"}`

func TestIDsOverHTTP(t *testing.T) {
	url := newTestHTTP(t, nil)
	for _, c := range ids {
		for _, method := range []string{"ping", "tools/list"} {
			status, body := post(t, url, `{"jsonrpc":"2.0","id":`+c.id+`,"method":"`+method+`"}`)
			want, wantStatus := c.id, 200
			if !c.valid {
				want, wantStatus = "null: -32600", 400
			}
			if got := summary(t, body); status != wantStatus || len(got) != 1 || got[0] != want {
				t.Errorf("%s with id %s: %d %q", method, c.id, status, got)
			}
		}
	}
	const discover = `{"jsonrpc":"2.0","id":1.5,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"raw","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}`
	status, body := post(t, url, discover, "Mcp-Protocol-Version", "2026-07-28", "Mcp-Method", "subscriptions/listen")
	if status != 200 || strings.Count(body, `"io.modelcontextprotocol/subscriptionId":1.5`) != 2 || !strings.Contains(body, `"id":1.5`) {
		t.Errorf("stream: %d %s", status, body)
	}
}

func TestBatchOverHTTP(t *testing.T) {
	url := newTestHTTP(t, nil)
	one := fmt.Sprintf(ping, "1")
	for name, c := range map[string]struct {
		body    string
		version string
		status  int
		want    []string
	}{
		"calls":                    {"[" + fmt.Sprintf(ping, "1.5") + "," + fmt.Sprintf(ping, `"\u0061"`) + "," + fmt.Sprintf(ping, "9007199254740993") + "]", "", 200, []string{"1.5", `"\u0061"`, "9007199254740993"}},
		"one id twice":             {"[" + one + "," + one + "]", "2025-03-26", 200, []string{"1", "1"}},
		"notifications":            {`[{"jsonrpc":"2.0","method":"notifications/initialized"},{"jsonrpc":"2.0","method":"nothing"}]`, "2024-11-05", 202, nil},
		"answers":                  {`[{"jsonrpc":"2.0","id":1,"result":{}}]`, "", 202, nil},
		"call and notification":    {`[{"jsonrpc":"2.0","method":"notifications/initialized"},` + one + `]`, "", 200, []string{"1"}},
		"what is no message":       {`[1,[` + one + `],{"jsonrpc":"2.0","method":1},` + one + `,{"jsonrpc":"2.0","id":null,"method":"ping"}]`, "", 200, []string{"null: -32600", "null: -32600", "null: -32600", "1", "null: -32600"}},
		"what the SDK refuses":     {`[{"jsonrpc":"1.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2.5,"method":"nothing"},{"jsonrpc":"2.0","id":3,"method":"notifications/initialized"}]`, "", 200, []string{"1: -32600", "2.5: -32600", "3: -32600"}},
		"a stream":                 {`[{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{}}}]`, "", 200, []string{"1: -32600"}},
		"initialize":               {`[` + one + `,{"jsonrpc":"2.0","id":2,"method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}]`, "", 200, []string{"1", "2: -32600"}},
		"nothing":                  {"[]", "", 400, []string{"null: -32600"}},
		"without batches":          {"[" + one + "]", "2025-06-18", 400, []string{"null: -32600"}},
		"without batches, later":   {"[" + one + "]", "2025-11-25", 400, []string{"null: -32600"}},
		"without batches, current": {"[" + one + "]", "2026-07-28", 400, []string{"null: -32600"}},
		"a version of never":       {"[" + one + "]", "1999-01-01", 400, []string{"null: -32600"}},
		"one too many":             {articleCalls(maxBatch + 1), "", 400, []string{"null: -32600"}},
		"no JSON":                  {"[" + one, "", 400, []string{"null: -32700"}},
		"deep":                     {strings.Repeat("[", 1<<20), "", 400, []string{"null: -32700"}},
		"too large":                {`["` + strings.Repeat("a", defaultMaxMessage) + `"]`, "", 413, []string{"null: -32600"}},
		"an answer alone":          {`{"jsonrpc":"2.0","id":null,"error":{"code":-1,"message":"x"}}`, "2025-06-18", 202, nil},
	} {
		status, body := post(t, url, c.body, "Mcp-Protocol-Version", c.version)
		if diff := cmp.Diff(c.want, summary(t, body)); status != c.status || diff != "" {
			t.Errorf("%s: %d %s", name, status, diff)
		}
		if strings.HasPrefix(body, "[") != (c.status == 200) {
			t.Errorf("%s: %.100s", name, body)
		}
	}
}

// TestLargeBatchIsSmallWork is the batch of a client who wants the server to
// fall over, but for its size; WAPTKB_LONG=1 sends the whole, see cmd/waptkb.
func TestLargeBatchIsSmallWork(t *testing.T) {
	url := newTestHTTP(t, nil)
	for _, n := range []int{maxBatch, 2000} {
		status, body := post(t, url, articleCalls(n))
		if len(body) > 9<<20 || (status == 200) != (n == maxBatch) {
			t.Errorf("%d calls: %d, %d bytes", n, status, len(body))
		}
	}
}

// fakeEngine searches with results of a number of bytes, and diagnoses as it is
// told.
type fakeEngine struct {
	index.Service
	bytes    int
	diagnose func(context.Context)
}

func (e fakeEngine) Search(context.Context, index.Query) (*index.Response, error) {
	return &index.Response{Results: []index.Result{{Article: &content.Article{}, Snippet: strings.Repeat("x", e.bytes)}}}, nil
}

func (e fakeEngine) Diagnose(ctx context.Context, _ io.Reader, _ index.DiagnoseOptions) (*index.Diagnosis, error) {
	e.diagnose(ctx)
	return &index.Diagnosis{}, ctx.Err()
}

func longAnswers(bytes int) func(*Config) {
	return func(c *Config) { c.Engine = fakeEngine{Service: c.Engine, bytes: bytes} }
}

func TestAnswersAreCutOff(t *testing.T) {
	const search = `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"waptkb_search","arguments":{"query":"x"}}}`
	url := newTestHTTP(t, longAnswers(1<<20)) // each stands twice in its answer
	var calls, want []string
	for i := range maxBatch {
		calls = append(calls, fmt.Sprintf(search, i))
		want = append(want, fmt.Sprintf("%d: %d", i, codeLimit))
		if i < 3 {
			want[i] = fmt.Sprint(i)
		}
	}
	status, body := post(t, url, "["+strings.Join(calls, ",")+"]")
	if diff := cmp.Diff(want, summary(t, body)); status != 200 || diff != "" || len(body) > maxAnswer {
		t.Errorf("%d, %d bytes: %s", status, len(body), diff)
	}
	status, body = post(t, newTestHTTP(t, longAnswers(5<<20)), fmt.Sprintf(search, 7))
	if got := summary(t, body); status != 200 || len(got) != 1 || got[0] != fmt.Sprintf("7: %d", codeLimit) {
		t.Errorf("one long answer: %d %q", status, got)
	}
}

func TestBatchIsAdmittedCallByCall(t *testing.T) {
	left := 2
	url := newTestHTTP(t, func(c *Config) {
		c.Admit = func(*http.Request) time.Duration {
			if left--; left < 0 {
				return 1500 * time.Millisecond
			}
			return 0
		}
	})
	status, body := post(t, url, "["+strings.Repeat(fmt.Sprintf(ping, "1")+",", 4)+fmt.Sprintf(ping, "5")+"]")
	want := []string{"1", "1", "1", fmt.Sprintf("1: %d", codeLimit), fmt.Sprintf("5: %d", codeLimit)}
	if diff := cmp.Diff(want, summary(t, body)); status != 200 || diff != "" || !strings.Contains(body, "in 2\u00a0s") && !strings.Contains(body, "in 2 s") {
		t.Errorf("%d %s %s", status, diff, body)
	}
}

const diagnose = `{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":"waptkb_diagnose","arguments":{"log":"%s"}}}`

// TestOneLargeMessageAtATime sends several large messages and a small one, which
// need not wait for them.
func TestOneLargeMessageAtATime(t *testing.T) {
	var running, most atomic.Int32
	started, finish := make(chan struct{}, maxLarge), make(chan struct{})
	url := newTestHTTP(t, func(c *Config) {
		c.Engine = fakeEngine{Service: c.Engine, diagnose: func(context.Context) {
			most.Store(max(most.Load(), running.Add(1)))
			started <- struct{}{}
			<-finish
			running.Add(-1)
		}}
	})
	var answered sync.WaitGroup
	for range maxLarge {
		answered.Go(func() {
			if status, body := post(t, url, fmt.Sprintf(diagnose, "1", strings.Repeat("x", smallBody))); status != 200 {
				t.Errorf("%d %.300s", status, body)
			}
		})
	}
	<-started
	if status, _ := post(t, url, fmt.Sprintf(ping, "1")); status != 200 {
		t.Errorf("ping = %d", status)
	}
	for range maxLarge {
		finish <- struct{}{}
	}
	answered.Wait()
	if most.Load() != 1 {
		t.Errorf("%d large messages are worked on at once", most.Load())
	}
}
