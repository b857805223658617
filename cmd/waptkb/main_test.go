package main

import (
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"waptkb": main})
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
			return nil
		},
	})
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
