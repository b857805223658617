package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The WAPT package calls WAPT's helpers as they are, and does what it should.
func TestSetup(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("SKIPPED: python3, which is not installed: setup.py is NOT checked")
	}
	program := filepath.Join(t.TempDir(), "waptkb")
	if out, err := exec.Command("go", "build", "-o", program, "waptkb/cmd/waptkb").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	check := func(setup string) (string, error) {
		out, err := exec.Command(python, "testdata/check_setup.py", setup, "testdata/wapt.json", program).CombinedOutput()
		return string(out), err
	}
	if out, err := check("files/setup.py"); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
	right, err := os.ReadFile("files/setup.py")
	if err != nil {
		t.Fatal(err)
	}
	for name, wrong := range map[string][2]string{
		"no such helper":     {"mkdirs(", "make_dirs("},
		"no such argument":   {"target='http", "url='http"},
		"too many arguments": {"filecopyto('waptkb.exe', folder())", "filecopyto('waptkb.exe', folder(), True)"},
		"no function":        {"programfiles64,", "programfiles64(),"},
		"another article":    {"uninstall-key-not-found", "horloge-decalee"},
		"a service is left":  {"run(command('service uninstall'))", "pass"},
		"a shortcut is left": {"SHORTCUT + '.url'", "SHORTCUT"},
		"a folder is left":   {"[folder(), makepath(os.environ['ProgramData'], 'waptkb')]", "[]"},
		"not started":        {"run(command('service start'))", "pass"},
	} {
		broken := strings.Replace(string(right), wrong[0], wrong[1], 1)
		if broken == string(right) {
			t.Fatalf("%s: %q does not stand in setup.py", name, wrong[0])
		}
		file := filepath.Join(t.TempDir(), "setup.py")
		if err := os.WriteFile(file, []byte(broken), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := check(file); err == nil {
			t.Errorf("%s: nothing is wrong with it", name)
		}
	}
}

// The control file has the fields that WAPT knows, and those that it needs.
func TestControl(t *testing.T) {
	data, err := os.ReadFile("testdata/wapt.json")
	if err != nil {
		t.Fatal(err)
	}
	var known struct{ Control, Required []string }
	if err := json.Unmarshal(data, &known); err != nil {
		t.Fatal(err)
	}
	r := &release{source: source{version: "v1.2.3-rc.1", author: "Jane Doe <jane@example.org>"}}
	control, err := r.control(1234)
	if err != nil {
		t.Fatal(err)
	}
	fields := map[string]string{}
	for line := range strings.Lines(string(control)) {
		name, value, ok := strings.Cut(line, ":")
		name = strings.TrimSpace(name)
		if !ok || !slices.Contains(known.Control, name) || fields[name] != "" {
			t.Errorf("WAPT knows no such line, or has it already: %q", line)
		}
		fields[name] = strings.TrimSpace(value)
	}
	for _, name := range known.Required {
		if fields[name] == "" {
			t.Errorf("no %s", name)
		}
	}
	if got := []string{fields["version"], fields["maintainer"], fields["installed_size"]}; !slices.Equal(got, []string{"1.2.3-1", "Jane Doe", "1234"}) {
		t.Errorf("version, maintainer, size: %q", got)
	}
}
