package server

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
)

// sent is what somebody puts into the box of a page.
type sent struct {
	text  string
	files []string // pairs of name and content
}

// post sends the box as a browser does.
func (s sent) post(t testing.TB, h http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	_ = form.WriteField("q", strings.ReplaceAll(s.text, "\n", "\r\n"))
	if len(s.files) == 0 {
		_, _ = form.CreateFormFile("file", "")
	}
	for i := 0; i < len(s.files); i += 2 {
		part, _ := form.CreateFormFile("file", s.files[i])
		_, _ = io.WriteString(part, s.files[i+1])
	}
	_ = form.Close()
	return postBody(h, path, form.FormDataContentType(), body.String())
}

func postBody(h http.Handler, path, contentType, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", contentType)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// shown gives what a page shows, with plain spaces.
func shown(w *httptest.ResponseRecorder) string {
	return strings.NewReplacer("\u00a0", " ", "\u202f", " ").Replace(html.UnescapeString(w.Body.String())) + w.Header().Get("Location")
}

const (
	lostContact = "2026-01-12 09:24:02,540 [frob] ERROR frobnicator 12 lost contact\n"
	longLog     = 20 << 10 // bytes: more than a question may have
)

// longText is a log with two known problems and an unknown one.
func longText() string {
	filler := strings.Repeat("2026-01-12 09:14:02,113 INFO begin of something\n", longLog/48/2)
	return filler + "2026-01-12 09:24:02 CRITICAL " + timedOut + "\n" + filler + lostContact + "2026-01-12 CRITICAL VLC has been installed but the uninstall key can not be found\n"
}

func zipOf(t *testing.T, name, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(f, text)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestBox: whatever is put into the box is answered, nothing of it is lost, and what could
// not be read is told in the right words.
func TestBox(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	const picture = "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"
	for name, test := range map[string]struct {
		sent   sent
		status int
		want   []string
		not    []string
	}{
		"a line":            {sent{text: timedOut}, 303, []string{"/fr/search?q=Error+timed+out"}, nil},
		"a secret":          {sent{text: timedOut + " password=Hunter2X"}, 303, []string{"%E2%80%A2"}, []string{"Hunter2X"}},
		"nothing":           {sent{text: " \n"}, 400, []string{"Rien n’a été reçu", `id="ask"`}, []string{"Rien de connu"}},
		"20 KB":             {sent{text: longText()}, 200, []string{"2 problèmes connus", `id="f1"`, "uninstall-key-not-found", "ERROR frobnicator 12 lost contact", "Vue du journal", `href="#l1-`}, nil},
		"a file":            {sent{files: []string{"a.log", oneError}}, 200, []string{"1 problème connu", "installation-timed-out-600"}, []string{"a.log"}},
		"two files":         {sent{files: []string{"a.log", oneError, "b.log", lostContact}}, 200, []string{"· a.log ·", "b.log ·", "frobnicator"}, nil},
		"a text and a file": {sent{oneError, []string{"b.log", lostContact}}, 200, []string{"· texte collé ·", "b.log ·"}, nil},
		"an archive":        {sent{files: []string{"x.zip", zipOf(t, "sub/a.log", oneError)}}, 200, []string{"1 problème connu"}, nil},
		"packed":            {sent{files: []string{"a.log.gz", string(pack(t, []byte(oneError)))}}, 200, []string{"1 problème connu"}, nil},
		"a picture":         {sent{files: []string{"a.png", picture}}, 422, []string{"C’est une image"}, []string{"Rien de connu", "Aucun problème connu"}},
		"a picture, a log":  {sent{files: []string{"a.png", picture, "a.log", oneError}}, 200, []string{"<strong>a.png</strong> : Le fichier reçu n’est pas du texte. C’est une image", "1 problème connu"}, nil},
		"an empty file":     {sent{files: []string{"a.log", ""}}, 400, []string{"Rien n’a été reçu"}, nil},
		"not really packed": {sent{files: []string{"a.gz", "\x1f\x8b\x08nonsense"}}, 422, []string{"abîmé"}, nil},
		"no log":            {sent{files: []string{"a.txt", "Take six apples.\nPeel them.\n"}}, 200, []string{"Rien de connu dans ce texte", "n’a pas la forme d’un journal", "Message exact, copié"}, []string{"Aucun problème connu"}},
		"a healthy log":     {sent{files: []string{"a.log", strings.Repeat("2026-01-12 09:14:02 INFO well\n", 9)}}, 200, []string{"Aucun problème connu", "Message exact, copié"}, nil},
		"markup":            {sent{files: []string{"<b>.log", "ERROR <script>alert(1)</script>\n", "c.log", "x"}}, 200, []string{"ERROR <script>"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			for _, path := range []string{"/fr/search", "/fr/diagnose"} {
				w := test.sent.post(t, h, path)
				got := shown(w)
				if w.Code != test.status {
					t.Errorf("POST %s = %d, want %d", path, w.Code, test.status)
				}
				for _, want := range test.want {
					if !strings.Contains(got, want) {
						t.Errorf("POST %s: no %q", path, want)
					}
				}
				for _, not := range test.not {
					if strings.Contains(got, not) {
						t.Errorf("POST %s: has %q", path, not)
					}
				}
				if strings.Contains(w.Body.String(), "<script>alert") {
					t.Error("a log makes markup")
				}
			}
		})
	}
}

// TestLongTextByAnyForm: a text that is too long for a question is a log, however it comes.
func TestLongTextByAnyForm(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	const form = "application/x-www-form-urlencoded"
	for name, w := range map[string]*httptest.ResponseRecorder{
		"address":          get(t, h, "/fr/search?q="+url.QueryEscape(longText())),
		"form":             postBody(h, "/fr/search", form, url.Values{"q": {longText()}}.Encode()),
		"a long form":      postBody(h, "/fr/search", form, url.Values{"q": {strings.Repeat("INFO é\n", 9000) + longText()}}.Encode()),
		"the field log":    postBody(h, "/fr/diagnose", form, url.Values{"log": {longText()}}.Encode()),
		"short, field log": postBody(h, "/fr/diagnose", form, url.Values{"log": {oneError + "2026 VLC has been installed but the uninstall key can not be found\n"}}.Encode()),
	} {
		if w.Code != http.StatusOK || !strings.Contains(shown(w), "2 problèmes connus") {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
}

var shareLink = regexp.MustCompile(`data-share="([^"]*)"`)

// TestShare: what was sent has an address, which finds the same problems, in every
// language, and holds nothing of the text but the errors that are known.
func TestShare(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	const private = "2026-01-12 09:14:02 INFO nom du poste : SECRETPC\n"
	for name, s := range map[string]sent{
		"a text": {text: strings.Repeat(private, 100) + longText()},
		"a file": {files: []string{"SECRETPC.log", private + longText()}},
	} {
		t.Run(name, func(t *testing.T) {
			body := s.post(t, h, "/fr/search").Body.String()
			found := shareLink.FindStringSubmatch(body)
			if found == nil {
				t.Fatal("no address")
			}
			address := html.UnescapeString(found[1])
			if strings.Contains(address, "SECRETPC") || strings.Contains(address, "frobnicator") {
				t.Errorf("the address has what is private: %s", address)
			}
			for _, lang := range i18n.Languages() {
				address := "/" + lang + strings.TrimPrefix(address, "/fr")
				if lang != "fr" && !strings.Contains(html.UnescapeString(body), `href="`+address+`"`) {
					t.Errorf("no link to %s", address)
				}
				got := get(t, h, address).Body.String()
				for _, want := range []string{"articles/installation-timed-out-600", "articles/uninstall-key-not-found", "1200"} {
					if !strings.Contains(got, want) {
						t.Errorf("%s does not find %s", address, want)
					}
				}
			}
		})
	}
}

// TestSwitchKeepsText: a text that is too long for an address goes to the other language
// with the box.
func TestSwitchKeepsText(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	text := strings.Repeat("2026-01-12 09:14:02,113 INFO begin of something\n", 200) + timedOut
	body := sent{text: text}.post(t, h, "/fr/search").Body.String()
	if !strings.Contains(body, `form="ask" formaction="/en/search"`) || !strings.Contains(html.UnescapeString(body), ">"+text+"</textarea>") {
		t.Error("the text is not sent to the other language")
	}
}

// TestEveryErrorCanBeShared: the text of an error, filled in, finds the article that
// explains it.
func TestEveryErrorCanBeShared(t *testing.T) {
	t.Parallel()
	s := newTestServer(t)
	captures := map[string]string{
		"address": "10.0.0.1", "byte": "0xe9", "cn": "acme", "command": "setup.exe", "date": "2026-01-12", "details": "some details", "file": "setup.py", "hash": "9f86d081884c7d65",
		"host": "pc1.acme.lan", "key": "repo_url", "number": "12", "output": "nothing", "package": "acme-vlc", "path": `C:\wapt`, "position": "12", "seconds": "600",
		"service": "waptservice", "size": "12", "url": "https://srv.acme.lan/wapt", "user": "bob", "uuid": "4C4C4544-0042-3510-8053-B4C04F4E3132", "version": "1.8.2",
	}
	missed, all := 0, 0
	for _, a := range s.library().Articles(content.Primary) {
		for _, e := range a.Errors {
			if e.Also || e.Scope == content.ScopeWhole {
				continue
			}
			all++
			text := again(e, filled(e, captures))
			r, err := s.index.Search(context.Background(), index.Query{Text: text, Lang: "fr"})
			if err != nil {
				t.Fatal(err)
			}
			if !s.errorsOf(page{texts: s.cfg.Messages, Lang: "fr"}, r).has(a.ID) && (r.Answer == nil || r.Answer.Article.ID != a.ID) {
				missed++
				t.Logf("%q does not find %s", text, a.ID)
			}
		}
	}
	if missed*50 > all { // a hole may need what no example has
		t.Errorf("%d of %d are not found", missed, all)
	}
}

// TestTicket: the text for a ticket has the error with its line, the cause, the steps and
// the address.
func TestTicket(t *testing.T) {
	t.Parallel()
	h := newServerWith(t, func(c *Config) { c.PublicURL = "https://aide.example.fr" }).Handler()
	got := shown(get(t, h, "/fr/search?q="+url.QueryEscape("une ligne\n"+timedOut)))
	_, got, _ = strings.Cut(got, `id="ticket-text"`)
	got, _, _ = strings.Cut(got, "</pre>")
	for _, want := range []string{"Erreur (ligne 2) : `Error timed out after seconds with output '1200.0'`", "Cause : ", "Solution :", "1. ", "```\n", "Lien : https://aide.example.fr/fr/articles/installation-timed-out-600"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestFilterHidesNoAnswer: a component that the answer is not in leads to it.
func TestFilterHidesNoAnswer(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	for q, want := range map[string]string{
		timedOut: `id="f1"`,
		"waptexit s’affiche quand je redémarre mais pas quand j’éteins l’ordinateur": "La réponse est dans un autre composant",
	} {
		all := get(t, h, "/fr/search?q="+url.QueryEscape(q))
		answer := regexp.MustCompile(`<h1 id="answer"><a href="([^"]*)"`).FindStringSubmatch(all.Body.String())
		if answer == nil {
			t.Errorf("%q has no answer", q)
			continue
		}
		got := shown(get(t, h, "/fr/search?component=console&q="+url.QueryEscape(q)))
		if !strings.Contains(got, want) || !strings.Contains(got, answer[1]) || strings.Contains(got, "Pas de réponse sûre") {
			t.Errorf("the answer to %q is hidden", q)
		}
	}
}

// TestFaultKeepsText: the page about a fault has the box, with what was in it.
func TestFaultKeepsText(t *testing.T) {
	t.Parallel()
	h := newServerWith(t, func(c *Config) { c.RateLimit, c.RateBurst = 1e-9, 3 }).Handler()
	lines := "une ligne\n" + timedOut
	inBox := func(w *httptest.ResponseRecorder) string {
		_, box, _ := strings.Cut(w.Body.String(), "<textarea id=\"q\"")
		_, text, _ := strings.Cut(box, ">")
		text, _, _ = strings.Cut(text, "</textarea>")
		return html.UnescapeString(text)
	}
	const form = "application/x-www-form-urlencoded"
	bad := url.Values{"q": {strings.ReplaceAll(lines, "\n", "\r\n")}, "component": {"frob"}}.Encode()
	for _, test := range []struct {
		name   string
		ask    func() *httptest.ResponseRecorder
		status int
		text   string
	}{ // in order: the last ones are too many
		{"a wrong limit", func() *httptest.ResponseRecorder { return get(t, h, "/fr/search?limit=x&q="+url.QueryEscape(lines)) }, 400, lines},
		{"a secret", func() *httptest.ResponseRecorder { return get(t, h, "/fr/search?limit=x&q=password%3DHunter2X") }, 400, "password=•••"},
		{"no such article", func() *httptest.ResponseRecorder { return get(t, h, "/fr/articles/cle-dispareu") }, 404, "cle dispareu"},
		{"too many", func() *httptest.ResponseRecorder { return sent{text: lines}.post(t, h, "/fr/search") }, 429, lines},
		{"too many, a form", func() *httptest.ResponseRecorder { return postBody(h, "/fr/search", form, bad) }, 429, lines},
		{"too many, by address", func() *httptest.ResponseRecorder { return get(t, h, "/fr/search?q="+url.QueryEscape(lines)) }, 429, lines},
		{"too many, too long", func() *httptest.ResponseRecorder { return sent{text: longText()}.post(t, h, "/fr/search") }, 429, ""},
	} {
		w := test.ask()
		if got := inBox(w); w.Code != test.status || got != test.text {
			t.Errorf("%s: %d, %q in the box, want %d, %q", test.name, w.Code, got, test.status, test.text)
		}
		if lost := strings.Contains(shown(w), "Votre texte n’est pas perdu"); lost != (test.text == "") {
			t.Errorf("%s: the way back is told: %v", test.name, lost)
		}
	}
}

// TestPerhapsHasValues: what is perhaps the answer tells what stood in the error, too.
func TestPerhapsHasValues(t *testing.T) {
	t.Parallel()
	h := newTestServer(t).Handler()
	got := shown(get(t, h, "/fr/search?q="+url.QueryEscape("TimeoutExpired: Command 'setup.exe' timed out after 1200 seconds dans thunderbird et excel")))
	_, perhaps, ok := strings.Cut(got, `class="answer perhaps"`)
	perhaps, _, _ = strings.Cut(perhaps, "</section>")
	for _, want := range []string{"délai observé : 1200 s (20 min)", "commande : setup.exe"} {
		if !ok || !strings.Contains(perhaps, want) {
			t.Errorf("no %q in what is perhaps the answer: %s", want, perhaps)
		}
	}
}
