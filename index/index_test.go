package index

import (
	"context"
	"testing"

	"waptkb/content"
)

func TestClosedIndex(t *testing.T) {
	lib, err := content.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	x, err := Build(lib)
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if err := x.Close(); err != ErrClosed {
		t.Errorf("second Close: %v", err)
	}
	if _, err := x.Search(context.Background(), Query{Text: "x", Lang: "fr"}); err != ErrClosed {
		t.Errorf("Search: %v", err)
	}
}
