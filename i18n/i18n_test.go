package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestText(t *testing.T) {
	c := New()
	for _, test := range []struct {
		lang, key string
		pairs     []any
		want      string
	}{
		{"fr", "search.count", []any{"n", 0}, "0 résultat"},
		{"fr", "search.count", []any{"n", 1}, "1 résultat"},
		{"fr", "search.count", []any{"n", 2}, "2 résultats"},
		{"en", "search.count", []any{"n", 0}, "0 results"},
		{"en", "search.count", []any{"n", 1}, "1 result"},
		{"de", "search.button", nil, "Chercher"},
		{"fr", "no.such.key", nil, "no.such.key"},
		{"en", "hole.seconds", []any{"value", "1200"}, "observed delay: 1200"},
		{"en", "error.large-body.detail", []any{"max", Bytes(2<<20 + 1)}, "The request exceeds the limit of 2\u202fMiB."},
		{"fr", "error.large-body.detail", []any{"max", Bytes(16 << 10)}, "L’envoi dépasse la limite de 16\u202fKio."},
		{"en", "error.large-body.detail", []any{"max", Bytes(1023)}, "The request exceeds the limit of 1023."},
		{"en", "hole.path", []any{"value", "{value} {n}"}, "path: {value} {n}"},
	} {
		if got := c.Text(test.lang, test.key, test.pairs...); got != test.want {
			t.Errorf("Text(%q, %q, %v) = %q, want %q", test.lang, test.key, test.pairs, got, test.want)
		}
	}
}

func TestBreaks(t *testing.T) {
	for text, want := range map[string]int{"a b\tc\nd": 4, "«\u00a0a\u00a0» b\u202f!": 2} {
		if got := len(strings.FieldsFunc(text, Breaks)); got != want {
			t.Errorf("%q has %d pieces, want %d", text, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	for lang, want := range map[string]string{"fr": "02/11/2026", "en": "2 November 2026"} {
		if got := In(lang).Date("2026-11-02"); got != want {
			t.Errorf("Date in %s = %q, want %q", lang, got, want)
		}
	}
	if got := In("fr").Date("soon"); got != "soon" {
		t.Errorf("Date(soon) = %q", got)
	}
}

var used = []*regexp.Regexp{
	regexp.MustCompile(`\.T "([^"]+)"`),                              // templates
	regexp.MustCompile(`\bText\(\w+, "([a-z][\w.-]+)"[,)]`),          // Catalog.Text
	regexp.MustCompile(`\b(?:T|text)\("([a-z][\w-]*\.[\w.-]+)"[,)]`), // page.T, app.text
}

// TestUsedKeysExist looks for the keys that templates and programs name.
func TestUsedKeysExist(t *testing.T) {
	c := New()
	found := map[string]bool{}
	for _, dir := range []string{"../assets/templates", "../server", "../cmd", "../content"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(path, "_test.go") {
				return err
			}
			data, err := os.ReadFile(path)
			for _, pattern := range used {
				for _, m := range pattern.FindAllStringSubmatch(string(data), -1) {
					found[m[1]] = true
					if !c.Has(m[1]) {
						t.Errorf("%s: no text %q", path, m[1])
					}
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, key := range c.Keys() {
		family, _, _ := strings.Cut(key, ".")
		switch family { // named by content, faults and programs
		case "hole", "component", "platform", "severity", "code", "admonition", "error", "program", "anchor", "criterion", "section", "state", "kind", "change", "count", "log", "cli", "chat", "mcp", "placeholder":
			continue
		}
		if !found[key] {
			t.Errorf("text %q is used nowhere", key)
		}
	}
}

func TestSeconds(t *testing.T) {
	for value, want := range map[string]string{
		"1200.0": "1200 s (20 min)", "600": "600 s (10 min)", " 90 ": "90 s (1 min 30 s)", "45.5": "45.5 s", "3600": "3600 s (1 h)", "3725": "3725 s (1 h 2 min 5 s)",
		"0": "0 s", "-5": "-5 s", "": "", "ten": "ten", "NaN": "NaN", "1e300": "1e300", "inf": "inf",
	} {
		if got := strings.ReplaceAll(Seconds(value), NarrowNoBreak, " "); got != want {
			t.Errorf("Seconds(%q) = %q, want %q", value, got, want)
		}
	}
}
