package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"waptkb/index/api"
)

// program is the real program, in a process of its own; see [TestMain].
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command("waptkb", args...)
	c.Env = append(os.Environ(), "LC_ALL=en_GB.UTF-8", "NO_COLOR=1")
	return c
}

// output runs a program and gives what it printed and its exit status.
func output(t *testing.T, c *exec.Cmd) (stdout, stderr string, status int) {
	t.Helper()
	var out, errs bytes.Buffer
	if c.Stdout == nil {
		c.Stdout = &out
	}
	c.Stderr = &errs
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), c.ProcessState.ExitCode()
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// hostileText acts on terminals: it clears them, writes their clipboard, turns text
// round, hides, and begins a line that looks like ours.
const hostileText = "\x1b[2J\x1b]52;c;ZXZpbA==\x07\u009b31m\x9b31m\x7f\r\u202egpj\u2069\u200b\u200d\ufeff\u00ad\ufe0f\U000e0041\nwaptkb: forged"

const forged = "\nwaptkb: forged"

const uninstallKey = "ERROR MSI C:\\a" + hostileText + ".msi has been installed but the uninstall key {A" + hostileText + "} can not be found"

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestNothingActsOnTerminals gives every command, and its errors, what acts on
// terminals.
func TestNothingActsOnTerminals(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	name := "evil" + strings.Replace(hostileText, "\x9b31m", "", 1) + ".log" // some file systems want UTF-8
	if runtime.GOOS == "windows" {
		name = "evil.log"
	}
	log := write(t, dir, name, uninstallKey+"\n")
	query := map[string]any{"id": hostileText, "q": hostileText, "gold": []string{hostileText}, "cat": hostileText, "lang": "en"}
	cases := write(t, dir, "cases.jsonl", encoded(t, query)+"\n")
	write(t, dir, "content/articles/x/fr.md", "---\ntitle: "+hostileText+"\n---\n")
	for _, test := range []struct {
		args  []string
		stdin string
		shown string // in the output; empty: something is
	}{
		{[]string{"search", uninstallKey}, "", `\x1b[2J`},
		{[]string{"search", "--json"}, uninstallKey, `\u202egpj`},
		{[]string{"search", "--json", "--explain"}, uninstallKey, `\u009b`},
		{[]string{"search", "--batch"}, encoded(t, query), `\u202egpj`},
		{[]string{"search", "--batch"}, hostileText, ""},
		{[]string{"search", "--component", hostileText, "x"}, "", `\x1b[2J`},
		{[]string{"search", "--limit", hostileText, "x"}, "", `\x1b[2J`},
		{[]string{"search", "--lang", hostileText, "x"}, "", `\x1b[2J`},
		{[]string{"search", "--" + hostileText}, "", `\x1b[2J`},
		{[]string{"search", "-\x1b"}, "", `\x1b`},
		{[]string{"diagnose", log}, "", `\x1b[2J`},
		{[]string{"diagnose", log, log}, "", `\x1b[2J`},
		{[]string{"diagnose", "--json", log, log}, "", `\u202egpj`},
		{[]string{"diagnose", hostileText}, "", `\x1b[2J`},
		{[]string{"show", hostileText}, "", `\x1b[2J`},
		{[]string{"show", "--json", hostileText}, "", `\x1b[2J`},
		{[]string{"code", hostileText}, "", `\x1b[2J`},
		{[]string{"code", "99999" + hostileText}, "", ""},
		{[]string{"eval", cases}, "", `\x1b[2J`},
		{[]string{"eval", "--json", cases}, "", `\u202egpj`},
		{[]string{"eval", hostileText}, "", `\x1b[2J`},
		{[]string{"list", "--content-only", "--content", filepath.Join(dir, "content")}, "", ""},
		{[]string{"list", "--content", hostileText}, "", ""},
		{[]string{"list", hostileText}, "", `\x1b[2J`},
		{[]string{hostileText}, "", `\x1b[2J`},
		{[]string{"help", hostileText}, "", `\x1b[2J`},
		{[]string{"completion", hostileText}, "", ""},
		{[]string{"__complete", "search", "--" + hostileText, ""}, "", `\x1b[2J`},
		{[]string{"__complete", hostileText, ""}, "", `\x1b[2J`},
		{[]string{"serve", "--addr", hostileText}, "", `\x1b[2J`},
		{[]string{"serve", "--config", hostileText}, "", `\x1b[2J`},
		{[]string{"serve", "--config", write(t, dir, "bad.toml", "addr = \"x\ny\"\n"+"x"+hostileText)}, "", ""},
		{[]string{"serve", "--public-url", hostileText}, "", `\x1b[2J`},
		{[]string{"serve", "--addr", hostileText, "--print-config"}, "", `\u202e`},
		{[]string{"serve", "--addr", hostileText, "--print-config", "--json"}, "", `\u202e`},
		{[]string{"mcp"}, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"` + strings.Trim(encoded(t, hostileText), `"`) + `"}}` + "\n", ""},
		{[]string{"mcp", hostileText}, "", `\x1b[2J`},
	} {
		t.Run(strings.Join(test.args[:min(2, len(test.args))], " "), func(t *testing.T) {
			t.Parallel()
			c := program(t, test.args...)
			c.Stdin = strings.NewReader(test.stdin)
			stdout, stderr, _ := output(t, c)
			all := stdout + stderr
			if all == "" || !strings.Contains(all, test.shown) {
				t.Errorf("%q is not shown in\n%s", test.shown, all)
			}
			for i, r := range all {
				if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector) || r == utf8.RuneError && !strings.HasPrefix(all[i:], "\ufffd") {
					t.Errorf("%q comes through in\n%q", r, all)
					break
				}
			}
			if strings.Contains(all, forged) {
				t.Errorf("a line looks like ours:\n%s", all)
			}
		})
	}
}

// TestCompletionScripts checks that they are what cobra made.
func TestCompletionScripts(t *testing.T) {
	t.Parallel()
	for _, shell := range []string{"bash", "zsh", "fish", "powershell"} {
		stdout, stderr, status := output(t, program(t, "completion", shell))
		if status != 0 || stderr != "" || len(stdout) < 1000 || strings.Contains(stdout, `\u`) {
			t.Errorf("completion %s = %d with %d bytes: %s", shell, status, len(stdout), stderr)
		}
	}
}

// TestDiagnoseTellsWhatItCannotRead gives it files of which one is not there.
func TestDiagnoseTellsWhatItCannotRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bad, good := filepath.Join(dir, "none.log"), write(t, dir, "good.log", uninstallKey+"\n")
	empty := write(t, dir, "empty.log", "")
	stdout, stderr, status := output(t, program(t, "diagnose", "--json", bad, good, empty))
	var d api.Diagnosis
	if err := json.Unmarshal([]byte(stdout), &d); err != nil {
		t.Fatalf("%v in %s, %s", err, stdout, stderr)
	}
	if len(d.Findings) != 1 || d.Findings[0].File != good || status != 2 {
		t.Errorf("exit status %d with %+v, want 2 with the finding of %s", status, d.Findings, good)
	}
	var files []string
	for _, w := range d.Warnings {
		files = append(files, w.File)
		if w.Detail == "" || !strings.Contains(stderr, w.File) {
			t.Errorf("%s: detail %q, told:\n%s", w.File, w.Detail, stderr)
		}
	}
	if diff := cmp.Diff([]string{bad, empty}, files); diff != "" {
		t.Error(diff)
	}
	stdout, stderr, status = output(t, program(t, "diagnose", bad, good))
	if status != 2 || !strings.Contains(stdout, "uninstall-key-not-found") || !strings.Contains(stderr, bad) {
		t.Errorf("exit status %d, printed:\n%s%s", status, stdout, stderr)
	}
	if stdout, _, status = output(t, program(t, "diagnose", "--json", bad)); status != 2 || stdout != "" {
		t.Errorf("of one file that is not there: exit status %d, printed:\n%s", status, stdout)
	}
}

// TestFullDevice has every command that prints write to a device that is full.
func TestFullDevice(t *testing.T) {
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip(err)
	}
	t.Parallel()
	dir := t.TempDir()
	log := write(t, dir, "a.log", uninstallKey)
	cases := write(t, dir, "cases.jsonl", `{"id":"s1","q":"uninstall key can not be found","gold":["uninstall-key-not-found"],"cat":"exact","lang":"en"}`)
	for _, args := range [][]string{
		{"list"}, {"list", "--json"}, {"search", "uninstall key"}, {"search", "--json", "uninstall key"}, {"search", "--json", "zzqx vrrgl ptumph"},
		{"diagnose", log}, {"diagnose", "--json", log}, {"show", "uuid-bios-duplique"}, {"code", "1618"}, {"eval", cases}, {"version"},
		{"serve", "--print-config"}, {"help"}, {"completion", "bash"},
	} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		c := program(t, args...)
		c.Stdout = full
		_, stderr, status := output(t, c)
		if status != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "no space left") {
			t.Errorf("%q: exit status %d, told %q", args, status, stderr)
		}
		if err := full.Close(); err != nil {
			t.Error(err)
		}
	}
}
