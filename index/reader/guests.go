package reader

import (
	"math/rand/v2"
	"slices"

	"waptkb/content/flat"
	"waptkb/index/lex"
)

// This file learns classes apart from each other: of what an organisation writes, an article
// changes now and then, and what was learned of the others stays as it is.

// Others are texts of none of the classes that are learned apart.
type Others struct {
	texts [][]feature
}

// NewOthers reads texts.
func NewOthers(texts []*lex.Text) *Others { return &Others{featuresOf(texts)} }

func featuresOf(texts []*lex.Text) [][]feature {
	out := make([][]feature, len(texts))
	for i, text := range texts {
		out[i] = slices.Clip(features(text, nil, nil))
	}
	return out
}

// Class is what was learned of one class alone.
type Class struct {
	bias    float32
	weights []weight // by bucket
}

// keptApart is how many weights of a class that is learned apart are written.
const keptApart = 5000

// calm is how many times an example is passed over that said nothing new.
const calm = 4

// Learn learns a class of its lessons and of what is not of it. It depends on nothing else.
func (o *Others) Learn(lessons []*lex.Text, s Settings) *Class {
	texts := append(slices.Clip(o.texts), featuresOf(lessons)...)
	m := &Model{make([]string, 1), make([]float32, 1<<bits), make([]float32, 1)}
	l := learner{Model: m, end: 1, alpha: s.Alpha}
	passed := make([]uint8, len(texts)) // by example: how many times it is still passed over
	rng := rand.New(rand.NewPCG(1, 1))
	for range s.Epochs {
		for _, i := range rng.Perm(len(texts)) {
			class := -1
			if i >= len(o.texts) {
				class = 0
			}
			if passed[i] > 0 {
				passed[i]--
				l.rest()
			} else if !l.learn(texts[i], class) && class < 0 {
				passed[i] = calm
			}
		}
	}
	l.finish()
	return &Class{m.bias[0], m.heaviest(keptApart)}
}

// WriteClasses writes classes that were learned apart into a file, as its n-th reader.
func WriteClasses(out *flat.Builder, n int, ids []string, classes []*Class) {
	var biases []float32
	next := make([]int, 1<<bits+1) // by bucket: the place of its next weight
	for _, c := range classes {
		biases = append(biases, c.bias)
		for _, w := range c.weights {
			next[w.bucket+1]++
		}
	}
	for bucket := range 1 << bits {
		next[bucket+1] += next[bucket]
	}
	weights := make([]weight, next[1<<bits])
	for i, c := range classes {
		for _, w := range c.weights {
			weights[next[w.bucket]] = weight{w.bucket, i, w.value}
			next[w.bucket]++
		}
	}
	write(out, n, ids, biases, weights)
}
