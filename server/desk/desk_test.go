package desk

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gavv/httpexpect/v2"
	"github.com/google/go-cmp/cmp"

	"waptkb/i18n"
	"waptkb/index"
	"waptkb/server/chat"
	"waptkb/server/internal/testindex"
)

// Webhooks as the desks write them, with signatures that openssl has made.
const (
	glpiSecret  = "kJ3xV8mQ2pRz7wLt9yBc4nDf6gHs1aEu5oTiXqWv"
	glpiTime    = 1795770764
	glpiMAC     = "afe830a4e62b08850f8750af6b68a874ccec1e3685df4ea2daebf9dc823aa6ca"
	glpiToken   = "3cbb823b88c1b4190a14f75988c5949229bac6af6422a9db001208dae4468ba3"
	glpiAnswer  = "0a436576842e24dc0fcb5f374d1caa0de1baff622697f7053d31793eb849b394"
	zammadToken = "zammad-signature-token"
	zammadMAC   = "sha1=342e29eb9b495a54b5581bae7a2be29dadecbada"
)

func payload(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fakeDesk answers as GLPI and Zammad do, keeps the notes, and notes what it was asked.
type fakeDesk struct {
	*httptest.Server
	before func(w http.ResponseWriter, r *http.Request) bool // answers instead; nil for nothing

	mu       sync.Mutex
	requests []string
	bodies   []string
}

func newFakeDesk(t *testing.T, start func(http.Handler) *httptest.Server) *fakeDesk {
	t.Helper()
	f := &fakeDesk{}
	f.Server = start(f)
	t.Cleanup(f.Close)
	return f
}

// taken gives the requests that came, and the notes that were written.
func (f *fakeDesk) taken() (requests, notes []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.requests), slices.Clone(f.bodies)
}

func (f *fakeDesk) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.requests = append(f.requests, r.Method+" "+r.URL.Path)
	if f.before != nil && f.before(w, r) {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	mine := func(ours string) string {
		if len(f.bodies) > 0 {
			return ours
		}
		return "[]"
	}
	switch path := strings.TrimPrefix(r.URL.Path, "/desk"); {
	case path == "/apirest.php/initSession" && r.Header.Get("Authorization") == "user_token user-token" && r.Header.Get("App-Token") == "app-token":
		io.WriteString(w, `{"session_token": "83af7e620c83a50a18d3eac2f6ed05a3ca0bea62"}`)
	case strings.HasPrefix(path, "/apirest.php/") && r.Header.Get("Session-Token") != "83af7e620c83a50a18d3eac2f6ed05a3ca0bea62",
		strings.HasPrefix(path, "/api/v1/") && r.Header.Get("Authorization") != "Token token=user-token":
		w.WriteHeader(http.StatusUnauthorized)
	case path == "/apirest.php/getFullSession":
		io.WriteString(w, `{"session": {"glpi_plugins": [], "glpiID": 42}}`)
	case path == "/apirest.php/Ticket/1742/ITILFollowup":
		io.WriteString(w, mine(`[{"id": 3, "users_id": 7}, {"id": 4, "users_id": "42"}]`))
	case path == "/api/v1/users/me":
		io.WriteString(w, `{"id": 42, "login": "waptkb"}`)
	case path == "/api/v1/ticket_articles/by_ticket/81":
		io.WriteString(w, mine(`[{"id": 104, "created_by_id": 8}, {"id": 106, "created_by_id": 42}]`))
	case path == "/apirest.php/ITILFollowup", path == "/api/v1/ticket_articles":
		f.bodies = append(f.bodies, string(body))
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, `{"id": 5, "message": ""}`)
	case path == "/apirest.php/killSession":
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

// deskTest is Desks as they are configured for a fake desk, with what they log.
type deskTest struct {
	*Desks
	log bytes.Buffer
}

func newDesks(t *testing.T, address, ca string) *deskTest {
	t.Helper()
	x, err := testindex.Index()
	if err != nil {
		t.Fatal(err)
	}
	return newDesksOf(t, x, address, ca)
}

func newDesksOf(t *testing.T, x index.Service, address, ca string) *deskTest {
	t.Helper()
	c, err := chat.New(chat.Config{PublicURL: "https://aide.example.fr"}, x, i18n.New(), nil)
	if err != nil {
		t.Fatal(err)
	}
	d := &deskTest{}
	set := func(secret string) *Settings {
		return &Settings{Secrets: chat.Secrets{"another", secret}, URL: address, Token: "user-token", AppToken: "app-token", CA: ca}
	}
	d.Desks, err = New(Config{
		Desks: map[string]*Settings{"glpi": set(glpiSecret), "zammad": set(zammadToken)},
		Now:   func() time.Time { return time.Unix(glpiTime, 0).Add(time.Hour) },
	}, c, slog.New(slog.NewTextHandler(&d.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	d.waits = []time.Duration{0, 0, 0}
	return d
}

// ServeHTTP answers the addresses that are open.
func (d *deskTest) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	for _, e := range d.Endpoints() {
		mux.Handle(e.Method+" "+e.Path, e.Handler)
	}
	mux.ServeHTTP(w, r)
}

// settle waits until all notes are sent; no more can be.
func (d *deskTest) settle(t *testing.T) {
	t.Helper()
	d.Close(t.Context())
}

func expect(t *testing.T, d *deskTest) *httpexpect.Expect {
	t.Helper()
	return httpexpect.WithConfig(httpexpect.Config{Reporter: httpexpect.NewAssertReporter(t), Client: &http.Client{Transport: httpexpect.NewBinder(d)}})
}

func sendGLPI(e *httpexpect.Expect, body, stamp, mac string) *httpexpect.Response {
	return e.POST("/hook/glpi").WithHeader("X-GLPI-signature", mac).WithHeader("X-GLPI-timestamp", stamp).WithBytes([]byte(body)).Expect()
}

func sendZammad(e *httpexpect.Expect, body, mac string) *httpexpect.Response {
	return e.POST("/hook/zammad").WithHeader("User-Agent", "Zammad User Agent").WithHeader("X-Zammad-Delivery", "e9ad2b40-9b6e-4d8a-b3f1-1d0d3a1f5a44").
		WithHeader("Content-Type", "application/json; charset=utf-8").WithHeader("X-Hub-Signature", mac).WithBytes([]byte(body)).Expect()
}

func glpiSigned(body string) (stamp, mac string) {
	return fmt.Sprint(glpiTime), sign("sha256", glpiSecret, body+fmt.Sprint(glpiTime))
}

// TestReplay sends recorded webhooks, twice each, and a third time to another replica:
// the desk gets one private note.
func TestReplay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		send     func(e *httpexpect.Expect) *httpexpect.Response
		requests []string
		fields   map[string]any // of the note, beside its text
		text     string
	}{
		"glpi": {
			func(e *httpexpect.Expect) *httpexpect.Response {
				return sendGLPI(e, payload(t, "glpi-new-ticket"), fmt.Sprint(glpiTime), glpiMAC)
			},
			[]string{
				"GET /desk/apirest.php/initSession", "GET /desk/apirest.php/getFullSession", "GET /desk/apirest.php/Ticket/1742/ITILFollowup",
				"POST /desk/apirest.php/ITILFollowup", "GET /desk/apirest.php/killSession",
			},
			map[string]any{"itemtype": "Ticket", "items_id": 1742.0, "is_private": 1.0, "_do_not_compute_takeintoaccount": 1.0}, "content",
		},
		"zammad": {
			func(e *httpexpect.Expect) *httpexpect.Response {
				return sendZammad(e, payload(t, "zammad-new-ticket"), zammadMAC)
			},
			[]string{"GET /desk/api/v1/users/me", "GET /desk/api/v1/ticket_articles/by_ticket/81", "POST /desk/api/v1/ticket_articles"},
			map[string]any{"ticket_id": 81.0, "content_type": "text/html", "type": "note", "internal": true}, "body",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFakeDesk(t, httptest.NewServer)
			d := newDesks(t, f.URL+"/desk/", "")
			for range 2 {
				test.send(expect(t, d)).Status(http.StatusAccepted).Body().IsEmpty()
			}
			d.settle(t)
			requests, notes := f.taken()
			if diff := cmp.Diff(test.requests, requests); diff != "" {
				t.Errorf("requests to the desk (-want +got):\n%s", diff)
			}
			replica := newDesks(t, f.URL+"/desk", "")
			test.send(expect(t, replica)).Status(http.StatusAccepted)
			replica.settle(t)
			if len(notes) != 1 {
				t.Fatalf("%d notes, want 1", len(notes))
			}
			note := noteOf(t, notes[0])
			text, _ := note[test.text].(string)
			delete(note, test.text)
			if diff := cmp.Diff(test.fields, note); diff != "" {
				t.Errorf("note (-want +got):\n%s", diff)
			}
			for _, want := range []string{`<a href="https://aide.example.fr/fr/articles/uninstall-key-not-found">`, "<p>1. ", "<pre><code>", "pour les seuls agents"} {
				if !strings.Contains(text, want) {
					t.Errorf("the note has no %s:\n%s", want, text)
				}
			}
			if log := d.log.String() + replica.log.String(); strings.Contains(log, "vlc") || !strings.Contains(log, "ticket answered") {
				t.Errorf("log:\n%s", log)
			}
		})
	}
}

// noteOf gives the fields of a note, whatever the desk wraps around them.
func noteOf(t *testing.T, body string) map[string]any {
	t.Helper()
	var note map[string]any
	if err := json.Unmarshal([]byte(body), &note); err != nil {
		t.Fatal(err)
	}
	if input, ok := note["input"].(map[string]any); ok {
		return input
	}
	return note
}

// TestNoNote sends what must never be answered.
func TestNoNote(t *testing.T) {
	t.Parallel()
	f := newFakeDesk(t, httptest.NewServer)
	d := newDesks(t, f.URL, "")
	e := expect(t, d)
	glpi, zammad := payload(t, "glpi-new-ticket"), payload(t, "zammad-new-ticket")
	old, ahead := fmt.Sprint(glpiTime-24*3600), fmt.Sprint(glpiTime+2*3600)
	replaced := func(text string, pairs ...string) string {
		out := strings.NewReplacer(pairs...).Replace(text)
		if out == text {
			t.Errorf("the payload has no %q", pairs)
		}
		return out
	}
	for name, test := range map[string]struct {
		body, stamp, mac string
		status           int
	}{
		"no signature":      {glpi, fmt.Sprint(glpiTime), "", 401},
		"another body":      {glpi + " ", fmt.Sprint(glpiTime), glpiMAC, 401},
		"another time":      {glpi, fmt.Sprint(glpiTime + 1), glpiMAC, 401},
		"too old":           {glpi, old, sign("sha256", glpiSecret, glpi+old), 401},
		"ahead":             {glpi, ahead, sign("sha256", glpiSecret, glpi+ahead), 401},
		"no time":           {glpi, "", sign("sha256", glpiSecret, glpi), 401},
		"the empty secret":  {glpi, fmt.Sprint(glpiTime), sign("sha256", "", glpi+fmt.Sprint(glpiTime)), 401},
		"our own note":      {body: payload(t, "glpi-new-followup"), status: 204},
		"an update":         {body: replaced(glpi, `"event": "new"`, `"event": "update"`), status: 204},
		"a change":          {body: replaced(glpi, "        \"type\": 1,\n", ""), status: 204},
		"a computer":        {body: replaced(glpi, `"type": 1,`, `"type": {"id": 1, "name": "PC"},`), status: 204},
		"nothing sure":      {body: replaced(glpi, "uninstall key", "u", "Installation impossible de tis-vlc", "L’imprimante du couloir", "FATAL ERROR : MSI", "x"), status: 204},
		"an empty ticket":   {body: `{"event": "new", "item": {"id": 3, "type": 2, "name": null, "content": "<p></p>"}}`, status: 204},
		"no JSON":           {body: "event=new", status: 400},
		"nothing":           {body: "", status: 400},
		"too large":         {body: strings.Repeat(" ", maxBody+1), status: 413},
		"another structure": {body: `[]`, status: 400},
	} {
		if test.stamp == "" && test.status != 401 {
			test.stamp, test.mac = glpiSigned(test.body)
		}
		t.Run("glpi: "+name, func(*testing.T) { sendGLPI(e, test.body, test.stamp, test.mac).Status(test.status).Body().IsEmpty() })
	}
	for name, test := range map[string]struct {
		body, mac string
		status    int
	}{
		"no signature":    {zammad, "", 401},
		"no prefix":       {zammad, strings.TrimPrefix(zammadMAC, "sha1="), 401},
		"another body":    {zammad + " ", zammadMAC, 401},
		"a later message": {body: replaced(zammad, `"article_ids":[104,105]`, `"article_ids":[103,104]`), status: 204},
		"a note":          {body: replaced(zammad, `"internal":false`, `"internal":true`), status: 204},
		"the system":      {body: replaced(zammad, `"sender":"Customer"`, `"sender":"System"`), status: 204},
		"another ticket":  {body: replaced(zammad, `"ticket_id":81`, `"ticket_id":82`), status: 204},
		"no message":      {body: `{"ticket":{"id":81,"article_ids":[]},"article":{}}`, status: 204},
		"own payload":     {body: `{"ticket":"VLC"}`, status: 400},
	} {
		if test.mac == "" && test.status != 401 {
			test.mac = "sha1=" + sign("sha1", zammadToken, test.body)
		}
		t.Run("zammad: "+name, func(*testing.T) { sendZammad(e, test.body, test.mac).Status(test.status).Body().IsEmpty() })
	}
	d.settle(t)
	if requests, _ := f.taken(); len(requests) > 0 {
		t.Errorf("requests to the desk: %v", requests)
	}
}

// TestLongTicket answers a ticket that holds a log too long for a question.
func TestLongTicket(t *testing.T) {
	t.Parallel()
	f := newFakeDesk(t, httptest.NewServer)
	d := newDesks(t, f.URL, "")
	lines := strings.Repeat("2026-11-27 09:12:44 INFO all is well\n", index.MaxQuery/20)
	body := strings.Replace(payload(t, "glpi-new-ticket"), `FATAL ERROR`, strings.ReplaceAll(lines, "\n", `\n`)+`FATAL ERROR`, 1)
	stamp, mac := glpiSigned(body)
	sendGLPI(expect(t, d), body, stamp, mac).Status(http.StatusAccepted)
	d.settle(t)
	if _, notes := f.taken(); len(notes) != 1 || !strings.Contains(notes[0], "uninstall-key-not-found") {
		t.Errorf("notes: %q", notes)
	}
}

// TestTroubleWithDesk tries again where that may help, and never goes elsewhere.
func TestTroubleWithDesk(t *testing.T) {
	t.Parallel()
	elsewhere := newFakeDesk(t, httptest.NewServer)
	for name, test := range map[string]struct {
		answer   func(w http.ResponseWriter, r *http.Request, n int) bool
		notes    int
		attempts int
	}{
		"down for a moment": {func(w http.ResponseWriter, _ *http.Request, n int) bool {
			if n < 3 {
				w.WriteHeader(http.StatusBadGateway)
			}
			return n < 3
		}, 1, 5},
		"down": {func(w http.ResponseWriter, _ *http.Request, _ int) bool {
			w.WriteHeader(http.StatusServiceUnavailable)
			return true
		}, 0, 4},
		"cut off": {func(http.ResponseWriter, *http.Request, int) bool { panic(http.ErrAbortHandler) }, 0, 4},
		"refused": {func(w http.ResponseWriter, _ *http.Request, _ int) bool {
			w.WriteHeader(http.StatusForbidden)
			io.WriteString(w, "uninstall key can not be found")
			return true
		}, 0, 1},
		"elsewhere": {func(w http.ResponseWriter, r *http.Request, _ int) bool {
			http.Redirect(w, r, elsewhere.URL+r.URL.Path, http.StatusTemporaryRedirect)
			return true
		}, 0, 1},
		"not its API": {func(w http.ResponseWriter, _ *http.Request, _ int) bool {
			io.WriteString(w, "<html>")
			return true
		}, 0, 1},
		"nobody's token": {func(w http.ResponseWriter, r *http.Request, _ int) bool {
			if !strings.HasSuffix(r.URL.Path, "/me") {
				return false
			}
			io.WriteString(w, "{}")
			return true
		}, 0, 2},
	} {
		t.Run(name, func(t *testing.T) {
			f, n := newFakeDesk(t, httptest.NewServer), 0
			f.before = func(w http.ResponseWriter, r *http.Request) bool { n++; return test.answer(w, r, n) }
			d := newDesks(t, f.URL, "")
			sendZammad(expect(t, d), payload(t, "zammad-new-ticket"), zammadMAC).Status(http.StatusAccepted)
			d.settle(t)
			if requests, notes := f.taken(); len(notes) != test.notes || len(requests) != test.attempts {
				t.Errorf("%d notes after %v, want %d after %d requests", len(notes), requests, test.notes, test.attempts)
			}
			if strings.Contains(d.log.String(), "uninstall") || strings.Contains(d.log.String(), "user-token") {
				t.Errorf("log:\n%s", d.log.String())
			}
		})
	}
	if requests, _ := elsewhere.taken(); len(requests) > 0 {
		t.Errorf("requests went elsewhere: %v", requests)
	}
}

func TestCertificates(t *testing.T) {
	t.Parallel()
	f := newFakeDesk(t, httptest.NewTLSServer)
	f.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, 0)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: f.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		ca    string
		notes int
	}{{"", 0}, {ca, 1}} {
		d := newDesks(t, f.URL, test.ca)
		sendZammad(expect(t, d), payload(t, "zammad-new-ticket"), zammadMAC).Status(http.StatusAccepted)
		d.settle(t)
		if _, notes := f.taken(); len(notes) != test.notes {
			t.Errorf("with the authorities of %q: %d notes, want %d:\n%s", test.ca, len(notes), test.notes, d.log.String())
		}
	}
}

// TestChallenge signs the token of GLPI, and nothing that others want signed.
func TestChallenge(t *testing.T) {
	t.Parallel()
	d := newDesks(t, "https://glpi.example.fr", "")
	e := expect(t, d)
	e.GET("/hook/glpi").WithQuery("crc_token", glpiToken).Expect().Status(http.StatusOK).Body().IsEqual(glpiAnswer)
	for _, token := range []string{"", "x", glpiAnswer, payload(t, "glpi-new-ticket") + fmt.Sprint(glpiTime)} {
		e.GET("/hook/glpi").WithQuery("crc_token", token).Expect().Status(http.StatusUnauthorized).Body().IsEmpty()
	}
	e.GET("/hook/zammad").Expect().Status(http.StatusMethodNotAllowed)
}

func TestSettings(t *testing.T) {
	t.Parallel()
	full := Settings{Secrets: chat.Secrets{"s"}, URL: "https://glpi.example.fr", Token: "t"}
	none := filepath.Join(t.TempDir(), "none.pem")
	if err := os.WriteFile(none, []byte("no certificate"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		change    func(*Settings)
		endpoints int
		fault     string
	}{
		"all":                      {func(*Settings) {}, 2, ""},
		"no secret":                {func(s *Settings) { s.Secrets = nil }, 0, ""},
		"no token":                 {func(s *Settings) { s.Token = "" }, 0, "glpi-token"},
		"no address":               {func(s *Settings) { s.URL = "" }, 0, "glpi-url"},
		"no scheme":                {func(s *Settings) { s.URL = "glpi.example.fr" }, 0, "glpi-url"},
		"another scheme":           {func(s *Settings) { s.URL = "file:///etc/passwd" }, 0, "glpi-url"},
		"a password":               {func(s *Settings) { s.URL = "https://a:b@glpi.example.fr" }, 0, "glpi-url"},
		"a query":                  {func(s *Settings) { s.URL = "https://glpi.example.fr/?a" }, 0, "glpi-url"},
		"no authorities":           {func(s *Settings) { s.CA = "/no/such/file" }, 0, "glpi-ca"},
		"authorities of something": {func(s *Settings) { s.CA = none }, 0, "PEM"},
	} {
		set := full
		test.change(&set)
		d, err := New(Config{Desks: map[string]*Settings{"glpi": &set}}, nil, nil)
		switch {
		case err != nil && (test.fault == "" || !strings.Contains(err.Error(), test.fault)), err == nil && test.fault != "":
			t.Errorf("%s: %v, want %q", name, err, test.fault)
		case err == nil && len(d.Endpoints()) != test.endpoints:
			t.Errorf("%s: %d endpoints, want %d", name, len(d.Endpoints()), test.endpoints)
		}
	}
}

// TestQueue keeps to its size, works in order, and gives up what is left at the end.
func TestQueue(t *testing.T) {
	t.Parallel()
	first, goOn := make(chan struct{}), make(chan struct{})
	var written []int64
	q := newQueue(2, func(_ context.Context, n note) {
		if n.ticket == 1 {
			close(first)
			<-goOn
		}
		written = append(written, n.ticket)
	})
	q.add(note{ticket: 1})
	<-first
	var taken []bool
	for id := range int64(3) {
		taken = append(taken, q.add(note{ticket: id + 2}))
	}
	if !slices.Equal(taken, []bool{true, true, false}) {
		t.Errorf("taken: %v", taken)
	}
	close(goOn)
	if left := q.close(t.Context()); left != 0 || !slices.Equal(written, []int64{1, 2, 3}) || q.add(note{}) {
		t.Errorf("written %v, %d left", written, left)
	}
	slow := newQueue(2, func(ctx context.Context, _ note) { <-ctx.Done() })
	slow.add(note{})
	slow.add(note{})
	ended, end := context.WithCancel(t.Context())
	end()
	if left := slow.close(ended); left > 2 {
		t.Errorf("%d left", left)
	}
}

// TestFullQueue makes the desk send again.
func TestFullQueue(t *testing.T) {
	t.Parallel()
	f := newFakeDesk(t, httptest.NewServer)
	d := newDesks(t, f.URL, "")
	d.settle(t)
	sendZammad(expect(t, d), payload(t, "zammad-new-ticket"), zammadMAC).Status(http.StatusServiceUnavailable).Header("Retry-After").NotEmpty()
}

// FuzzWebhooks feeds what reads webhooks with bodies that are signed: whatever they
// hold, a ticket has a number.
func FuzzWebhooks(f *testing.F) {
	for _, name := range []string{"glpi-new-ticket", "glpi-new-followup", "zammad-new-ticket"} {
		f.Add(payload(f, name))
	}
	f.Add(`{"event":"new","item":{"id":-1,"type":1e0}}`)
	f.Fuzz(func(t *testing.T, body string) {
		stamp, mac := glpiSigned(body)
		r := httptest.NewRequest("POST", "/", nil)
		r.Header = http.Header{"X-Glpi-Timestamp": {stamp}, "X-Glpi-Signature": {mac}, "X-Hub-Signature": {"sha1=" + sign("sha1", zammadToken, body)}}
		for _, s := range []system{glpi{nil, Settings{Secrets: chat.Secrets{glpiSecret}}}, zammad{nil, Settings{Secrets: chat.Secrets{zammadToken}}}} {
			got, err := s.read(r, []byte(body), time.Unix(glpiTime, 0))
			if err == nil && got.id <= 0 || err == errRefused {
				t.Errorf("%T: ticket %d, %v", s, got.id, err)
			}
		}
	})
}
