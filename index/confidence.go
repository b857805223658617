package index

import "math"

// This file decides when text retrieval is sure. The evidence is gathered in
// [Features]; a logistic regression weighs it. Its coefficients were fitted on
// the tuning queries of testdata (also with the word WAPT taken out, since people
// leave it out), on the articles' own questions, each left out of the index in
// turn, and on the texts of background.txt, each left out likewise, as questions
// that must get no answer.

// sure is the probability from which the first result is given as the answer.
const sure = 0.6

// evidence is one term of the regression.
type evidence struct {
	name  string
	coef  float64
	value func(f Features) float64
}

var evidences = []evidence{
	{"constant", -1.30, func(Features) float64 { return 1 }},
	{"coverage", 2.17, func(f Features) float64 { return min(f.Coverage, 1.6) }},
}

// Probability estimates, from 0 to 1, that the first result is right.
func (f Features) Probability() float64 {
	sum := 0.0
	for _, e := range evidences {
		sum += e.coef * e.value(f)
	}
	return 1 / (1 + math.Exp(-sum))
}

// Reason is what a piece of evidence added to the decision: above zero it spoke
// for the first result, below zero against an answer.
type Reason struct {
	Evidence string  `json:"evidence"`
	Value    float64 `json:"value"`
	Weight   float64 `json:"weight"`
}

// Reasons lists the evidence in the order of the regression.
func (f Features) Reasons() []Reason {
	var out []Reason
	for _, e := range evidences {
		v := e.value(f)
		out = append(out, Reason{e.name, round(v), round(v * e.coef)})
	}
	return out
}

func round(v float64) float64 { return math.Round(1000*v) / 1000 }
