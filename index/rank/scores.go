package rank

import (
	"waptkb/content"
	"waptkb/index/fulltext"
)

// This file scores the articles by the words of a query.

// meanQuestion is the words of a usual question.
const meanQuestion = 11.0

// partWeight is how much a word found in a part of an article says about it. Body text mentions many things in passing; questions and titles are
// about the problem.
var partWeight = map[fulltext.Part]float64{
	fulltext.PartTitle: 1, fulltext.PartQuestion: 1, fulltext.PartPaste: 1, fulltext.PartErrors: 0.9, fulltext.PartIdentifiers: 1, fulltext.PartSummary: 0.8, fulltext.PartBackground: 1,
	content.SectionSymptom: 0.8, content.SectionCause: 0.6, content.SectionSolution: 0.5,
	content.SectionCheck: 0.3, content.SectionGoingBack: 0.3, content.SectionSeeAlso: 0.15,
}

// passageInfo is what ranking needs of a passage, close together in memory.
type passageInfo struct {
	article int32
	group   passageGroup
	weight  float32 // of its words for the whole article
	norm    float64 // of its words for itself: kind and length
}

// passageGroup says how the words of a passage count for the whole article.
type passageGroup int8

const (
	direct    passageGroup = iota // by the best passage
	asked                         // by how many questions have them
	everybody                     // not: the passage is of no article
)

func info(p *fulltext.Passage) passageInfo {
	w := partWeight[p.Part]
	i := passageInfo{
		article: int32(p.Article), weight: float32(tuned.Body * w),
		norm: w / (1 - tuned.LengthNorm + tuned.LengthNorm*max(tuned.MinBest, float64(p.Words)/meanQuestion)),
	}
	switch p.Part {
	case fulltext.PartQuestion, fulltext.PartPaste:
		i.group = asked
	case fulltext.PartTitle, fulltext.PartErrors, fulltext.PartIdentifiers:
		i.weight = float32(w)
	}
	if p.Article < 0 {
		i.group = everybody
	}
	return i
}

// scores is what the words of a query give: for each article and passage.
type scores struct {
	article    []float64 // by article: sum over words of rarity × strength
	passage    []float64 // by passage
	best       []int32   // by article: its best passage, -1 when none
	bayes      []float64 // by article: logarithm of the odds that the questions give
	second     []float64 // by article: score of the second best passage
	words      int
	total      float64    // what an article would get that has all words
	kinds      [4]float64 // the parts of total, by who uses the words
	background float64    // score of the best background passage

	candidates []Candidate // by ordinal: articles, then entries
	found      []int32     // passages that have words of the query
	strength   []float32   // of the word at hand, by passage
	key        []byte      // of the word at hand
}

// newScores gives empty scores, whose arrays may be those of an earlier search.
func (r *Ranker) newScores() *scores {
	s, ok := r.scratch.Get().(*scores)
	if !ok {
		s = &scores{
			article: make([]float64, r.articles), second: make([]float64, r.articles), bayes: make([]float64, r.articles),
			best:    make([]int32, r.articles),
			passage: make([]float64, len(r.passages)), strength: make([]float32, len(r.passages)),
			candidates: make([]Candidate, len(r.ids)),
		}
	}
	for i := range s.best {
		s.best[i] = -1
	}
	for i := range s.candidates {
		s.candidates[i].ordinal, s.candidates[i].ID = i, r.ids[i]
	}
	return s
}

// release empties the scores, of all that the query said too, for the next search.
func (s *scores) release(r *Ranker) {
	for _, p := range s.found {
		s.passage[p] = 0
	}
	clear(s.article)
	clear(s.second)
	clear(s.bayes)
	clear(s.candidates)
	*s = scores{
		article: s.article, passage: s.passage, best: s.best, bayes: s.bayes, second: s.second, candidates: s.candidates,
		found: s.found[:0], strength: s.strength, key: s.key[:0],
	}
	r.scratch.Put(s)
}

// score ranks all articles by the words of a query, as if the passage without
// were not there.
func (r *Ranker) score(words []fulltext.Word, without int32) *scores {
	s := r.newScores()
	s.words = len(words)
	for i := range words {
		s.add(r, &words[i], without)
	}
	s.bestPassages(r)
	return s
}

// add adds what a word says of articles and passages.
func (s *scores) add(r *Ranker, w *fulltext.Word, without int32) {
	d := r.distribution(s, w.Terms, without)
	value := d.rarity * w.Weight
	s.total += value
	s.kinds[d.kind] += value
	for a, v := range d.article {
		s.article[a] += value * float64(v)
	}
	for a, v := range d.bayes {
		s.bayes[a] += w.Weight * v
	}
	for _, h := range d.passages {
		if s.passage[h.passage] == 0 {
			s.found = append(s.found, h.passage)
		}
		s.passage[h.passage] += value * float64(h.strength)
	}
}

// bestPassage gives the score of the best passage of an article.
func (s *scores) bestPassage(a int) float64 {
	if s.best[a] < 0 {
		return 0
	}
	return s.passage[s.best[a]]
}

// bestPassages marks down long passages and finds the best two of each article.
func (s *scores) bestPassages(r *Ranker) {
	for _, p := range s.found {
		i := &r.passages[p]
		v := s.passage[p] * i.norm
		s.passage[p] = v
		a := i.article
		if a < 0 {
			s.background = max(s.background, v)
			continue
		}
		switch b := s.best[a]; {
		case b < 0 || v > s.passage[b] || v == s.passage[b] && p < b:
			if b >= 0 {
				s.second[a] = s.passage[b]
			}
			s.best[a] = p
		case v > s.second[a]:
			s.second[a] = v
		}
	}
}
