package main

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"waptkb": main, "waptkb-allocations": countAllocations})
}

// TestScripts runs the program as a user types it.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("LC_ALL", "C.UTF-8")
			e.Setenv("NO_COLOR", "1")
			sampleDir, err := filepath.Abs(filepath.Join("..", "..", "content", "sample"))
			e.Setenv("SAMPLE", sampleDir)
			return err
		},
	})
}

// TestCommandAlone: a command that is made alone is what it is among the others.
func TestCommandAlone(t *testing.T) {
	help := func(name string, args ...string) string {
		var out strings.Builder
		a := newApp(strings.NewReader(""), &out, io.Discard)
		c, _, err := a.command(args).Find([]string{name})
		if err != nil || c.Name() != name {
			t.Fatalf("%v gives %q, %v, want %s", args, c.Name(), err, name)
		}
		if len(args) > 0 && len(c.Root().Commands()) != 1 {
			t.Errorf("%v makes %d commands", args, len(c.Root().Commands()))
		}
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	for _, c := range commands {
		if diff := cmp.Diff(help(c.name), help(c.name, c.name)); diff != "" {
			t.Errorf("help of %s among others (-) and alone (+):\n%s", c.name, diff)
		}
	}
}

func TestUserLanguage(t *testing.T) {
	for _, c := range []struct {
		env  map[string]string
		want string
	}{
		{nil, "fr"},
		{map[string]string{"LANG": "fr_FR.UTF-8"}, "fr"},
		{map[string]string{"LANG": "en_GB.UTF-8"}, "en"},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "fr_CA.UTF-8"}, "fr"},
		{map[string]string{"LANG": "en_US.UTF-8", "LC_ALL": "C.UTF-8"}, "fr"},
		{map[string]string{"LANG": "de_DE.UTF-8"}, "fr"},
		{map[string]string{"LANG": "en_GB@euro"}, "en"},
		{map[string]string{"LANG": "en@quot"}, "en"},
		{map[string]string{"LANG": "en_GB.UTF-8@euro"}, "en"},
		{map[string]string{"LC_ALL": "fr_FR.UTF-8@euro", "LANG": "en_GB"}, "fr"},
		{map[string]string{"LANG": "not a locale"}, "fr"},
	} {
		if got := userLanguage(func(k string) string { return c.env[k] }); got != c.want {
			t.Errorf("userLanguage(%v) = %q, want %q", c.env, got, c.want)
		}
	}
}
