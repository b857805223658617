package lex

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRuledOut(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"Ce n'est pas l'antivirus, mais rien ne s'installe":     {"  mais rien ne s'installe"},
		"j'ai déjà redémarré le poste et l'écran reste gris":    {" l'écran reste gris"},
		"the agent is silent; it's not the firewall":            {"the agent is silent;  "},
		"we already reinstalled it but the console stays empty": {" the console stays empty"},
		"ce n'est pas normal que la console soit grise":         {"ce n'est pas normal que la console soit grise"},
		"le paquet n'est pas trouvé":                            {"le paquet n'est pas trouvé"},
		"ce n'est pas le pare-feu":                              {"ce n'est pas le pare-feu"}, // nothing else
		"it is not found":                                       {"it is not found"},
	} {
		var got []string
		for _, l := range Read(text).Lines {
			got = append(got, l.Text)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}
