package server

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"waptkb/server/chat"
)

// TestNoSecretIsShownAgain: what people paste is shown again by pages, by the API, in
// chats and to assistants, and no secret in it.
func TestNoSecretIsShownAgain(t *testing.T) {
	t.Parallel()
	h := newServerWith(t, func(c *Config) { c.Chat = chat.Config{Secrets: map[string]chat.Secrets{"mattermost-tokens": {"x"}}} }).Handler()
	do := func(method, target, body, contentType string) string {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		r.Header.Set("Accept", "application/json, text/event-stream")
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		return w.Body.String() + fmt.Sprint(w.Header())
	}
	const form, plain, asJSON = "application/x-www-form-urlencoded", "text/plain", "application/json"
	call := func(tool, argument, text string) string {
		body, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": map[string]any{
			"name": "waptkb_" + tool, "arguments": map[string]string{argument: text},
		}})
		return do(http.MethodPost, "/mcp", string(body), asJSON)
	}
	channels := map[string]func(text string) string{
		"page":          func(text string) string { return do("GET", "/en/search?q="+url.QueryEscape(text), "", "") },
		"page, posted":  func(text string) string { return do("POST", "/fr/search", url.Values{"q": {text}}.Encode(), form) },
		"API":           func(text string) string { return do("GET", "/api/v1/search?q="+url.QueryEscape(text), "", "") },
		"diagnosis":     func(text string) string { return do("POST", "/api/v1/diagnose", text, plain) },
		"log on a page": func(text string) string { return do("POST", "/fr/diagnose", url.Values{"log": {text}}.Encode(), form) },
		"suggestions": func(text string) string {
			return do("GET", "/api/v1/suggest?format=opensearch&q="+url.QueryEscape(text), "", "")
		},
		"chat": func(text string) string {
			return do("POST", "/chat/mattermost", url.Values{"token": {"x"}, "command": {"/wapt"}, "text": {text}}.Encode(), form)
		},
		"assistant, search":  func(text string) string { return call("search", "query", text) },
		"assistant, log":     func(text string) string { return call("diagnose", "log", text) },
		"assistant, article": func(text string) string { return call("get_article", "id", text) },
		"unknown article":    func(text string) string { return do("GET", "/en/articles/"+url.PathEscape(text), "", "") },
		"unknown, API":       func(text string) string { return do("GET", "/api/v1/articles/"+url.PathEscape(text), "", "") },
		"unknown page": func(text string) string {
			return do("GET", "/fr/"+url.PathEscape(text)+"?x="+url.QueryEscape(text), "", "")
		},
		"component": func(text string) string {
			return do("GET", "/api/v1/search?q=a&component="+url.QueryEscape(text), "", "")
		},
	}
	for secret, text := range map[string]string{
		"S3cr3tB":                     "MSI a.msi has been installed but the uninstall key password=S3cr3tB can not be found",
		"eyJzdWIiOiIxMjM0NTY3ODkwIn0": "MSI eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abcdefgh12345 has been installed but the uninstall key x can not be found",
		"Hunter2X":                    `Error timed out after 600 seconds with output 'net use Z: \\srv\share Hunter2X /user:dom\bob'`,
		"tr0ub4dor":                   "wapt-get: https://admin:tr0ub4dor@srv/wapt timed out after 600 seconds with output ''",
	} {
		for name, ask := range channels {
			if got := ask(text); strings.Contains(got, secret) {
				i := strings.Index(got, secret)
				t.Errorf("%s shows %s: …%s…", name, secret, got[max(0, i-80):min(len(got), i+60)])
			}
		}
	}
}
