package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/server/internal/testindex"
)

func newTestServer(t testing.TB, change func(*Config)) *Server {
	t.Helper()
	idx, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	cfg := Config{Engine: idx, Texts: i18n.New(), Version: "test", Lang: "en"}
	if change != nil {
		change(&cfg)
	}
	s, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newTestHTTP(t testing.TB, change func(*Config)) string {
	t.Helper()
	h, err := newTestServer(t, change).Handler()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}

// sessions connects the SDK's client in every way: each transport, each
// protocol version.
func sessions(t *testing.T) map[string]*sdk.ClientSession {
	t.Helper()
	out := map[string]*sdk.ClientSession{}
	for _, version := range []string{"2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28"} {
		for name, transport := range map[string]func() sdk.Transport{
			"stdio": func() sdk.Transport {
				clientIn, serverOut := io.Pipe()
				serverIn, clientOut := io.Pipe()
				s := newTestServer(t, nil)
				go func() {
					err := s.Run(context.WithoutCancel(t.Context()), serverIn, serverOut)
					serverOut.CloseWithError(errors.Join(err, io.EOF))
				}()
				return &sdk.IOTransport{Reader: clientIn, Writer: clientOut}
			},
			"HTTP": func() sdk.Transport {
				return &sdk.StreamableClientTransport{Endpoint: newTestHTTP(t, nil), DisableStandaloneSSE: true}
			},
		} {
			client := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil)
			session, err := client.Connect(t.Context(), transport(), &sdk.ClientSessionOptions{ProtocolVersion: version})
			if err != nil {
				t.Fatalf("%s %s: %v", name, version, err)
			}
			t.Cleanup(func() { _ = session.Close() })
			out[name+" "+version] = session
		}
	}
	return out
}

func TestClient(t *testing.T) {
	for name, session := range sessions(t) {
		t.Run(name, func(t *testing.T) {
			if got, want := session.InitializeResult().ProtocolVersion, strings.Fields(name)[1]; got != want {
				t.Errorf("protocol %s, want %s", got, want)
			}
			testTools(t, session)
			testResources(t, session)
		})
	}
}

func testTools(t *testing.T, session *sdk.ClientSession) {
	t.Helper()
	list, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if tool.OutputSchema == nil || tool.InputSchema == nil || tool.Annotations == nil || !tool.Annotations.ReadOnlyHint || tool.Description == "" {
			t.Errorf("tool %s is incomplete: %+v", tool.Name, tool)
		}
	}
	slices.Sort(names)
	if want := []string{"waptkb_diagnose", "waptkb_get_article", "waptkb_search"}; !slices.Equal(names, want) {
		t.Errorf("tools %v, want %v", names, want)
	}

	var found api.Search
	call(t, session, "waptkb_search", map[string]any{"query": "uninstall key can not be found", "lang": "fr", "limit": 2}, &found)
	if found.Answer == nil || found.Answer.URL != "/fr/articles/uninstall-key-not-found" || len(found.Results) > 2 {
		t.Errorf("search = %+v", found)
	}
	call(t, session, "waptkb_search", map[string]any{"query": "zzqx vrrgl ptumph"}, &found)
	if found.Answer != nil || found.Results == nil || found.Lang != "en" {
		t.Errorf("search for nothing = %+v", found)
	}
	var d api.Diagnosis
	call(t, session, "waptkb_diagnose", map[string]any{"log": "2026-01-12 INFO begin\nCRITICAL waptservice Error timed out after 600 seconds with output '600.0'\n"}, &d)
	if len(d.Findings) != 1 || d.Findings[0].FirstLine != 2 {
		t.Errorf("diagnose = %+v", d)
	}
	var a Article
	call(t, session, "waptkb_get_article", map[string]any{"id": "cle-privee-perdue", "lang": "en"}, &a)
	if a.ID != "cle-privee-perdue" || a.Lang != "en" || !strings.Contains(a.Markdown, "## Solution") || a.Resource != "waptkb://articles/en/cle-privee-perdue" {
		t.Errorf("get_article = %+v", a)
	}

	for _, bad := range []struct {
		tool, says string
		args       map[string]any
	}{
		{"waptkb_search", "query is empty", map[string]any{"query": " "}},
		{"waptkb_search", "16 KiB", map[string]any{"query": strings.Repeat("a", 17000)}},
		{"waptkb_search", "query", map[string]any{}},
		{"waptkb_search", "lang", map[string]any{"query": "a", "lang": "de"}},
		{"waptkb_search", "limit", map[string]any{"query": "a", "limit": 51}},
		{"waptkb_search", "colour", map[string]any{"query": "a", "colour": "red"}},
		{"waptkb_diagnose", "log is empty", map[string]any{"log": ""}},
		{"waptkb_get_article", "Do you mean: uninstall-key-not-found", map[string]any{"id": "uninstall-key-notfound"}},
		{"waptkb_get_article", "no article", map[string]any{"id": "../../go.mod"}},
	} {
		r, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: bad.tool, Arguments: bad.args})
		if err != nil || !r.IsError || !strings.Contains(textOf(r), bad.says) {
			t.Errorf("%s %.60v: error %v, result %+v", bad.tool, bad.args, err, r)
		}
	}
	if _, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "waptkb_nothing"}); err == nil {
		t.Error("an unknown tool was called")
	}
}

// call calls a tool; the SDK checks the result against the output schema. The
// text must be the same JSON.
func call(t *testing.T, session *sdk.ClientSession, tool string, args map[string]any, out any) {
	t.Helper()
	r, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: args})
	if err != nil || r.IsError {
		t.Fatalf("%s: %v %s", tool, err, textOf(r))
	}
	structured, err := json.Marshal(r.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	var a, b any
	if err := errors.Join(json.Unmarshal(structured, &a), json.Unmarshal([]byte(textOf(r)), &b), json.Unmarshal(structured, out)); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(a, b) {
		t.Errorf("%s: text differs from structured content", tool)
	}
}

func textOf(r *sdk.CallToolResult) string {
	if r != nil && len(r.Content) == 1 {
		if text, ok := r.Content[0].(*sdk.TextContent); ok {
			return text.Text
		}
	}
	return ""
}

func testResources(t *testing.T, session *sdk.ClientSession) {
	t.Helper()
	n := 0
	for r, err := range session.Resources(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; r.MIMEType != "text/markdown" || r.Title == "" || !strings.HasPrefix(r.URI, resourceBase) {
			t.Errorf("resource %+v", r)
		}
	}
	idx, _ := testindex.Small()
	if want := 2 * len(idx.Library().IDs()); n != want {
		t.Errorf("%d resources, want %d", n, want)
	}
	templates, err := session.ListResourceTemplates(t.Context(), nil)
	if err != nil || len(templates.ResourceTemplates) != 1 || templates.ResourceTemplates[0].URITemplate != "waptkb://articles/{lang}/{id}" {
		t.Errorf("templates %+v, %v", templates, err)
	}
	r, err := session.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: "waptkb://articles/fr/cle-privee-perdue"})
	if err != nil || len(r.Contents) != 1 || r.Contents[0].MIMEType != "text/markdown" || !strings.HasPrefix(r.Contents[0].Text, "# ") || !strings.Contains(r.Contents[0].Text, "## Symptôme") {
		t.Errorf("read = %+v, %v", r, err)
	}
	for _, uri := range []string{"waptkb://articles/fr/nothing", "waptkb://articles/de/cle-privee-perdue", "file:///etc/passwd"} {
		if _, err := session.ReadResource(t.Context(), &sdk.ReadResourceParams{URI: uri}); err == nil {
			t.Errorf("%s was read", uri)
		}
	}
}

// TestRawStdio sends bytes as clients of each version do, all at once, and reads
// what comes until the server ends with its input.
func TestRawStdio(t *testing.T) {
	const searchCall = `"method":"tools/call","params":{%s"name":"waptkb_search","arguments":{"query":"uninstall key can not be found"}}}` + "\n"
	for _, version := range []string{"2025-03-26", "2025-06-18", "2026-07-28"} {
		meta, in := "", ""
		if version == "2026-07-28" {
			meta = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"raw","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}`
			in = `{"jsonrpc":"2.0","id":1,"method":"server/discover","params":{` + meta + `}}` + "\n"
		} else {
			in = `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"` + version + `","capabilities":{},"clientInfo":{"name":"raw","version":"1"}}}` + "\n" +
				`{"jsonrpc":"2.0","method":"notifications/initialized"}` + "\n"
		}
		in += `{"jsonrpc":"2.0","id":2,"method":"tools/list","params":{` + meta + `}}` + "\n"
		if meta != "" {
			meta += ","
		}
		in += `{"jsonrpc":"2.0","id":3,` + fmt.Sprintf(searchCall, meta) + `{"jsonrpc":"2.0","id":4,"method":"nothing"}` + "\n"
		var out bytes.Buffer
		if err := newTestServer(t, nil).Run(t.Context(), strings.NewReader(in), &out); err != nil {
			t.Errorf("%s: Run = %v", version, err)
		}
		got := map[float64]map[string]any{}
		for line := range strings.Lines(out.String()) {
			var m map[string]any
			if err := json.Unmarshal([]byte(line), &m); err != nil || m["jsonrpc"] != "2.0" {
				t.Fatalf("%s: %q is not the protocol", version, line)
			}
			if id, ok := m["id"].(float64); ok {
				got[id] = m
			}
		}
		first, _ := got[1]["result"].(map[string]any)
		if first == nil || first["protocolVersion"] != version && !strings.Contains(fmt.Sprint(first["supportedVersions"]), version) {
			t.Errorf("%s: first reply %v", version, got[1])
		}
		if !strings.Contains(fmt.Sprint(got[2]), "waptkb_get_article") {
			t.Errorf("%s: tools %.300v", version, got[2])
		}
		result, _ := got[3]["result"].(map[string]any)
		if !strings.Contains(fmt.Sprint(result["structuredContent"]), "uninstall-key-not-found") || result["content"] == nil {
			t.Errorf("%s: search %.300v", version, got[3])
		}
		if got[4]["error"] == nil {
			t.Errorf("%s: unknown method %v", version, got[4])
		}
	}
}

func TestRawHTTP(t *testing.T) {
	url := newTestHTTP(t, func(c *Config) { c.PublicURL = "https://aide.example.fr/kb" })
	post := func(body string, headers ...string) (int, string) {
		r, err := http.NewRequest("POST", url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		r.Host = r.Header.Get("Host")
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode == 200 && (res.Header.Get("Content-Type") != "application/json" || !strings.HasPrefix(res.Header.Get("Cache-Control"), "no-") || res.Header.Get("Mcp-Session-Id") != "") {
			t.Errorf("headers %v", res.Header)
		}
		return res.StatusCode, string(b)
	}
	const search = `{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"waptkb_search","arguments":{"query":"uninstall key can not be found"}}}`
	const meta = `"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"raw","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}},`
	for _, version := range []string{"", "2025-03-26", "2025-06-18"} {
		if status, body := post(search, "MCP-Protocol-Version", version); status != 200 || !strings.Contains(body, `"structuredContent"`) || !strings.Contains(body, "uninstall-key-not-found") {
			t.Errorf("version %q: %d %.300s", version, status, body)
		}
	}
	current := strings.Replace(search, `"params":{`, `"params":{`+meta, 1)
	if status, body := post(current, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "tools/call", "Mcp-Name", "waptkb_search"); status != 200 || !strings.Contains(body, `"structuredContent"`) {
		t.Errorf("current version: %d %.300s", status, body)
	}
	for name, test := range map[string]struct {
		status  int
		body    string
		headers []string
	}{
		"foreign origin":     {403, search, []string{"Origin", "https://evil.example"}},
		"foreign page":       {403, search, []string{"Sec-Fetch-Site", "cross-site"}},
		"public origin":      {200, search, []string{"Origin", "https://aide.example.fr"}},
		"foreign host":       {403, search, []string{"Host", "evil.example"}},
		"public host":        {200, search, []string{"Host", "aide.example.fr"}},
		"no JSON":            {400, "{", nil},
		"other type":         {415, search, []string{"Content-Type", "text/plain"}},
		"too large":          {413, `{"x":"` + strings.Repeat("a", defaultMaxMessage) + `"}`, nil},
		"a version of never": {400, search, []string{"MCP-Protocol-Version", "1999-01-01"}},
	} {
		if status, body := post(test.body, test.headers...); status != test.status {
			t.Errorf("%s: %d, want %d: %.200s", name, status, test.status, body)
		}
	}
	res, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	if res.Body.Close(); res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET = %d, want 405", res.StatusCode)
	}
}

type brokenEngine struct {
	index.Service
	panics bool
}

func (e brokenEngine) Search(_ context.Context, q index.Query) (*index.Response, error) {
	if e.panics {
		panic("hidden detail of pasted")
	}
	return nil, fmt.Errorf("hidden detail of %q: %w", "pasted", context.DeadlineExceeded)
}

func TestOwnFaultsAreHidden(t *testing.T) {
	for _, panics := range []bool{false, true} {
		var log bytes.Buffer
		s := newTestServer(t, func(c *Config) {
			c.Engine = brokenEngine{c.Engine, panics}
			c.Logger = slog.New(slog.NewTextHandler(&log, nil))
		})
		client, server := sdk.NewInMemoryTransports()
		if _, err := s.mcp.Connect(t.Context(), server, nil); err != nil {
			t.Fatal(err)
		}
		session, err := sdk.NewClient(&sdk.Implementation{Name: "test"}, nil).Connect(t.Context(), client, nil)
		if err != nil {
			t.Fatal(err)
		}
		r, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "waptkb_search", Arguments: map[string]any{"query": "pasted"}})
		if err != nil || !r.IsError || strings.Contains(textOf(r), "hidden") {
			t.Errorf("CallTool = %+v, %v", r, err)
		}
		if want := map[bool]string{true: "panic: string", false: "context deadline exceeded"}[panics]; !strings.Contains(log.String(), want) || strings.Contains(log.String(), "pasted") {
			t.Errorf("log: %s", log.String())
		}
		if err := session.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestForeignHost(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "localhost": true, "LOCALHOST:8080": true, "10.0.0.1:80": false, "example.fr": false, "": false, "127.0.0.1.evil.fr": false} {
		if got := isLoopback(address); got != want {
			t.Errorf("isLoopback(%q) = %v", address, got)
		}
	}
	r := httptest.NewRequest("POST", "http://evil.example/mcp", nil)
	onLoopback := r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)})))
	onNetwork := r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1)})))
	if !foreignHost(onLoopback, "") || foreignHost(onNetwork, "") || foreignHost(onLoopback, "evil.example") {
		t.Error("foreignHost is wrong")
	}
}

func TestNewRefusesIncompleteConfig(t *testing.T) {
	if _, err := New(Config{}); err == nil {
		t.Error("New without index and texts succeeded")
	}
	if _, err := newTestServer(t, func(c *Config) { c.PublicURL = "nonsense" }).Handler(); err == nil {
		t.Error("Handler took a public address that is none")
	}
}

func FuzzStdio(f *testing.F) {
	f.Add(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"waptkb_search","arguments":{"query":"x"}}}`)
	f.Add(`{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"waptkb://articles/fr/x"}}`)
	f.Add("{\n[]\n")
	s := newTestServer(f, nil)
	f.Fuzz(func(t *testing.T, in string) {
		var out bytes.Buffer
		_ = s.Run(t.Context(), strings.NewReader(in), &out) // what is no JSON-RPC is an error, and no panic
		for line := range strings.Lines(out.String()) {
			if !json.Valid([]byte(line)) {
				t.Errorf("output %q is no JSON", line)
			}
		}
	})
}
