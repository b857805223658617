package content

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/i18n"
)

const (
	guideFile   = "guide/guide.yaml"
	guideFrench = "guide/guide.fr.yaml"
	guideEng    = "guide/guide.en.yaml"

	guideSteps = `- id: depart
  hint: true
  choices:
    poste: plein
    autre: a-reunir
- id: plein
  choices:
    oui: disque
    non: a-reunir
- id: a-reunir
  collect: [message, journal]
`
	guideTexts = `depart: {text: Quoi, hint: Regardez., poste: Un poste, autre: Autre chose}
plein:
  text: Le disque est-il plein ?
  oui: Oui
  non: Non
a-reunir: {text: Rien, message: Le message, journal: Le journal}
`
)

func guideFiles() map[string]string {
	files := goodFiles()
	files[guideFile], files[guideFrench] = guideSteps, guideTexts
	files[guideEng] = strings.Replace(guideTexts, "Le disque est-il plein ?", "Is the disk full?", 1)
	return files
}

func TestGuide(t *testing.T) {
	lib, err := Load(mapFS(guideFiles()))
	if err != nil {
		t.Fatal(err)
	}
	g := lib.Guide()
	start, err := g.Place("")
	if err != nil || start.Step.Text.In("fr") != "Quoi" || start.Step.Hint.In("fr") != "Regardez." {
		t.Fatalf("Place() = %+v, %v", start, err)
	}
	var ids []string
	for _, next := range g.Next(start) {
		ids = append(ids, next.ID())
	}
	if diff := cmp.Diff([]string{"poste", "autre"}, ids); diff != "" {
		t.Errorf("Next differs (-want +got):\n%s", diff)
	}
	p, err := g.Place("poste/oui")
	if err != nil || p.Article != "disque" || p.Step != nil || len(p.Way) != 2 {
		t.Fatalf("Place(poste/oui) = %+v, %v", p, err)
	}
	if at := p.Way[1]; at.ID != "poste" || at.Step.Text.In("en") != "Is the disk full?" || at.Choice.Text.In("fr") != "Oui" {
		t.Errorf("the second answer is %+v", at)
	}
	end, err := g.Place("poste/non")
	if err != nil || len(end.Step.Collect) != 2 || len(end.Step.Choices) > 0 {
		t.Errorf("Place(poste/non) = %+v, %v", end, err)
	}
	for _, id := range []string{"non", "poste/oui/oui", "poste/", "/poste", "/", "poste//oui", "depart", "poste/non/message", strings.Repeat("a", 10000)} {
		if p, err := g.Place(id); !errors.Is(err, ErrNotFound) {
			t.Errorf("Place(%q) = %+v, %v, want ErrNotFound", id, p, err)
		}
	}
	without, err := goodLibrary(t).Guide().Place("")
	if !errors.Is(err, ErrNotFound) || !goodLibrary(t).Guide().Empty() {
		t.Errorf("Place of no guide = %+v, %v", without, err)
	}
}

func TestGuideLeavesOut(t *testing.T) {
	lib, err := LoadWithout(mapFS(guideFiles()), "disque")
	if err != nil {
		t.Fatal(err)
	}
	if p, err := lib.Guide().Place("poste/oui"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Place = %+v, %v, want none: its article is left out", p, err)
	}
}

func TestGuideFaults(t *testing.T) {
	for _, tt := range []struct {
		name, file, old, new string
		want                 []string
	}{
		{"not an entry", guideFile, "", "- depart\n", []string{guideFile + ":1: is no list of 'key: value' lines"}},
		{"no steps", guideFile, "", "x", []string{guideFile + ":1: holds no list of entries"}},
		{"unknown key", guideFile, "hint: true", "hints: true", []string{guideFile + `:2: key "hints" is unknown`}},
		{"bad hint", guideFile, "hint: true", "hint: Regardez.", []string{guideFile + `:2: hint: "Regardez." is unknown`}},
		{"bad id", guideFile, "id: plein", "id: Disque plein", []string{guideFile + `:6: id: "Disque plein" is no id: write lower-case letters, digits and hyphens, as in disque-plein`}},
		{"id of an article", guideFile, "id: plein", "id: disque", []string{guideFile + `:6: id "disque" stands in articles/disque too`}},
		{"id twice", guideFile, "id: a-reunir", "id: plein", []string{guideFile + `:10: id "plein" stands in guide/guide.yaml:6 too`}},
		{"bad answer", guideFile, "oui: disque", "Oui, il l'est: disque", []string{guideFile + `:8: choices: "Oui, il l'est" is no id`}},
		{"answer twice", guideFile, "non: a-reunir", "oui: a-reunir", []string{guideFile + `:9: choices: "oui" stands twice`}},
		{"answer named text", guideFile, "non: a-reunir", "text: a-reunir", []string{guideFile + `:9: choices: "text" stands twice`}},
		{"answer named hint", guideFile, "non: a-reunir", "hint: a-reunir", []string{guideFile + `:9: choices: "hint" stands twice`}},
		{"neither question nor end", guideFile, "  collect: [message, journal]\n", "", []string{guideFile + `:10: step "a-reunir" is neither a question nor an end`}},
		{"question and end", guideFile, "collect: [message, journal]", "collect: [message]\n  choices: {oui: disque}", []string{guideFile + `:10: step "a-reunir" is neither`}},
		{"choices are a text", guideFile, "choices:\n    oui: disque\n    non: a-reunir", "choices: disque", []string{guideFile + `:7: choices: write at least one line`, guideFile + `:6: step "plein" is neither`}},
		{"choice leads to a list", guideFile, "oui: disque", "oui: [disque]", []string{guideFile + ":8: choices: write one text"}},
		{"choice leads nowhere", guideFile, "oui: disque", "oui: disqe", []string{guideFile + `:8: choices: "disqe" is no step of the guide and no article: perhaps disque`}},
		{"texts of another step", guideFile, "id: depart", "id: debut", []string{guideFrench + `:1: key "depart" is unknown`, guideFrench + `:1: key "debut" is missing`, guideEng + `:1: key "depart"`, guideEng + `:1: key "debut"`}},
		{"circle", guideFile, "non: a-reunir", "non: depart", []string{guideFile + `:9: choices: non leads back to "depart", which leads here`}},
		{"step that nothing leads to", guideFile, "poste: plein", "poste: disque", []string{guideFile + `:6: no choice leads to step "plein"`}},
		{"text missing", guideFrench, "  oui: Oui\n", "", []string{guideFrench + `:3: key "oui" is missing`}},
		{"text of nothing", guideFrench, "  oui: Oui\n", "  oui: Oui\n  peut-etre: Peut-être\n", []string{guideFrench + `:5: key "peut-etre" is unknown`}},
		{"no French texts", guideFrench, guideTexts, " ", []string{guideFrench + ":1: holds no texts"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := guideFiles()
			if tt.old == "" {
				files[tt.file] = tt.new
			} else if files[tt.file] = strings.Replace(files[tt.file], tt.old, tt.new, 1); files[tt.file] == guideFiles()[tt.file] {
				t.Fatalf("%q is not in %s", tt.old, tt.file)
			}
			_, err := Load(mapFS(files))
			checkProblems(t, err, tt.want)
		})
	}
}

func TestGuideWithoutStart(t *testing.T) {
	files := guideFiles()
	for _, file := range []string{guideFile, guideFrench, guideEng} {
		files[file] = strings.ReplaceAll(files[file], "depart", "debut")
	}
	_, err := Load(mapFS(files))
	checkProblems(t, err, []string{`guide: has no step "depart": the first question has this id`})
}

// guidedComponents are those whose articles the guide leads to, every one.
var guidedComponents = []string{"agent", "console", "déploiement", "waptexit", "paquet"}

// maxGuideQuestions is how many questions the guide asks at most.
const maxGuideQuestions = 4

func TestGuideReachesArticles(t *testing.T) {
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	g, reached := lib.Guide(), map[string]bool{}
	start, err := g.Place("")
	if err != nil {
		t.Fatal(err)
	}
	for places := []Place{start}; len(places) > 0; places = places[1:] {
		p := places[0]
		reached[p.Article] = true
		if p.Step != nil && len(p.Step.Choices) > 8 || len(p.Way) > maxGuideQuestions {
			t.Errorf("%s: too much is asked: %d questions, or more than 8 choices", p.ID(), len(p.Way))
		}
		again, err := g.Place(p.ID())
		if diff := cmp.Diff(p, again); diff != "" || err != nil {
			t.Errorf("Place(%q): %v (-want +got):\n%s", p.ID(), err, diff)
		}
		places = append(places, g.Next(p)...)
	}
	for _, a := range lib.Articles(Primary) {
		if slices.Contains(guidedComponents, a.Component) && !reached[a.ID] {
			t.Errorf("no way through the guide leads to %s", a.ID)
		}
	}
	for _, s := range g.steps {
		texts := []Text{s.Text}
		for _, c := range s.Choices {
			texts = append(texts, c.Text)
		}
		for _, text := range append(texts, s.Collect...) {
			for i, lang := range i18n.Languages() {
				if text[i] == "" {
					t.Errorf("step %s has a text that is not translated to %s", s.ID, lang)
				}
			}
		}
	}
}
