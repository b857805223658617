package main

import (
	"errors"
	"io"
	"strings"
	"testing"

	"waptkb/index/api"
)

func TestAskOn(t *testing.T) {
	for _, tt := range []struct {
		name, from, answers string
		want                string // the id that is come to; none where it was given up
		shown               []string
	}{
		{"to an article", "", "5\n1\n1\n", "extinction/absent/redemarrer", []string{"What is wrong?", "Your answer (1 to 8;", "What does waptexit do"}},
		{"to an end", "", " 8 \r\n", "autre", nil},
		{"from a place", "extinction", "2\n", "extinction/aussitot", nil},
		{"at an article already", "extinction/coupe", "", "extinction/coupe", nil},
		{"back", "extinction/absent", "b\nB\nb\n8", "autre", nil},
		{"no numbers", "", "0\n9\n-1\n1.0\nx\n\n8\n", "autre", []string{"Type a number from 1 to 8, b or q."}},
		{"given up", "", "5\nq\n", "", nil},
		{"the end of the input", "", "5\n", "", nil},
		{"nothing", "", "", "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var out strings.Builder
			a := newApp(strings.NewReader(tt.answers), &out, &out)
			a.lang = "en"
			x, err := a.open()
			if err != nil {
				t.Fatal(err)
			}
			g, err := api.NewGuide(x.Library(), tt.from, a.lang)
			if err != nil {
				t.Fatal(err)
			}
			g, err = a.askOn(x.Library(), g)
			if tt.want == "" {
				if !errors.Is(err, errNothing) {
					t.Errorf("error %v, want errNothing", err)
				}
			} else if err != nil || g.ID != tt.want {
				t.Errorf("askOn = %+v, %v, want %s", g, err, tt.want)
			}
			for _, text := range tt.shown {
				if !strings.Contains(out.String(), text) {
					t.Errorf("%q is not shown in:\n%s", text, out.String())
				}
			}
		})
	}
}

// A line without end is refused, not read on.
func TestAskOnLongLine(t *testing.T) {
	a := newApp(strings.NewReader(strings.Repeat("1", 1<<20)), io.Discard, io.Discard)
	x, err := a.open()
	if err != nil {
		t.Fatal(err)
	}
	g, err := api.NewGuide(x.Library(), "", a.lang)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.askOn(x.Library(), g); err == nil || errors.Is(err, errNothing) {
		t.Errorf("error %v, want one that tells of the line", err)
	}
}
