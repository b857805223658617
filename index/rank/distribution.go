package rank

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"sync"

	"waptkb/index/fulltext"
)

// This file works out where a word stands, whatever else a query has. Guests (package
// fulltext) do not count for what it says of our articles.

// distribution is where a word stands, and what that says of articles and passages,
// whatever else the query has. What it says of articles that do not have it is the same
// for all, but for the number of their questions.
type distribution struct {
	articles []bearing // in their order
	others   []holder  // passages of no article
	asked    float64   // strength in the questions of all articles together, but for guests
	rarity   float64
	unknown  bool // nobody uses it, but for guests
}

// holder is a passage that has a word.
type holder struct {
	passage int32
	weight  float32 // strength of the word there; then marked down by the length of the passage
}

// bearing is what a word says of an article that has it.
type bearing struct {
	article  int32
	strength float32
	odds     float64 // how much more than of an article whose questions do not have it
	passages []holder
}

// distributionCache remembers the distributions of words; all unknown words are one.
type distributionCache struct {
	mu      sync.RWMutex
	byTerms map[string]*distribution
	size    int // bytes in all
}

// maxRemembered bounds the bytes of the words that are remembered.
const maxRemembered = 48 << 20

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
	c.byTerms[string(s.key)] = d
	c.size += 64 + 8*len(s.holders) + 40*len(d.articles)
	return d
}

// minKnown is the strength from which a word is known, and not only a bit of it.
const minKnown = 0.25

// distribute finds where a word stands.
func (r *Ranker) distribute(s *scores, terms []fulltext.Expansion, without int32) *distribution {
	s.holders = s.holders[:0]
	for _, t := range terms {
		s.holders, s.spare = merge(s.spare[:0], s.holders, &t, without), s.holders
	}
	d := &distribution{unknown: true}
	for _, h := range s.holders {
		d.unknown = d.unknown && (int(h.passage) >= r.index.Hosts() || h.weight < minKnown)
	}
	// Passages of an article stand side by side, but for one that a guest took over.
	article := func(h holder) int { return r.index.Article(int(h.passage)) }
	all := slices.Clone(s.holders)
	for len(all) > 0 {
		a, n := article(all[0]), 1
		for n < len(all) && article(all[n]) == a {
			n++
		}
		if a < 0 {
			d.others = append(d.others, r.marked(all[:n])...)
		} else {
			d.articles = append(d.articles, bearing{article: int32(a), passages: all[:n:n]})
		}
		all = all[n:]
	}
	d.articles = joined(d.articles)
	r.bear(d)
	d.rarity = r.rarity(d.articles, len(d.others))
	return d
}

// merge puts the passages that hold a term among others.
func merge(out, others []holder, t *fulltext.Expansion, without int32) []holder {
	for p := range t.Postings() {
		if p.Passage == without {
			continue
		}
		for len(others) > 0 && others[0].passage < p.Passage {
			out, others = append(out, others[0]), others[1:]
		}
		h := holder{p.Passage, float32(t.Strength)}
		if len(others) > 0 && others[0].passage == p.Passage {
			h.weight, others = max(h.weight, others[0].weight), others[1:]
		}
		out = append(out, h)
	}
	return append(out, others...)
}

// joined puts the articles in their order, each once.
func joined(all []bearing) []bearing {
	byArticle := func(a, b bearing) int { return cmp.Compare(a.article, b.article) }
	if slices.IsSortedFunc(all, byArticle) {
		return all
	}
	slices.SortStableFunc(all, byArticle)
	n := 0
	for _, b := range all[1:] {
		if b.article == all[n].article {
			all[n].passages = append(all[n].passages, b.passages...)
		} else {
			n++
			all[n] = b
		}
	}
	return all[:n+1]
}

// bear tells what a word says of the articles that have it.
func (r *Ranker) bear(d *distribution) {
	asked, guestsAsked := make([]float32, len(d.articles)), 0.0
	for i := range d.articles {
		b := &d.articles[i]
		for _, h := range b.passages {
			if part := r.index.Part(int(h.passage)); fulltext.Parts[part].Asked() {
				asked[i] += h.weight * r.standsFor(int(b.article))
			} else {
				b.strength = max(b.strength, h.weight*partWeight[part])
			}
		}
		if r.guest(int(b.article)) {
			guestsAsked += float64(asked[i])
		} else {
			d.asked += float64(asked[i])
		}
		b.passages = r.marked(b.passages)
	}
	for i := range d.articles {
		b, q, all := &d.articles[i], asked[i], d.asked
		if q == 0 {
			continue
		}
		b.strength = max(b.strength, min(1, q))
		if r.guest(int(b.article)) {
			all += guestsAsked
		}
		b.odds = oddsOf(float64(q), all) - oddsOf(0, d.asked)
	}
}

// marked marks long passages down.
func (r *Ranker) marked(holders []holder) []holder {
	for i := range holders {
		long := max(1, float64(r.index.WordsIn(int(holders[i].passage)))/meanQuestion)
		holders[i].weight /= float32(1 - tuned.LengthNorm + tuned.LengthNorm*long)
	}
	return holders
}

// of gives what a word says of an article; nothing of one that does not have it.
func (d *distribution) of(article int) (none bearing) {
	if i, ok := slices.BinarySearchFunc(d.articles, article, func(b bearing, a int) int { return int(b.article) - a }); ok {
		return d.articles[i]
	}
	return none
}

// has tells whether an article has the word, and not only a bit of it.
func (d *distribution) has(article int) bool { return d.of(article).strength >= minKnown }

// oddsOf tells what a word says by how many questions of an article have it, of so many
// that have it in all (naive Bayes, as a logarithm of odds), but for the number of the
// questions; see prior.
func oddsOf(questions, all float64) float64 {
	return math.Log((questions + tuned.Alpha) / (all - questions + tuned.Alpha))
}

// fewQuestions is how many questions a guest has at least: it may be a note with only one,
// which stands for as many.
const fewQuestions = 12

// standsFor tells for how many questions each one of an article stands.
func (r *Ranker) standsFor(article int) float32 {
	if n := r.index.Asked(article); r.guest(article) && n > 0 && n < fewQuestions {
		return fewQuestions / float32(n)
	}
	return 1
}

// prior is what every word says of an article by how few of all questions it has.
func prior(ours, all int) float64 { return math.Log(float64(all-ours+1) / float64(ours+1)) }

// rarity tells how well a word distinguishes articles: the less articles have it,
// the more. Mentions in passing count as the fractions that they weigh.
func (r *Ranker) rarity(articles []bearing, everyday int) float64 {
	df := 0.0
	for _, b := range articles {
		if !r.guest(int(b.article)) {
			df += min(1, float64(b.strength))
		}
	}
	return math.Pow(math.Log(1+float64(r.hosts+1)/(df+0.7)), tuned.Power) * (1 - tuned.Everyday*float64(everyday)/float64(everyday+20))
}
