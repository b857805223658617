package fit

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestMinimize(t *testing.T) {
	t.Parallel()
	// (x-3)² + (x-y)²
	got := minimize(2, func(w, slope []float64, curve [][]float64) float64 {
		x, y := w[0], w[1]
		slope[0], slope[1] = 2*(x-3)+2*(x-y), -2*(x-y)
		curve[0][0], curve[0][1], curve[1][0], curve[1][1] = 4, -2, -2, 2
		return (x-3)*(x-3) + (x-y)*(x-y)
	})
	if diff := cmp.Diff([]float64{3, 3}, got, cmpopts.EquateApprox(0, 1e-6)); diff != "" {
		t.Error(diff)
	}
}

// Of two signals the one that tells gets the weight; one that is held stays.
func TestFitRanking(t *testing.T) {
	t.Parallel()
	var choices []choice
	for i := range 40 {
		noise := float64(i % 2)
		choices = append(choices, choice{[][]float64{{1, noise, 1}, {0.2, 1 - noise, 0}}, []bool{i%5 != 0, i%5 == 0}, 1})
	}
	w := fitRanking(choices, []float64{0, 0, 0.5})
	if w[0] < 5*math.Abs(w[1]) || math.Abs(w[2]-0.5) > 0.01 {
		t.Errorf("weights %v", w)
	}
}

// The regression finds the share of right ones where the evidence says nothing else.
func TestFitConfidence(t *testing.T) {
	t.Parallel()
	var verdicts []verdict
	for i := range 100 {
		verdicts = append(verdicts, verdict{[]float64{1}, i%4 != 0, 2})
	}
	w := fitConfidence(verdicts, 1)
	if p := probability(w, result{evidence: []float64{1}}); math.Abs(p-0.75) > 0.01 {
		t.Errorf("probability %.3f, want 0.75", p)
	}
}
