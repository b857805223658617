package server

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"waptkb/index/hostile"
	"waptkb/server/chat"
)

// TestHostileRequestsCost: wherever a stranger's text comes in, twice the text costs at
// most twice the work, also where it is only a part of an address.
func TestHostileRequestsCost(t *testing.T) {
	hostile.Measured(t)
	h := newServerWith(t, func(c *Config) { c.Chat = chat.Config{Secrets: map[string]chat.Secrets{"mattermost-tokens": {"x"}}} }).Handler()
	do := func(method, target, body, contentType string) {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Accept", "application/json, text/event-stream")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	inPath := func(prefix, suffix string) func(string) {
		return func(text string) { do(http.MethodGet, prefix+url.PathEscape(text)+suffix, "", "") }
	}
	form := func(target, field string, more ...string) func(string) {
		return func(text string) {
			values := url.Values{field: {text}}
			for i := 0; i+1 < len(more); i += 2 {
				values.Set(more[i], more[i+1])
			}
			do(http.MethodPost, target, values.Encode(), "application/x-www-form-urlencoded")
		}
	}
	for _, c := range []struct {
		name string
		n    int // bytes
		ask  func(text string)
	}{
		{"article", 16 << 10, inPath("/fr/articles/", "")},
		{"Markdown", 16 << 10, inPath("/fr/articles/", ".md")},
		{"article of the API", 16 << 10, inPath("/api/v1/articles/", "")},
		{"component", 16 << 10, inPath("/en/components/", "")},
		{"figure", 16 << 10, inPath("/figures/", ".svg")},
		{"file", 16 << 10, inPath("/static/", "")},
		{"problem", 16 << 10, inPath("/problems/", "")},
		{"nothing", 16 << 10, inPath("/fr/", "/")},
		{"suggest", 4 << 10, func(text string) { do(http.MethodGet, "/api/v1/suggest?q="+url.QueryEscape(text), "", "") }},
		{"page of results", 8 << 10, form("/fr/search", "q")},
		{"search", 8 << 10, func(text string) {
			body, _ := json.Marshal(map[string]string{"q": text})
			do(http.MethodPost, "/api/v1/search", string(body), "application/json")
		}},
		{"component of a search", 8 << 10, form("/api/v1/search", "component", "q", "x")},
		{"log in a form", 64 << 10, form("/fr/diagnose", "log")},
		{"chat", 8 << 10, form("/chat/mattermost", "text", "token", "x", "command", "/wapt")},
		{"assistant", 8 << 10, func(text string) {
			body, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": map[string]any{
				"name": "waptkb_search", "arguments": map[string]string{"query": text},
			}})
			do(http.MethodPost, "/mcp", string(body), "application/json")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, row := range hostile.Rows() {
				if ratio := hostile.Ratio(row, c.n, c.ask); ratio > hostile.Linear {
					t.Errorf("%s: twice the text costs %.1f times as much", row.Name, ratio)
				}
			}
		})
	}
}
