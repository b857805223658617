package rank

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"waptkb/content"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/reader"
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
	asked   bool // of the article by how many of these passages have it
}

// partWeight has the weights of all parts, in the order of [fulltext.Parts]. Body text
// mentions many things in passing; questions and titles are about the problem.
var partWeight = func() (out []weightOf) {
	byPart := map[fulltext.Part]weightOf{
		fulltext.PartTitle: {passage: 1, article: 1}, fulltext.PartQuestion: {passage: 1}, fulltext.PartPaste: {passage: 1},
		fulltext.PartErrors: {passage: 0.9, article: 0.9}, fulltext.PartIdentifiers: {passage: 1, article: 1},
		fulltext.PartSummary: inBody(0.8), fulltext.PartBackground: {passage: 1},
		content.SectionSymptom: inBody(0.8), content.SectionCause: inBody(0.6), content.SectionSolution: inBody(0.5),
		content.SectionCheck: inBody(0.3), content.SectionGoingBack: inBody(0.3), content.SectionSeeAlso: inBody(0.15),
	}
	for _, p := range fulltext.Parts {
		w := byPart[p]
		w.asked = p.Asked()
		out = append(out, w)
	}
	return out
}()

func inBody(w float64) weightOf { return weightOf{passage: w, article: float32(tuned.Body * w)} }

// scores is what the words of a query give: for each article and passage.
type scores struct {
	ranker    *Ranker
	byArticle []tally
	articles  []int32 // that have words of the query
	byPassage []float64
	passages  []int32 // likewise

	text       *lex.Text
	words      int
	said       []said
	total      float64            // what an article would get that has all words
	asked      float64            // weight of the words that questions have
	base       float64            // logarithm of the odds of an article whose questions have none of the words
	background float64            // score of the best background passage
	opinion    reader.Opinion     // of each article, then of what is not ours
	releases   content.ReleaseSet // that the query names
	believed   []*match.Match     // templates that stand in the query and may be believed

	best       []*Candidate       // the best two articles
	candidates map[int]*Candidate // by ordinal: those that something beside words speaks for

	// Of the word at hand.
	strength []float32 // by passage
	word     wordScratch
	key      []byte
}

// said is a word of a query and what it counts.
type said struct {
	*distribution
	value float64 // rarity × weight
}

// tally is what the words of a query say of an article.
type tally struct {
	words float64 // sum over words of rarity × strength
	odds  float64 // logarithm of the odds that its questions give, above those of one without the words
	best  int32   // its best passage, plus one; 0 when none
	has   bool    // a word of the query

	promising bool // its passages are looked at
}

// wordScratch gathers what a word says of articles.
type wordScratch struct {
	direct   []float32 // by article: strength in its parts
	asked    []float32 // by article: sum of the strengths in its questions
	count    []int32   // by article: its passages that have the word
	articles []int32   // that have the word
}

// newScores gives empty scores, whose arrays may be those of an earlier search.
func (r *Ranker) newScores() *scores {
	if s, ok := r.scratch.Get().(*scores); ok {
		return s
	}
	return &scores{
		ranker: r, byArticle: make([]tally, r.articles), byPassage: make([]float64, r.index.Len()), strength: make([]float32, r.index.Len()),
		word:       wordScratch{direct: make([]float32, r.articles), asked: make([]float32, r.articles), count: make([]int32, r.articles)},
		candidates: map[int]*Candidate{},
	}
}

// release empties the scores, of all that the query said too, for the next search.
func (s *scores) release(r *Ranker) {
	for _, p := range s.passages {
		s.byPassage[p] = 0
	}
	for _, a := range s.articles {
		s.byArticle[a] = tally{}
	}
	clear(s.candidates)
	*s = scores{
		ranker: r, byArticle: s.byArticle, byPassage: s.byPassage, articles: s.articles[:0], passages: s.passages[:0], candidates: s.candidates, said: s.said[:0],
		strength: s.strength, word: s.word, key: s.key[:0],
	}
	r.scratch.Put(s)
}

// candidate gives an article or an entry that something beside words speaks for.
func (s *scores) candidate(r *Ranker, ordinal int) *Candidate {
	c := s.candidates[ordinal]
	if c == nil {
		c = &Candidate{ID: r.lib.IDAt(ordinal), ordinal: ordinal}
		s.candidates[ordinal] = c
		if ordinal < r.articles {
			s.touch(int32(ordinal))
		}
	}
	return c
}

// touch gives the tally of an article for which something speaks.
func (s *scores) touch(article int32) *tally {
	t := &s.byArticle[article]
	if !t.has {
		t.has = true
		s.articles = append(s.articles, article)
	}
	return t
}

// ranked gives the articles that may be results, and two at least where there are, the
// best first; and the entries, in their order. Of the articles without words of the query
// those count that have the best odds.
func (s *scores) ranked(r *Ranker) (articles, entries []*Candidate) {
	for _, a := range r.fewest {
		if a >= 0 {
			s.touch(int32(a))
		}
	}
	slices.Sort(s.articles)
	for _, c := range s.candidates {
		c.Score = s.scoreOf(c)
	}
	r.putCausesFirst(s)
	r.tellGuestsApart(s)
	best, next := math.Inf(-1), math.Inf(-1)
	all := make([]float64, len(s.articles))
	for i, a := range s.articles {
		if c := s.candidates[int(a)]; c != nil {
			all[i] = c.Score
		} else {
			all[i] = s.scoreOf(&Candidate{ordinal: int(a)})
		}
		next = max(next, min(best, all[i]))
		best = max(best, all[i])
	}
	for i, a := range s.articles {
		if v := all[i]; v >= next || v >= MinScore && v >= MinShare*best {
			c := s.candidates[int(a)]
			if c == nil {
				c = &Candidate{ID: r.lib.IDAt(int(a)), ordinal: int(a)}
			}
			c.Score = v
			articles = append(articles, c)
		}
	}
	slices.SortStableFunc(articles, byScore)
	for _, i := range slices.Sorted(maps.Keys(s.candidates)) {
		if i >= r.articles {
			entries = append(entries, s.candidates[i])
		}
	}
	return articles, entries
}

// score ranks all articles by the words of a query, as if the passage without
// were not there.
func (r *Ranker) score(text *lex.Text, words []fulltext.Word, without int32) *scores {
	s := r.newScores()
	s.text, s.opinion = text, r.opinion(text)
	s.words = len(words)
	words = telling(words)
	for i := range words {
		s.add(r, &words[i], without)
	}
	return s
}

// maxCount is how many passages may hold a word that is looked at beside rarer ones. Our
// own articles have not so many; among those of a large organisation a word that more of
// them hold tells nothing, and would cost most of the time.
const maxCount = 1 << 17

// telling leaves out the words that too many passages hold, where others are left.
func telling(words []fulltext.Word) []fulltext.Word {
	common := func(w fulltext.Word) bool {
		count := 0
		for i := range w.Terms {
			count += w.Terms[i].MaxCount()
		}
		return count > maxCount
	}
	known := func(w fulltext.Word) bool { return len(w.Terms) > 0 && !common(w) }
	if !slices.ContainsFunc(words, known) {
		return words
	}
	return slices.DeleteFunc(slices.Clone(words), common)
}

// add adds what a word says of articles and passages.
func (s *scores) add(r *Ranker, w *fulltext.Word, without int32) {
	d := r.distribution(s, w.Terms, without)
	value := d.rarity * w.Weight
	s.said = append(s.said, said{d, value})
	s.total += value
	if d.asked > 0 {
		s.asked += w.Weight
		s.base += w.Weight * oddsOf(0, d.asked)
	}
	for _, b := range d.articles {
		t := s.touch(b.article)
		t.words += value * float64(b.strength)
		t.odds += w.Weight * b.odds
	}
}

// hold adds what a word says of passages that hold it.
func (s *scores) hold(value float64, holders []holder) {
	for _, h := range holders {
		if s.byPassage[h.passage] == 0 {
			s.passages = append(s.passages, h.passage)
		}
		s.byPassage[h.passage] += value * float64(h.strength)
	}
}

// tally gives what the words say of a candidate; nothing of an entry.
func (s *scores) tally(c *Candidate) tally {
	if c.ordinal >= len(s.byArticle) {
		return tally{}
	}
	return s.byArticle[c.ordinal]
}

// odds gives the logarithm of the odds that the questions of an article give.
func (s *scores) odds(a int) float64 {
	if s.asked == 0 || a >= len(s.byArticle) {
		return 0
	}
	return s.byArticle[a].odds + s.base + s.asked*s.ranker.prior(a)
}

// bestPassage gives the score of the best passage of an article.
func (s *scores) bestPassage(a int) float64 {
	if a >= len(s.byArticle) || s.byArticle[a].best == 0 {
		return 0
	}
	return s.byPassage[s.byArticle[a].best-1]
}

// promising is how many articles have their passages looked at: those for which most
// speaks beside these. Postings are long, and the others would not come first.
const promising = 16

// bestPassages finds the best passage of the promising articles, and of no article; long
// ones are marked down.
func (s *scores) bestPassages(r *Ranker) {
	partial := make([]Candidate, 0, len(s.articles))
	for _, a := range s.articles {
		c := Candidate{ordinal: int(a)}
		if known := s.candidates[int(a)]; known != nil {
			c = *known
		}
		c.Score = s.scoreOf(&c)
		partial = append(partial, c)
	}
	slices.SortFunc(partial, func(a, b Candidate) int { return cmp.Or(cmp.Compare(b.Score, a.Score), a.ordinal-b.ordinal) })
	partial = partial[:min(len(partial), promising)]
	for _, c := range partial {
		s.byArticle[c.ordinal].promising = true
	}
	for _, w := range s.said {
		s.hold(w.value, w.passages[:w.others])
		first := w.others
		for _, b := range w.articles {
			if s.byArticle[b.article].promising {
				s.hold(w.value, w.passages[first:b.end])
			}
			first = b.end
		}
	}
	for _, p := range s.passages {
		v := s.byPassage[p] * r.norm(int(p))
		s.byPassage[p] = v
		a := r.index.Article(int(p))
		if a < 0 {
			s.background = max(s.background, v)
			continue
		}
		if t := &s.byArticle[a]; t.best == 0 || v > s.byPassage[t.best-1] || v == s.byPassage[t.best-1] && p < t.best-1 {
			t.best = p + 1
		}
	}
}

// norm weighs a passage by its part and its length.
func (r *Ranker) norm(passage int) float64 {
	part, words := r.index.Part(passage), r.index.WordsIn(passage)
	if words < len(norms[part]) {
		return norms[part][words]
	}
	return normOf(part, words)
}

func normOf(part, words int) float64 {
	return partWeight[part].passage / (1 - tuned.LengthNorm + tuned.LengthNorm*max(tuned.MinBest, float64(words)/meanQuestion))
}

// norms has the weights of short passages, which nearly all are, by part and words.
var norms = func() [][64]float64 {
	out := make([][64]float64, len(partWeight))
	for part := range out {
		for words := range out[part] {
			out[part][words] = normOf(part, words)
		}
	}
	return out
}()
