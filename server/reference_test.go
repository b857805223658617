package server

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"waptkb/content"
	"waptkb/i18n"
)

func TestPlanReference(t *testing.T) {
	tests := map[string]struct {
		query string
		want  referenceFilter
		kind  string // of the fault
	}{
		"nothing":           {"", referenceFilter{}, ""},
		"fields left empty": {"kind=&component=&severity=", referenceFilter{}, ""},
		"all given": {
			"kind=message&component=console&severity=error&letter=e",
			referenceFilter{"", "message", "console", "error", "e"}, "",
		},
		"text":              {"q=++Erreur%0A%09msi++&kind=code", referenceFilter{Text: "Erreur msi", Kind: "code"}, ""},
		"long text":         {"q=" + strings.Repeat("%C3%A9", 5000), referenceFilter{Text: strings.Repeat("é", 200)}, ""},
		"blank text":        {"q=+%ff+", referenceFilter{}, ""},
		"component by slug": {"component=creation-de-paquet", referenceFilter{Component: "création de paquet"}, ""},
		"component, accent": {"component=D%C3%A9p%C3%B4t", referenceFilter{Component: "dépôt"}, ""},
		"capital letter":    {"letter=E", referenceFilter{Letter: "e"}, ""},
		"digits":            {"kind=code&letter=0-9", referenceFilter{Kind: "code", Letter: "0-9"}, ""},
		"something else":    {"page=2", referenceFilter{}, ""},
		"kind":              {"kind=recipe", referenceFilter{}, faultUnknownValue},
		"kind article":      {"kind=article", referenceFilter{}, faultUnknownValue},
		"component":         {"component=imprimante", referenceFilter{}, faultUnknownComponent},
		"severity":          {"severity=fatal", referenceFilter{}, faultUnknownValue},
		"letters":           {"letter=ab", referenceFilter{}, faultUnknownValue},
		"accented letter":   {"letter=%C3%A9", referenceFilter{}, faultUnknownValue},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			query, err := url.ParseQuery(test.query)
			if err != nil {
				t.Fatal(err)
			}
			got, err := planReference(query)
			var f *fault
			errors.As(err, &f)
			switch {
			case test.kind == "" && err != nil:
				t.Fatalf("planReference: %v", err)
			case test.kind != "" && (f == nil || f.Name != test.kind):
				t.Fatalf("planReference error = %v, want %s", err, test.kind)
			case test.kind == "" && got != test.want:
				t.Errorf("planReference = %+v, want %+v", got, test.want)
			}
			if again, err := url.ParseQuery(got.query()); err != nil || test.kind == "" {
				if same, _ := planReference(again); same != got {
					t.Errorf("%q is read as %+v, want %+v", got.query(), same, got)
				}
			}
		})
	}
}

// entriesOf lists the ids of the entries that a page shows.
func entriesOf(t *testing.T, body string) []string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for n := range root.Descendants() {
		if id := attribute(n, "id"); id != "" && (n.Data == "li" || n.Data == "tr") {
			ids = append(ids, id)
		}
	}
	return ids
}

// TestReferencePage checks that the page has every entry once, and that filters
// leave those that fit, as many as the page says.
func TestReferencePage(t *testing.T) {
	s := newTestServer(t)
	h, lib := s.Handler(), s.library()
	for _, lang := range i18n.Languages() {
		got, want := entriesOf(t, get(t, h, "/"+lang+"/reference").Body.String()), slices.Clone(lib.Entries())
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("/%s/reference has %d entries, want %d", lang, len(got), len(want))
		}
		// The letters share the entries out.
		n := 0
		for letter := range strings.SplitSeq("a b c d e f g h i j k l m n o p q r s t u v w x y z 0-9", " ") {
			n += len(entriesOf(t, get(t, h, "/"+lang+"/reference?letter="+letter).Body.String()))
		}
		if n != len(want) {
			t.Errorf("%s: %d entries under the letters, want %d", lang, n, len(want))
		}
	}
	for query, fits := range map[string]func(*content.Article) bool{
		"kind=code":                      func(a *content.Article) bool { return a.Kind == content.KindCode },
		"kind=message&component=serveur": func(a *content.Article) bool { return a.Kind == content.KindMessage && a.Component == "serveur" },
		"severity=critical":              func(a *content.Article) bool { return a.Severity == "critical" },
		"kind=code&severity=info":        func(a *content.Article) bool { return a.Kind == content.KindCode && a.Severity == "info" },
	} {
		body := get(t, h, "/en/reference?"+query).Body.String()
		var want []string
		messages := 0
		for _, id := range lib.Entries() {
			if a, err := lib.Entry(id, "en"); err == nil && fits(a) {
				want = append(want, id)
				if a.Kind == content.KindMessage {
					messages++
				}
			}
		}
		got := entriesOf(t, body)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) || len(want) == 0 {
			t.Errorf("%s: %d entries, want %d", query, len(got), len(want))
		}
		var counts []string
		if messages > 0 {
			counts = append(counts, s.cfg.Messages.Text("en", "reference.messages", "n", messages))
		}
		if n := len(want) - messages; n > 0 {
			counts = append(counts, s.cfg.Messages.Text("en", "reference.codes", "n", n))
		}
		if count := strings.Join(counts, ", "); !strings.Contains(body, `role="status">`+count+"<") {
			t.Errorf("%s: the page does not say %q", query, count)
		}
	}
	if w := get(t, h, "/fr/reference?kind=code&letter=z"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), s.cfg.Messages.Text("fr", "reference.none")) {
		t.Errorf("nothing found = %d", w.Code)
	}
	for _, query := range []string{"kind=x", "component=x", "severity=x", "letter=xx"} {
		if w := get(t, h, "/fr/reference?"+query); w.Code != http.StatusBadRequest {
			t.Errorf("%s = %d, want 400", query, w.Code)
		}
	}
}

// TestEntryPages checks what the pages of entries have and lack.
func TestEntryPages(t *testing.T) {
	h := newTestServer(t).Handler()
	for path, want := range map[string][]string{
		"/fr/articles/1618":                      {"Code de retour", "0x80070652", `href="/fr/reference#1618"`},
		"/en/articles/1618":                      {"Return code", "-2147023278", `href="/en/reference#1618"`},
		"/fr/articles/13":                        {`href="/fr/articles/paquet-en-erreur-installation"`},
		"/fr/articles/console-erreur-serveur":    {`<p class="kicker">Message</p>`, `<h1 lang="en">`, `href="/fr/reference#console-erreur-serveur"`},
		"/en/articles/console-erreur-serveur.md": {"# Error on WAPT server: …\n\n## Symptom\n", "## Solution\n"},
	} {
		body := strings.ReplaceAll(get(t, h, path).Body.String(), "\u00a0", " ")
		for _, part := range want {
			if !strings.Contains(body, part) {
				t.Errorf("%s has no %q", path, part)
			}
		}
		for _, wrong := range []string{`class="reviewed"`, "noindex", "dateModified", "<ul></ul>", `class="related"`, `id="messages"`} {
			if strings.Contains(body, wrong) {
				t.Errorf("%s has %q", path, wrong)
			}
		}
	}
	if body := get(t, h, "/fr/articles/uninstall-key-not-found").Body.String(); !strings.Contains(body, `class="reviewed"`) || !strings.Contains(body, `"dateModified"`) || strings.Contains(body, `class="kicker"`) {
		t.Error("an article has no date of its reading, or a kind")
	}
}

func TestKindInResults(t *testing.T) {
	h := newTestServer(t).Handler()
	body := get(t, h, "/fr/search?q=0x80070652").Body.String()
	if !strings.Contains(body, `<span class="pill">Code de retour</span>`) || !strings.Contains(body, `href="/fr/articles/1618"`) {
		t.Error("the answer to a code does not say that it is one")
	}
}

func TestReferenceAPI(t *testing.T) {
	e := expect(t)
	lib := newTestServer(t).library()
	for kind, n := range map[string]int{"": len(lib.IDs()), "article": len(lib.IDs()), "message": len(lib.Messages()), "code": len(lib.Codes())} {
		list := e.GET("/api/v1/articles").WithQuery("kind", kind).WithQuery("lang", "en").Expect().Status(http.StatusOK).JSON().Array()
		list.Length().IsEqual(n)
		if kind != "" {
			list.Value(0).Object().HasValue("kind", kind)
		}
	}
	for id, kind := range map[string]string{"1618": "code", "console-erreur-serveur": "message"} {
		o := e.GET("/api/v1/articles/" + id).Expect().Status(http.StatusOK).JSON().Object()
		o.HasValue("kind", kind).NotContainsKey("reviewed")
	}
}

// A text leaves the entries that have its words: a code in any form, a name, words of what
// an entry says, or the article that solves it.
func TestReferenceText(t *testing.T) {
	h := newTestServer(t).Handler()
	for query, want := range map[string]string{
		"q=-2147023278":                           "1618",
		"q=0X80070652":                            "1618",
		"q=install_already":                       "1618",
		"q=ALREADY+install":                       "1618",
		"q=paquet-en-erreur-installation+deja":    "1618",
		"q=Paquet+en+erreur&kind=code&letter=0-9": "1618",
		"q=no+ca+certificate":                     "pas-de-certificat-ca",
	} {
		got := entriesOf(t, get(t, h, "/fr/reference?"+query).Body.String())
		if !slices.Contains(got, want) || len(got) > 90 {
			t.Errorf("%s leaves %d entries, want %s among few", query, len(got), want)
		}
	}
	for query, want := range map[string]string{
		"q=&kind=&component=&severity=":      "/fr/reference",
		"q=msi+1618&kind=code&component=":    "/fr/reference?kind=code&q=msi+1618",
		"component=creation-de-paquet&kind=": "/fr/reference?component=creation-de-paquet",
	} {
		w := get(t, h, "/fr/reference?"+query)
		if w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s = %d, %q, want %s", query, w.Code, w.Header().Get("Location"), want)
		}
	}
	body := get(t, h, "/fr/reference?q=%22%3E%3Cscript%3E").Body.String()
	if strings.Contains(body, "<script>") || !strings.Contains(body, `value="&#34;&gt;&lt;script&gt;"`) {
		t.Error("a text is not shown as it was written")
	}
	if body := get(t, h, "/fr/reference?q=password%3Dhunter2secret").Body.String(); strings.Contains(body, "hunter2") {
		t.Error("a secret is shown again")
	}
	if body := get(t, h, "/fr/components/serveur").Body.String(); !strings.Contains(body, `href="/fr/reference?component=serveur&amp;kind=message"`) {
		t.Error("a component does not lead to its messages")
	}
	if body := get(t, h, "/fr/reference?component=serveur").Body.String(); !strings.Contains(body, `href="/fr/components/serveur"`) {
		t.Error("a message does not lead to its component")
	}
}

func TestOneLine(t *testing.T) {
	long := strings.Repeat("mot ", 60)
	for text, want := range map[string]string{
		"Une phrase. Une autre.":         "Une phrase.",
		"Une seule phrase.":              "Une seule phrase.",
		"Fichier wapt.psproj. absent":    "Fichier wapt.psproj. absent",
		"Avant 1.8.2. Après, autrement.": "Avant 1.8.2.",
		"":                               "",
		long:                             strings.TrimSpace(strings.Repeat("mot ", 37)) + "…",
	} {
		if got := oneLine(text); got != want {
			t.Errorf("oneLine(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSortKey(t *testing.T) {
	for title, want := range map[string]string{
		"Error on …": "e", "… not found": "n", `"É`: "e", "1618 ERROR": otherLetter, "…": otherLetter, "": otherLetter,
	} {
		if got := letterOf(sortKey(title)); got != want {
			t.Errorf("letter of %s = %q, want %q", strconv.Quote(title), got, want)
		}
	}
}
