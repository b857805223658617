package rank

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"waptkb/content"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
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

// scores is what the words of a query give, for each article.
type scores struct {
	ranker    *Ranker
	byArticle []tally
	articles  []int32 // that have words of the query

	text       *lex.Text
	words      int
	said       []said
	total      float64            // what an article would get that has all words
	asked      float64            // weight of the words that questions have
	base       float64            // logarithm of the odds of an article whose questions have none of the words
	background float64            // score of the best background passage
	opinion    reader.Opinion     // of each article, then of what is not ours
	releases   content.ReleaseSet // that the query names
	believed   []believed         // templates that stand in the query and may be believed

	best       []*Candidate       // the best two articles
	candidates map[int]*Candidate // by ordinal: those that something beside words speaks for
	plain      Candidate          // see known

	// Of the word at hand.
	word wordScratch
	key  []byte

	// Of the passages at hand, see sum.
	parts [][]holder // by word
	sums  []float64
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

	passages passages // where it is promising
	best     float64  // score of the best of them
	has      bool     // a word of the query

	admitted bool // a guest that has to do with the query
}

// wordScratch gathers what a word says of articles.
type wordScratch struct {
	direct   []float32 // by article: strength in its parts
	asked    []float32 // by article: sum of the strengths in its questions
	count    []int32   // by article: its passages that have the word
	articles []int32   // that have the word
	holders  []holder  // the passages that have it
	merged   []holder  // see gather
}

// newScores gives empty scores, whose arrays may be those of an earlier search.
func (r *Ranker) newScores() *scores {
	if s, ok := r.scratch.Get().(*scores); ok {
		return s
	}
	return &scores{
		ranker: r, byArticle: make([]tally, r.articles),
		word:       wordScratch{direct: make([]float32, r.articles), asked: make([]float32, r.articles), count: make([]int32, r.articles)},
		candidates: map[int]*Candidate{},
	}
}

// release empties the scores, of all that the query said too, for the next search.
func (s *scores) release(r *Ranker) {
	for _, a := range s.articles {
		s.byArticle[a] = tally{}
	}
	clear(s.candidates)
	*s = scores{
		ranker: r, byArticle: s.byArticle, articles: s.articles[:0], candidates: s.candidates, said: s.said[:0],
		opinion: s.opinion, parts: s.parts, sums: s.sums[:0], word: s.word, key: s.key[:0],
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

// known gives the candidate of an article; one that is good until the next call, where
// nothing beside words speaks for the article.
func (s *scores) known(article int32) *Candidate {
	if c := s.candidates[int(article)]; c != nil {
		return c
	}
	s.plain = Candidate{ordinal: int(article)}
	return &s.plain
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
	r.tellSharersApart(s)
	best, next := math.Inf(-1), math.Inf(-1)
	all := make([]float64, len(s.articles))
	for i, a := range s.articles {
		if c := s.known(a); c != &s.plain {
			all[i] = c.Score
		} else {
			all[i] = s.scoreOf(c)
		}
	}
	for i, a := range s.articles {
		if r.index.Guest(int(a)) && !s.admits(a, all[i]) {
			all[i] = math.Inf(-1)
		}
	}
	for i, a := range s.articles {
		s.byArticle[a].admitted = r.index.Guest(int(a)) && !math.IsInf(all[i], -1)
		next = max(next, min(best, all[i]))
		best = max(best, all[i])
	}
	for i, a := range s.articles {
		if v := all[i]; !math.IsInf(v, -1) && v >= next || v >= MinScore && v >= MinShare*best {
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

// leastGuest is how likely a guest is at least that stands among ours. Of many guests one always
// has some words of a query.
const leastGuest = 0.01

// admits tells whether a guest of this score has to do with the query.
func (s *scores) admits(guest int32, score float64) bool {
	judged := *s.known(guest)
	if judged.template() != nil {
		return true
	}
	judged.Score = score
	return score >= MinScore && s.byArticle[guest].best > 0 && s.verdict(&judged, s.text).Probability() >= leastGuest
}

// score ranks all articles by the words of a query, as if the passage without
// were not there.
func (r *Ranker) score(text *lex.Text, words []fulltext.Word, without int32) *scores {
	s := r.newScores()
	s.text, s.opinion = text, r.reader.Read(text, meant(words), s.opinion)
	s.words = len(words)
	words = telling(words)
	for i := range words {
		s.add(r, &words[i], without)
	}
	return s
}

// meant gives the words that were meant by words with typing errors.
func meant(words []fulltext.Word) (out map[string]string) {
	for _, w := range words {
		if w.Meant != "" {
			if out == nil {
				out = map[string]string{}
			}
			out[w.Text] = w.Meant
		}
	}
	return out
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
	return s.byArticle[a].odds + s.base + s.asked*s.ranker.priors[a]
}

// bestPassage gives the score of the best passage of an article.
func (s *scores) bestPassage(a int) float64 {
	if a >= len(s.byArticle) {
		return 0
	}
	return s.byArticle[a].best
}

// maxPromising is how many articles have their passages looked at, as many as results are
// shown, and how many guests. Postings are long, and the others would not come first.
const maxPromising = 10

// bestPassages finds the score of the best passage of the promising articles, and of no
// article; long ones are marked down.
func (s *scores) bestPassages() {
	s.background = s.ofNone().highest()
	s.sums = s.sums[:0]
	for _, a := range s.promising() {
		s.byArticle[a].passages = s.ofArticle(a)
		s.byArticle[a].best = s.byArticle[a].passages.highest()
	}
}

// passages are neighbours, and what the words of a query say of each.
type passages struct {
	first  int32
	scores []float64
}

// of gives the score of a passage, 0 of one that is not among them.
func (p passages) of(passage int) float64 {
	if i := passage - int(p.first); i >= 0 && i < len(p.scores) {
		return p.scores[i]
	}
	return 0
}

func (p passages) highest() (score float64) {
	for _, v := range p.scores {
		score = max(score, v)
	}
	return score
}

// ofArticle adds up what the words say of the passages of an article, which lie side by side.
func (s *scores) ofArticle(a int32) passages {
	s.parts = s.parts[:0]
	for _, w := range s.said {
		s.parts = append(s.parts, w.of(a))
	}
	return s.sum()
}

// ofNone does so for the passages of no article.
func (s *scores) ofNone() passages {
	s.parts = s.parts[:0]
	for _, w := range s.said {
		s.parts = append(s.parts, w.passages[:w.others])
	}
	return s.sum()
}

// sumsAtOnce is for how many passages there is room at once.
const sumsAtOnce = 1 << 13

// sum adds up parts of what the words say.
func (s *scores) sum() passages {
	first, end := int32(math.MaxInt32), int32(0)
	for _, part := range s.parts {
		for _, h := range part {
			first, end = min(first, h.passage), max(end, h.passage+1)
		}
	}
	if end == 0 {
		return passages{}
	}
	n, size := len(s.sums), int(end-first)
	if cap(s.sums)-n < size { // those of before stay where they are
		s.sums, n = make([]float64, 0, max(size, sumsAtOnce)), 0
	}
	s.sums = s.sums[:n+size]
	out := passages{first, s.sums[n:]}
	clear(out.scores)
	for i, part := range s.parts {
		value := s.said[i].value
		for _, h := range part {
			out.scores[h.passage-first] += value * float64(h.weight)
		}
	}
	return out
}

// promising gives the articles for which most speaks beside their passages, in their order.
func (s *scores) promising() []int32 {
	type partial struct {
		score   float64
		article int32
	}
	all := make([]partial, len(s.articles))
	for i, a := range s.articles {
		all[i] = partial{s.scoreOf(s.known(a)), a}
	}
	slices.SortFunc(all, func(a, b partial) int { return cmp.Or(cmp.Compare(b.score, a.score), int(a.article-b.article)) })
	var out []int32
	left := map[bool]int{false: maxPromising, true: maxPromising} // by whether it is a guest
	for _, p := range all {
		if guest := s.ranker.index.Guest(int(p.article)); left[guest] > 0 {
			left[guest]--
			out = append(out, p.article)
		}
	}
	slices.Sort(out)
	return out
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
