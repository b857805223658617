package i18n

import (
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
)

//go:embed *.json
var files embed.FS

// Catalog gives texts by language and key. It is immutable and safe for
// concurrent use.
type Catalog struct {
	texts map[string]map[string]message // language → key → text
}

// message is a text by the form that a number wants; one without a number has the form
// "other" alone.
type message map[string]string

// forms are the names of the forms, as Unicode's CLDR has them. Its rules tell which of
// them a number wants in a language.
var forms = map[plural.Form]string{
	plural.Zero: "zero", plural.One: "one", plural.Two: "two", plural.Few: "few", plural.Many: "many", plural.Other: "other",
}

// UnmarshalJSON reads "text" or {"one": "text", "other": "text"}, with more forms where
// the language has them.
func (m *message) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err == nil {
		*m = message{"other": text}
		return nil
	}
	var texts map[string]string
	if err := json.Unmarshal(data, &texts); err != nil {
		return err
	}
	*m = texts
	if texts["one"] == "" || texts["other"] == "" {
		return errors.New(`a text that counts needs "one" and "other"`)
	}
	return nil
}

func (m message) counts() bool { return len(m) > 1 }

// New gives the embedded catalogue, which is read and checked once.
var New = sync.OnceValues(func() (*Catalog, error) { return load(files) })

func load(fsys fs.FS) (*Catalog, error) {
	c := &Catalog{texts: map[string]map[string]message{}}
	for _, lang := range Languages() {
		c.texts[lang] = map[string]message{}
		for _, file := range []string{lang + ".json", "cli." + lang + ".json", "chat." + lang + ".json"} {
			data, err := fs.ReadFile(fsys, file)
			if err != nil {
				return nil, fmt.Errorf("reading the texts: %w", err)
			}
			texts := map[string]message{}
			if err := json.Unmarshal(data, &texts); err != nil {
				return nil, fmt.Errorf("reading %s: %w", file, err)
			}
			maps.Copy(c.texts[lang], texts)
		}
	}
	return c, c.check()
}

// check compares every language with the default one.
func (c *Catalog) check() error {
	var faults []error
	reference := Languages()[0]
	for _, lang := range Languages()[1:] {
		all := maps.Clone(c.texts[reference])
		maps.Copy(all, c.texts[lang])
		for _, key := range slices.Sorted(maps.Keys(all)) {
			a, b := c.texts[reference][key], c.texts[lang][key]
			switch {
			case a["other"] == "":
				faults = append(faults, fmt.Errorf("%s.json: %q is missing", reference, key))
			case b["other"] == "":
				faults = append(faults, fmt.Errorf("%s.json: %q is missing", lang, key))
			case a.counts() != b.counts():
				faults = append(faults, fmt.Errorf("%s.json: %q has other forms than in %s.json", lang, key, reference))
			case !slices.Equal(placeholders(a), placeholders(b)):
				faults = append(faults, fmt.Errorf("%s.json: %q has placeholders %v, %s.json %v", lang, key, placeholders(b), reference, placeholders(a)))
			}
		}
	}
	return errors.Join(faults...)
}

var placeholder = regexp.MustCompile(`\{(\w+)\}`)

func placeholders(m message) []string {
	var names []string
	for _, text := range m {
		for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
			names = append(names, found[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Has tells whether a key exists.
func (c *Catalog) Has(key string) bool {
	_, ok := c.texts[Languages()[0]][key]
	return ok
}

// Keys lists all keys, sorted.
func (c *Catalog) Keys() []string {
	return slices.Sorted(maps.Keys(c.texts[Languages()[0]]))
}

// Text gives a text with its placeholders filled in from pairs of name and
// value:
//
//	catalog.Text("fr", "search.count", "n", 12)
//
// An unknown language is the default one; an unknown key is given back.
func (c *Catalog) Text(lang, key string, pairs ...any) string {
	l := In(lang)
	m, ok := c.texts[l.Tag.String()][key]
	if !ok {
		return key
	}
	text := m["other"]
	var replace []string
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := fmt.Sprint(pairs[i]), pairs[i+1]
		if n, ok := value.(int); ok && name == "n" && m.counts() {
			form := forms[plural.Cardinal.MatchPlural(l.Tag, max(0, n), 0, 0, 0, 0)]
			text = cmp.Or(m[form], text)
		}
		replace = append(replace, "{"+name+"}", fmt.Sprint(value))
	}
	return strings.NewReplacer(replace...).Replace(text)
}
