package flat

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// built gives a file of all kinds of sections.
func built(t testing.TB) []byte {
	t.Helper()
	var b Builder
	b.Strings("words", []string{"agent", "", "clé"})
	b.Numbers("numbers", []uint32{1, 1 << 31})
	b.Bytes("bytes", []byte("abc"))
	b.Strings("none", nil)
	data, err := b.File()
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestFile(t *testing.T) {
	t.Parallel()
	f, err := Open(string(built(t)))
	if err != nil {
		t.Fatal(err)
	}
	words, numbers := f.Strings("words"), f.Numbers("numbers")
	got := []any{words.Len(), words.At(0), words.At(1), words.At(2), numbers.Len(), numbers.At(1), f.Bytes("bytes"), f.Strings("none").Len(), f.Err()}
	if diff := cmp.Diff([]any{3, "agent", "", "clé", 2, uint32(1 << 31), "abc", 0, nil}, got); diff != "" {
		t.Error(diff)
	}
	f.Numbers("bytes")
	if f.Err() == nil {
		t.Error("three bytes are numbers")
	}
}

func TestMissingSection(t *testing.T) {
	t.Parallel()
	f, err := Open(string(built(t)))
	if err != nil {
		t.Fatal(err)
	}
	if list := f.Strings("wörds"); list.Len() != 0 || f.Err() == nil || !strings.Contains(f.Err().Error(), "wörds") {
		t.Errorf("%d strings, error %v", list.Len(), f.Err())
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	var b Builder
	b.Strings("words", []string{"agent", "console", "serveur"})
	data, err := b.File()
	if err != nil {
		t.Fatal(err)
	}
	f, err := Open(string(data))
	if err != nil {
		t.Fatal(err)
	}
	words := f.Strings("words")
	for text, want := range map[string]int{"agent": 0, "serveur": 2} {
		if i, ok := words.Search(text); !ok || i != want {
			t.Errorf("Search(%q) = %d, %v", text, i, ok)
		}
	}
	if i, ok := words.Search("paquet"); ok || i != 2 {
		t.Errorf("a word that is not there stands at %d, %v", i, ok)
	}
}

// FuzzOpen: whatever is opened, no section that it names lies outside.
func FuzzOpen(f *testing.F) {
	data := built(f)
	f.Add(string(data))
	f.Add(string(data[:len(data)/2]))
	f.Add(Magic)
	f.Fuzz(func(t *testing.T, data string) {
		file, err := Open(data)
		if err != nil {
			return
		}
		for _, name := range []string{"words", "numbers", "bytes"} {
			file.Bytes(name)
			file.Numbers(name)
			file.Strings(name)
		}
	})
}

// Packed strings are the same one by one and all together, however many there are; of a
// damaged list none is read.
func TestPacked(t *testing.T) {
	const perBlock = 5
	for _, n := range []int{0, 1, perBlock, perBlock + 1, 3*perBlock - 1} {
		var want []string
		for i := range n {
			want = append(want, strings.Repeat("é", i%7)+fmt.Sprint(i%3))
		}
		var b Builder
		if err := b.Packed("list", want, perBlock); err != nil {
			t.Fatal(err)
		}
		f, err := b.Open()
		if err != nil {
			t.Fatal(err)
		}
		p := f.Packed("list", n, perBlock)
		var one, all []string
		for i, s := range p.All() {
			one, all = append(one, p.At(i)), append(all, s)
		}
		if diff := cmp.Diff(want, all); diff != "" || f.Err() != nil {
			t.Errorf("%d strings: %v %s", n, f.Err(), diff)
		}
		if diff := cmp.Diff(all, one); diff != "" {
			t.Errorf("%d strings one by one: %s", n, diff)
		}
	}
	var b Builder
	b.Strings("list", []string{"no deflate"})
	f, err := b.Open()
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Packed("list", 3, perBlock).At(1); got != "" || f.Err() != nil {
		t.Errorf("a damaged list gives %q, %v", got, f.Err())
	}
	if f.Packed("list", 1000, perBlock); f.Err() == nil {
		t.Error("a list that lacks strings is no fault")
	}
}
