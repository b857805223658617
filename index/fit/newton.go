package fit

import "math"

// This file finds the least of convex functions by Newton's method.

// objective gives the value of a function where the weights are w, and adds its slope and
// its curvature to slope and curve, which are empty.
type objective func(w, slope []float64, curve [][]float64) float64

const (
	steps   = 100
	enough  = 1e-9 // gain of a step below which there is nothing more to find
	halving = 30
)

// minimize gives the weights, n of them, where a convex function is least.
func minimize(n int, f objective) []float64 {
	w, slope, curve := make([]float64, n), make([]float64, n), square(n)
	value := f(w, slope, curve)
	for range steps {
		step := solve(curve, slope)
		next, found, gain := make([]float64, n), false, 0.0
		for size, tries := 1.0, 0; tries < halving && !found; size, tries = size/2, tries+1 {
			for i := range next {
				next[i] = w[i] - size*step[i]
			}
			slope, curve = make([]float64, n), square(n)
			if v := f(next, slope, curve); v < value {
				found = true
				w, value, gain = next, v, value-v
			}
		}
		if !found || gain < enough {
			break
		}
	}
	return w
}

func square(n int) [][]float64 {
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
	}
	return out
}

// solve gives x where a·x is b, for a symmetric positive definite a (Cholesky).
func solve(a [][]float64, b []float64) []float64 {
	n := len(b)
	l := square(n)
	for i := range n {
		for j := range i + 1 {
			sum := a[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			if i == j {
				l[i][i] = math.Sqrt(math.Max(sum, 1e-12))
			} else {
				l[i][j] = sum / l[j][j]
			}
		}
	}
	x := make([]float64, n)
	for i := range n {
		x[i] = b[i]
		for k := range i {
			x[i] -= l[i][k] * x[k]
		}
		x[i] /= l[i][i]
	}
	for i := n - 1; i >= 0; i-- {
		for k := i + 1; k < n; k++ {
			x[i] -= l[k][i] * x[k]
		}
		x[i] /= l[i][i]
	}
	return x
}
