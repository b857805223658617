package main

import (
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/i18n"
)

// The manual holds every command and every flag, and roff has nothing to say against it.
func TestManual(t *testing.T) {
	t.Parallel()
	for _, lang := range i18n.Languages() {
		a := newApp(strings.NewReader(""), io.Discard, io.Discard)
		a.lang = lang
		root := a.command(nil)
		page := manual{a.text}.page(root, "2026-11-27", "v1.2.3")
		for _, c := range root.Commands() {
			if stands := strings.Contains(page, ".SS "+quoted(c.CommandPath()+strings.TrimPrefix(c.Use, c.Name()))+"\n"); stands == c.Hidden {
				t.Errorf("%s: %q stands in the manual: %v", lang, c.Name(), stands)
			}
		}
		for _, flag := range []string{"print-config", "lang", "tls-cert", "batch"} {
			if !strings.Contains(page, `\fB`+roff("--"+flag)+`\fR`) {
				t.Errorf("%s: --%s is not in the manual", lang, flag)
			}
		}
		if _, err := exec.LookPath("mandoc"); err != nil {
			t.Log("SKIPPED: mandoc, which is not installed: the form of the manual is NOT checked")
			continue
		}
		c := exec.Command("mandoc", "-T", "lint", "-W", "warning")
		c.Stdin = strings.NewReader(page)
		if out, err := c.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", lang, err, out)
		}
	}
}

func TestRoff(t *testing.T) {
	for text, want := range map[string]string{
		"":                       "",
		"--lang":                 `\-\-lang`,
		".SH x\n'y":              "\\&.SH x\n\\(aqy",
		`C:\Program Files`:       `C:\eProgram Files`,
		"« é »":                  "« é »",
		"first\n.br\n..\nsecond": "first\n\\&.br\n\\&..\nsecond",
	} {
		if diff := cmp.Diff(want, roff(text)); diff != "" {
			t.Errorf("roff(%q) (-want +got):\n%s", text, diff)
		}
	}
	if got, want := quoted(`say "x"`), `"say \(dqx\(dq"`; got != want {
		t.Errorf("quoted = %s, want %s", got, want)
	}
}
