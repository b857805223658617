package reader

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"waptkb/content/flat"
	"waptkb/index/lex"
)

// lessons teach three classes, the last of what is not ours.
var lessons = map[string][]string{
	"printer": {"the printer blinks red", "printer prints nothing", "paper jam in the printer", "l'imprimante clignote"},
	"disk":    {"the disk is full", "no space left on the disk", "disk full since the update", "le disque est plein"},
	"":        {"how do I cook rice", "the train is late again", "un billet de train pour Lyon", "cuire du riz"},
}

// taught gives a panel of one reader that learned the lessons so often.
func taught(t *testing.T, s Settings) *Panel {
	t.Helper()
	ids := []string{"printer", "disk", ""}
	var examples []Example
	for class, id := range ids {
		for _, text := range lessons[id] {
			examples = append(examples, Example{lex.Read(text), class})
		}
	}
	var out flat.Builder
	Train(ids, examples, s).Write(&out, 0, s)
	file, err := out.Open()
	if err != nil {
		t.Fatal(err)
	}
	return NewPanel(2, Member{Read(file, 0), []int32{0, 1}})
}

func best(o Opinion) (class int) {
	for i, v := range o.Classes {
		if v > o.Classes[class] {
			class = i
		}
	}
	return class
}

func TestReader(t *testing.T) {
	t.Parallel()
	r := taught(t, Settings{Alpha: 1e-3, Epochs: 20, Kept: 100_000})
	for text, want := range map[string]string{
		"my printer has a paper jam":       "printer",
		"prnter blinks":                    "printer", // letters are left
		"the DISK has no space":            "disk",
		"disque plein sur l'ordinateur":    "disk",
		"cook the rice for the late train": "",
	} {
		if got := r.members[0].Classes().At(best(r.Read(lex.Read(text), nil, Opinion{}))); got != want {
			t.Errorf("%q is read as %q, want %q", text, got, want)
		}
	}
}

// The same lessons teach the same, on any number of processors.
func TestLearningIsDeterministic(t *testing.T) {
	t.Parallel()
	s := Settings{Alpha: 1e-3, Epochs: 5, Kept: 100_000}
	a, b := taught(t, s), taught(t, s)
	if diff := cmp.Diff(a.members[0].entries, b.members[0].entries); diff != "" {
		t.Error(diff)
	}
}

func TestSupport(t *testing.T) {
	t.Parallel()
	r := taught(t, Settings{Alpha: 1e-3, Epochs: 20, Kept: 100_000})
	known, strange := r.Read(lex.Read("printer jam"), nil, Opinion{}), r.Read(lex.Read("xylophone qzwv"), nil, Opinion{})
	if support := r.Support(known, 0, true); support < 0.5 {
		t.Errorf("of a known text %.2f speaks for its class", support)
	}
	if support := r.Support(strange, 0, true); support > 0.3 {
		t.Errorf("of a strange text %.2f speaks for a class", support)
	}
}

// Of the weights the heaviest are kept.
func TestKept(t *testing.T) {
	t.Parallel()
	few := taught(t, Settings{Alpha: 1e-3, Epochs: 20, Kept: 200})
	if n := len(few.members[0].entries) / entrySize; n == 0 || n > 200 {
		t.Errorf("%d weights, want 200 at most", n)
	}
	if got := best(few.Read(lex.Read("the printer"), nil, Opinion{})); got != 0 {
		t.Errorf("class %d", got)
	}
}

// A text of any kind is read, and one without words says nothing.
func TestStrangeTexts(t *testing.T) {
	t.Parallel()
	r := taught(t, Settings{Alpha: 1e-3, Epochs: 2, Kept: 1000})
	for _, text := range []string{"", " ", "é", "\x00\xff", "一二三"} {
		if got := r.Read(lex.Read(text), nil, Opinion{}); len(got.Classes) != 3 {
			t.Errorf("%q: %v", text, got)
		}
	}
}
