package doc

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseCondition(t *testing.T) {
	for text, want := range map[string]*Condition{
		"{seconds} >= 1200": {"seconds", ">=", 1200},
		" {seconds}<1.5 ":   {"seconds", "<", 1.5},
		"{number} = -3":     {"number", "=", -3},
		"{size} <=0":        {"size", "<=", 0},
		"{size} >0":         {"size", ">", 0},
		"":                  nil,
		"seconds > 3":       nil,
		"{} > 3":            nil,
		"{seconds > 3":      nil,
		"{seconds} 3":       nil,
		"{seconds} > ":      nil,
		"{seconds} > x":     nil,
		"{seconds} > NaN":   nil,
		"{seconds} > inf":   nil,
		"{seconds} => 3":    nil,
		"{seconds} > 3 s":   nil,
	} {
		got, err := ParseCondition(text)
		if (err == nil) != (want != nil) {
			t.Errorf("ParseCondition(%q) = %v, %v", text, got, err)
			continue
		}
		if want == nil {
			continue
		}
		if diff := cmp.Diff(*want, got); diff != "" {
			t.Errorf("ParseCondition(%q) (-want +got):\n%s", text, diff)
		}
		if again, err := ParseCondition(got.String()); err != nil || again != got {
			t.Errorf("%q is read as %v, %v", got, again, err)
		}
	}
}

func TestHolds(t *testing.T) {
	for _, tt := range []struct {
		condition, value string
		holds, known     bool
	}{
		{"{n} >= 1200", "1200.0", true, true},
		{"{n} >= 1200", "1199.9", false, true},
		{"{n} < 1200", " 600 ", true, true},
		{"{n} < 1200", "1200", false, true},
		{"{n} <= 1200", "1200", true, true},
		{"{n} > 1200", "1200", false, true},
		{"{n} = 404", "404", true, true},
		{"{n} < 1200", "", false, false},
		{"{n} < 1200", "ten", false, false},
		{"{n} < 1200", "NaN", false, false},
		{"{n} < 1200", "-inf", false, false},
		{"{n} < 1200", "1e999", false, false},
		{"{other} < 1200", "600", false, false},
	} {
		c, err := ParseCondition(tt.condition)
		if err != nil {
			t.Fatal(err)
		}
		if holds, known := c.Holds(map[string]string{"n": tt.value}); holds != tt.holds || known != tt.known {
			t.Errorf("%s for %q = %v, %v", c, tt.value, holds, known)
		}
	}
}

func TestGiven(t *testing.T) {
	d := Parse(`## Solution

1. First.
2. Then.

    > [!IF {seconds} < 1200] Where it was short:
    >
    > Allow more.

    > [!IF {seconds} >= 1200] Where it was long:
    >
    > Look for a window.
3. > [!IF {seconds} < 1200] Where it was short:
   >
   > Wait.

> [!IF {seconds} < 1200] Where it was short:
>
> - a
`, func(string) string { return "solution" }, nil)
	if len(d.Faults) > 0 {
		t.Fatal(d.Faults)
	}
	for name, tt := range map[string]struct {
		captures map[string]string
		want     []string
	}{
		"short":   {map[string]string{"seconds": "600"}, []string{"First.", "Then.\nAllow more.", "Wait.", "a"}},
		"long":    {map[string]string{"seconds": "1200.0"}, []string{"First.", "Then.\nLook for a window."}},
		"unknown": {nil, []string{"First.", "Then.\nWhere it was short:Allow more.\nWhere it was long:Look for a window.", "Where it was short:Wait.", "Where it was short:a"}},
	} {
		var got []string
		for _, step := range Steps(Given(d.Sections[0].Blocks, tt.captures)) {
			got = append(got, strings.ReplaceAll(strings.ReplaceAll(step, "\n\n", "\n"), ":\n", ":"))
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhenFaults(t *testing.T) {
	for source, want := range map[string]string{
		"> [!IF {seconds} > 3]\n> text":           "needs plain text",
		"> [!IF {seconds} > 3] With `code`:\n> x": "needs plain text",
		"> [!IF {seconds} > ] Text:\n> x":         "condition \"{seconds} > \" is none: write {hole}",
		"> [!IF {seconds} > 3 Text:\n> x":         "condition",
		"> [!IF] {seconds} > 3\n> x":              "without a kind",
	} {
		d := Parse(source, func(string) string { return "" }, nil)
		if len(d.Faults) == 0 || !strings.Contains(d.Faults[0].Text.String(), want) {
			t.Errorf("%q has faults %v, want %q", source, d.Faults, want)
		}
	}
}
