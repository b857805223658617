package embedded

import (
	"testing"

	"waptkb/content"
	"waptkb/index"
)

// What is embedded is what the articles give, byte for byte.
func TestCompiledIsCurrent(t *testing.T) {
	lib, err := content.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	data, err := index.Compile(lib, index.Learn(lib))
	if err != nil {
		t.Fatal(err)
	}
	if string(data) != compiled {
		t.Error("index.bin is not what the articles give: go generate ./index/embedded")
	}
}

func TestOpen(t *testing.T) {
	x, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	if n, want := len(x.Library().IDs()), 78; n < want {
		t.Errorf("%d articles, want %d or more", n, want)
	}
}

func BenchmarkOpen(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Open(); err != nil {
			b.Fatal(err)
		}
	}
}
