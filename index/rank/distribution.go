package rank

import (
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
	passages []holder  // those of no article, then those of one article after the other
	articles []bearing // in their order
	others   int32     // passages of no article
	asked    float64   // strength in the questions of all articles together, but for guests
	rarity   float64
	unknown  bool // nobody uses it, but for guests
}

// holder is a passage that has a word.
type holder struct {
	passage int32
	weight  float32 // strength of the word there, by the part and the length of the passage
}

// bearing is what a word says of an article that has it.
type bearing struct {
	article  int32
	strength float32
	end      int32   // of its passages, which begin where those of the one before end
	odds     float64 // how much more than of an article whose questions do not have it
}

// distributionCache remembers the distributions of words; all unknown words are one.
type distributionCache struct {
	mu      sync.RWMutex
	byTerms map[string]*distribution
	size    int // bytes in all
}

// maxRemembered bounds the bytes of the words that are remembered.
const maxRemembered = 48 << 20

// size gives the bytes that a distribution takes.
func (d *distribution) size() int { return 64 + 8*len(d.passages) + 24*len(d.articles) }

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
		c.size += d.size()
	}
	return d
}

// minKnown is the strength from which a word is known, and not only a bit of it.
const minKnown = 0.25

// distribute finds where a word stands.
func (r *Ranker) distribute(s *scores, terms []fulltext.Expansion, without int32) *distribution {
	d, w := &distribution{}, &s.word
	w.gather(terms, without)
	strongest, passages, guestsAsked := float32(0), 0, 0.0
	for n := range w.holders {
		h := &w.holders[n]
		strength := h.weight
		h.weight = strength * float32(r.norm(int(h.passage)))
		if int(h.passage) < r.index.Hosts() {
			strongest = max(strongest, strength)
			passages++
		}
		a := r.index.Article(int(h.passage))
		if a < 0 {
			d.others++
			continue
		}
		if w.count[a] == 0 {
			w.articles = append(w.articles, int32(a))
		}
		w.count[a]++
		if part := &partWeight[r.index.Part(int(h.passage))]; part.asked {
			w.asked[a] += strength * r.standsFor(a)
		} else {
			w.direct[a] = max(w.direct[a], strength*part.article)
		}
	}
	slices.Sort(w.articles)
	for _, a := range w.articles {
		if r.index.Guest(int(a)) {
			guestsAsked += float64(w.asked[a])
		} else {
			d.asked += float64(w.asked[a])
		}
	}
	d.articles = make([]bearing, 0, len(w.articles))
	end := d.others
	for _, a := range w.articles {
		q := w.asked[a]
		b := bearing{article: a, strength: w.direct[a], end: end + w.count[a]}
		if q > 0 {
			b.strength = max(b.strength, 1.25*q/(q+float32(tuned.Question)))
			all := d.asked
			if r.index.Guest(int(a)) {
				all += guestsAsked
			}
			b.odds = oddsOf(float64(q), all) - oddsOf(0, d.asked)
		}
		d.articles = append(d.articles, b)
		w.count[a], end = end, b.end // from here on: where its next passage goes
	}
	r.group(d, w)
	for _, a := range w.articles {
		w.asked[a], w.direct[a], w.count[a] = 0, 0, 0
	}
	w.articles = w.articles[:0]
	d.rarity = r.rarity(d.articles, passages, int(d.others))
	d.unknown = strongest < minKnown
	return d
}

// gather finds the passages that have one of the terms, in their order, and how strong the
// strongest is there.
func (w *wordScratch) gather(terms []fulltext.Expansion, without int32) {
	w.holders = w.holders[:0]
	for _, t := range terms {
		had, out := w.holders, w.merged[:0]
		for p := range t.Postings() {
			if p.Passage == without {
				continue
			}
			behind := 0
			for behind < len(had) && had[behind].passage < p.Passage {
				behind++
			}
			out, had = append(out, had[:behind]...), had[behind:]
			h := holder{p.Passage, float32(t.Strength) * (1 + 0.1*min(p.Frequency-1, 3))}
			if len(had) > 0 && had[0].passage == h.passage {
				h.weight, had = max(h.weight, had[0].weight), had[1:]
			}
			out = append(out, h)
		}
		w.holders, w.merged = append(out, had...), w.holders
	}
}

// group puts the passages of an article together.
func (r *Ranker) group(d *distribution, w *wordScratch) {
	d.passages = make([]holder, len(w.holders))
	others := int32(0)
	for _, h := range w.holders {
		at := &others
		if a := r.index.Article(int(h.passage)); a >= 0 {
			at = &w.count[a]
		}
		d.passages[*at] = h
		*at++
	}
}

// of gives the passages of an article.
func (d *distribution) of(article int32) []holder {
	i, ok := d.place(article)
	if !ok {
		return nil
	}
	first := d.others
	if i > 0 {
		first = d.articles[i-1].end
	}
	return d.passages[first:d.articles[i].end]
}

// place gives the place of an article among those that have the word.
func (d *distribution) place(article int32) (int, bool) {
	return slices.BinarySearchFunc(d.articles, article, func(b bearing, a int32) int { return int(b.article - a) })
}

// has tells whether an article has the word, and not only a bit of it.
func (d *distribution) has(article int32) bool {
	i, ok := d.place(article)
	return ok && d.articles[i].strength >= minKnown
}

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
	if n := r.index.Asked(article); r.index.Guest(article) && n > 0 && n < fewQuestions {
		return fewQuestions / float32(n)
	}
	return 1
}

// prior is what every word says of an article by how few of all questions it has.
func prior(ours, all int) float64 { return math.Log(float64(all-ours+1) / float64(ours+1)) }

// rarity tells how well a word distinguishes articles: the less articles have it,
// the more. Mentions in passing count as the fractions that they weigh.
func (r *Ranker) rarity(articles []bearing, passages, everyday int) float64 {
	df := 0.0
	for _, b := range articles {
		if !r.index.Guest(int(b.article)) {
			df += min(1, float64(b.strength))
		}
	}
	n := float64(r.hosts)
	v := math.Log(1+(n+1)/(df+0.7)) + tuned.Spread*math.Log(1+float64(r.index.Hosts())/float64(passages+5))
	return math.Pow(v, tuned.Power) * (1 - tuned.Everyday*float64(everyday)/float64(everyday+20))
}
