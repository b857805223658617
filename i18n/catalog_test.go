package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// TestCatalog looks for what is wrong in the files of any language.
func TestCatalog(t *testing.T) {
	for _, fault := range faults(files) {
		t.Error(fault)
	}
}

// TestCatalogFaults gives each fault to the test above.
func TestCatalogFaults(t *testing.T) {
	const good = "{\n\t\"a\": \"x\",\n\t\"b\": {\"one\": \"{n} y\", \"other\": \"{n} z\"}\n}\n"
	for name, test := range map[string]struct{ fr, en, want string }{
		"none":             {good, good, ""},
		"missing key":      {good, "{}", `"a" is missing`},
		"additional":       {"{}", good, `"a" is missing`},
		"placeholders":     {good, strings.Replace(good, "x", "{x}", 1), "placeholders"},
		"forms":            {good, strings.Replace(good, `{"one": "{n} y", "other": "{n} z"}`, `"{n} y"`, 1), "forms"},
		"half the forms":   {good, strings.Replace(good, `, "other": "{n} z"`, "", 1), `needs "one" and "other"`},
		"several lines":    {good, strings.Replace(good, `{"one": `, "{\n\"one\": ", 1), "line of its own"},
		"two on a line":    {good, strings.ReplaceAll(good, ",\n", ", "), "line of its own"},
		"no space":         {good, strings.Replace(good, `": "x"`, `":"x"`, 1), "line of its own"},
		"twice":            {good, strings.Replace(good, "{\n", "{\n\t\"a\": \"other\",\n", 1), "line of its own"},
		"not sorted":       {good, "{\n\t\"b\": {\"one\": \"{n} y\", \"other\": \"{n} z\"},\n\t\"a\": \"x\"\n}\n", "sorted by key"},
		"no JSON":          {good, strings.Replace(good, ",", "", 1), "en.json"},
		"neither":          {good, strings.Replace(good, `"x"`, "1", 1), "en.json"},
		"a missing file":   {good, "", "en.json"},
		"escapes are read": {strings.Replace(good, "x", `\"\n\u00e9`, 1), good, ""},
	} {
		fsys := fstest.MapFS{}
		for lang, text := range map[string]string{"fr": test.fr, "en": test.en} {
			for _, name := range fileNames(lang) {
				fsys[name] = &fstest.MapFile{Data: []byte("{}")}
			}
			fsys[lang+".json"] = &fstest.MapFile{Data: []byte(text)}
		}
		got := fmt.Sprint(faults(fsys))
		if test.want == "" && got != "[]" || !strings.Contains(got, test.want) {
			t.Errorf("%s: faults = %s, want %q", name, got, test.want)
		}
	}
}

// faults reads all files as JSON, compares what they have with what is found in place,
// and every language with the primary one.
func faults(fsys fs.FS) (out []error) {
	fault := func(format string, args ...any) { out = append(out, fmt.Errorf(format, args...)) }
	catalog := newCatalog(fsys)
	all := map[string]map[string]message{} // language → key → text
	for _, l := range All {
		lang := l.Code
		all[lang] = map[string]message{}
		for _, name := range fileNames(lang) {
			for key, value := range decodeFile(fsys, name, fault) {
				m, ok := decode(value)
				if !ok || m.text == "" || m.forms != nil && m.forms["one"] == "" {
					fault("%s: %q is no text; one that counts needs \"one\" and \"other\"", name, key)
				}
				if got, _ := catalog.languages[l].find(key); !cmp.Equal(got, m, cmp.AllowUnexported(message{})) {
					fault("%s: %q and its text need a line of its own, once, among lines sorted by key: \t\"key\": \"text\",", name, key)
				}
				all[lang][key] = m
			}
		}
	}
	primary := Languages()[0]
	for _, lang := range Languages()[1:] {
		keys := maps.Clone(all[primary])
		maps.Copy(keys, all[lang])
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			a, inPrimary := all[primary][key]
			b, ok := all[lang][key]
			switch {
			case !inPrimary:
				fault("%s: %q is missing", primary, key)
			case !ok:
				fault("%s: %q is missing", lang, key)
			case (a.forms == nil) != (b.forms == nil):
				fault("%s: %q has other forms than in %s", lang, key, primary)
			case !slices.Equal(placeholders(a), placeholders(b)):
				fault("%s: %q has placeholders %v, %s %v", lang, key, placeholders(b), primary, placeholders(a))
			}
		}
	}
	return out
}

// decodeFile gives the values of a file as they are written.
func decodeFile(fsys fs.FS, name string, fault func(string, ...any)) (values map[string]json.RawMessage) {
	data, err := fs.ReadFile(fsys, name)
	if err == nil {
		err = json.Unmarshal(data, &values)
	}
	if err != nil {
		fault("%s: %w", name, err)
	}
	return values
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// placeholders gives the names of the placeholders of a text in all of its forms.
func placeholders(m message) (names []string) {
	for _, text := range append(slices.Collect(maps.Values(m.forms)), m.text) {
		for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
			names = append(names, found[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
