package rank

import "math"

// This file decides when text retrieval is sure. The evidence is gathered in
// [Features]; a logistic regression weighs it. Its coefficients were fitted on
// query sets written for the purpose (eval/testdata/tuning.jsonl, also with the word
// WAPT taken out, since people leave it out), on the articles' own questions, each
// left out of the index in turn, and on the texts of background.txt, each left out
// likewise, as questions that must get no answer.

// sure is the probability from which the first result is given as the answer.
const sure = 0.75

// A query that is too vague gets no answer whatever else speaks for it: several
// articles have its words alike, or it says next to nothing (one common word).
const (
	minMargin   = 0.06 // distance to the second article, as a share
	minMass     = 1.7  // rarity of all words, unless clearMargin
	clearMargin = 0.3  // margin from which little is enough: an identifier
)

// Sure tells whether the first result may be given as the answer.
func (f Features) Sure() bool {
	vague := f.Margin < minMargin || f.Mass < minMass && f.Margin < clearMargin
	return !vague && f.Probability() >= sure
}

// evidence is one term of the regression.
type evidence struct {
	name  string
	coef  float64
	value func(f Features) float64
}

// bare is 1 for a query that does not speak of WAPT: other evidence counts
// differently there.
func bare(f Features) float64 { return 1 - f.WAPT }

// bounded keeps a value that outliers would let decide alone.
func bounded(v, low, high float64) float64 { return min(max(v, low), high) }

var evidences = []evidence{
	{"constant", -3.03, func(Features) float64 { return 1 }},
	{"coverage", 3.23, func(f Features) float64 { return min(f.Coverage, 1.6) }},
	{"best passage", 0.54, func(f Features) float64 { return min(f.Best, 2) }},
	{"margin", 0.05, func(f Features) float64 { return f.Margin }},
	{"words of other people only", -3.00, func(f Features) float64 { return f.Foreign }},
	{"unknown words", 0.43, func(f Features) float64 { return f.Unknown }},
	{"background beside best passage", -4.01, func(f Features) float64 { return min(f.Background/(f.Best+0.05), 2) }},
	{"speaks of WAPT", 2.48, func(f Features) float64 { return f.WAPT }},
	{"names another product", -4.67, func(f Features) float64 { return f.Product }},
	{"rarity of the query", 0.50, func(f Features) float64 { return min(f.Mass, 30) / 30 }},
	{"words of ours only", 0.91, func(f Features) float64 { return f.Native }},
	{"near template", -1.32, func(f Features) float64 { return f.NearOwn }},
	{"template not to be believed here", -2.28, func(f Features) float64 { return f.Weak }},
	{"template", 1.76, func(f Features) float64 { return f.Exact }},
	{"near template among unknown words", 3.08, func(f Features) float64 { return f.NearOwn * f.Unknown }},
	{"number of words", 1.58, func(f Features) float64 { return min(f.Words, 12) / 12 }},
	{"coverage and margin", 3.54, func(f Features) float64 { return min(f.Coverage, 1.6) * f.Margin }},
	{"bare, words of ours only", 1.77, func(f Features) float64 { return bare(f) * f.Native }},
	{"bare, coverage", 0.87, func(f Features) float64 { return bare(f) * min(f.Coverage, 1.6) }},
	{"odds of its questions", -0.35, func(f Features) float64 { return bounded(f.Bayes, -3, 3) }},
	{"lead of its odds", 2.99, func(f Features) float64 { return bounded(f.Lead, -1, 2) }},
	{"bare, lead of its odds", -1.65, func(f Features) float64 { return bare(f) * bounded(f.Lead, -1, 2) }},
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
	out := make([]Reason, 0, len(evidences))
	for _, e := range evidences {
		v := e.value(f)
		out = append(out, Reason{e.name, thousandths(v), thousandths(v * e.coef)})
	}
	return out
}

func thousandths(v float64) float64 { return math.Round(1000*v) / 1000 }
