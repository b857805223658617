package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The folder that CI has beside the project, or that WAPTKB_SOURCES names.
func TestContentIsNotCopied(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	if _, err := os.Stat(sourcesFolder()); err != nil && os.Getenv("WAPTKB_SOURCES") == "" {
		t.Skipf("copied sentences are not looked for: %v", err)
	}
	var stdout, stderr bytes.Buffer
	if status := run(nil, &stdout, &stderr); status != 0 || stderr.Len() > 0 {
		t.Errorf("status %d\n%s%s", status, stdout.String(), stderr.String())
	}
}

const (
	ten   = "un deux trois quatre cinq six sept huit neuf dix"
	table = "id\tmessage_en\tcause\nx\tone two three four five six seven eight nine ten\tun deux trois quatre cinq\n" +
		"y\t\tsix sept huit neuf dix\nz\tun\tL'hôte écrase l'hôte déjà présent, qui a le même nom\n"
	front = "---\ntitle: Essai\nsources:\n  - \"" + ten + "\"\nsummary: >-\n  Essai.\n---\n"
)

func TestCopied(t *testing.T) {
	for _, tt := range []struct {
		name, file, text string
		want             []finding
	}{
		{"prose", "fr.md", front + "Ah, " + ten + ".\n", []finding{{"fr.md", 8, ten, "prose.txt:2"}}},
		{"longer", "fr.md", front + "\n" + ten + "\nonze douze\n", []finding{{"fr.md", 9, ten + " onze douze", "prose.txt:2"}}},
		{"nine", "fr.md", front + "deux trois quatre cinq six sept huit neuf dix\n", nil},
		{"case, accents, lines", "fr.md", front + "Un, DEUX ; trois\nquâtre cinq six-sept huit neuf\ndix.\n", []finding{{"fr.md", 8, ten, "prose.txt:2"}}},
		{"twice", "fr.md", front + ten + "\n\nEt " + ten + "\n", []finding{{"fr.md", 8, ten, "prose.txt:2"}, {"fr.md", 10, ten, "prose.txt:2"}}},
		{"summary", "fr.md", "---\nsummary: >-\n  " + ten + "\n---\n", []finding{{"fr.md", 3, ten, "prose.txt:2"}}},
		{"title and summary", "fr.md", "---\ntitle: un deux trois quatre cinq\nsummary: six sept huit neuf dix\n---\n", nil},
		{"summary and body", "fr.md", "---\nsummary: un deux trois quatre cinq\n---\nsix sept huit neuf dix\n", nil},
		{"code", "fr.md", front + "```bash\n" + ten + "\n```\n", nil},
		{"code between", "fr.md", front + "un deux trois quatre cinq\n\n```text\nx\n```\n\nsix sept huit neuf dix\n", nil},
		{"line behind code", "fr.md", front + "```text\nx\n\ny\n```\n" + ten + "\n", []finding{{"fr.md", 13, ten, "prose.txt:2"}}},
		{"a quoted name", "fr.md", front + "**" + ten + "**\n", nil},
		{"mostly quoted", "fr.md", front + "un deux « trois quatre cinq » `six sept huit` neuf dix\n", nil},
		{"half quoted", "fr.md", front + "un deux `trois quatre cinq` `six sept` huit neuf dix\n", []finding{{"fr.md", 8, ten, "prose.txt:2"}}},
		{"link", "fr.md", front + "un deux [trois quatre cinq](six.md) six sept huit neuf dix\n", nil},
		{"printed by a program", "fr.md", front + "a b c d e f g h i j\n", nil},
		{"heading of the documentation", "fr.md", front + "k l m n o p q r s t\n", []finding{{"fr.md", 8, "k l m n o p q r s t", "prose.txt:6"}}},
		{"cell of a table", "x.fr.yaml", "x:\n  cause: >-\n    L’hôte écrase l’hôte déjà présent,\n    qui a le même nom.\n",
			[]finding{{"x.fr.yaml", 3, "l hote ecrase l hote deja present qui a le meme nom", "table.tsv:4"}}},
		{"message of a table", "x.en.yaml", "x:\n  cause: one two three four five six seven eight nine ten\n", nil},
		{"two entries", "x.fr.yaml", "x:\n  cause: un deux trois quatre cinq\n  remedy: six sept huit neuf dix\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			known := newTexts()
			known.source("sources/table.tsv", table)
			known.source("sources/prose.txt", "Ici :\n"+ten+" onze douze\n\na b c d e f g h i j\n\nk l m n o p q r s t\n")
			known.errors("errors.yaml", "- text: \"z {path} a b c d e f g h i j\"\n- text: \"k l m n o p q r s t\"\n  scope: whole\n")
			if diff := cmp.Diff(tt.want, known.copied(tt.file, tt.text), cmp.AllowUnexported(finding{})); diff != "" {
				t.Errorf("findings differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	file("sources/a.txt", ten)
	copied, own := file("copied.md", ten+"\n"), file("own.md", "rien\n")
	for _, tt := range []struct {
		args           []string
		status         int
		stdout, stderr string
	}{
		{[]string{"-sources", "sources", copied, own}, 1, copied + ":1: \"" + ten + "\" stands in a.txt:1: write it in other words\n", ""},
		{[]string{"-sources", "sources", own}, 0, "", ""},
		{[]string{"-sources", "nowhere", copied}, 0, "", "SKIPPED: copied, because there are no texts in nowhere"},
		{[]string{"-sources", "sources", "missing.md"}, 2, "", "missing.md"},
		{[]string{"-sources", "sources"}, 2, "", "run it from the top of the project"},
		{[]string{"-x"}, 2, "", "-x"},
	} {
		var stdout, stderr bytes.Buffer
		if got := run(tt.args, &stdout, &stderr); got != tt.status || stdout.String() != tt.stdout || !strings.Contains(stderr.String(), tt.stderr) {
			t.Errorf("run(%q) = %d, %q, %q, want %d, %q, %q", tt.args, got, stdout.String(), stderr.String(), tt.status, tt.stdout, tt.stderr)
		}
	}
}
