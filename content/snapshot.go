package content

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"maps"
	"slices"
	"strings"

	"waptkb/i18n"
)

// snapshot is what a loaded library is saved as; see [Library.Save]. It has lists
// in place of maps, so that a library is always saved as the same bytes. Questions and
// pastes are not in it: search has them as passages.
type snapshot struct {
	IDs      []string
	Articles []*Article // by language, then by id
	Messages []*Message
	Codes    []*Code
	Figures  []figure
}

type figure struct {
	Name string
	SVG  []byte
}

// Save gives a loaded and checked library as bytes, so that a start of the program need
// not read and check the files.
func (l *Library) Save() ([]byte, error) {
	s := snapshot{IDs: l.ids, Messages: l.messages, Codes: l.codes}
	for _, lang := range slices.Sorted(maps.Keys(l.byLang)) {
		for _, id := range slices.Sorted(maps.Keys(l.byLang[lang])) {
			a := *l.byLang[lang][id]
			a.Questions, a.Pastes = nil, nil
			s.Articles = append(s.Articles, &a)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(l.figs)) {
		s.Figures = append(s.Figures, figure{name, l.figs[name]})
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		return nil, fmt.Errorf("saving library: %w", err)
	}
	return b.Bytes(), nil
}

// Restore gives the library that [Library.Save] saved.
func Restore(saved string) (*Library, error) {
	var s snapshot
	if err := gob.NewDecoder(strings.NewReader(saved)).Decode(&s); err != nil {
		return nil, fmt.Errorf("restoring library: %w", err)
	}
	texts, err := i18n.New()
	if err != nil {
		return nil, fmt.Errorf("restoring library: %w", err)
	}
	l := newLibrary(texts)
	l.ids, l.messages, l.codes = s.IDs, s.Messages, s.Codes
	for _, a := range s.Articles {
		l.byLang[a.Lang][a.ID] = a
	}
	for _, f := range s.Figures {
		l.figs[f.Name] = f.SVG
	}
	l.list()
	return l, nil
}
