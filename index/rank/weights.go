package rank

import "slices"

// weights are the constants of what a word says.
type weights struct {
	LengthNorm float64 // how much longer passages are marked down, 0 to 1
	Alpha      float64 // questions that are assumed to have a word that none has
	Power      float64 // exponent of rarity
	Everyday   float64 // how much words of everyday texts are marked down
}

var tuned = weights{LengthNorm: 0.23, Alpha: 0.24, Power: 0.36, Everyday: 0.27}

// Weights are what cmd/fit found.
type Weights struct {
	Signals, Evidence []Weight

	Sure float64 // probability from which the first article is the answer
}

// Weight is that of a signal or of a piece of evidence.
type Weight struct {
	Name  string
	Value float64
}

// valuesOf gives the values of the weights of rows, in the order of these. One that was not
// fitted yet has none.
func valuesOf(rows []string, weights []Weight) []float64 {
	out := make([]float64, len(rows))
	for i, name := range rows {
		if n := slices.IndexFunc(weights, func(w Weight) bool { return w.Name == name }); n >= 0 {
			out[i] = weights[n].Value
		}
	}
	return out
}

// SignalNames lists the signals, in the order of their weights.
func SignalNames() []string {
	var out []string
	for _, s := range signals {
		out = append(out, s.name)
	}
	return out
}

// HeldSignals gives the weights that are not fitted, in the same order; 0 for the others.
func HeldSignals() []float64 {
	var out []float64
	for _, s := range signals {
		out = append(out, s.held)
	}
	return out
}

// EvidenceNames lists the evidence, in the order of its coefficients.
func EvidenceNames() []string {
	var out []string
	for _, e := range evidence {
		out = append(out, e.name)
	}
	return out
}
