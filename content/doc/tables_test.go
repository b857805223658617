package doc

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// TestTables compares tables with those of goldmark's own extension: in what stands in this
// repository and in texts made of what tables are made of.
func TestTables(t *testing.T) {
	ours, theirs := goldmark.New(goldmark.WithExtensions(Tables)), goldmark.New(goldmark.WithExtensions(extension.Table))
	html := func(m goldmark.Markdown, source string) string {
		var b bytes.Buffer
		if err := m.Convert([]byte(source), &b); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	seen := 0
	for _, source := range tableTexts(t) {
		want := html(theirs, source)
		seen += strings.Count(want, "<table>")
		if diff := cmp.Diff(want, html(ours, source)); diff != "" {
			t.Fatalf("%q (-theirs +ours):\n%s", source, diff)
		}
	}
	if seen < 1000 {
		t.Errorf("only %d tables were compared", seen)
	}
}

func tableTexts(t *testing.T) (texts []string) {
	for _, dir := range []string{"../articles", "../../assets/pages"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".md") {
				return err
			}
			data, err := fs.ReadFile(os.DirFS(dir), path)
			texts = append(texts, string(data))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	rng := rand.New(rand.NewPCG(1, 2))
	parts := []string{"|", "|", "|", "a", " ", "b c", "`", "`x`", "\\|", "\\", "\\\\|", "`\\|`", "`a\\|b \\| c`", ":", "-", "--", "*e*", "é", "\t", "\v"}
	lines := []string{"|---|---|", ":--|--:", "|:-:|", "---|---", "-|", "|-|-|-|", " | --- | :-: |", "    ---|---", ":|-", "--", "|", "- x|y", "> q|r", ""}
	for range 20_000 {
		var text strings.Builder
		for range 1 + rng.IntN(5) {
			if rng.IntN(3) == 0 {
				text.WriteString(lines[rng.IntN(len(lines))])
			} else {
				for range 1 + rng.IntN(7) {
					text.WriteString(parts[rng.IntN(len(parts))])
				}
			}
			if rng.IntN(12) > 0 {
				text.WriteString("\n")
			}
		}
		texts = append(texts, text.String(), fmt.Sprintf("a | b\n---|:-:\n%s", text.String()))
	}
	return texts
}
