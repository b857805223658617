package rank

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
}

// Values from the words of a query are shares of its rarity. The reader's opinion is
// bounded, lest a long text decide alone.
var signals = []signal{
	{"reader", func(s *scores, c *Candidate) float64 { return s.opinionOf(c.ordinal) }},
	{"words", func(s *scores, c *Candidate) float64 { return s.share(s.tally(c).words) }},
	{"best passage", func(s *scores, c *Candidate) float64 { return s.share(s.bestPassage(c.ordinal)) }},
	{"second passage", func(s *scores, c *Candidate) float64 { return s.share(s.tally(c).second) }},
	{"odds of its questions", func(s *scores, c *Candidate) float64 { return s.share(s.odds(c.ordinal)) }},
	{"template", func(_ *scores, c *Candidate) float64 { return truth(c.Exact != nil) }},
	{"weight of the template", func(_ *scores, c *Candidate) float64 { return c.exactWeight() }},
	{"share that the template explains", func(_ *scores, c *Candidate) float64 { return c.explained }},
	{"template of others", func(_ *scores, c *Candidate) float64 { return truth(c.Exact != nil && c.yields) }},
	{"checked for its release", func(s *scores, c *Candidate) float64 { return truth(s.ofRelease(c)) }},
	{"near template", func(_ *scores, c *Candidate) float64 { return c.likeness }},
}

// bounds of a reader's opinion.
const (
	leastOpinion = -1.2
	mostOpinion  = 1.2
)

// opinionOf gives what the reader says of an article, and 0 for what it does not know.
func (s *scores) opinionOf(ordinal int) float64 {
	if ordinal >= len(s.opinion) {
		return 0
	}
	return bounded(float64(s.opinion[ordinal]), leastOpinion, mostOpinion)
}

// ofRelease tells whether a candidate was checked for a release that the query names.
func (s *scores) ofRelease(c *Candidate) bool {
	return s.releases != 0 && c.ordinal < s.ranker.articles && s.ranker.lib.Releases(c.ordinal)&s.releases != 0
}

// share gives a sum of rarities as a share of that of the query.
func (s *scores) share(v float64) float64 {
	if s.total == 0 {
		return 0
	}
	return v / s.total
}

// exactWeight gives the weight of the template that stands in the text, from 0 to 1.
func (c *Candidate) exactWeight() float64 {
	if c.Exact == nil {
		return 0
	}
	return min(c.Exact.Pattern.Weight, maxExactWeight) / maxExactWeight
}

// maxExactWeight is the weight of a template beyond which more words say no more.
const maxExactWeight = 50

// scoreOf adds up the signals for a candidate.
func (s *scores) scoreOf(c *Candidate) float64 {
	sum := 0.0
	for i := range signals {
		sum += fitted.signals[i] * signals[i].value(s, c)
	}
	return sum
}

// Signals lists what speaks for a candidate.
func (r *Ranking) Signals(c *Candidate) []Signal {
	out := make([]Signal, len(signals))
	for i, signal := range signals {
		out[i] = Signal{signal.name, signal.value(r.scores, c), fitted.signals[i]}
	}
	return out
}
