package server

import (
	"context"
	"io/fs"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"waptkb/assets"
	"waptkb/i18n"
)

var codeBlock = regexp.MustCompile("(?ms)^```(\\w*)\\n(.*?)^```$")

// TestExamples runs every example of the page about the API, in each language,
// against a server, as somebody would who copies it.
func TestExamples(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(newTestServer(t).Handler())
	defer srv.Close()
	for _, lang := range i18n.Languages() {
		page, err := fs.ReadFile(assets.FS, "pages/"+lang+"/api.md")
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]int{}
		for _, block := range codeBlock.FindAllStringSubmatch(string(page), -1) {
			kind, code := block[1], strings.ReplaceAll(block[2], "{site}", srv.URL)
			if kind == "" && strings.HasPrefix(code, "curl ") {
				kind = "curl"
			}
			seen[kind]++
			t.Run(lang+" "+kind, func(t *testing.T) { runExample(t, kind, code) })
		}
		for _, kind := range []string{"curl", "powershell", "python", "go"} {
			if seen[kind] == 0 {
				t.Errorf("%s: no example for %s", lang, kind)
			}
		}
	}
}

func runExample(t *testing.T, kind, code string) {
	commands := map[string][]string{
		"curl":       {"curl", "sh", "example.sh"},
		"python":     {"python3", "python3", "example.py"},
		"go":         {"go", "go", "run", "example.go"},
		"powershell": {"pwsh", "pwsh", "-NoProfile", "-File", "example.ps1"},
	}
	command, ok := commands[kind]
	if !ok {
		t.Skipf("not a program: %q", kind)
	}
	if _, err := exec.LookPath(command[0]); err != nil {
		t.Skipf("%s is not installed: the example is not run", command[0])
	}
	dir := t.TempDir()
	if kind == "curl" {
		code = strings.ReplaceAll(code, "curl ", "curl --silent --show-error --fail ")
	}
	for name, text := range map[string]string{
		command[len(command)-1]: code,
		"waptservice.log":       "CRITICAL waptservice timed out after 600 seconds with output '600.0'\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, command[1], command[2:]...)
	c.Dir = dir
	c.Env = append(os.Environ(), "PYTHONIOENCODING=utf-8", "NO_PROXY=127.0.0.1", "no_proxy=127.0.0.1")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, code, out)
	}
	if !regexp.MustCompile(`(?i)uninstall|sockrecv|600`).Match(out) {
		t.Errorf("the example prints\n%s", out)
	}
}
