package index

import (
	"encoding/binary"
	"math"
	"sync"
)

// This file works out what a word says of the articles, whatever else a query has.

// said is what a word says of articles and passages, whatever else the query has.
type said struct {
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

// saidCache remembers what words say; all unknown words are one.
type saidCache struct {
	mu      sync.RWMutex
	byTerms map[string]*said
	size    int // passages in all
}

// maxSaid is how many passages of words are remembered, of 8 bytes each.
const maxSaid = 1 << 20

// says gives what a word with these terms says.
func (x *Index) says(s *scores, terms []term, without int32) *said {
	if without >= 0 {
		return x.compute(s, terms, without)
	}
	s.key = s.key[:0]
	for _, t := range terms {
		s.key = binary.LittleEndian.AppendUint32(s.key, t.id)
		s.key = binary.LittleEndian.AppendUint32(s.key, math.Float32bits(float32(t.strength)))
	}
	c := &x.said
	c.mu.RLock()
	says := c.byTerms[string(s.key)]
	c.mu.RUnlock()
	if says != nil {
		return says
	}
	says = x.compute(s, terms, without)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byTerms == nil || c.size > maxSaid {
		c.byTerms, c.size = map[string]*said{}, 0
	}
	if c.byTerms[string(s.key)] == nil {
		c.byTerms[string(s.key)] = says
		c.size += len(says.passages) + 2*x.articles
	}
	return says
}

// minKnown is the strength from which a word is known, and not only a bit of it.
const minKnown = 0.25

// compute finds what a word says.
func (x *Index) compute(s *scores, terms []term, without int32) *said {
	says := &said{}
	for _, t := range terms {
		for _, p := range t.postings {
			if p.passage == without {
				continue
			}
			if s.strength[p.passage] == 0 {
				says.passages = append(says.passages, holder{passage: p.passage})
			}
			s.strength[p.passage] = max(s.strength[p.passage], float32(t.strength)*(1+0.1*min(p.freq-1, 3)))
		}
	}
	says.article = make([]float32, x.articles)
	questions := make([]float32, x.articles) // sum of the strengths in the questions of an article
	everyday, strongest := 0, float32(0)
	for n := range says.passages {
		h := &says.passages[n]
		strongest = max(strongest, s.strength[h.passage])
		h.strength, s.strength[h.passage] = s.strength[h.passage], 0
		switch i := &x.info[h.passage]; i.group {
		case everybody:
			everyday++
		case asked:
			questions[i.article] += h.strength
		default:
			says.article[i.article] = max(says.article[i.article], h.strength*i.weight)
		}
	}
	ours := false
	for a, q := range questions {
		if q > 0 {
			says.article[a] = max(says.article[a], 1.25*q/(q+float32(tuned.Question)))
		}
		ours = ours || says.article[a] > 0
	}
	says.bayes = x.odds(questions)
	says.rarity = x.rarity(says.article, len(says.passages), everyday)
	switch {
	case strongest < minKnown:
		says.kind = unknown
	case !ours:
		says.kind = foreign
	case everyday == 0:
		says.kind = native
	}
	return says
}

// odds tells what a word says by how many questions of each article have it,
// against those of all other articles (naive Bayes, as a logarithm of odds).
func (x *Index) odds(questions []float32) []float64 {
	sum := 0.0
	for _, q := range questions {
		sum += float64(q)
	}
	if sum == 0 {
		return nil
	}
	out := make([]float64, len(questions))
	for a, q := range questions {
		ours, others := float64(x.questions[a]), float64(x.questionsTotal-x.questions[a])
		in := (float64(q) + tuned.Alpha) / (ours + 1)
		not := (sum - float64(q) + tuned.Alpha) / (others + 1)
		out[a] = math.Log(in / not)
	}
	return out
}

// rarity tells how well a word distinguishes articles: the less articles have it,
// the more. Mentions in passing count as the fractions that they weigh.
func (x *Index) rarity(byArticle []float32, passages, everyday int) float64 {
	df := 0.0
	for _, v := range byArticle {
		df += min(1, float64(v))
	}
	n := float64(len(byArticle))
	r := math.Log(1+(n+1)/(df+0.7)) + tuned.Spread*math.Log(1+float64(len(x.passages))/float64(passages+5))
	return math.Pow(r, tuned.Power) * (1 - tuned.Everyday*float64(everyday)/float64(everyday+20))
}
