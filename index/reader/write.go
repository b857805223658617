package reader

import (
	"fmt"
	"math"
	"slices"

	"waptkb/content/flat"
)

// This file writes what was learned.

// section begins the names of the sections of the n-th reader of a file.
func section(n int) string {
	if n == 0 {
		return "reader."
	}
	return fmt.Sprintf("reader.%d.", n)
}

// weight is what a bucket says for a class, or against it.
type weight struct {
	bucket uint32
	class  int
	value  float32
}

// Write writes the heaviest of the weights into a file, as its n-th reader.
func (m *Model) Write(out *flat.Builder, n int, s Settings) {
	write(out, n, m.ids, m.bias, m.heaviest(s.Kept))
}

// write writes classes and their weights, by bucket and class.
func write(out *flat.Builder, n int, ids []string, biases []float32, weights []weight) {
	scale := heaviestOf(weights) / math.MaxInt8
	var at []uint32
	var counts, entries []byte
	for bucket := range uint32(1 << bits) {
		before := len(entries)
		if len(counts)%perPlace == 0 {
			at = append(at, uint32(before/entrySize))
		}
		for ; len(weights) > 0 && weights[0].bucket == bucket; weights = weights[1:] {
			if w := math.Round(float64(weights[0].value) / scale); w != 0 {
				entries = append(entries, byte(weights[0].class), byte(int8(w)))
			}
		}
		counts = append(counts, byte((len(entries)-before)/entrySize))
	}
	bias := make([]float64, len(biases))
	for c, b := range biases {
		bias[c] = float64(b)
	}
	section := section(n)
	out.Strings(section+"ids", ids)
	out.Bytes(section+"counts", counts)
	out.Numbers(section+"at", at)
	out.Bytes(section+"weights", entries)
	out.Floats(section+"bias", bias)
	out.Floats(section+"scale", []float64{scale})
}

// heaviest gives the heaviest of the weights.
func (m *Model) heaviest(kept int) (out []weight) {
	least := m.least(kept)
	classes := len(m.ids)
	for i, w := range m.weights {
		if size := math.Abs(float64(w)); size >= least && size > 0 {
			out = append(out, weight{uint32(i / classes), i % classes, w})
		}
	}
	return out
}

// upper is the upper half of a weight without its sign: positive floating-point numbers are ordered
// as their bits are.
func upper(w float32) uint32 { return math.Float32bits(w) &^ (1 << 31) >> 16 }

// above is the size that all weights of an upper half are below.
func above(upper uint32) float64 { return float64(math.Float32frombits((upper + 1) << 16)) }

// least gives the size from which a weight is kept.
func (m *Model) least(kept int) float64 {
	var counts [1 << 16]int
	for _, w := range m.weights {
		if w != 0 {
			counts[upper(w)]++
		}
	}
	for i := range slices.Backward(counts[:]) {
		if kept -= counts[i]; kept < 0 {
			return above(uint32(i))
		}
	}
	return 0
}

// heaviestOf gives the size that the heaviest weight is scaled by.
func heaviestOf(weights []weight) float64 {
	most := uint32(0)
	for _, w := range weights {
		most = max(most, upper(w.value))
	}
	return above(most)
}
