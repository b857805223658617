package rank

import "waptkb/index/match"

// This file adds up what speaks for an article or an entry of the reference.

// Signal is a piece of evidence for a result, and what it added to the score.
type Signal struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Weight float64 `json:"weight"`
}

// signal is a row of the table: adding one is a row here and a run of cmd/fit.
type signal struct {
	name  string
	value func(*scores, *Candidate) float64
	// held is the weight, where it is not fitted. Few questions have an error template, and
	// in most of these the words say the same; but an error that is recognised must come
	// first whatever stands around it, and too few questions name a release of WAPT.
	held float64
}

// Values from the words of a query are shares of its rarity. The reader's opinion is
// bounded, lest a long text decide alone.
var signals = []signal{
	{"reader", func(s *scores, c *Candidate) float64 { return s.opinionOf(c.place) }, 0},
	{"words", func(s *scores, c *Candidate) float64 { return s.share(c.words) }, 0},
	{"best passage", func(s *scores, c *Candidate) float64 { return s.share(c.passage) }, 0},
	{"odds of its questions", func(s *scores, c *Candidate) float64 { return s.share(s.oddsOf(c)) }, 0},
	{"template", func(_ *scores, c *Candidate) float64 { return truth(c.template() != nil) }, 1.5},
	{"weight of the template", func(_ *scores, c *Candidate) float64 { return c.exactWeight() }, 2},
	{"template that is all of the text", func(_ *scores, c *Candidate) float64 { return truth(c.whole) }, 8},
	{"checked for its release", func(s *scores, c *Candidate) float64 { return truth(s.ofRelease(c)) }, 0.2},
}

// bounds of a reader's opinion.
const (
	leastOpinion = -1.2
	mostOpinion  = 1.2
)

// opinionOf gives what the reader says of an article, and 0 for what it does not know.
func (s *scores) opinionOf(place int) float64 {
	if place >= len(s.opinion.Classes)-1 {
		return 0
	}
	return bounded(float64(s.opinion.Classes[place]), leastOpinion, mostOpinion)
}

// ofRelease tells whether a candidate was checked for a release that the query names.
func (s *scores) ofRelease(c *Candidate) bool {
	named := s.text.Releases
	return named != 0 && s.ranker.isArticle(c.place) && s.ranker.lib.Releases(c.place)&named != 0
}

// share gives a sum of rarities as a share of that of the query.
func (s *scores) share(v float64) float64 {
	if s.total == 0 {
		return 0
	}
	return v / s.total
}

// template gives the template that stands in the text and speaks for the candidate, nil when
// there is none.
func (c *Candidate) template() *match.Match {
	if c.yields {
		return nil
	}
	return c.Exact
}

// exactWeight gives the weight of the template that speaks for the candidate, from 0 to 1.
func (c *Candidate) exactWeight() float64 {
	if c.template() == nil {
		return 0
	}
	return min(c.template().Pattern.Weight, maxExactWeight) / maxExactWeight
}

// maxExactWeight is the weight of a template beyond which more words say no more.
const maxExactWeight = 50

// scoreOf adds up the signals for a candidate.
func (s *scores) scoreOf(c *Candidate) float64 {
	sum := 0.0
	for i := range signals {
		sum += s.ranker.signals[i] * signals[i].value(s, c)
	}
	return sum
}

// Signals lists what speaks for a candidate.
func (r *Ranking) Signals(c *Candidate) []Signal {
	out := make([]Signal, len(signals))
	for i, signal := range signals {
		out[i] = Signal{signal.name, signal.value(r.scores, c), r.ranker.signals[i]}
	}
	return out
}
