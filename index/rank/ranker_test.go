package rank

import (
	"context"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/reader"
)

const head = "component: paquet\nplatforms: [windows]\nseverity: error\nsummary: Essai.\nidentifiers: [essai]\nsources: [essai]\nreviewed: 2026-01-01\n"

const body = "---\n\n## Symptôme\n\nEssai.\n\n## Cause\n\nEssai.\n\n## Solution\n\n1. Essai.\n\n## Vérification\n\nEssai.\n"

// twoArticles are about a printer and about a disk.
func twoArticles(t *testing.T) *Ranker {
	t.Helper()
	fsys := fstest.MapFS{
		"articles/imprimante/fr.md": {Data: []byte("---\ntitle: Imprimante muette\nrelated: [disque]\n" + head + body)},
		"articles/imprimante/questions.fr.txt": {Data: []byte("l'imprimante ne sort plus de papier\nrien ne s'imprime\n" +
			"le bac est vide et l'imprimante clignote\nimpression bloquée\nfeuilles coincées\nplus de toner\nimpression pâle\n" +
			"bourrage\ntoner vide\nfile d'attente coincée\nle bac ne se ferme pas\nvoyant rouge\n")},
		"articles/disque/fr.md": {Data: []byte("---\ntitle: Disque plein\nrelated: [imprimante]\n" + head + body)},
		"articles/disque/questions.fr.txt": {Data: []byte("plus de place sur le disque\nle disque est plein\nvolume saturé\n" +
			"espace insuffisant\nimpossible d'enregistrer un fichier\nmémoire de masse pleine\nplus un octet\n" +
			"quota dépassé\npartition remplie\nstockage à bout\nplus rien ne tient dessus\nrien à effacer\n")},
	}
	return rankerOf(t, fsys)
}

// rankerOf ranks the articles of some files, without templates and without a reader.
func rankerOf(t *testing.T, fsys fs.FS) *Ranker {
	t.Helper()
	lib, err := content.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	index, err := fulltext.Build(lib)
	if err != nil {
		t.Fatal(err)
	}
	places := make([]int32, lib.Len())
	for i := range places {
		places[i] = int32(i)
	}
	return New(lib, fulltext.Join(lib.Len(), fulltext.Placed{Index: index, Places: places}), match.Join(nil, match.New(nil, nil)), reader.NewPanel(lib.Len()))
}

// ranked is a ranking without what it took.
type ranked struct {
	IDs      []string
	Scores   []float64
	Evidence []Signal
}

func rank(t *testing.T, r *Ranker, text string, without int32) ranked {
	t.Helper()
	ranking, err := r.Rank(context.Background(), lex.Read(text), without)
	if err != nil {
		t.Fatal(err)
	}
	defer ranking.Release()
	out := ranked{Evidence: ranking.Verdict.Evidence()}
	for _, c := range ranking.Candidates {
		out.IDs, out.Scores = append(out.IDs, c.ID), append(out.Scores, c.Score)
	}
	return out
}

func TestRank(t *testing.T) {
	t.Parallel()
	r := twoArticles(t)
	for text, want := range map[string]string{
		"l'imprimante clignote": "imprimante",
		"disque saturé":         "disque",
		"plus de plcae":         "disque", // a typing error
	} {
		got := rank(t, r, text, -1)
		if got.IDs[0] != want || got.Scores[0] <= got.Scores[1] {
			t.Errorf("%q: %v %v, want %s first", text, got.IDs, got.Scores, want)
		}
		if diff := cmp.Diff(got, rank(t, r, text, -1)); diff != "" { // now out of what is remembered
			t.Errorf("%q again: %s", text, diff)
		}
	}
}

// A question that is left out says nothing, neither now nor later.
func TestWithout(t *testing.T) {
	t.Parallel()
	r := twoArticles(t)
	const text = "volume saturé"
	before := rank(t, r, text, -1)
	for i, p := range r.index.All() {
		if p.Text != text {
			continue
		}
		if got := rank(t, r, text, int32(i)); got.Scores[0] >= before.Scores[0] {
			t.Errorf("its words count as before: %+v", got)
		}
	}
	if diff := cmp.Diff(before, rank(t, r, text, -1)); diff != "" {
		t.Error(diff)
	}
}
