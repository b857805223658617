//go:build !js

package content

import (
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"waptkb/i18n"
)

// entryReader reads an entry into the library. It gives the id of the entry and its texts
// by key, which are still to be filled in.
type entryReader func(file string, n *yaml.Node) (id string, texts map[string]Text)

// reference reads the files of a folder of messages or codes.
func (l *loader) reference(dir string, read entryReader) {
	files, _ := fs.Glob(l.fsys, dir+"/*.yaml")
	for _, file := range files {
		part, lang, translated := strings.Cut(strings.TrimSuffix(file, ".yaml"), ".")
		switch {
		case !translated:
			l.entryFile(file, read)
		case !slices.Contains(files, part+".yaml"):
			l.problem(file, 0, "has texts of no entries: write the entries in %s.yaml, or remove it", part)
		case !slices.Contains(i18n.Languages(), lang):
			l.problem(file, 0, "is in no language of the program: take one of %s", strings.Join(i18n.Languages(), ", "))
		}
	}
}

// entryFile reads a file of entries and, where they are without fault, their texts.
func (l *loader) entryFile(file string, read entryReader) {
	faults := len(l.problems)
	entries := map[string]map[string]Text{}
	for _, n := range l.entries(file, l.read(file)) {
		id, texts := read(file, n)
		entries[id] = texts
	}
	if len(l.problems) > faults {
		return
	}
	for _, lang := range i18n.Languages() {
		l.entryTexts(strings.TrimSuffix(file, "yaml")+lang+".yaml", lang, entries)
	}
}

// entryTexts reads the texts of entries in a language, which are all there or none. Each
// is one paragraph.
func (l *loader) entryTexts(file, lang string, entries map[string]map[string]Text) {
	if _, err := fs.Stat(l.fsys, file); lang != Primary && errors.Is(err, fs.ErrNotExist) {
		return
	}
	root := l.root(file, l.read(file), yaml.MappingNode, "holds no texts: write them below the ids of entries")
	if root == nil {
		return
	}
	written, _ := l.mapping(file, "file", root, slices.Sorted(maps.Keys(entries)), nil)
	for _, id := range slices.Sorted(maps.Keys(written)) {
		texts, _ := l.mapping(file, "entry", written[id].Node, slices.Sorted(maps.Keys(entries[id])), nil)
		for _, key := range slices.Sorted(maps.Keys(texts)) {
			s := texts[key].text()
			if strings.Contains(s, "\n") {
				texts[key].problem("%s has several paragraphs: write one, without blank lines", key)
			}
			entries[id][key][slices.Index(i18n.Languages(), lang)] = s
		}
	}
}
