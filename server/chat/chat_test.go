package chat

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server/internal/testindex"

	"github.com/google/go-cmp/cmp"
)

// Requests as the documentation of each system shows them, byte for byte, with
// the recorded signatures. The first is Slack's own example with Slack's own
// signature.
const (
	slackSecret   = "8f742231b10e8888abcd99yyyzzz85a5"
	slackTime     = 1531420618
	slackExample  = `token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c`
	slackExampleS = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
	slackCommand  = `token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&enterprise_id=E0001&enterprise_name=Globular%20Construct%20Inc&channel_id=C2147483705&channel_name=test&user_id=U2147483697&user_name=Steve&command=/wapt&text=uninstall%20key%20can%20not%20be%20found&response_url=https://hooks.slack.com/commands/1234/5678&trigger_id=13345224609.738474920.8088930838d88f008e0&api_app_id=A123456`
	slackCommandS = "v0=065e50dc37d9a2b81ed5570d3ab0381a24e5871a0c844c90abc861ff1e720484"

	mattermostToken   = "xr3j5x3p4pfk7kk6ck7b4e6ghh"
	mattermostCommand = `channel_id=cniah6qa73bjjjan6mzn11f4ie&channel_name=town-square&command=%2Fwapt&response_url=not+supported+yet&team_domain=someteam&team_id=rdc9bgriktyx9p4kowh3dmgqyc&text=uninstall+key+can+not+be+found&token=xr3j5x3p4pfk7kk6ck7b4e6ghh&user_id=c3a4cqe3dfy6dgopqt8ai3hydh&user_name=somename`
	mattermostWebhook = `{"token":"xr3j5x3p4pfk7kk6ck7b4e6ghh","team_id":"rdc9bgriktyx9p4kowh3dmgqyc","team_domain":"someteam","channel_id":"cniah6qa73bjjjan6mzn11f4ie","channel_name":"town-square","timestamp":1531420618000,"user_id":"c3a4cqe3dfy6dgopqt8ai3hydh","user_name":"somename","post_id":"69wk3nrs7ibtfxbyxbpyg4s5uy","text":"!wapt uninstall key can not be found","trigger_word":"!wapt","file_ids":""}`

	rocketToken   = "1MFlisPDLDXLYLFfLrcXJB2q"
	rocketMessage = `{"token":"1MFlisPDLDXLYLFfLrcXJB2q","bot":false,"trigger_word":"!wapt","channel_id":"GENERAL","channel_name":"general","message_id":"jKYLDcoDdRK8BnYRn","timestamp":"2018-07-12T18:36:58.417Z","user_id":"vRQq4rGSb2kYh5Ydb","user_name":"somename","text":"!wapt uninstall key can not be found","siteUrl":"https://chat.example.fr"}`

	teamsSecret   = "dGVhbXMta2V5LWZvci10ZXN0cw=="
	teamsActivity = `{"type":"message","id":"1485983408511","timestamp":"2017-02-01T21:10:07.437Z","localTimestamp":"2017-02-01T14:10:07.437-07:00","serviceUrl":"https://smba.trafficmanager.net/amer/","channelId":"msteams","from":{"id":"29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85gQtHieVkKilBZ9XHoq9j7Zaqt7CZ-NJWi7me2kHTL3Bw","name":"Tim Jones"},"conversation":{"id":"19:253b1f341670408fb6fe51050b6e5ceb@thread.skype;messageid=1485983194839"},"recipient":null,"textFormat":"plain","attachmentLayout":null,"membersAdded":[],"membersRemoved":[],"topicName":null,"historyDisclosed":null,"locale":null,"text":"<at>WAPT</at> uninstall key can not be found\n","speak":null,"inputHint":null,"summary":null,"suggestedActions":null,"attachments":[],"entities":[],"channelData":{"teamsChannelId":"19:253b1f341670408fb6fe51050b6e5ceb@thread.skype","teamsTeamId":"19:712c61d0ef384e5fa681ba90ca943398@thread.skype"}}`
	teamsMAC      = "HMAC RIFgLCkAUJRoKvspzdpjIIOrdvysSL9CU5MM69UM4cw="
)

const wanted = "uninstall-key-not-found"

func testConfig() Config {
	return Config{
		Secrets: map[string]Secrets{
			slackSystem.Setting: {"another", slackSecret}, mattermostSystem.Setting: {"another", mattermostToken},
			rocketChatSystem.Setting: {"another", rocketToken}, teamsSystem.Setting: {"YW5vdGhlcg==", teamsSecret},
		},
		PublicURL: "https://aide.example.fr/", Now: func() time.Time { return time.Unix(slackTime+10, 0) },
	}
}

func newTestChat(t testing.TB, cfg Config) *Chat {
	t.Helper()
	idx, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	return newChat(t, cfg, idx, nil)
}

func newChat(t testing.TB, cfg Config, engine index.Service, log *slog.Logger) *Chat {
	t.Helper()
	c, err := New(cfg, engine, i18n.New(), log)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// ServeHTTP answers the addresses that are open.
func (c *Chat) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	for _, e := range c.Endpoints() {
		mux.Handle(e.Method+" "+e.Path, e.Handler)
	}
	mux.ServeHTTP(w, r)
}

// call sends a request; headers are pairs of name and value.
func call(h http.Handler, method, target, body string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func postSlack(h http.Handler, stamp int64, body, signature string) *httptest.ResponseRecorder {
	return call(h, "POST", slackSystem.Path, body, "Content-Type", "application/x-www-form-urlencoded",
		"X-Slack-Request-Timestamp", fmt.Sprint(stamp), "X-Slack-Signature", signature)
}

func signSlack(stamp int64, body string) string {
	return "v0=" + fmt.Sprintf("%x", sign([]byte(slackSecret), fmt.Sprintf("v0:%d:%s", stamp, body)))
}

func postTeams(h http.Handler, body string) *httptest.ResponseRecorder {
	mac := base64.StdEncoding.EncodeToString(sign([]byte("teams-key-for-tests"), body))
	return call(h, "POST", teamsSystem.Path, body, "Content-Type", "application/json; charset=utf-8", "Authorization", "HMAC "+mac)
}

// sendTo asks c through each system.
var sendTo = map[string]func(t testing.TB, c *Chat, text string) string{
	"slack": func(t testing.TB, c *Chat, text string) string {
		body := "command=%2Fwapt&user_name=x&text=" + url.QueryEscape(slackEscape(text))
		return ok(t, postSlack(c, slackTime, body, signSlack(slackTime, body)))
	},
	"mattermost": func(t testing.TB, c *Chat, text string) string {
		return ok(t, call(c, "POST", mattermostSystem.Path, "token="+mattermostToken+"&command=%2Fwapt&text="+url.QueryEscape(text)))
	},
	"rocketchat": func(t testing.TB, c *Chat, text string) string {
		body, err := json.Marshal(map[string]any{"token": rocketToken, "bot": false, "trigger_word": "!wapt", "text": "!wapt " + text})
		if err != nil {
			t.Fatal(err)
		}
		return ok(t, call(c, "POST", rocketChatSystem.Path, string(body)))
	},
	"teams": func(t testing.TB, c *Chat, text string) string {
		text = strings.ReplaceAll(slackEscape(text), "\n", "<br>")
		body, err := json.Marshal(map[string]any{"type": "message", "text": "<p><at>wapt</at>&nbsp;" + text + "</p>"})
		if err != nil {
			t.Fatal(err)
		}
		return ok(t, postTeams(c, string(body)))
	},
}

func ok(t testing.TB, w *httptest.ResponseRecorder) string {
	t.Helper()
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" || !json.Valid(w.Body.Bytes()) {
		t.Fatalf("status %d, type %q: %.200s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	return w.Body.String()
}

func TestDocumentedRequests(t *testing.T) {
	c := newTestChat(t, testConfig())
	for name, w := range map[string]*httptest.ResponseRecorder{
		"slack":              postSlack(c, slackTime, slackCommand, slackCommandS),
		"mattermost":         call(c, "POST", mattermostSystem.Path, mattermostCommand, "Content-Type", "application/x-www-form-urlencoded", "Authorization", "Token "+mattermostToken),
		"mattermost GET":     call(c, "GET", mattermostSystem.Path+"?"+mattermostCommand, "", "Authorization", "Token "+mattermostToken),
		"mattermost webhook": call(c, "POST", mattermostSystem.Path, mattermostWebhook, "Content-Type", "application/json"),
		"rocketchat":         call(c, "POST", rocketChatSystem.Path, rocketMessage, "Content-Type", "application/json"),
		"teams":              call(c, "POST", teamsSystem.Path, teamsActivity, "Content-Type", "application/json; charset=utf-8", "Authorization", teamsMAC),
	} {
		if body := ok(t, w); !strings.Contains(body, "https://aide.example.fr/fr/articles/"+wanted) {
			t.Errorf("%s: no answer in %.300s", name, body)
		}
	}
	// Slack's own example has an empty text, which asks for help.
	if body := ok(t, postSlack(c, slackTime, slackExample, slackExampleS)); !strings.Contains(body, "ephemeral") || !strings.Contains(body, "mode d’emploi") {
		t.Errorf("empty text: %.300s", body)
	}
}

func TestRefused(t *testing.T) {
	mm := func(token, body string) *httptest.ResponseRecorder {
		h := []string{"Content-Type", "application/x-www-form-urlencoded"}
		if token != "" {
			h = append(h, "Authorization", "Token "+token)
		}
		return call(newTestChat(t, testConfig()), "POST", mattermostSystem.Path, body, h...)
	}
	c := newTestChat(t, testConfig())
	for name, w := range map[string]*httptest.ResponseRecorder{
		"slack, no signature":       call(c, "POST", slackSystem.Path, slackCommand),
		"slack, empty signature":    postSlack(c, slackTime, slackCommand, ""),
		"slack, half a signature":   postSlack(c, slackTime, slackCommand, slackCommandS[:30]),
		"slack, other version":      postSlack(c, slackTime, slackCommand, "v1="+slackCommandS[3:]),
		"slack, other body":         postSlack(c, slackTime, slackCommand+"&x=1", slackCommandS),
		"slack, other time":         postSlack(c, slackTime+1, slackCommand, slackCommandS),
		"slack, old":                postSlack(c, slackTime-291, slackCommand, signSlack(slackTime-291, slackCommand)),
		"slack, from the future":    postSlack(c, slackTime+311, slackCommand, signSlack(slackTime+311, slackCommand)),
		"slack, time far away":      postSlack(c, -1<<63, slackCommand, signSlack(-1<<63, slackCommand)),
		"slack, time without sense": call(c, "POST", slackSystem.Path, slackCommand, "X-Slack-Request-Timestamp", "now", "X-Slack-Signature", slackCommandS),
		"mattermost, no token":      mm("", "text=x"),
		"mattermost, wrong token":   mm("bad", "text=x"),
		"mattermost, wrong in body": mm(mattermostToken, "text=x&token=bad"),
		"mattermost, wrong in head": mm("bad", "text=x&token="+mattermostToken),
		"rocketchat, no token":      call(c, "POST", rocketChatSystem.Path, `{"text":"x"}`),
		"rocketchat, wrong token":   call(c, "POST", rocketChatSystem.Path, `{"token":"bad","text":"x"}`),
		"rocketchat, no JSON":       call(c, "POST", rocketChatSystem.Path, `token=`+rocketToken),
		"teams, no signature":       call(c, "POST", teamsSystem.Path, teamsActivity),
		"teams, other body":         call(c, "POST", teamsSystem.Path, teamsActivity+" ", "Authorization", teamsMAC),
		"teams, no base64":          call(c, "POST", teamsSystem.Path, teamsActivity, "Authorization", "HMAC ?"),
		"teams, other scheme":       call(c, "POST", teamsSystem.Path, teamsActivity, "Authorization", "Bearer "+teamsMAC[5:]),
	} {
		if w.Code != http.StatusUnauthorized || w.Body.Len() != 0 {
			t.Errorf("%s: status %d, body %q", name, w.Code, w.Body)
		}
	}
}

func TestWindowIsInclusive(t *testing.T) {
	c := newTestChat(t, testConfig())
	for _, stamp := range []int64{slackTime - 290, slackTime + 310} {
		ok(t, postSlack(c, stamp, slackCommand, signSlack(stamp, slackCommand)))
	}
}

func TestReplay(t *testing.T) {
	c := newTestChat(t, testConfig())
	ok(t, postSlack(c, slackTime, slackCommand, slackCommandS))
	upper := "v0=" + strings.ToUpper(slackCommandS[3:])
	for _, signature := range []string{slackCommandS, upper} {
		if w := postSlack(c, slackTime, slackCommand, signature); w.Code != http.StatusUnauthorized {
			t.Errorf("slack: the same signature again = %d, want 401", w.Code)
		}
	}

	idx, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	counted := &countingEngine{Service: idx}
	c = newChat(t, testConfig(), counted, nil)
	send := func() string {
		return ok(t, call(c, "POST", teamsSystem.Path, teamsActivity, "Authorization", teamsMAC))
	}
	if first, second := send(), send(); first != second || counted.n != 1 {
		t.Errorf("teams: the same activity again asked %d times, same reply %v", counted.n, first == second)
	}
}

type countingEngine struct {
	index.Service
	n int
}

func (e *countingEngine) Search(ctx context.Context, q index.Query) (*index.Response, error) {
	e.n++
	return e.Service.Search(ctx, q)
}

func TestClosed(t *testing.T) {
	closed := newTestChat(t, Config{})
	for _, path := range []string{slackSystem.Path, mattermostSystem.Path, rocketChatSystem.Path, teamsSystem.Path, "/chat/x"} {
		if w := call(closed, "POST", path, "text=x"); w.Code != http.StatusNotFound {
			t.Errorf("%s without a secret = %d, want 404", path, w.Code)
		}
	}
	if n := len(closed.Endpoints()); n != 0 {
		t.Errorf("%d endpoints are open without a secret", n)
	}
	if w := call(newTestChat(t, testConfig()), "GET", slackSystem.Path, ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET of slack = %d, want 405", w.Code)
	}
}

func TestConfig(t *testing.T) {
	if diff := cmp.Diff(Secrets{"a", "b"}, ParseSecrets(" a, b,,")); diff != "" {
		t.Errorf("ParseSecrets differs (-want +got):\n%s", diff)
	}
	secret := Secrets{"hush", "hush"}
	text, err := json.Marshal(secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, shown := range []string{fmt.Sprint(secret), fmt.Sprintf("%v %+v %#v", secret, secret, secret), string(text), secret.LogValue().String()} {
		if strings.Contains(shown, "hush") {
			t.Errorf("a secret shows in %q", shown)
		}
	}
	idx, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]Config{"base64": {Secrets: map[string]Secrets{teamsSystem.Setting: {"not base64!"}}}, "language": {Lang: "de"}} {
		if _, err := New(bad, idx, i18n.New(), nil); err == nil || strings.Contains(err.Error(), "not base64!") {
			t.Errorf("New with wrong %s = %v", name, err)
		}
	}
}

func TestLargeBody(t *testing.T) {
	c := newTestChat(t, testConfig())
	for _, path := range []string{slackSystem.Path, mattermostSystem.Path, rocketChatSystem.Path, teamsSystem.Path} {
		if w := call(c, "POST", path, strings.Repeat("a", maxBody+1)); w.Code != http.StatusRequestEntityTooLarge || w.Body.Len() > 0 {
			t.Errorf("%s = %d %q", path, w.Code, w.Body)
		}
	}
}

func TestBotsGetNoReply(t *testing.T) {
	c := newTestChat(t, testConfig())
	slackBot := "text=x&bot_id=B1"
	check := "ssl_check=1&token=x"
	for name, w := range map[string]*httptest.ResponseRecorder{
		"rocketchat true":   call(c, "POST", rocketChatSystem.Path, `{"token":"`+rocketToken+`","bot":true,"text":"x"}`),
		"rocketchat object": call(c, "POST", rocketChatSystem.Path, `{"token":"`+rocketToken+`","bot":{"i":"x"},"text":"x"}`),
		"teams role":        postTeams(c, `{"type":"message","text":"x","from":{"role":"bot"}}`),
		"teams id":          postTeams(c, `{"type":"message","text":"x","from":{"id":"28:x"}}`),
		"teams reaction":    postTeams(c, `{"type":"messageReaction"}`),
		"slack bot":         postSlack(c, slackTime, slackBot, signSlack(slackTime, slackBot)),
		"slack ssl_check":   postSlack(c, slackTime, check, signSlack(slackTime, check)),
		"mattermost bot":    call(c, "POST", mattermostSystem.Path, "text=x&bot_id=b&token="+mattermostToken),
	} {
		if body := ok(t, w); body != "{}" {
			t.Errorf("%s: %s", name, body)
		}
	}
}

// TestRepliesDoNotWakeTheBot: a reply begins with no word that triggers.
func TestRepliesDoNotWakeTheBot(t *testing.T) {
	c := newTestChat(t, testConfig())
	for _, system := range []string{"mattermost", "rocketchat"} {
		var r struct{ Text string }
		if err := json.Unmarshal([]byte(sendTo[system](t, c, "!wapt /wapt wapt")), &r); err != nil || !strings.HasPrefix(r.Text, "*") {
			t.Errorf("%s: %q, %v", system, r.Text, err)
		}
	}
}

func TestConversation(t *testing.T) {
	for name, test := range map[string]struct {
		text  string
		wants []string
		not   string
	}{
		"answer":         {"uninstall key can not be found", []string{"/fr/articles/" + wanted, "Lire l’article entier", "Message reconnu"}, "chat."},
		"English":        {"en uninstall key can not be found", []string{"/en/articles/" + wanted, "Read the whole article", "Message recognised"}, "Lire"},
		"English, upper": {"EN\nuninstall key can not be found", []string{"/en/articles/" + wanted}, "Lire"},
		"French":         {"fr uninstall key can not be found", []string{"/fr/articles/" + wanted}, "Read"},
		"fenced":         {"```\nuninstall key can not be found\n```", []string{"/fr/articles/" + wanted}, ""},
		"fenced, named":  {"en ```text\nuninstall key can not be found\n```", []string{"/en/articles/" + wanted}, ""},
		"code":           {"`uninstall key can not be found`", []string{"/fr/articles/" + wanted}, ""},
		"quotation":      {"> uninstall key can not be found\n> yes", []string{wanted}, ""},
		"captures":       {"Error timed out after seconds with output '1200.0'", []string{"20\u202fmin", "/fr/articles/installation-timed-out-600"}, ""},
		"help":           {"help", []string{"how to use it", "greyed out"}, "chat."},
		"aide":           {"aide", []string{"mode d’emploi"}, "chat."},
		"aide, English":  {"en aide", []string{"how to use it"}, ""},
		"empty":          {"  ", []string{"mode d’emploi"}, ""},
		"only language":  {"en", []string{"how to use it"}, ""},
		"nothing":        {"zzqx vrrgl ptumph", []string{"Pas de réponse sûre", "Aucun article", "réunissez"}, "Lire l’article"},
		"too long":       {strings.Repeat("ab ", 6000), []string{"trop long", "16\u202fKio", "/fr/diagnose"}, ""},
		"log": {"2026-01-12 09:14:02 INFO wapt begin\n2026-01-12 09:14:03 CRITICAL waptservice Error timed out after 600 seconds with output '600.0'\nFATAL ERROR : EWaptException: The package has been installed but the uninstall key can not be found\n2026-01-12 wapt end",
			[]string{"installation-timed-out-600", wanted, "Problèmes connus dans ce journal"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for system, send := range sendTo {
				body := decoded(t, send(t, newTestChat(t, testConfig()), test.text))
				for _, want := range test.wants {
					if !strings.Contains(body, want) {
						t.Errorf("%s: no %q in %.500s", system, want, body)
					}
				}
				if test.not != "" && strings.Contains(body, test.not) {
					t.Errorf("%s: %q in %.500s", system, test.not, body)
				}
			}
		})
	}
}

// decoded undoes the escapes of JSON.
func decoded(t testing.TB, body string) string {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(body), &v); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestStepsComeFirst: the solution stands before the link to it.
func TestStepsComeFirst(t *testing.T) {
	for system, send := range sendTo {
		body := send(t, newTestChat(t, testConfig()), "en Error timed out after seconds with output '1200.0'")
		steps, whole := strings.Index(body, "install_msi_if_needed"), strings.Index(body, "Message recognised")
		if steps < 0 || whole < steps {
			t.Errorf("%s: steps at %d, evidence at %d", system, steps, whole)
		}
	}
}

// unsureEngine finds, and is sure of nothing.
type unsureEngine struct{ index.Service }

func (e unsureEngine) Search(ctx context.Context, q index.Query) (*index.Response, error) {
	r, err := e.Service.Search(ctx, q)
	r.Answer = nil
	return r, err
}

func TestNoAnswerNamesTheNearest(t *testing.T) {
	idx, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	for system, send := range sendTo {
		body := decoded(t, send(t, newChat(t, testConfig(), unsureEngine{idx}, nil), "en uninstall key can not be found"))
		for _, want := range []string{"No sure answer", "The nearest articles", "/en/articles/" + wanted, "gather"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s: no %q in %.500s", system, want, body)
			}
		}
	}
}

func TestPrivateConfig(t *testing.T) {
	cfg := testConfig()
	for private, want := range map[bool]string{false: `"in_channel"`, true: `"ephemeral"`} {
		cfg.Private = private
		for _, system := range []string{"slack", "mattermost"} {
			if body := sendTo[system](t, newTestChat(t, cfg), "uninstall key can not be found"); !strings.Contains(body, want) {
				t.Errorf("%s, private %v: no %s", system, private, want)
			}
		}
	}
}

// TestNoAddressOutOfARequest: who sends a request does not choose where the
// readers of the reply are led.
func TestNoAddressOutOfARequest(t *testing.T) {
	const evil = "evil.example"
	cfg := testConfig()
	cfg.PublicURL = ""
	c := newTestChat(t, cfg)
	for _, text := range []string{"uninstall key can not be found", "zzqx vrrgl ptumph", "aide", "la console est lente", strings.Repeat("ab ", 6000)} {
		for system, send := range sendTo {
			body := decoded(t, send(t, c, text))
			if strings.Contains(body, "example.com") || strings.Contains(body, `"url":"/`) || strings.Contains(body, "](/") || strings.Contains(body, "</") {
				t.Errorf("%s, %.20q: an address in %s", system, text, body)
			}
			if !strings.Contains(body, "/fr/") || !strings.Contains(body, "--public-url") {
				t.Errorf("%s, %.20q: no path, or no hint, in %s", system, text, body)
			}
		}
	}
	for _, headers := range [][]string{
		nil,
		{"X-Forwarded-Host", evil, "X-Forwarded-Proto", "https", "Forwarded", "host=" + evil},
	} {
		w := call(c, "POST", "http://"+evil+mattermostSystem.Path, mattermostCommand, headers...)
		if body := ok(t, w); strings.Contains(body, evil) {
			t.Errorf("%v: %.300s", headers, body)
		}
	}
}

// waitingEngine ends a search when its time is over.
type waitingEngine struct{ index.Service }

func (e waitingEngine) Search(ctx context.Context, q index.Query) (*index.Response, error) {
	<-ctx.Done()
	return nil, fmt.Errorf("searching %s: %w", q.Text, ctx.Err())
}

// TestTimeIsOver: a search gets a deadline, and the person is told.
func TestTimeIsOver(t *testing.T) {
	idx, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	for system, send := range sendTo {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			c := newChat(t, testConfig(), waitingEngine{idx}, slog.New(slog.NewTextHandler(&log, nil)))
			begin := time.Now()
			body := decoded(t, send(t, c, "my pasted\ntext\nin lines"))
			if took := time.Since(begin); took != answerTime {
				t.Errorf("%s: the reply took %s of the clock", system, took)
			}
			if !strings.Contains(body, "pris trop de temps") || !strings.Contains(body, "/fr/diagnose") {
				t.Errorf("%s: %.300s", system, body)
			}
			if strings.Contains(log.String(), "pasted") || !strings.Contains(log.String(), "deadline exceeded") {
				t.Errorf("%s: log %s", system, log.String())
			}
		})
	}
}

type brokenEngine struct {
	index.Service
	panics bool
}

func (e brokenEngine) Search(_ context.Context, q index.Query) (*index.Response, error) {
	if e.panics {
		panic("broken by " + q.Text)
	}
	return nil, errors.New("broken by " + q.Text)
}

// TestFaultsReachThePerson also checks that nothing pasted gets into the log.
func TestFaultsReachThePerson(t *testing.T) {
	idx, err := testindex.Small()
	if err != nil {
		t.Fatal(err)
	}
	for _, panics := range []bool{false, true} {
		var log bytes.Buffer
		c := newChat(t, testConfig(), brokenEngine{idx, panics}, slog.New(slog.NewTextHandler(&log, nil)))
		for system, send := range sendTo {
			if body := decoded(t, send(t, c, "my pasted text")); !strings.Contains(body, "Impossible de répondre") || strings.Contains(body, "broken") {
				t.Errorf("%s: %.300s", system, body)
			}
		}
		if got := log.String(); strings.Count(got, "level=ERROR") != 4 || strings.Contains(got, "pasted") || strings.Contains(got, "broken by") {
			t.Errorf("log: %s", got)
		}
	}
	c := newTestChat(t, testConfig())
	bad := "text=%zz"
	for system, w := range map[string]*httptest.ResponseRecorder{
		"slack": postSlack(c, slackTime, bad, signSlack(slackTime, bad)), "teams": postTeams(c, `{"type":`),
		"mattermost": call(c, "POST", mattermostSystem.Path, bad, "Authorization", "Token "+mattermostToken),
		"rocketchat": call(c, "POST", rocketChatSystem.Path, `{"token":"`+rocketToken+`","text":5}`),
	} {
		if body := ok(t, w); !strings.Contains(body, "illisible") {
			t.Errorf("%s: %.300s", system, body)
		}
	}
}

func TestSecretsAreMasked(t *testing.T) {
	const text = "Command 'setup.exe --token=hush12345 https://bob:hush12345@srv/' timed out after 600 seconds with output 'password: hush12345'"
	for system, send := range sendTo {
		if body := send(t, newTestChat(t, testConfig()), text); strings.Contains(body, "hush") || !strings.Contains(body, "•••") {
			t.Errorf("%s shows a secret, or nothing: %.2000s", system, body)
		}
	}
}

// TestTextsExist: each text is used, and each used text exists.
func TestTextsExist(t *testing.T) {
	texts := i18n.New()
	var source strings.Builder
	for _, dir := range []string{".", "../mcp", "../../cmd/waptkb"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = io.Copy(&source, f)
			if err := errors.Join(err, f.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, key := range texts.Keys() {
		if !strings.HasPrefix(key, "chat.") && !strings.HasPrefix(key, "mcp.") {
			continue
		}
		family := key[:strings.LastIndex(key, ".")] // of a tool, whose texts package mcp finds by their names
		if !strings.Contains(source.String(), `"`+key+`"`) && !strings.Contains(source.String(), `, "`+family+`", `) {
			t.Errorf("text %q is used nowhere", key)
		}
	}
}
