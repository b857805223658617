package index

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestUnknown(t *testing.T) {
	t.Parallel()
	const known = "2026-01-12 09:14:02,113 [waptcore] CRITICAL Error timed out after seconds with output '1200.0'\n"
	for name, test := range map[string]struct {
		log  string
		want []Unknown
	}{
		"nothing wrong": {"2026-01-12 09:14:02 INFO no ERROR_CODE, 0 errors\nall is well\n", []Unknown{}},
		"what is known": {known, []Unknown{}},
		"one shape": {
			"2026-01-12 09:14:02 ERROR frobnicator 12 lost contact with 'a'\nINFO\n2026-01-13 10:00:00 ERROR frobnicator 7 lost contact with 'b'\r\n",
			[]Unknown{{Text: "ERROR frobnicator 12 lost contact with 'a'", Count: 2, FirstLine: 1, LastLine: 3}},
		},
		"codes tell apart": {
			"ERROR frobnicator said code 5\nERROR frobnicator said code 6\n",
			[]Unknown{{Text: "ERROR frobnicator said code 5", Count: 1, FirstLine: 1, LastLine: 1}, {Text: "ERROR frobnicator said code 6", Count: 1, FirstLine: 2, LastLine: 2}},
		},
		"the critical first": {
			"ERROR small frobnication\nCRITICAL large frobnication\n",
			[]Unknown{{Text: "CRITICAL large frobnication", Count: 1, FirstLine: 2, LastLine: 2}, {Text: "ERROR small frobnication", Count: 1, FirstLine: 1, LastLine: 1}},
		},
		"an exception, not its stack": {
			"2026-01-12 ERROR frobnication failed\nTraceback (most recent call last):\n  File \"x.py\", line 3, in y\n    raise ERROR\nFrobError: no frob\nINFO\n",
			[]Unknown{{Text: "FrobError: no frob", Count: 1, FirstLine: 5, LastLine: 5}},
		},
		"an exception that is known": {
			"2026-01-12 ERROR frobnication failed\nTraceback (most recent call last):\n  File \"x.py\", line 3, in y\nError timed out after seconds with output '1200.0'\n",
			[]Unknown{},
		},
		"what stands under it is known": {"ERROR installing failed:\n  Error timed out after seconds with output '1200.0'\n", []Unknown{}},
		"the last line, not ended":      {"INFO\nERROR frobnication failed", []Unknown{{Text: "ERROR frobnication failed", Count: 1, FirstLine: 2, LastLine: 2}}},
		"secrets are masked":            {"ERROR frobnication with password=Hunter2X failed\n", []Unknown{{Text: "ERROR frobnication with password=••• failed", Count: 1, FirstLine: 1, LastLine: 1}}},
		"nginx": {
			"2026/01/12 09:14:02 [error] 12#12: *7 frobnication of /var/x failed\n2026/01/12 09:14:03 [error] 12#12: *8 frobnication of /var/y failed\n",
			[]Unknown{{Text: "[error] 12#12: *7 frobnication of /var/x failed", Count: 2, FirstLine: 1, LastLine: 2}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			d, err := theIndex(t).Diagnose(context.Background(), strings.NewReader(test.log), DiagnoseOptions{Lang: "fr"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, d.Unknown, cmpopts.IgnoreUnexported(Unknown{})); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

// TestUnknownIsBounded: a log in which every line is another error costs no more memory,
// and its first errors are told.
func TestUnknownIsBounded(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	word := func(n int) string {
		out := ""
		for ; n > 0; n /= 26 {
			out += string(rune('a' + n%26))
		}
		return out
	}
	for n := range 3 * maxShapes {
		b.WriteString("ERROR frobnication " + word(n+1) + "\n")
	}
	loud := newLoudLines()
	if _, err := theIndex(t).scanner().Scan(strings.NewReader(b.String()), 2, func() error { return nil }, nil, loud.see); err != nil {
		t.Fatal(err)
	}
	got := loud.unknown(theIndex(t), &explained{})
	if len(loud.groups) != maxShapes || len(got) != maxUnknown || got[0].FirstLine != 1 {
		t.Errorf("%d groups, %d told, the first on line %d", len(loud.groups), len(got), got[0].FirstLine)
	}
}

// TestBeside: an occurrence has the lines around it, with their secrets masked.
func TestBeside(t *testing.T) {
	t.Parallel()
	log := "first\npassword=Hunter2X\nabove\n" + "CRITICAL Error timed out after seconds with output '1200.0'\r\nbelow\r\nlast"
	d, err := theIndex(t).Diagnose(context.Background(), strings.NewReader(log), DiagnoseOptions{Lang: "fr"})
	if err != nil || len(d.Findings) != 1 {
		t.Fatal(err, d)
	}
	got := d.Findings[0].Occurrences[0]
	if diff := cmp.Diff([][]string{{"password=•••", "above"}, {"below", "last"}}, [][]string{got.Before, got.After}); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
