package match

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/index/lex"
)

// compile makes patterns of templates; the id of each is its text.
func compile(tb testing.TB, templates ...string) *Matcher {
	tb.Helper()
	var patterns []*Pattern
	for _, text := range templates {
		t, err := content.ParseTemplate(text, "")
		if err != nil {
			tb.Fatal(err)
		}
		patterns = append(patterns, &Pattern{ID: text, Template: t})
	}
	return New(patterns, even)
}

func even(string) float64 { return 1 }

func TestFind(t *testing.T) {
	for _, c := range []struct {
		name, template, text string
		want                 map[string]string // captures; nil: no match
	}{
		{"as it is", "not loaded yet", "x: not loaded yet.", map[string]string{}},
		{"case", "not loaded yet", "NOT Loaded yet", map[string]string{}},
		{"accents missing", "clé privée perdue", "cle privee perdue", map[string]string{}},
		{"accents decomposed", "clé privée perdue", "cle\u0301 prive\u0301e perdue", map[string]string{}},
		{"accents added", "depot introuvable", "dépôt introuvable", map[string]string{}},
		{"ligature", "coeur introuvable", "cœur introuvable", map[string]string{}},
		{"quotes", "l'hôte 'abc' inconnu", "l’hôte « abc » inconnu", map[string]string{}},
		{"dashes", "re-sign the package", "re–sign the package", map[string]string{}},
		{"nbsp", "not loaded yet", "not\u00a0loaded\u202fyet", map[string]string{}},
		{"soft hyphen", "not loaded yet", "not loa\u00added yet", map[string]string{}},
		{"line break", "not loaded yet", "not\r\nloaded\n  yet", map[string]string{}},
		{"line break in a word", "not loaded yet", "not loa\nded yet", map[string]string{}},
		{"terminal colours", "not loaded yet", "\x1b[31mnot lo\x1b[0maded yet\x1b[0m", map[string]string{}},
		{"letter before", "not loaded yet", "cannot loaded yet", nil},
		{"letter behind", "not loaded yet", "not loaded yeti", nil},
		{"digit behind", "exit status 16", "exit status 1603", nil},
		{"another code", "exit status 1618", "exit status 1603", nil},
		{"the code", "exit status 1618", "exit status 1618", map[string]string{}},
		{"a word missing", "not loaded yet", "not yet", nil},
		{"hole in the middle", "host '{host}' is unknown", "host 'a.b.fr' is unknown", map[string]string{"host": "a.b.fr"}},
		{"other quotes around a hole", "host '{host}' is unknown", "host “a.b.fr” is unknown", map[string]string{"host": "“a.b.fr”"}},
		{"other single quotes around a hole", "host '{host}' is unknown", "host ‘a.b.fr’ is unknown", map[string]string{"host": "a.b.fr"}},
		{"hole over lines", "output {output} of the end", "output a\nb\nc of the end", map[string]string{"output": "a b c"}},
		{"hole over too many lines", "output {output} of the end", "output a\nb\nc\nd\ne of the end", nil},
		{"hole too long", "output {output} of the end", "output " + strings.Repeat("x ", maxHole/2) + " of the end", nil},
		{"hole takes little", "output {output} of the end", "output a of the end of the end", map[string]string{"output": "a"}},
		{"nearest beginning", "output {output} behind the long segment", "output a output b behind the long segment", map[string]string{"output": "b"}},
		{"empty hole", "output '{output}' of the end", "output '' of the end", map[string]string{}},
		{"leading hole", "{package} is not in the list", "2024 ERROR : tis-vlc is not in the list", map[string]string{"package": "tis-vlc"}},
		{"leading hole at the start of a line", "{package} is not in the list", "first\ntis-vlc is not in the list", map[string]string{"package": "tis-vlc"}},
		{"trailing hole", "the list lacks {package}", "the list lacks tis-vlc\nnext", map[string]string{"package": "tis-vlc"}},
		{"trailing hole in quotes", "the list lacks '{package}'", "the list lacks 'tis-vlc' today", map[string]string{"package": "tis-vlc"}},
		{"nothing in a trailing hole", "the list lacks {package}", "the list lacks", map[string]string{}},
		{"glued hole", "byte 0x{byte} in position {position}", "byte 0xe9 in position 5", map[string]string{"byte": "e9", "position": "5"}},
		{"glued at the end", "{path}exe was missing", "c:\\waptexit.exe was missing", map[string]string{"path": "c:\\waptexit."}},
		{"joined by a dot", "no such url: {url}.wapt", "no such url: https://srv.lan/wapt/tis-vlc_1.wapt", map[string]string{"url": "https://srv.lan/wapt/tis-vlc_1"}},
		{"a slash for a dot", "no such url: {url}.wapt", "no such url: https://srv.lan/wapt/Packages", nil},
		{"a dot for a slash", "no such url: {url}/wapt", "no such url: https://srv.wapt", nil},
		{"a dash for a slash", "no such url: {url}/wapt/{file}", "no such url: https://srv.lan/wapt-host/x.wapt", nil},
		{"a slash for another", `no such file: {path}\wapt.exe`, "no such file: c:/x/wapt.exe", map[string]string{"path": "c:/x/"}},
		{"joined over a line break", "no such url: {url}/wapt", "no such url: https://srv.lan/\r\nwapt", map[string]string{"url": "https://srv.lan"}},
		{"a dot that ends a sentence", "not loaded yet. {details}", "not loaded yet disk full", map[string]string{"details": "disk full"}},
		{"two holes", "wait {seconds} seconds for {host} to answer", "wait 5 seconds for srv to answer", map[string]string{"seconds": "5", "host": "srv"}},
		{"doubled brace", "json {{error}} was given", "json {error} was given", map[string]string{}},
		{"invalid bytes", "not loaded yet", "not \xff\xfeloaded yet", map[string]string{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := compile(t, c.template).Find(context.Background(), lex.Squeeze(c.text), 5)
			if c.want == nil {
				if len(found) > 0 {
					t.Fatalf("matches %q", c.text[found[0].Start:found[0].End])
				}
				return
			}
			if len(found) != 1 {
				t.Fatalf("%d matches, want 1", len(found))
			}
			if diff := cmp.Diff(c.want, found[0].Captures); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFindPlaces(t *testing.T) {
	m := compile(t, "not loaded yet", "disk {path} is full")
	text := "a\r\nnot loaded yet; not loaded\r\nyet\r\n\r\ndisk /srv is full\r\ndisk is full"
	type place struct {
		Text string
		Line int
		Of   string
	}
	var got []place
	for _, f := range m.Find(context.Background(), lex.Squeeze(text), 10) {
		got = append(got, place{text[f.Start:f.End], f.Line, f.Pattern.ID})
	}
	want := []place{
		{"not loaded yet", 2, "not loaded yet"},
		{"not loaded\r\nyet", 2, "not loaded yet"},
		{"disk /srv is full", 5, "disk {path} is full"},
		{"disk is full", 6, "disk {path} is full"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if n := len(m.Find(context.Background(), lex.Squeeze(text), 1)); n != 2 {
		t.Errorf("%d matches with a limit of 1 for each of two patterns", n)
	}
	if n := len(m.Find(context.Background(), lex.Squeeze(strings.Repeat("not loaded yet ", 100)), 100)); n != 100 {
		t.Errorf("%d matches of 100", n)
	}
}

// TestWraps: what stands in a hole for any text is the cause of what is around it.
func TestWraps(t *testing.T) {
	const cause = "database is locked"
	for _, c := range []struct {
		name, template, text string
		want                 bool
	}{
		{"at the end", "loading failed: {details}", "loading failed: Exception: database is locked", true},
		{"in the middle", "loading failed: {details}. Next try", "loading failed: database is locked. Next try", true},
		{"what a program printed", "ended with output '{output}'", "ended with output 'database is locked'", true},
		{"a hole for a name", "no package {package}", "no package database is locked", false},
		{"on the next line", "loading failed: {details}", "loading failed: 5\ndatabase is locked", false},
		{"before it", "loading failed: {details}", "database is locked: loading failed: 5", false},
		{"behind it", "loading failed: {details}. Next try", "loading failed: 5. Next try: database is locked", false},
		{"too far", "loading failed: {details}", "loading failed: " + strings.Repeat("x ", MaxTail) + cause, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := compile(t, c.template, cause)
			found := m.Find(context.Background(), lex.Squeeze(c.text), 1)
			if len(found) != 2 {
				t.Fatalf("%d matches", len(found))
			}
			wrapper := slices.IndexFunc(found, func(f Match) bool { return f.Pattern.ID == c.template })
			if got := found[wrapper].Wraps(&found[1-wrapper]); got != c.want {
				t.Errorf("found: %v", got)
			}
			if found[1-wrapper].Wraps(&found[wrapper]) {
				t.Error("the cause wraps its wrapper")
			}
			var hits []Hit
			_, err := NewScanner(m.Patterns(), even).Scan(strings.NewReader("a\n"+c.text+"\n"), 0, never, func(h Hit) bool {
				h.Keep()
				hits = append(hits, h)
				return true
			}, nil)
			if err != nil || len(hits) != 2 {
				t.Fatalf("%d hits, error %v", len(hits), err)
			}
			wrapper = slices.IndexFunc(hits, func(h Hit) bool { return h.Pattern.ID == c.template })
			if got := hits[wrapper].Wraps(&hits[1-wrapper]); got != c.want {
				t.Errorf("in a log: %v", got)
			}
		})
	}
}

func TestAlign(t *testing.T) {
	const template = "Package {package} contains setup code without a proper signature"
	for _, c := range []struct {
		name, template, text string
		least, most          float64 // coverage
	}{
		{"as it is", template, "Package tis-vlc contains setup code without a proper signature", 1, 1},
		{"wrong letters", template, "Package tis-vlc contians setup code witout a propper signature", 0.8, 0.99},
		{"read by a machine", template, "Package tis-vlc contains setup c0de without a proper s1gnature", 0.95, 0.999},
		{"cut end", template, "Package tis-vlc contains setup code without a pro", 0.7, 0.95},
		{"missing words", template, "Package tis-vlc contains setup without signature", 0.5, 0.8},
		{"joined words", template, "Package tis-vlc contains setupcode without aproper signature", 0.95, 1},
		{"split word", template, "Package tis-vlc con tains setup code without a proper signature", 0.9, 1},
		{"words between", template, "Package tis-vlc contains some setup code without a very proper signature", 0.8, 0.99},
		{"another order", template, "signature proper a without code setup contains package", 0, 0.4},
		{"something else", template, "the printer on the second floor has no paper", 0, 0.3},
		{"another code", "returned exit status 1618", "returned exit status 1603", 0, 0.75},
		{"nothing", template, "", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			coverage := 0.0
			for _, n := range compile(t, c.template).Align(context.Background(), lex.Words(c.text)) {
				coverage = max(coverage, n.Coverage)
			}
			if coverage < c.least || coverage > c.most {
				t.Errorf("coverage %.2f, want %.2f–%.2f", coverage, c.least, c.most)
			}
		})
	}
}

func TestQuoting(t *testing.T) {
	m := compile(t, "Setup {path} has been ran but the uninstall key {key} can not be found", "the uninstall key is empty")
	for text, want := range map[string]int{
		"uninstall key can not be found":       1, // over a hole
		"the uninstall key":                    2,
		"uninstall key can not":                1,
		"uninstall key {x} can not be found":   0,
		"the key can not be found":             0,
		"uninstall key can not be found again": 0,
		"":                                     0,
	} {
		if got := m.Quoting(lex.Words(text)); len(got) != want {
			t.Errorf("%q is a piece of %d, want %d", text, len(got), want)
		}
	}
}

func FuzzFind(f *testing.F) {
	m := compile(f, "not loaded yet", "disk {path} is full", "byte 0x{byte} in position {position}", "{host} n'est pas signé", "code d'erreur {number}")
	for _, s := range []string{"not loaded yet", "DISK\n/x is full", "byte 0xe9 in position 5\xff", "srv n’est pas signe\u0301", "\x1b[1mnot load\x1b[", "code d'erreur 5\r\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		last := 0
		for _, found := range m.Find(context.Background(), lex.Squeeze(text), 3) {
			if found.Start < last || found.End <= found.Start || found.End > len(text) {
				t.Fatalf("range %d–%d of %d, after %d", found.Start, found.End, len(text), last)
			}
			last = found.Start
			if want := 1 + strings.Count(text[:found.Start], "\n"); found.Line != want {
				t.Fatalf("line %d, want %d", found.Line, want)
			}
		}
	})
}

func FuzzAlign(f *testing.F) {
	m := compile(f, "not loaded yet", "disk {path} is full", "byte 0x{byte} in position {position}", "exit status 1618")
	for _, s := range []string{"not laoded yet", "dsk /x is ful", "byte byte byte 0x", "ex1t status", "not not not loaded loaded yet"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, n := range m.Align(context.Background(), lex.Words(text)) {
			if n.Coverage > 1.0001 || n.Coverage < minCoverage {
				t.Fatalf("coverage %f", n.Coverage)
			}
		}
	})
}
