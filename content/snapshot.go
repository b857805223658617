package content

import (
	"bytes"
	"encoding/gob"
	"fmt"
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

// UnmarshalBinary restores a library saved by [Library.MarshalBinary].
func (l *Library) UnmarshalBinary(data []byte) error {
	var s snapshot
	if err := gob.NewDecoder(bytes.NewReader(data)).Decode(&s); err != nil {
		return fmt.Errorf("restoring library: %w", err)
	}
	l.ids, l.byLang, l.messages, l.codes, l.figs, l.hash = s.IDs, s.ByLang, s.Messages, s.Codes, s.Figures, s.Hash
	return nil
}
