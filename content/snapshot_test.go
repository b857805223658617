package content

import (
	"bytes"
	"encoding/gob"
	"testing"
)

// TestSnapshotIsNotBelieved restores libraries that hold what Load never makes.
func TestSnapshotIsNotBelieved(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	good, err := lib.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	if err := new(Library).UnmarshalBinary(good); err != nil {
		t.Fatalf("what was saved is refused: %v", err)
	}
	first := lib.IDs()[0]
	for name, change := range map[string]func(*snapshot){
		"no articles":          func(s *snapshot) { s.IDs, s.ByLang = nil, nil },
		"unknown id":           func(s *snapshot) { s.IDs[0] = "a" },
		"id missing":           func(s *snapshot) { s.IDs = s.IDs[1:] },
		"id twice":             func(s *snapshot) { s.IDs = append(s.IDs, first) },
		"other id":             func(s *snapshot) { s.ByLang["fr"][first].ID = "b" },
		"other language":       func(s *snapshot) { s.ByLang["en"][first].Lang = "de" },
		"unknown language":     func(s *snapshot) { s.ByLang["de"] = map[string]*Article{first: {ID: first, Lang: "de"}} },
		"nothing to translate": func(s *snapshot) { s.ByLang["en"]["a"] = &Article{ID: "a", Lang: "en"} },
		"article's template": func(s *snapshot) {
			s.ByLang["fr"][first].Errors = []Template{{Text: "some text", Scope: ScopeAnywhere, Parts: []Part{{Fixed: "ﷺ"}, {}}}}
		},
		"message's template": func(s *snapshot) { s.Messages[0].Errors[0].Parts = nil },
	} {
		var s snapshot
		if err := gob.NewDecoder(bytes.NewReader(good)).Decode(&s); err != nil {
			t.Fatal(err)
		}
		change(&s)
		var b bytes.Buffer
		if err := gob.NewEncoder(&b).Encode(s); err != nil {
			t.Fatal(err)
		}
		if err := new(Library).UnmarshalBinary(b.Bytes()); err == nil {
			t.Errorf("%s: it is restored", name)
		}
	}
}
