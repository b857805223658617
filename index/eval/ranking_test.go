package eval

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"waptkb/index/embedded"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestRanking holds figures and the fate of every query against a golden file, so
// that a change of ranking is seen and discussed.
func TestRanking(t *testing.T) {
	x, err := embedded.Open()
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, name := range []string{"tuning.jsonl", "held-out.jsonl"} {
		cases := readCases(t, name)
		outcomes, err := Evaluate(t.Context(), x, cases, nil)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "# %s\n", name)
		for _, g := range Summarize(outcomes) {
			fmt.Fprintf(&b, "%-12s n=%-4d hit@1=%.3f hit@3=%.3f mrr@10=%.3f wrong=%.3f abstention=%.3f false=%.3f\n", g.Group, g.Queries, g.Hit1, g.Hit3, g.MRR10, g.Wrong, g.Abstention, g.False)
		}
		for _, o := range outcomes {
			answer := o.Answer
			if answer == "" {
				answer = "-"
			}
			fmt.Fprintf(&b, "%s rank=%d first=%s answer=%s %s\n", o.ID, o.Rank, o.First, answer, shown(o.Q))
		}
	}
	golden := filepath.Join("testdata", "ranking.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(b.String(), "\n")); diff != "" {
		t.Errorf("ranking changed; if it is for the better, go generate ./index/... (-want +got):\n%s", diff)
	}
}

// maxShown is how many letters of a query the golden file shows.
const maxShown = 100

// shown is a query on one line.
func shown(q string) string {
	r := []rune(strings.Join(strings.Fields(q), " "))
	return fmt.Sprintf("%q", string(r[:min(maxShown, len(r))]))
}

func readCases(tb testing.TB, name string) []Case {
	tb.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	cases, err := ReadCases(f)
	if err != nil {
		tb.Fatal(err)
	}
	return cases
}
