package rank

import (
	"math"
	"strings"
)

// This file decides whether the first result may be given as the answer: a logistic
// regression over the evidence, whose coefficients are fitted with the weights of the
// signals (cmd/fit).

// first is the first article, and what is known of it beside the others.
type first struct {
	*scores
	*Candidate

	lead                    float64 // of its score over the best of the others
	best, rival             float64 // its best passage, and the best of the others, as shares
	opinion, doubt, notOurs float64 // of the reader: for it, for the best of the others, for what is not ours
	lacking                 float64 // share of the query in words that it lacks
	support                 float64 // see [reader.Panel.Support]
}

// evidence is a table as that of the signals is.
var evidence = []struct {
	name  string
	value func(*first) float64
}{
	{"constant", func(*first) float64 { return 1 }},
	{"template", func(f *first) float64 { return truth(f.template() != nil) }},
	{"template not to be believed here", func(f *first) float64 { return truth(f.weak) }},
	{"score", func(f *first) float64 { return min(f.Score, 15) / 10 }},
	{"lead over the others", func(f *first) float64 { return bounded(f.lead, 0, 6) / 5 }},
	{"best passage", func(f *first) float64 { return min(f.best, 2) }},
	{"best passage of the others", func(f *first) float64 { return min(f.rival, 2) }},
	{"what other people ask beside its best passage", func(f *first) float64 { return min(f.share(f.background)/(f.best+0.05), 2) }},
	{"odds of its questions", func(f *first) float64 { return bounded(f.share(f.oddsOf(f.Candidate)), -3, 3) }},
	{"reader, beside the others", func(f *first) float64 { return bounded(f.opinion-f.doubt, -1, 2) }},
	{"reader, beside what is not ours", func(f *first) float64 { return bounded(f.opinion-f.notOurs, -2, 2) }},
	{"what the reader knows it by", func(f *first) float64 { return f.support }},
	{"words that it lacks", func(f *first) float64 { return f.lacking }},
	{"number of words", func(f *first) float64 { return min(float64(f.count), 12) / 12 }},
	{"several lines", func(f *first) float64 { return truth(strings.Contains(strings.TrimSpace(f.text.Raw), "\n")) }},
	{"speaks of WAPT", func(f *first) float64 { return truth(f.text.WAPT) }},
	{"names another product", func(f *first) float64 { return truth(f.text.Foreign && !f.ranker.guest(f.place)) }},
}

// Verdict is how sure the first article is. The zero value is not sure of anything.
type Verdict struct {
	values, weights []float64
	recognised      bool // an error template speaks for it
}

// verdict judges the first of the sorted articles.
func (s *scores) verdict(c *Candidate) Verdict {
	f := first{scores: s, Candidate: c, best: s.share(c.passage), doubt: leastOpinion, notOurs: leastOpinion}
	for _, place := range s.touched {
		if other := &s.candidates[place]; other != c && s.ranker.isArticle(other.place) && s.competes(other.place) {
			f.rival = max(f.rival, s.share(other.passage))
		}
	}
	if n := len(s.opinion.Classes) - 1; n >= 0 {
		f.opinion, f.notOurs = float64(s.opinion.Classes[c.place]), float64(s.opinion.Classes[n])
		for i, v := range s.opinion.Classes[:n] {
			if i != c.place && s.competes(i) {
				f.doubt = max(f.doubt, float64(v))
			}
		}
		f.support = s.ranker.reader.Support(s.opinion, c.place, s.ranker.guest(c.place))
	}
	for _, w := range s.said {
		if !w.unknown && !w.has(c.place) {
			f.lacking += s.share(w.value)
		}
	}
	f.lead = c.Score
	for _, other := range s.best {
		if other != c {
			f.lead = min(f.lead, c.Score-other.Score)
		}
	}
	v := Verdict{make([]float64, len(evidence)), s.ranker.evidence, c.template() != nil}
	for i, e := range evidence {
		v.values[i] = e.value(&f)
	}
	return v
}

// competes tells whether an article speaks against another one: ours do, and guests that have to
// do with the query.
func (s *scores) competes(article int) bool {
	return !s.ranker.guest(article) || s.candidates[article].admitted
}

// VerdictOf judges a candidate as if it were the first; not an entry of the reference.
func (r *Ranking) VerdictOf(c *Candidate) Verdict {
	if !r.ranker.isArticle(c.place) {
		return Verdict{}
	}
	return r.scores.verdict(c)
}

// Probability estimates, from 0 to 1, that the first article is right.
func (v Verdict) Probability() float64 {
	if v.values == nil {
		return 0
	}
	sum := 0.0
	for i, x := range v.values {
		sum += v.weights[i] * x
	}
	return 1 / (1 + math.Exp(-sum))
}

// Sure tells whether the first article may be given as the answer.
func (v Verdict) Sure() bool {
	least := fitted.Sure
	if v.recognised {
		least *= recognisedShare
	}
	return v.Probability() >= least
}

// recognisedShare is how much less likely an article needs to be whose error template stands
// in the text: who reads the answer sees by which line it was found.
const recognisedShare = 0.25

// Evidence lists what speaks for and against the first article.
func (v Verdict) Evidence() []Signal {
	out := make([]Signal, len(v.values))
	for i, x := range v.values {
		out[i] = Signal{evidence[i].name, x, v.weights[i]}
	}
	return out
}

// bounded keeps a value that outliers would let decide alone.
func bounded(v, low, high float64) float64 { return min(max(v, low), high) }

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
