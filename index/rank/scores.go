package rank

import (
	"slices"

	"waptkb/content"
	"waptkb/index/fulltext"
)

// This file scores the articles by the words of a query. Only those are touched that have
// one of them, or that a template speaks for.

// meanQuestion is the words of a usual question.
const meanQuestion = 11.0

// weightOf is how much a word found in a part of an article says: of its passage, and of
// the article.
type weightOf struct {
	passage float64
	article float32
}

// partWeight has the weights of all parts. Body text mentions many things in passing;
// questions and titles are about the problem.
var partWeight = map[fulltext.Part]weightOf{
	fulltext.PartTitle: {1, 1}, fulltext.PartQuestion: {1, 0}, fulltext.PartPaste: {1, 0}, fulltext.PartErrors: {0.9, 0.9},
	fulltext.PartIdentifiers: {1, 1}, fulltext.PartSummary: inBody(0.8), fulltext.PartBackground: {1, 0},
	content.SectionSymptom: inBody(0.8), content.SectionCause: inBody(0.6), content.SectionSolution: inBody(0.5),
	content.SectionCheck: inBody(0.3), content.SectionGoingBack: inBody(0.3), content.SectionSeeAlso: inBody(0.15),
}

func inBody(w float64) weightOf { return weightOf{w, float32(tuned.Body * w)} }

// scores is what the words of a query give: for each article and passage.
type scores struct {
	article []float64 // by article: sum over words of rarity × strength
	passage []float64 // by passage
	best    []int32   // by article: its best passage, plus one; 0 when none
	bayes   []float64 // by article: logarithm of the odds that its questions give, above those of one without the words
	second  []float64 // by article: score of the second best passage

	words      int
	total      float64    // what an article would get that has all words
	kinds      [4]float64 // the parts of total, by who uses the words
	asked      float64    // weight of the words that questions have
	base       float64    // logarithm of the odds of an article whose questions have none of the words
	background float64    // score of the best background passage

	candidates []Candidate // by ordinal: articles, then entries
	touched    []int       // the ordinals of those that something speaks for
	found      []int32     // passages that have words of the query

	// Of the word at hand.
	strength []float32 // by passage
	word     wordScratch
	key      []byte
}

// wordScratch gathers what a word says of articles.
type wordScratch struct {
	direct   []float32 // by article: strength in its parts
	asked    []float32 // by article: sum of the strengths in its questions
	articles []int32   // that have the word
}

// newScores gives empty scores, whose arrays may be those of an earlier search.
func (r *Ranker) newScores() *scores {
	if s, ok := r.scratch.Get().(*scores); ok {
		return s
	}
	return &scores{
		article: make([]float64, r.articles), second: make([]float64, r.articles), bayes: make([]float64, r.articles),
		best:    make([]int32, r.articles),
		passage: make([]float64, r.index.Len()), strength: make([]float32, r.index.Len()),
		word:       wordScratch{direct: make([]float32, r.articles), asked: make([]float32, r.articles)},
		candidates: make([]Candidate, r.lib.Size()),
	}
}

// release empties the scores, of all that the query said too, for the next search.
func (s *scores) release(r *Ranker) {
	for _, p := range s.found {
		s.passage[p] = 0
	}
	for _, i := range s.touched {
		s.candidates[i] = Candidate{}
		if i < r.articles {
			s.article[i], s.second[i], s.bayes[i], s.best[i] = 0, 0, 0, 0
		}
	}
	*s = scores{
		article: s.article, passage: s.passage, best: s.best, bayes: s.bayes, second: s.second, candidates: s.candidates,
		touched: s.touched[:0], found: s.found[:0], strength: s.strength, word: s.word, key: s.key[:0],
	}
	r.scratch.Put(s)
}

// candidate gives an article or an entry for which something speaks.
func (s *scores) candidate(r *Ranker, ordinal int) *Candidate {
	c := &s.candidates[ordinal]
	if c.ID == "" {
		c.ordinal, c.ID = ordinal, r.lib.IDAt(ordinal)
		s.touched = append(s.touched, ordinal)
	}
	return c
}

// ranked gives the articles that something speaks for, and the two with the best odds of
// the others, the best first; and the entries, in their order.
func (s *scores) ranked(r *Ranker) (articles, entries []*Candidate) {
	for _, a := range r.fewest { // which come next, where only one has words of the query
		if a >= 0 {
			s.candidate(r, a)
		}
	}
	slices.Sort(s.touched)
	for _, i := range s.touched {
		c := &s.candidates[i]
		if i >= r.articles {
			entries = append(entries, c)
			continue
		}
		c.Score += s.fused(r, i)
		articles = append(articles, c)
	}
	slices.SortStableFunc(articles, byScore)
	return articles, entries
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
	if d.asked > 0 {
		s.asked += w.Weight
		s.base += w.Weight * oddsOf(0, d.asked)
	}
	for _, b := range d.articles {
		s.candidate(r, int(b.article))
		s.article[b.article] += value * float64(b.strength)
		s.bayes[b.article] += w.Weight * b.odds
	}
	for _, h := range d.passages {
		if s.passage[h.passage] == 0 {
			s.found = append(s.found, h.passage)
		}
		s.passage[h.passage] += value * float64(h.strength)
	}
}

// odds gives the logarithm of the odds that the questions of an article give.
func (s *scores) odds(r *Ranker, a int) float64 {
	if s.asked == 0 {
		return 0
	}
	return s.bayes[a] + s.base + s.asked*r.prior(a)
}

// bestPassage gives the score of the best passage of an article.
func (s *scores) bestPassage(a int) float64 {
	if s.best[a] == 0 {
		return 0
	}
	return s.passage[s.best[a]-1]
}

// bestPassages marks down long passages and finds the best two of each article.
func (s *scores) bestPassages(r *Ranker) {
	for _, p := range s.found {
		v := s.passage[p] * r.norm(int(p))
		s.passage[p] = v
		a := r.index.Article(int(p))
		if a < 0 {
			s.background = max(s.background, v)
			continue
		}
		switch b := s.best[a] - 1; {
		case b < 0 || v > s.passage[b] || v == s.passage[b] && p < b:
			if b >= 0 {
				s.second[a] = s.passage[b]
			}
			s.best[a] = p + 1
		case v > s.second[a]:
			s.second[a] = v
		}
	}
}

// norm weighs a passage by its part and its length.
func (r *Ranker) norm(passage int) float64 {
	words := float64(r.index.WordsIn(passage))
	return partWeight[r.index.Part(passage)].passage / (1 - tuned.LengthNorm + tuned.LengthNorm*max(tuned.MinBest, words/meanQuestion))
}

// bestOther gives the best odds of the articles beside one.
func (s *scores) bestOther(r *Ranker, first int) float64 {
	fewest := r.fewest[0] // which has the best odds of those without a word of the query
	if fewest == first {
		fewest = r.fewest[1]
	}
	best := s.odds(r, fewest)
	for _, a := range s.touched {
		if a < r.articles && a != first {
			best = max(best, s.odds(r, a))
		}
	}
	return best
}
