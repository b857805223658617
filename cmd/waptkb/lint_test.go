package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the golden files anew")

// linted runs lint on a folder.
func linted(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs strings.Builder
	status = run(t.Context(), append([]string{"lint"}, args...), strings.NewReader(""), &out, &errs)
	return out.String(), errs.String(), status
}

// TestLint tells every fault at once, with file, line and what to do, in the language of the user.
// The folder has each of them.
func TestLint(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile(filepath.Join("testdata", "lint", "faults.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range archive.Files {
		write(t, dir, f.Name, string(f.Data))
	}
	told := map[string]int{}
	for _, lang := range []string{"fr", "en"} {
		stdout, stderr, status := linted(t, "--lang", lang, dir)
		if status != 1 {
			t.Errorf("%s: exit status %d", lang, status)
		}
		got := strings.ReplaceAll(stdout+stderr, dir+string(filepath.Separator), "")
		golden := filepath.Join("testdata", "lint", lang+".golden")
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", lang, diff)
		}
		told[lang] = strings.Count(stdout, "\n")
	}
	if told["fr"] != told["en"] {
		t.Errorf("%d lines in French, %d in English", told["fr"], told["en"])
	}
	stdout, _, status := linted(t, "--json", dir)
	var findings []finding
	if err := json.Unmarshal([]byte(stdout), &findings); err != nil || status != 1 || len(findings) != told["fr"] {
		t.Errorf("--json: %d findings, status %d, %v", len(findings), status, err)
	}
	for _, f := range findings {
		if !strings.HasPrefix(f.File, dir) || f.Text == "" || f.Level != "fault" && f.Level != "advice" {
			t.Errorf("finding: %+v", f)
		}
	}
	for _, f := range archive.Files { // each is there for a fault
		if folder := filepath.ToSlash(filepath.Dir(f.Name)); !strings.Contains(filepath.ToSlash(stdout), strings.TrimSuffix(folder, "/pastes")) {
			t.Errorf("nothing is told of %s", f.Name)
		}
	}
}

// TestLintOfANote: a short note without fault gets one line of advice, and all of it on demand.
func TestLintOfANote(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write(t, dir, "articles/note/fr.md", "---\ntitle: La borne reste noire\nquestions: [\"écran noir à l'accueil\"]\n---\n\nRedémarrez-la.\n")
	few, _, status := linted(t, "--lang", "en", dir)
	all, _, allStatus := linted(t, "--lang", "en", "--all", dir)
	if strings.Count(few, "\n") != 1 || !strings.Contains(few, " 11 things") || status != 0 {
		t.Errorf("status %d:\n%s", status, few)
	}
	if strings.Count(all, "\n") != 11 || strings.Count(all, "missing") != 11 || allStatus != 0 {
		t.Errorf("--all: status %d:\n%s", allStatus, all)
	}
}

// TestLinksLeadNowhere: whatever links an organisation's folder has, nothing outside of it is read.
func TestLinksLeadNowhere(t *testing.T) {
	t.Parallel()
	const secret = "zzqqxhidden"
	outside := t.TempDir()
	write(t, outside, "text.md", "---\ntitle: "+secret+"\nquestions: ["+secret+"]\n---\n\n"+secret+"\n")
	write(t, outside, "fr.md", "---\ntitle: "+secret+"\nquestions: ["+secret+"]\n---\n\n"+secret+"\n")
	write(t, outside, "figure.svg", `<svg xmlns="http://www.w3.org/2000/svg"><text>`+secret+`</text></svg>`)
	dir := t.TempDir()
	write(t, dir, "articles/note/fr.md", "---\ntitle: Une note\nquestions: [la note du site]\n---\n\nTexte.\n")
	relative, err := filepath.Rel(filepath.Join(dir, "articles", "note"), outside)
	if err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{
		"articles/note/en.md":            filepath.Join(outside, "text.md"),
		"articles/note/figure.fr.svg":    filepath.Join(outside, "figure.svg"),
		"articles/note/questions.fr.txt": filepath.Join(relative, "text.md"),
		"articles/note/pastes":           outside,
		"articles/other":                 outside,
		"messages":                       outside,
		"words":                          outside,
		"hidden.txt":                     filepath.Join(outside, "text.md"),
		"articles/loop":                  filepath.Join(dir, "articles"),
	} {
		if err := os.Symlink(to, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skip("no links here")
		}
	}
	stdout, stderr, status := linted(t, "--lang", "en", dir)
	if status != 1 || strings.Contains(stdout+stderr, secret) || !strings.Contains(stdout, "figure.fr.svg") {
		t.Errorf("status %d:\n%s%s", status, stdout, stderr)
	}
	for _, args := range [][]string{{"search", "--json", secret}, {"show", "--json", "note"}, {"list", "--json"}, {"show", "--json", "other"}} {
		var out, errs strings.Builder
		run(t.Context(), append(args, "--content", dir, "--lang", "en"), strings.NewReader(""), &out, &errs)
		shown := strings.ReplaceAll(out.String(), `"q": "`+secret, "")
		if strings.Contains(strings.ReplaceAll(shown, `"query": "`+secret, ""), secret) {
			t.Errorf("%v shows what stands outside:\n%s", args, out.String())
		}
	}
}
