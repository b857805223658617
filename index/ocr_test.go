package index

import (
	"strings"
	"testing"
)

// Words that a machine read are mended, and secrets are not: "passw0rd" is not shown as a
// word that nobody would mask.
func TestReadByMachine(t *testing.T) {
	x := theIndex(t)
	for text, want := range map[string]string{
		"waptex1t sur W1ndows Farnille":    "waptexit sur windows famille",
		"/password=passw0rd c0nsole":       "/password=passw0rd console",
		"mot de passe : passw0rd, c0nsole": "mot de passe : passw0rd, console",
		"wapt-get update, utf8, x64":       "wapt-get update, utf8, x64",
	} {
		if got := x.read(text).Raw; got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
	r, err := x.Search(t.Context(), Query{Text: "Command 'setup.exe /password=passw0rd' timed out after 600 seconds with output ''", Lang: "fr"})
	if err != nil {
		t.Fatal(err)
	}
	if r.Answer == nil || r.Answer.Match == nil || strings.Contains(r.Answer.Match.Captures["command"], "=passw") || len(r.Errors) == 0 || strings.Contains(r.Errors[0].Match.Captures["command"], "=passw") {
		t.Errorf("the answer is %+v, the errors %+v", r.Answer, r.Errors)
	}
}
