package index

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"waptkb/content"
	"waptkb/index/hostile"
	"waptkb/index/lex"
	"waptkb/index/logs"
)

// hostileRows gives rows of text that costs most: all of them where there is time for
// it (WAPTKB_LONG), else those of every kind and of some templates.
func hostileRows(tb testing.TB) []hostile.Row {
	tb.Helper()
	var templates []string
	for _, p := range theIndex(tb).templates.Patterns() {
		templates = append(templates, p.Template.Text)
	}
	rows := hostile.OfTemplates(templates)
	if os.Getenv("WAPTKB_LONG") == "" {
		const step = 97 // coprime to the forms of a template, so that each form comes
		var some []hostile.Row
		for i := 0; i < len(rows)-3; i += step {
			some = append(some, rows[i])
		}
		rows = append(some, rows[len(rows)-3:]...)
	}
	return append(hostile.Rows(), rows...)
}

// Twice the text must not cost more than twice the work.
func TestHostileCost(t *testing.T) {
	hostile.Measured(t)
	x, ctx := theIndex(t), context.Background()
	for _, c := range []struct {
		reader string
		n      int // bytes
		read   func(text string)
	}{
		{"search", 8 << 10, func(text string) {
			_, err := x.Search(ctx, Query{Text: text, Lang: "fr"})
			if err != nil && err != EmptyQuery && err != LongQuery { // white space, or a unit that is too long already
				t.Error(err)
			}
		}},
		{"diagnose", 128 << 10, func(text string) {
			_, err := x.Diagnose(ctx, strings.NewReader(text), DiagnoseOptions{Lang: "fr"})
			var other *logs.NotText // of some rows
			if err != nil && !errors.As(err, &other) {
				t.Error(err)
			}
		}},
		{"suggest", 4 << 10, func(text string) { x.Suggest(text, "fr", 8) }},
		{"near", 8 << 10, func(text string) { x.templates.Align(ctx, lex.Words(text)) }},
		{"codes", 32 << 10, func(text string) { content.FindCodes(text); content.ParseCode(text) }},
		{"closest", 4 << 10, func(text string) { x.Library().Closest(text, 3) }},
	} {
		t.Run(c.reader, func(t *testing.T) {
			for _, row := range hostileRows(t) {
				if ratio := hostile.Ratio(row, c.n, c.read); ratio > hostile.Linear {
					t.Errorf("%s: twice the text costs %.1f times as much", row.Name, ratio)
				}
			}
		})
	}
}

// The largest log that a server takes costs no more for each byte than a small one.
func TestHostileSizesCost(t *testing.T) {
	hostile.Measured(t)
	if os.Getenv("WAPTKB_LONG") == "" {
		t.Skip("set WAPTKB_LONG=1 to run it")
	}
	x, ctx := theIndex(t), context.Background()
	rows := hostileRows(t)
	rows = append(rows[:len(hostile.Rows())], rows[len(rows)-3:]...)
	for _, row := range rows {
		for n := 1 << 20; n < 32<<20; n *= 4 {
			ratio := hostile.Ratio(row, n, func(text string) {
				_, err := x.Diagnose(ctx, strings.NewReader(text), DiagnoseOptions{Lang: "fr"})
				var other *logs.NotText
				if err != nil && !errors.As(err, &other) {
					t.Error(err)
				}
			})
			if ratio > hostile.Linear {
				t.Errorf("%s, %d MiB: twice the text costs %.1f times as much", row.Name, n>>20, ratio)
			}
		}
	}
}
