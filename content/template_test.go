package content

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseTemplate(t *testing.T) {
	for _, tt := range []struct {
		text  string
		scope Scope
		want  Template
	}{
		{"Connection refused", ScopeWhole, Template{Scope: ScopeWhole, Parts: []Part{{Fixed: "Connection refused"}}}},
		{"timed out after {seconds} seconds", "", Template{Scope: ScopeAnywhere, Parts: []Part{
			{Fixed: "timed out after "}, {Hole: "seconds"}, {Fixed: " seconds"},
		}}},
		{"{host} is behind {url}", ScopeWAPT, Template{Scope: ScopeWAPT, Parts: []Part{
			{Hole: "host"}, {Fixed: " is behind "}, {Hole: "url"},
		}}},
		{"clé {{a}} {{{key}}} perdue", "", Template{Scope: ScopeAnywhere, Parts: []Part{
			{Fixed: "clé {a} {"}, {Hole: "key"}, {Fixed: "} perdue"},
		}}},
	} {
		got, err := ParseTemplate(tt.text, tt.scope)
		tt.want.Text = tt.text
		if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
			t.Errorf("ParseTemplate(%q) error %v (-want +got):\n%s", tt.text, err, diff)
		}
	}
}

func TestParseTemplateRefuses(t *testing.T) {
	for _, tt := range []struct {
		text  string
		scope Scope
		want  string
	}{
		{"Connection refused", "everywhere", `scope "everywhere" is unknown: write one of [anywhere wapt whole]`},
		{"Connection\nrefused", "", "line break"},
		{"Connection\rrefused", "", "line break"},
		{"Connection refused by {host", "", "a brace is not closed: write {name}, or {{"},
		{"Connection refused by host}", "", "a brace closes nothing: write }}"},
		{"Connection refused by {}", "", "hole {} is unknown: take one of address byte"},
		{"Connection refused by {code}", "", "hole {code} is unknown"},
		{"Connection refused by {host} and {host}", "", "hole {host} stands twice"},
		{"Connection refused by {host}{url}", "", "holes {host} and {url} touch"},
		{"Connection refused by {host}: {url}", "", "only punctuation stands between {host} and {url}"},
		{"", "", "nearly all hole: keep at least 6 fixed letters"},
		{"{host}", "", "nearly all hole"},
		{"error {host}", "", "nearly all hole"},
		{"abc {host} def {url} ghi", "", "nearly all hole"},
	} {
		_, err := ParseTemplate(tt.text, tt.scope)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("ParseTemplate(%q, %q) error = %v, want one with %q", tt.text, tt.scope, err, tt.want)
		}
	}
}

func FuzzParseTemplate(f *testing.F) {
	for _, s := range []string{
		"Connection refused", "timed out after {seconds} seconds", "clé {{a}} {{{key}}} perdue", "{host}{url}", "{", "}}{{}", "\xff{host}",
	} {
		f.Add(s)
	}
	doubled := strings.NewReplacer("{", "{{", "}", "}}")
	f.Fuzz(func(t *testing.T, text string) {
		parsed, err := ParseTemplate(text, "")
		if err != nil {
			return
		}
		var again strings.Builder
		for i, p := range parsed.Parts {
			if (p.Fixed == "") == (p.Hole == "") || i > 0 && (p.Hole == "") == (parsed.Parts[i-1].Hole == "") {
				t.Errorf("ParseTemplate(%q): parts do not alternate: %+v", text, parsed.Parts)
			}
			if p.Hole != "" {
				again.WriteString("{" + p.Hole + "}")
			} else {
				again.WriteString(doubled.Replace(p.Fixed))
			}
		}
		if again.String() != text {
			t.Errorf("ParseTemplate(%q): parts make %q", text, again.String())
		}
	})
}
