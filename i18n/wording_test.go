package i18n

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// worded are the calls that word a sentence.
var worded = regexp.MustCompile("(?s)(?:\\bproblem|\\bshortfall|\\badvise|\\bfault|\\bSay|\\bnewProblem|\\broot|\\badd)\\((?:[^\"\n]*?(?:\"[^\" ]*\"[^\"\n]*?)*?)(\"(?:[^\"\\\\\n]|\\\\.)* (?:[^\"\\\\\n]|\\\\.)*\")")

// Every sentence that the code words has its translation, with the same values in the same order.
func TestWordings(t *testing.T) {
	var french map[string]string
	data, err := translated.ReadFile("faults/fr.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &french); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, pattern := range []string{"../content/*.go", "../content/doc/*.go", "../index/lint.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range worded.FindAllStringSubmatch(string(source), -1) {
				format, err := strconv.Unquote(m[1])
				if err != nil {
					t.Fatal(err)
				}
				if len(strings.Fields(format)) < 2 { // a key
					continue
				}
				found++
				if french[format] == "" {
					t.Errorf("%s: %q has no translation in faults/fr.json", file, format)
				}
			}
		}
	}
	if found < 60 {
		t.Errorf("found %d sentences only", found)
	}
	verb := regexp.MustCompile(`%(?:\[\d\])?[a-z]`)
	for english, other := range french {
		if a, b := verb.FindAllString(english, -1), verb.FindAllString(other, -1); !slices.Equal(a, b) {
			t.Errorf("%q has %v, its translation %v", english, a, b)
		}
	}
}

func TestWording(t *testing.T) {
	w := Say("article: %q does not exist: %s", "a", Say("perhaps %s", "b"))
	for lang, want := range map[string]string{
		"fr": "article\u00a0: \"a\" n’existe pas\u00a0: peut-être b",
		"en": `article: "a" does not exist: perhaps b`,
	} {
		if got := w.In(lang); got != want {
			t.Errorf("in %s: %q, want %q", lang, got, want)
		}
	}
	if got := Say("nobody translated %d", 1).In("fr"); got != "nobody translated 1" {
		t.Error(got)
	}
}
