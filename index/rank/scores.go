package rank

import (
	"cmp"
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

// partWeight is how much a word found in a part of an article says of the article, by the
// place of the part in [fulltext.Parts]. Body text mentions many things in passing; titles
// are about the problem.
var partWeight = func() (out []float32) {
	weights := map[fulltext.Part]float32{
		fulltext.PartTitle: 1, fulltext.PartErrors: 0.9, fulltext.PartIdentifiers: 1, fulltext.PartSummary: 0.9,
		content.SectionSymptom: 0.9, content.SectionCause: 0.7, content.SectionSolution: 0.6,
		content.SectionCheck: 0.35, content.SectionGoingBack: 0.35, content.SectionSeeAlso: 0.2,
	}
	for _, p := range fulltext.Parts {
		out = append(out, weights[p])
	}
	return out
}()

// scores is what a query makes of each article and entry.
type scores struct {
	ranker     *Ranker
	candidates []Candidate // articles and entries by their places, then one that is in no library
	touched    []int32     // those that something speaks for

	text       *lex.Text
	count      int // of different words
	said       []said
	total      float64        // what an article would get that has all words
	asked      float64        // weight of the words that questions have
	base       float64        // logarithm of the odds of an article whose questions have none of the words
	background float64        // score of the best background passage
	opinion    reader.Opinion // of each article, then of what is not ours
	believed   []believed     // templates that stand in the query and may be believed
	best       []*Candidate   // the best two articles

	holders, spare []holder   // of the word at hand
	key            []byte     // likewise
	parts          [][]holder // of the passages at hand, by word
	sums           []float64  // of all passages that were looked at
}

// said is a word of a query and what it counts.
type said struct {
	*distribution
	value float64 // rarity × weight
}

// newScores gives empty scores, whose arrays may be those of an earlier search.
func (r *Ranker) newScores() *scores {
	if s, ok := r.scratch.Get().(*scores); ok {
		return s
	}
	return &scores{ranker: r, candidates: make([]Candidate, r.lib.Size()+1)}
}

// release empties the scores, of all that the query said too, for the next search.
func (s *scores) release() {
	for _, place := range s.touched {
		s.candidates[place] = Candidate{}
	}
	r := s.ranker
	*s = scores{
		ranker: r, candidates: s.candidates, touched: s.touched[:0], said: s.said[:0],
		opinion: s.opinion, parts: s.parts, sums: s.sums[:0], holders: s.holders, spare: s.spare, key: s.key[:0],
	}
	r.scratch.Put(s)
}

// candidate gives an article or an entry that something speaks for.
func (s *scores) candidate(place int) *Candidate {
	c := &s.candidates[place]
	if c.ID == "" {
		c.ID, c.place = s.ranker.lib.IDAt(place), place
		s.touched = append(s.touched, int32(place))
	}
	return c
}

// ranked gives the articles that may be results, and two at least where there are, the
// best first; and the entries, in their order.
func (s *scores) ranked() (articles, entries []*Candidate) {
	r := s.ranker
	for a := range min(2, r.articles) {
		s.candidate(a)
	}
	slices.Sort(s.touched)
	for _, place := range s.touched {
		c := &s.candidates[place]
		c.Score = s.scoreOf(c)
	}
	r.putLongerFirst(s)
	r.putCausesFirst(s)
	r.tellSharersApart(s)
	for _, place := range s.touched {
		switch c := &s.candidates[place]; {
		case !r.isArticle(c.place):
			entries = append(entries, c)
		case !r.guest(c.place) || s.admits(c):
			articles = append(articles, c)
		}
	}
	for _, c := range articles {
		c.admitted = true
	}
	slices.SortStableFunc(articles, byScore)
	n := min(2, len(articles))
	for n < len(articles) && articles[n].Score >= max(MinScore, MinShare*articles[0].Score) {
		n++
	}
	return articles[:n], entries
}

// leastGuest is how likely a guest is at least that stands among ours. Of many guests one always
// has some words of a query.
const leastGuest = 0.01

// admits tells whether a guest has to do with the query.
func (s *scores) admits(guest *Candidate) bool {
	return guest.template() != nil || guest.Score >= MinScore && guest.passage > 0 && s.verdict(guest).Probability() >= leastGuest
}

// score ranks all articles by the words of a query, as if the passage without
// were not there.
func (r *Ranker) score(text *lex.Text, words []fulltext.Word, without int32) *scores {
	s := r.newScores()
	s.text, s.opinion = text, r.reader.Read(text, meant(words), s.opinion)
	s.count = len(words)
	words = telling(words)
	for i := range words {
		s.add(&words[i], without)
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

// add adds what a word says of articles.
func (s *scores) add(w *fulltext.Word, without int32) {
	d := s.ranker.distribution(s, w.Terms, without)
	value := d.rarity * w.Weight
	s.said = append(s.said, said{d, value})
	s.total += value
	if d.asked > 0 {
		s.asked += w.Weight
		s.base += w.Weight * oddsOf(0, d.asked)
	}
	for i := range d.articles {
		b := &d.articles[i]
		c := s.candidate(int(b.article))
		c.words += value * float64(b.strength)
		c.odds += w.Weight * b.odds
	}
}

// oddsOf gives the logarithm of the odds that the questions of an article give; 0 for an entry.
func (s *scores) oddsOf(c *Candidate) float64 {
	if s.asked == 0 || !s.ranker.isArticle(c.place) {
		return 0
	}
	return c.odds + s.base + s.asked*s.ranker.priors[c.place]
}

// maxPromising is how many articles have their passages looked at, as many as results are
// shown, and how many guests. Postings are long, and the others would not come first.
const maxPromising = 10

// bestPassages finds the best passage of the promising articles, and of no article; long
// ones are marked down.
func (s *scores) bestPassages() {
	s.background = s.sum(func(d *distribution) []holder { return d.others }).highest()
	s.sums = s.sums[:0]
	for _, c := range s.promising() {
		c.passages = s.sum(func(d *distribution) []holder { return d.of(c.place).passages })
		c.passage = c.passages.highest()
	}
}

// passages are neighbours, and what the words of a query say of each.
type passages struct {
	first  int
	scores []float64
}

// of gives the score of a passage, 0 of one that is not among them.
func (p passages) of(passage int) float64 {
	if i := passage - p.first; i >= 0 && i < len(p.scores) {
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

// sumsAtOnce is for how many passages there is room at once.
const sumsAtOnce = 1 << 13

// sum adds up what the words say of some of the passages that hold them, which lie side by
// side: those of an article, those of none.
func (s *scores) sum(holders func(*distribution) []holder) passages {
	s.parts = s.parts[:0]
	first, end := math.MaxInt, 0
	for _, w := range s.said {
		part := holders(w.distribution)
		s.parts = append(s.parts, part)
		for _, h := range part {
			first, end = min(first, int(h.passage)), max(end, int(h.passage)+1)
		}
	}
	if end == 0 {
		return passages{}
	}
	n, size := len(s.sums), end-first
	if cap(s.sums)-n < size { // those of before stay where they are
		s.sums, n = make([]float64, 0, max(size, sumsAtOnce)), 0
	}
	s.sums = s.sums[:n+size]
	out := passages{first, s.sums[n:]}
	clear(out.scores)
	for i, part := range s.parts {
		value := s.said[i].value
		for _, h := range part {
			out.scores[int(h.passage)-first] += value * float64(h.weight)
		}
	}
	return out
}

// promising gives the articles for which most speaks beside their passages.
func (s *scores) promising() []*Candidate {
	var all []*Candidate
	for _, place := range s.touched {
		if c := &s.candidates[place]; s.ranker.isArticle(c.place) {
			c.Score = s.scoreOf(c)
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b *Candidate) int { return cmp.Or(byScore(a, b), a.place-b.place) })
	looked := map[bool]int{} // by whether it is a guest
	return slices.DeleteFunc(all, func(c *Candidate) bool {
		guest := s.ranker.guest(c.place)
		looked[guest]++
		return looked[guest] > maxPromising
	})
}
