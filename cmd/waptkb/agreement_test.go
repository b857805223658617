package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"waptkb/index/eval"
	"waptkb/server"
	"waptkb/server/chat"
)

// sampleEvery takes one in so many of the tuning queries.
const sampleEvery = 8

// TestChannelsAgree asks the same in the terminal, JSON, the page, every chat and
// MCP: all must name the same article, or be unsure together.
func TestChannelsAgree(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../index/eval/testdata/tuning.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	all, err := eval.ReadCases(f)
	if err != nil {
		t.Fatal(err)
	}
	var queries []string
	for i := 0; i < len(all); i += sampleEvery {
		queries = append(queries, all[i].Q)
	}
	queries = append(queries, "uninstall key can not be found", "zzqx vrrgl ptumph")
	queries = append(queries, "1618", "1722", "1753", "404", "5", "0x80070652", "-2147023278", "E_ACCESSDENIED", "ERROR_INSTALL_FAILURE", "0x8029FFFF", "0xC0000022", "99999")
	terminal := terminalResponses(t, queries)
	h := channelServer(t)
	answered := 0
	for i, q := range queries {
		var fromAPI map[string]any
		decode(t, ask(t, h, "GET", "/api/v1/search?lang=fr&q="+url.QueryEscape(q), ""), &fromAPI)
		want := named{}.of(fromAPI)
		if want.answer != "" {
			answered++
		}
		for channel, got := range map[string]named{
			"terminal": named{}.of(terminal[i]), "page": pageAnswer(t, h, q), "mcp": mcpAnswer(t, h, q, fromAPI),
			"slack": slackAnswer(t, h, q), "mattermost": mattermostAnswer(t, h, q), "rocketchat": rocketAnswer(t, h, q), "teams": teamsAnswer(t, h, q, i),
		} {
			if got.answer != want.answer || want.first != "" && got.first != "" && got.first != want.first {
				t.Errorf("%s: %+v, the API %+v, for %q", channel, got, want, q)
			}
		}
	}
	if answered < len(queries)/3 || answered == len(queries) {
		t.Errorf("%d of %d queries are answered: the sample says nothing", answered, len(queries))
	}
}

// named is the article that a channel names: as the answer, or at least first.
type named struct{ answer, first string }

func (n named) of(response map[string]any) named {
	if a, ok := response["answer"].(map[string]any); ok {
		n.answer, _ = a["id"].(string)
	}
	if results, _ := response["results"].([]any); len(results) > 0 {
		first, _ := results[0].(map[string]any)
		n.first, _ = first["id"].(string)
	}
	return n
}

var articleLink = regexp.MustCompile(`/fr/articles/([a-z0-9-]+)`)

// ofReply reads the reply of a chat whose first link is the article.
func (n named) ofReply(title, links string) named {
	m := articleLink.FindStringSubmatch(links)
	if m != nil {
		n.first = m[1]
	}
	if !strings.Contains(title, "Pas de réponse sûre") {
		n.answer = n.first
	} else if strings.Contains(links, "Problèmes connus") {
		n.first = "" // what is in the log stands first
	}
	return n
}

func terminalResponses(t *testing.T, queries []string) []map[string]any {
	t.Helper()
	var in, out, errs bytes.Buffer
	for i, q := range queries {
		line, err := json.Marshal(map[string]string{"id": fmt.Sprint(i), "q": q})
		if err != nil {
			t.Fatal(err)
		}
		in.Write(append(line, '\n'))
	}
	if code := run(t.Context(), []string{"search", "--json", "--batch", "--lang", "fr"}, &in, &out, &errs); code != 0 {
		t.Fatalf("search --batch = %d: %s", code, errs.String())
	}
	var responses []map[string]any
	for d := json.NewDecoder(&out); ; {
		var r map[string]any
		err := d.Decode(&r)
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		responses = append(responses, r)
	}
	if len(responses) != len(queries) {
		t.Fatalf("%d responses to %d queries", len(responses), len(queries))
	}
	return responses
}

const secret = "s3cret-for-tests"

func channelServer(t *testing.T) http.Handler {
	t.Helper()
	a := newApp(nil, io.Discard, io.Discard)
	x, err := a.open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(server.Config{Index: x, Messages: a.texts, PublicURL: "https://aide.example.fr", Chat: chat.Config{
		Secrets: map[string]chat.Secrets{
			"slack-signing-secret": {secret}, "mattermost-tokens": {secret}, "rocketchat-tokens": {secret},
			"teams-secrets": {base64.StdEncoding.EncodeToString([]byte(secret))},
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return s.Handler()
}

func ask(t *testing.T, h http.Handler, method, target, body string, headers ...string) []byte {
	t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		t.Fatalf("%s %.80s = %d %.200s", method, target, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

func decode(t *testing.T, data []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%v in %.200s", err, data)
	}
}

func encode(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// pageAnswer reads the page: its first link to an article within the results.
func pageAnswer(t *testing.T, h http.Handler, q string) named {
	t.Helper()
	page := string(ask(t, h, "GET", "/fr/search?q="+url.QueryEscape(q), ""))
	if _, near, ok := strings.Cut(page, `class="answer perhaps"`); ok { // the first one, where it leads
		return named{first: named{}.ofReply("", near).first}
	}
	_, answer, found := strings.Cut(page, `class="answer`)
	if !found {
		return named{}
	}
	return named{}.ofReply("", answer)
}

func mcpAnswer(t *testing.T, h http.Handler, q string, fromAPI map[string]any) named {
	t.Helper()
	var r struct {
		Result struct{ StructuredContent map[string]any }
	}
	decode(t, ask(t, h, "POST", "/mcp", encode(t, map[string]any{
		"jsonrpc": "2.0", "id": 1, "method": "tools/call",
		"params": map[string]any{"name": "waptkb_search", "arguments": map[string]any{"query": q, "lang": "fr"}},
	}), "Content-Type", "application/json", "Accept", "application/json, text/event-stream"), &r)
	got := r.Result.StructuredContent
	delete(got, "took_ms")
	want := map[string]any{}
	for k, v := range fromAPI {
		if k != "took_ms" {
			want[k] = v
		}
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("MCP and API differ for %q", q)
	}
	return named{}.of(got)
}

func mac(text string) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(text))
	return m.Sum(nil)
}

var entities = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func slackAnswer(t *testing.T, h http.Handler, q string) named {
	t.Helper()
	body, stamp := "command=%2Fwapt&text="+url.QueryEscape("fr "+entities.Replace(q)), fmt.Sprint(time.Now().Unix())
	var r struct {
		Text   string
		Blocks []struct{ Text struct{ Text string } }
	}
	decode(t, ask(t, h, "POST", "/chat/slack", body, "X-Slack-Request-Timestamp", stamp,
		"X-Slack-Signature", "v0="+hex.EncodeToString(mac("v0:"+stamp+":"+body))), &r)
	var all strings.Builder
	for _, b := range r.Blocks {
		all.WriteString(b.Text.Text + "\n")
	}
	return named{}.ofReply(r.Text, all.String())
}

func mattermostAnswer(t *testing.T, h http.Handler, q string) named {
	t.Helper()
	var r struct{ Text string }
	decode(t, ask(t, h, "POST", "/chat/mattermost", "token="+secret+"&text="+url.QueryEscape("fr ```\n"+q+"\n```")), &r)
	return named{}.ofReply(r.Text, r.Text)
}

func rocketAnswer(t *testing.T, h http.Handler, q string) named {
	t.Helper()
	var r struct{ Text string }
	decode(t, ask(t, h, "POST", "/chat/rocketchat", encode(t, map[string]any{"token": secret, "bot": false, "trigger_word": "!wapt", "text": "!wapt fr " + q})), &r)
	return named{}.ofReply(r.Text, r.Text)
}

func teamsAnswer(t *testing.T, h http.Handler, q string, i int) named {
	t.Helper()
	text := "<p><at>wapt</at>&nbsp;fr " + strings.ReplaceAll(entities.Replace(q), "\n", "<br>") + "</p>"
	body := encode(t, map[string]any{"type": "message", "id": fmt.Sprint(i), "text": text})
	var r struct {
		Attachments []struct {
			Content struct {
				FallbackText string
				Body         json.RawMessage
				Actions      []struct{ URL string }
			}
		}
	}
	decode(t, ask(t, h, "POST", "/chat/teams", body, "Authorization", "HMAC "+base64.StdEncoding.EncodeToString(mac(body))), &r)
	card := r.Attachments[0].Content
	n := named{}.ofReply(card.FallbackText, card.Actions[0].URL)
	if n.answer == "" { // then the button leads to the site, and the links are in the card
		n = named{}.ofReply(card.FallbackText, string(card.Body))
	}
	return n
}
