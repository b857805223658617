package content

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// snapshot is what a loaded library is saved as; see [Library.MarshalBinary].
type snapshot struct {
	IDs      []string
	ByLang   map[string]map[string]*Article
	Messages []*Message
	Codes    []*Code
	Figures  map[string][]byte
	Hash     string
}

// MarshalBinary saves a loaded and checked library, so that a later start of the
// program need not read and check the files again.
func (l *Library) MarshalBinary() ([]byte, error) {
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(snapshot{l.ids, l.byLang, l.messages, l.codes, l.figs, l.hash}); err != nil {
		return nil, fmt.Errorf("saving library: %w", err)
	}
	return b.Bytes(), nil
}

// UnmarshalBinary restores a library saved by [Library.MarshalBinary]. It refuses
// what [Load] never makes, so that nothing that stands where a library was saved
// makes its users fail.
func (l *Library) UnmarshalBinary(data []byte) error {
	var s snapshot
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("restoring library: %w", err)
	}
	if err := s.check(); err != nil {
		return fmt.Errorf("restoring library: %w", err)
	}
	*l = Library{ids: s.IDs, byLang: s.ByLang, messages: s.Messages, codes: s.Codes, figs: s.Figures, hash: s.Hash}
	l.list()
	return nil
}

// check refuses a snapshot that names what it does not hold.
func (s *snapshot) check() error {
	primary := s.ByLang[Primary]
	if len(s.IDs) == 0 || !slices.Equal(s.IDs, slices.Sorted(maps.Keys(primary))) {
		return errors.New("the list of articles is wrong")
	}
	for lang, articles := range s.ByLang {
		for id, a := range articles {
			if !slices.Contains(Languages, lang) || primary[id] == nil || a == nil || a.ID != id || a.Lang != lang || !parsed(a.Errors) {
				return fmt.Errorf("article %q is wrong", id)
			}
		}
	}
	for _, m := range s.Messages {
		if m == nil || !parsed(m.Errors) {
			return errors.New("a message is wrong")
		}
	}
	if slices.Contains(s.Codes, nil) {
		return errors.New("a code is wrong")
	}
	return nil
}

// parsed tells whether templates are as [ParseTemplate] gives them.
func parsed(templates []Template) bool {
	for _, t := range templates {
		if want, err := ParseTemplate(t.Text, t.Scope); err != nil || !slices.Equal(t.Parts, want.Parts) {
			return false
		}
	}
	return true
}
