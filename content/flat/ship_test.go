package flat

import (
	"bytes"
	"testing"
)

// What is shipped comes back as it was, in its place.
func TestShip(t *testing.T) {
	t.Parallel()
	var b Builder
	b.Strings("words", []string{"agent", "", "clé"})
	b.Bytes("weights", []byte{1, 200, 2, 201, 3, 202})
	b.Bytes("odd weights", []byte{1, 2, 3})
	b.Bytes("no weights", nil)
	b.Bytes("odd.base", []byte{1, 2, 3, 4, 5})
	b.numbers("places.base", 4, []uint32{0, 7, 1 << 30, 3})
	want, err := b.File()
	if err != nil {
		t.Fatal(err)
	}
	before := bytes.Clone(want)
	shipped, err := Ship(want)
	if err != nil || !bytes.Equal(want, before) {
		t.Fatalf("Ship gives %v, or changes what it is given", err)
	}
	if bytes.Equal(shipped, want) || !bytes.Contains(shipped, []byte{1, 2, 3, 200, 201, 202}) {
		t.Error("a shipped file is as it was")
	}
	if err := Unship(shipped); err != nil || !bytes.Equal(shipped, want) {
		t.Errorf("Unship gives another file, or %v", err)
	}
	if err := Unship([]byte("no file")); err == nil {
		t.Error("Unship takes anything")
	}
}
