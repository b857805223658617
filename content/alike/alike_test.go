package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPairs(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		want       bool
	}{
		{"the same", "disque plein", "disque plein", true},
		{"case, accents, punctuation", "Dépôt inaccessible ?", "depot inaccessible", true},
		{"order", "plein disque", "disque plein", true},
		{"stop words", "le disque du poste est plein", "disque plein sur ce poste", true},
		{"English stop words", "the disk of this computer is full", "disk full, computer", true},
		{"stop words of two words", "the console isn't open", "console open", true},
		{"a word twice", "erreur erreur 404", "erreur 404", true},
		{"one word more", "disque plein", "disque dur plein", true},
		{"one word more than one", "timeout", "timeout msi", true},
		{"two words more", "disque plein", "disque plein serveur debian", false},
		{"another word", "erreur 1603", "erreur 1618", false},
		{"another word of five", "paquet vlc refuse installer poste", "paquet vlc refuse installer serveur", false},
		{"another word of nine", "one two three four five six seven eight nine", "one two three four five six seven eight ten", true},
		{"two more of ten", "one two three four five six seven eight", "one two three four five six seven eight nine ten", true},
		{"three more of eleven", "one two three four five six seven eight", "one two three four five six seven eight nine ten eleven", false},
		{"nothing in common", "disque plein", "proxy refusé", false},
		{"stop words only", "what is this", "is this what?", true},
		{"no words", "?", "!", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, texts := range [][2]string{{tt.a, tt.b}, {tt.b, tt.a}} {
				if got := len(found("questions.fr.txt", texts[0]+"\n"+texts[1])); (got == 1) != tt.want {
					t.Errorf("%q and %q are %d pairs, want alike: %t", texts[0], texts[1], got, tt.want)
				}
			}
		})
	}
}

// found gives the pairs in files; names and texts take turns.
func found(files ...string) []string {
	var questions []question
	for i := 0; i < len(files); i += 2 {
		questions = append(questions, questionsIn(files[i], files[i+1])...)
	}
	out := []string{}
	for a, b := range pairs(questions) {
		out = append(out, fmt.Sprintf("%s:%d %s:%d", a.file, a.line, b.file, b.line))
	}
	return out
}

func TestPairsOfFiles(t *testing.T) {
	got := found(
		"a/questions.fr.txt", "disque plein\nproxy http 502\nle disque plein\n",
		"a/questions.en.txt", "proxy http 502\n",
		"b/questions.fr.txt", "rien à voir ici\nplein, le disque !\n",
		"background.txt", "# proxy http 502\n\n  proxy 502 http\n",
	)
	want := []string{
		"a/questions.fr.txt:1 a/questions.fr.txt:3",
		"a/questions.fr.txt:1 b/questions.fr.txt:2",
		"a/questions.fr.txt:2 background.txt:3",
		"a/questions.fr.txt:3 b/questions.fr.txt:2",
		"a/questions.en.txt:1 background.txt:3",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("pairs differ (-want +got):\n%s", diff)
	}
}

func TestPairsStop(t *testing.T) {
	n := 0
	for range pairs(questionsIn("x", "a b\na b\na b\n")) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d pairs, want one", n)
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	twice := file("questions.fr.txt", "Disque plein ?\nproxy\nle disque est plein\n")
	once := file("questions.en.txt", "disk full\n")
	for _, tt := range []struct {
		args   []string
		status int
		stdout string
	}{
		{[]string{twice}, 1, fmt.Sprintf("%s:1: %q is like %s:3: %q\n", twice, "Disque plein ?", twice, "le disque est plein")},
		{[]string{once}, 0, ""},
		{[]string{once + "x"}, 2, ""},
		{[]string{"-x"}, 2, ""},
		{nil, 2, ""}, // no articles in this folder
	} {
		var stdout, stderr bytes.Buffer
		if got := run(tt.args, &stdout, &stderr); got != tt.status || stdout.String() != tt.stdout {
			t.Errorf("run(%q) = %d, %q, want %d, %q (stderr %q)", tt.args, got, stdout.String(), tt.status, tt.stdout, stderr.String())
		}
	}
}
