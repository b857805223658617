package i18n

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
)

// Catalog gives texts by language and key. It is safe for concurrent use.
type Catalog struct {
	languages map[*Language]*texts
}

// texts are those of a language. A command wants few of them, so each is decoded from where
// it stands when it is first asked for.
type texts struct {
	files   []func() file
	decoded sync.Map // key → message
}

// file is the lines of a file, "key": value each, sorted by key.
type file []byte

// message is a text. One that counts has other forms, by what Unicode's CLDR calls them.
type message struct {
	text  string
	forms map[string]string
}

// New gives the embedded catalogue.
var New = sync.OnceValue(func() *Catalog { return newCatalog(files) })

func newCatalog(fsys fs.FS) *Catalog {
	c := &Catalog{languages: map[*Language]*texts{}}
	for _, l := range All {
		t := &texts{}
		for _, name := range fileNames(l.Code) {
			t.files = append(t.files, sync.OnceValue(func() file { return readFile(fsys, name) }))
		}
		c.languages[l] = t
	}
	return c
}

// readFile reads a file. A missing one is as good as empty here; a test refuses it.
func readFile(fsys fs.FS, name string) file {
	data, _ := fs.ReadFile(fsys, name)
	return bytes.TrimSuffix(bytes.TrimPrefix(data, []byte("{\n")), []byte("\n}\n"))
}

// find gives the value of a key.
func (f file) find(key string) (value []byte, ok bool) {
	for len(f) > 0 {
		begin := bytes.LastIndexByte(f[:len(f)/2], '\n') + 1
		line, behind, _ := bytes.Cut(f[begin:], []byte("\n"))
		switch strings.Compare(keyOf(line), key) {
		case -1:
			f = behind
		case 1:
			f = f[:max(0, begin-1)]
		default:
			_, value, _ = bytes.Cut(line, []byte(": "))
			return bytes.TrimSuffix(value, []byte(",")), true
		}
	}
	return nil, false
}

// keyOf gives the key of a line.
func keyOf(line []byte) string {
	_, after, _ := bytes.Cut(line, []byte(`"`))
	key, _, _ := bytes.Cut(after, []byte(`"`))
	return string(key)
}

// fileNames lists the files of a language, in the order in which keys are looked for: the
// commands start often, and theirs is short. One that is not needed is not read.
func fileNames(lang string) []string {
	return []string{"cli." + lang + ".json", "chat." + lang + ".json", lang + ".json"}
}

// find gives the message of a key. What is no key is looked for again each time, so that
// nothing grows with what is asked.
func (t *texts) find(key string) (m message, ok bool) {
	if known, ok := t.decoded.Load(key); ok {
		return known.(message), true
	}
	for _, f := range t.files {
		if value, found := f().find(key); found {
			m, ok = decode(value)
			break
		}
	}
	if ok {
		t.decoded.Store(key, m)
	}
	return m, ok
}

// decode reads "text" or {"one": "text", "other": "text"}, with more forms where the
// language has them.
func decode(value []byte) (m message, ok bool) {
	if json.Unmarshal(value, &m.text) == nil {
		return m, true
	}
	err := json.Unmarshal(value, &m.forms)
	m.text = m.forms["other"]
	return m, err == nil
}

// Has tells whether a key exists.
func (c *Catalog) Has(key string) bool {
	_, ok := c.languages[All[0]].find(key)
	return ok
}

// Keys lists all keys, sorted.
func (c *Catalog) Keys() (keys []string) {
	for _, f := range c.languages[All[0]].files {
		for line := range bytes.Lines(f()) {
			keys = append(keys, keyOf(line))
		}
	}
	slices.Sort(keys)
	return keys
}

// Text gives a text with its placeholders filled in from pairs of name and
// value:
//
//	catalog.Text("fr", "search.count", "n", 12)
//
// An unknown language is the default one; an unknown key is given back.
func (c *Catalog) Text(lang, key string, pairs ...any) string {
	l := In(lang)
	m, ok := c.languages[l].find(key)
	if !ok {
		return key
	}
	text := m.text
	if len(pairs) == 0 {
		return text
	}
	var replace []string
	for i := 0; i+1 < len(pairs); i += 2 {
		name, value := fmt.Sprint(pairs[i]), pairs[i+1]
		if n, ok := value.(int); ok && name == "n" && m.forms != nil {
			text = cmp.Or(m.forms[l.form(max(0, n))], text)
		}
		replace = append(replace, "{"+name+"}", l.show(value))
	}
	return strings.NewReplacer(replace...).Replace(text)
}
