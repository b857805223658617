package rank

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/index/lex"
)

// twins are articles that differ in the release that they were checked for.
func twins(t *testing.T) *Ranker {
	t.Helper()
	fsys := fstest.MapFS{}
	asked := "le scanner ne numérise plus\nscanner muet\nnumérisation vide\nla vitre est propre, le scan est noir\npages noires\n" +
		"rien ne s'affiche\nle bouton clignote\nfile de scans pleine\nscan illisible\nformat inconnu\nscan coupé\npages à l'envers\n"
	twoWays := strings.Replace(body, "## Vérification\n\nEssai.\n", "## Vérification\n\nAvec 2 piles, relancez par menu.\n\n## Retour en arrière\n\nEn 2.x, relancez par menu.\n", 1)
	for id, other := range map[string]string{"ancien": "nouveau", "nouveau": "ancien"} {
		checked := map[string]string{"ancien": "[1.8.2]", "nouveau": `["2.4", "2.5"]`}[id]
		fsys["articles/"+id+"/fr.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Scanner " + id + "\nrelated: [" + other + "]\nchecked: " + checked + "\n" + head + twoWays)}
		fsys["articles/"+id+"/questions.fr.txt"] = &fstest.MapFile{Data: []byte(asked)}
	}
	return rankerOf(t, fsys)
}

func TestRelease(t *testing.T) {
	t.Parallel()
	r := twins(t)
	for text, want := range map[string]string{
		"scanner muet avec WAPT 2.5":      "nouveau",
		"wapt 2.4.1 : scanner muet":       "nouveau",
		"scanner muet sous WAPT 1.8":      "ancien",
		"scanner muet":                    "", // none comes first
		"scanner muet, WAPT, Python 2.5":  "",
		"scanner muet sous WAPT 2.1":      "", // for which nothing was checked
		"upgrade WAPT 1.8 to 2.5 scanner": "",
		"scanner wapt\nwapt 2.5.0 starts": "", // a log
	} {
		got := rank(t, r, text, -1)
		first := ""
		if got.Scores[0] > got.Scores[1] {
			first = got.IDs[0]
		}
		if first != want {
			t.Errorf("%q: %v %v, want %q first", text, got.IDs, got.Scores, want)
		}
	}
}

// It tips the scales, and no more.
func TestReleaseIsGentle(t *testing.T) {
	t.Parallel()
	r := twins(t)
	if got := rank(t, r, "scanner ancien, WAPT 2.5", -1); got.IDs[0] != "ancien" {
		t.Errorf("%v %v", got.IDs, got.Scores)
	}
}

func TestSectionOfRelease(t *testing.T) {
	t.Parallel()
	r := twins(t)
	want := map[string]string{
		"relancer menu avec WAPT 2.5": "retour-en-arriere", "relancer menu": "verification", "relancer menu, Python 2.5": "verification", "relancer menu avec WAPT 1.8": "verification",
	}
	got := map[string]string{}
	for text := range want {
		ranking, err := r.Rank(t.Context(), lex.Read(text), -1)
		if err != nil {
			t.Fatal(err)
		}
		_, section, _ := ranking.Section(ranking.Candidates[0], content.Primary)
		got[text] = section.Anchor
		ranking.Release()
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
