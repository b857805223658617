package index

import (
	"strings"
	"testing"

	"waptkb/i18n"
)

// A delay that is twenty minutes already is not told to become twenty minutes, and what was
// read stands in the commands.
func TestAdvice(t *testing.T) {
	x := theIndex(t)
	for q, want := range map[string]struct{ has, not string }{
		"Error timed out after seconds with output '1200.0'":              {"psexec -s -i cmd", "timeout=1200"},
		"Error timed out after seconds with output '600.0'":               {"timeout=1200", "psexec"},
		"Package tis-7zip not installed due to errors : exit status 1603": {"wapt-get --service install tis-7zip", "PREFIX"},
		"Package tis-7zip;reboot not installed due to errors : x":         {"wapt-get --service install PREFIX", "reboot;"},
	} {
		for _, lang := range i18n.Languages() {
			r, err := x.Search(t.Context(), Query{Text: q, Lang: lang})
			if err != nil || r.Answer == nil {
				t.Fatalf("Search(%q) = %+v, %v, want an answer", q, r, err)
			}
			advice := r.Answer.Advice()
			if text := advice.Solution.Text(); !strings.Contains(text, want.has) || strings.Contains(text, want.not) {
				t.Errorf("Search(%q) advises in %s, without %q or with %q:\n%s", q, lang, want.has, want.not, text)
			}
			if strings.Contains(q, "1200") && advice.Summary == r.Answer.Article.Summary {
				t.Errorf("Search(%q) sums up in %s what the value makes useless", q, lang)
			}
		}
	}
	d, err := x.Diagnose(t.Context(), strings.NewReader("2026-01-01 ERROR Error timed out after seconds with output '3600.0'\n"), DiagnoseOptions{Lang: "en"})
	if err != nil || len(d.Findings) != 1 || !strings.Contains(d.Findings[0].Summary(), "already 20 minutes") {
		t.Errorf("Diagnose = %+v, %v, want a summary for a long delay", d, err)
	}
}
