package fit

import "math"

// choice is a query: the signals of its candidates, and which of them are right.
type choice struct {
	signals [][]float64
	right   []bool
	weight  float64
}

// fitRanking gives the weights with which the right candidate of each choice gets most
// (conditional logit). Great weights cost something; those that are held, which are not 0,
// stay as they are.
func fitRanking(choices []choice, held []float64) []float64 {
	return minimize(len(held), func(w, slope []float64, curve [][]float64) float64 {
		value, n := 0.0, 0.0
		for _, c := range choices {
			value += c.add(w, slope, curve)
			n += c.weight
		}
		value /= n
		for i := range w {
			cost := 1e-3
			if held[i] != 0 {
				cost = 1e6
			}
			away := w[i] - held[i]
			value += cost * away * away
			slope[i] = slope[i]/n + 2*cost*away
			for j := range w {
				curve[i][j] /= n
			}
			curve[i][i] += 2 * cost
		}
		return value
	})
}

// add adds what a choice says, and gives how unlikely its right candidates are. Where
// several are right, the likeliest of them by now counts as the right one.
func (c choice) add(w, slope []float64, curve [][]float64) float64 {
	scores := make([]float64, len(c.signals))
	most, best := math.Inf(-1), -1
	for i, s := range c.signals {
		scores[i] = dot(w, s)
		most = max(most, scores[i])
		if c.right[i] && (best < 0 || scores[i] > scores[best]) {
			best = i
		}
	}
	sum := 0.0
	for _, s := range scores {
		sum += math.Exp(s - most)
	}
	mean := make([]float64, len(w))
	for i, s := range c.signals {
		p := math.Exp(scores[i]-most) / sum
		for k, v := range s {
			mean[k] += p * v
		}
	}
	for i, s := range c.signals {
		p := math.Exp(scores[i]-most) / sum
		for k := range s {
			for l := range s {
				curve[k][l] += c.weight * p * (s[k] - mean[k]) * (s[l] - mean[l])
			}
		}
	}
	for k, v := range c.signals[best] {
		slope[k] += c.weight * (mean[k] - v)
	}
	return c.weight * (math.Log(sum) + most - scores[best])
}

// verdict is a first result: the evidence for it, whether it is right, and how much it
// counts.
type verdict struct {
	evidence []float64
	right    bool
	weight   float64
}

// fitConfidence gives the coefficients with which the evidence tells best whether a first
// result is right (logistic regression). Great coefficients cost something.
func fitConfidence(verdicts []verdict, evidence int) []float64 {
	const held = 1e-4
	all := 0.0
	for _, v := range verdicts {
		all += v.weight
	}
	return minimize(evidence, func(w, slope []float64, curve [][]float64) float64 {
		value := 0.0
		for _, v := range verdicts {
			z := dot(w, v.evidence)
			p := 1 / (1 + math.Exp(-z))
			wrong := p
			if v.right {
				wrong = p - 1
				z = -z
			}
			value += v.weight * (math.Max(z, 0) + math.Log1p(math.Exp(-math.Abs(z)))) / all
			for i, x := range v.evidence {
				slope[i] += v.weight * wrong * x / all
				for j, y := range v.evidence {
					curve[i][j] += v.weight * p * (1 - p) * x * y / all
				}
			}
		}
		for i := range w {
			value += held * w[i] * w[i]
			slope[i] += 2 * held * w[i]
			curve[i][i] += 2 * held
		}
		return value
	})
}

func dot(a, b []float64) float64 {
	sum := 0.0
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}
