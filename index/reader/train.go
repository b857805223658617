package reader

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"

	"waptkb/index/lex"
)

// Example is a text and the class that it belongs to; -1 for none.
type Example struct {
	Text  *lex.Text
	Class int
}

// Settings are the constants of learning.
type Settings struct {
	Alpha  float64 // how much great weights are held down
	Epochs int     // times that each example is seen
	Kept   int     // weights that are written, of all classes
}

// Default is what was found best on eval/testdata/tuning.jsonl.
var Default = Settings{Alpha: 5e-5, Epochs: 10, Kept: 300_000}

// Model is what was learned.
type Model struct {
	ids     []string
	weights []float32 // by bucket, then class
	bias    []float32
}

// Train learns the classes of examples; ids has the ids of the classes in their order.
func Train(ids []string, examples []Example, s Settings) *Model {
	m := &Model{ids, make([]float32, len(ids)<<bits), make([]float32, len(ids))}
	read := make([][]feature, len(examples))
	for i, e := range examples {
		read[i] = slices.Clip(features(e.Text, nil, nil))
	}
	order := shuffled(len(examples), s.Epochs)
	var side sync.WaitGroup
	parts := min(runtime.GOMAXPROCS(0), len(ids)) // classes are learned apart
	for p := range parts {
		side.Go(func() {
			l := learner{Model: m, first: p * len(ids) / parts, end: (p + 1) * len(ids) / parts, alpha: s.Alpha}
			for _, i := range order {
				l.learn(read[i], examples[i].Class)
			}
			l.finish()
		})
	}
	side.Wait()
	return m
}

// shuffled gives the places of n examples, all of them in another order each time.
func shuffled(n, times int) []int {
	rng := rand.New(rand.NewPCG(1, 1))
	out := make([]int, 0, n*times)
	for range times {
		out = append(out, rng.Perm(n)...)
	}
	return out
}

// learner learns some of the classes. The weights are those of the model times scale, so
// that holding all of them down costs nothing.
type learner struct {
	*Model
	first, end int
	alpha      float64
	scale      float64
	step       int
	scores     []float32
}

// learn sees one example, and tells whether it said anything new.
func (l *learner) learn(text []feature, class int) (moved bool) {
	rate := l.rest()
	clear(l.scores)
	n := len(l.ids)
	for _, f := range text {
		row := l.weights[int(f.bucket)*n+l.first:][:len(l.scores)]
		for c, w := range row {
			l.scores[c] += float32(f.value * w)
		}
	}
	for c, score := range l.scores {
		is := -1.0
		if l.first+c == class {
			is = 1
		}
		slope := huber(is * (float64(score)*l.scale + float64(l.bias[l.first+c])))
		if slope == 0 {
			continue
		}
		moved = true
		by := rate * slope * is
		l.bias[l.first+c] += float32(by * biasRate)
		each := float32(by / l.scale)
		for _, f := range text {
			l.weights[int(f.bucket)*n+l.first+c] += float32(each * f.value)
		}
	}
	if l.scale < 1e-3 {
		l.finish()
	}
	return moved
}

// rest lets the time of one example pass, and gives the rate of it, which is that of Bottou,
// "Stochastic gradient descent tricks".
func (l *learner) rest() (rate float64) {
	if l.step == 0 {
		l.scale, l.scores = 1, make([]float32, l.end-l.first)
	}
	typical := math.Sqrt(1 / math.Sqrt(l.alpha))
	rate = 1 / (l.alpha * (1/(typical*l.alpha) + float64(l.step)))
	l.step++
	l.scale *= 1 - rate*l.alpha
	return rate
}

// biasRate is how much slower the bias learns, which every example moves.
const biasRate = 0.01

// huber gives how steep the modified Huber loss is where so much speaks for the truth.
func huber(margin float64) float64 {
	switch {
	case margin >= 1:
		return 0
	case margin >= -1:
		return 2 * (1 - margin)
	default:
		return 4
	}
}

// finish takes the scale into the weights.
func (l *learner) finish() {
	n := len(l.ids)
	for at := l.first; at < len(l.weights); at += n {
		for c := range l.weights[at:][:l.end-l.first] {
			l.weights[at+c] *= float32(l.scale)
		}
	}
	l.scale = 1
}
