package terminal

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files of testdata anew")

// Files testdata/<name>.md are bodies of articles; .wide, .narrow and .colour beside
// them are what a terminal shows.
func TestRenderGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.md")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test files: %v", err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for name, style := range map[string]Style{"wide": {Width: 80}, "narrow": {Width: 30}, "colour": {Width: 80, Colour: true}} {
			style.Label = func(key string) string { return "(" + key + ")" }
			got := string(style.Render(parse(string(source)))) + "\n"
			golden := strings.TrimSuffix(file, ".md") + "." + name
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; write it with go test ./cmd/waptkb/terminal -update", err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("%s (-want +got):\n%s", golden, diff)
			}
		}
	}
}

// FuzzStyle shows any Markdown at any width.
func FuzzStyle(f *testing.F) {
	f.Add("> [!NOTE]\n> a\n\n1. - b\n\n|c|d|\n|-|-|\n|e|\n", 80)
	f.Add("[a\x1b](https://x) ![\u202e](y.svg) &#27;\n\n```a title=\"\x9b\"\n\x00\n```", 3)
	f.Add(strings.Repeat(">", 2000)+"a", 348)
	f.Fuzz(func(t *testing.T, markdown string, width int) {
		style := Style{Width: width % 200, Label: func(key string) string { return key }}
		got := string(style.Render(parse(markdown)))
		if found := harmful(got); found != nil {
			t.Errorf("Render(%q): %q comes through", markdown, found)
		}
	})
}
