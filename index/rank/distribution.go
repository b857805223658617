package rank

import (
	"encoding/binary"
	"math"
	"sync"

	"waptkb/index/fulltext"
)

// This file works out where a word stands, whatever else a query has.

// distribution is where a word stands, and what that says of articles and passages,
// whatever else the query has.
type distribution struct {
	passages []holder
	article  []float32 // by article: strength
	bayes    []float64 // by article: logarithm of the odds that the questions give; nil for none
	rarity   float64
	kind     usage
}

// holder is a passage that has a word.
type holder struct {
	passage  int32
	strength float32
}

// usage says who uses a word.
type usage int8

const (
	shared  usage = iota // articles and background
	native               // articles only
	foreign              // background only
	unknown              // nobody
)

// distributionCache remembers the distributions of words; all unknown words are one.
type distributionCache struct {
	mu      sync.RWMutex
	byTerms map[string]*distribution
	size    int // passages in all
}

// maxRemembered is how many passages of words are remembered, of 8 bytes each.
const maxRemembered = 1 << 20

// distribution gives where a word with these terms stands.
func (r *Ranker) distribution(s *scores, terms []fulltext.Expansion, without int32) *distribution {
	if without >= 0 {
		return r.distribute(s, terms, without)
	}
	s.key = s.key[:0]
	for _, t := range terms {
		s.key = binary.LittleEndian.AppendUint32(s.key, t.ID)
		s.key = binary.LittleEndian.AppendUint32(s.key, math.Float32bits(float32(t.Strength)))
	}
	c := &r.distributions
	c.mu.RLock()
	d := c.byTerms[string(s.key)]
	c.mu.RUnlock()
	if d != nil {
		return d
	}
	d = r.distribute(s, terms, without)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byTerms == nil || c.size > maxRemembered {
		c.byTerms, c.size = map[string]*distribution{}, 0
	}
	if c.byTerms[string(s.key)] == nil {
		c.byTerms[string(s.key)] = d
		c.size += len(d.passages) + 2*r.articles
	}
	return d
}

// minKnown is the strength from which a word is known, and not only a bit of it.
const minKnown = 0.25

// distribute finds where a word stands.
func (r *Ranker) distribute(s *scores, terms []fulltext.Expansion, without int32) *distribution {
	d := &distribution{}
	for _, t := range terms {
		for p := range t.Postings() {
			if p.Passage == without {
				continue
			}
			if s.strength[p.Passage] == 0 {
				d.passages = append(d.passages, holder{passage: p.Passage})
			}
			s.strength[p.Passage] = max(s.strength[p.Passage], float32(t.Strength)*(1+0.1*min(p.Frequency-1, 3)))
		}
	}
	d.article = make([]float32, r.articles)
	questions := make([]float32, r.articles) // sum of the strengths in the questions of an article
	everyday, strongest := 0, float32(0)
	for n := range d.passages {
		h := &d.passages[n]
		strongest = max(strongest, s.strength[h.passage])
		h.strength, s.strength[h.passage] = s.strength[h.passage], 0
		switch i := &r.passages[h.passage]; i.group {
		case everybody:
			everyday++
		case asked:
			questions[i.article] += h.strength
		default:
			d.article[i.article] = max(d.article[i.article], h.strength*i.weight)
		}
	}
	ours := false
	for a, q := range questions {
		if q > 0 {
			d.article[a] = max(d.article[a], 1.25*q/(q+float32(tuned.Question)))
		}
		ours = ours || d.article[a] > 0
	}
	d.bayes = r.odds(questions)
	d.rarity = r.rarity(d.article, len(d.passages), everyday)
	switch {
	case strongest < minKnown:
		d.kind = unknown
	case !ours:
		d.kind = foreign
	case everyday == 0:
		d.kind = native
	}
	return d
}

// odds tells what a word says by how many questions of each article have it,
// against those of all other articles (naive Bayes, as a logarithm of odds).
func (r *Ranker) odds(questions []float32) []float64 {
	sum := 0.0
	for _, q := range questions {
		sum += float64(q)
	}
	if sum == 0 {
		return nil
	}
	out := make([]float64, len(questions))
	for a, q := range questions {
		ours, others := float64(r.questions[a]), float64(r.asked-r.questions[a])
		in := (float64(q) + tuned.Alpha) / (ours + 1)
		not := (sum - float64(q) + tuned.Alpha) / (others + 1)
		out[a] = math.Log(in / not)
	}
	return out
}

// rarity tells how well a word distinguishes articles: the less articles have it,
// the more. Mentions in passing count as the fractions that they weigh.
func (r *Ranker) rarity(byArticle []float32, passages, everyday int) float64 {
	df := 0.0
	for _, v := range byArticle {
		df += min(1, float64(v))
	}
	n := float64(len(byArticle))
	v := math.Log(1+(n+1)/(df+0.7)) + tuned.Spread*math.Log(1+float64(len(r.passages))/float64(passages+5))
	return math.Pow(v, tuned.Power) * (1 - tuned.Everyday*float64(everyday)/float64(everyday+20))
}
