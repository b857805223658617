//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestNewLanguage builds the program with one language more, which is files of its own
// and a word in a list, and asks it in that language.
func TestNewLanguage(t *testing.T) {
	german := buildWith(t, germanFiles(t))
	run := func(args ...string) string {
		c := program(t, append(args, "--lang", "de")...)
		c.Path = german
		stdout, stderr, status := output(t, c)
		if status > 1 { // 1 is no sure answer
			t.Errorf("%q: exit status %d: %s", args, status, stderr)
		}
		return stdout
	}
	for _, test := range []struct {
		name   string
		answer string
		want   []string
	}{
		{"a German question", run("search", "Dürfen Netzlaufwerke Pakete ausliefern?"), []string{"Pakete auf einem Netzlaufwerk"}},
		{"an article", run("show", "depot-lecteur-reseau"), []string{"Lösung", "Geben Sie den Agenten die Adresse"}},
		{"an article that is not translated", run("show", "horloge-decalee"), []string{"Horloges décalées", "Symptôme"}},
		{"a question about it", run("search", "horloges décalées entre poste et serveur"), []string{"Horloges décalées"}},
		{"a code with German words", run("search", "Das Paket scheitert mit 1603"), []string{"1603"}},
		{"an entry without German texts", run("code", "1618"), []string{"déjà occupé par une autre"}},
	} {
		for _, want := range test.want {
			if !strings.Contains(test.answer, want) {
				t.Errorf("%s: %q is not in\n%s", test.name, want, test.answer)
			}
		}
	}
	if answer := run("search", "--json", "bitte das und der"); !strings.Contains(answer, `"results": []`) {
		t.Errorf("stop words alone find %s", answer)
	}
	if one, several := run("search", "--json", "Akte"), run("search", "--json", "Akten"); firstScore(t, one) != firstScore(t, several) {
		t.Errorf("the stemmer tells forms of one word apart: %s\n%s", one, several)
	}

	c := program(t, "serve", "--addr", "127.0.0.1:0")
	c.Path = german
	address := started(t, c)
	for path, want := range map[string]string{
		"de/":                               `<html lang="de"`,
		"de/help":                           `hreflang="fr"`,
		"de/search?q=Netzlaufwerk":          `role="status">1 Treffer</p>`,
		"de/articles/depot-lecteur-reseau":  "22.11.2026",
		"de/articles/horloge-decalee":       `lang="fr"`,
		"fr/":                               "Deutsch",
		"sitemap.xml":                       `hreflang="de"`,
		"api/v1/openapi.json":               `"de"`,
		"api/v1/search?lang=de&q=Webserver": "Pakete auf einem",
	} {
		if body := fetch(t, address+path); !strings.Contains(body, want) {
			t.Errorf("%s does not have %q:\n%s", path, want, body)
		}
	}
}

// germanFiles gives all files of the language by their places in the module.
func germanFiles(t *testing.T) map[string]string {
	t.Helper()
	archive, err := txtar.ParseFile("testdata/german.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range archive.Files {
		files[f.Name] = string(f.Data)
	}
	for _, name := range []string{"i18n/", "i18n/cli.", "i18n/chat."} {
		var texts, german map[string]json.RawMessage
		decodeText(t, moduleFile(t, name+"fr.json"), &texts)
		if own := files[name+"de.json"]; own != "" {
			decodeText(t, own, &german)
		}
		maps.Copy(texts, german)
		files[name+"de.json"] = catalogue(texts)
	}
	for _, page := range []string{"help.md", "api.md", "chat.md"} {
		files["assets/pages/de/"+page] = moduleFile(t, "assets/pages/fr/"+page)
	}
	const list = "i18n/language.go"
	files[list] = strings.Replace(moduleFile(t, list), "{french, english}", "{french, english, german}", 1)
	return files
}

// catalogue writes texts as package i18n wants them, each on a line of its own, sorted.
func catalogue(texts map[string]json.RawMessage) string {
	var lines []string
	for _, key := range slices.Sorted(maps.Keys(texts)) {
		lines = append(lines, fmt.Sprintf("\t%q: %s", key, texts[key]))
	}
	return "{\n" + strings.Join(lines, ",\n") + "\n}\n"
}

func decodeText(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatal(err)
	}
}

// moduleFile reads a file of the module.
func moduleFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// buildWith builds the program with files put over those of the module: first what
// compiles the index, then all.
func buildWith(t *testing.T, files map[string]string) (program string) {
	t.Helper()
	module, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	dir, replace := t.TempDir(), map[string]string{}
	for name, text := range files {
		replace[filepath.Join(module, name)] = write(t, dir, name, text)
	}
	build := func(program string) string {
		overlay, out := write(t, dir, "overlay.json", encoded(t, map[string]any{"Replace": replace})), filepath.Join(dir, filepath.Base(program))
		if told, err := exec.Command("go", "build", "-overlay", overlay, "-o", out, "waptkb/"+program).CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, told)
		}
		return out
	}
	generate := exec.Command(build("index/embedded/generate"))
	generate.Dir = dir
	if _, told, status := output(t, generate); status != 0 {
		t.Fatal(told)
	}
	replace[filepath.Join(module, "index/embedded/index.bin")] = filepath.Join(dir, "index.bin")
	return build("cmd/waptkb")
}

// firstScore is that of the first result of a search.
func firstScore(t *testing.T, answer string) float64 {
	t.Helper()
	var r struct{ Results []struct{ Score float64 } }
	decodeText(t, answer, &r)
	if len(r.Results) == 0 {
		t.Fatalf("no results: %s", answer)
	}
	return r.Results[0].Score
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
