package index

// This file scores the articles by the words of a query.

// meanQuestion is the words of a usual question.
const meanQuestion = 11.0

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

func (p *Passage) info() passageInfo {
	w := kindWeight[p.Kind]
	i := passageInfo{
		article: int32(p.Article), weight: float32(tuned.Body * w),
		norm: w / (1 - tuned.LengthNorm + tuned.LengthNorm*max(tuned.MinBest, float64(p.Words)/meanQuestion)),
	}
	switch p.Kind {
	case KindQuestion, KindPaste:
		i.group = asked
	case KindTitle, KindErrors, KindIdentifiers:
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

	cands    []candidate // by ordinal: articles, then entries
	found    []int32     // passages that have words of the query
	strength []float32   // of the word at hand, by passage
	key      []byte      // of the word at hand
}

// newScores gives empty scores, whose arrays may be those of an earlier search.
func (x *Index) newScores() *scores {
	s, ok := x.scratch.Get().(*scores)
	if !ok {
		s = &scores{
			article: make([]float64, x.articles), second: make([]float64, x.articles), bayes: make([]float64, x.articles),
			best:    make([]int32, x.articles),
			passage: make([]float64, len(x.passages)), strength: make([]float32, len(x.passages)),
			cands: make([]candidate, len(x.ids)),
		}
	}
	for i := range s.best {
		s.best[i] = -1
	}
	for i := range s.cands {
		s.cands[i].ordinal = i
	}
	return s
}

// release empties the scores, of all that the query said too, for the next search.
func (s *scores) release(x *Index) {
	for _, p := range s.found {
		s.passage[p] = 0
	}
	clear(s.article)
	clear(s.second)
	clear(s.bayes)
	clear(s.cands)
	*s = scores{
		article: s.article, passage: s.passage, best: s.best, bayes: s.bayes, second: s.second, cands: s.cands,
		found: s.found[:0], strength: s.strength, key: s.key[:0],
	}
	x.scratch.Put(s)
}

// score ranks all articles by the words of a query, as if the passage without
// were not there.
func (x *Index) score(words []queryWord, without int32) *scores {
	s := x.newScores()
	s.words = len(words)
	for i := range words {
		s.add(x, &words[i], without)
	}
	s.bestPassages(x)
	return s
}

// add adds what a word says.
func (s *scores) add(x *Index, w *queryWord, without int32) {
	says := x.says(s, w.terms, without)
	value := says.rarity * w.weight
	s.total += value
	s.kinds[says.kind] += value
	for a, v := range says.article {
		s.article[a] += value * float64(v)
	}
	for a, v := range says.bayes {
		s.bayes[a] += w.weight * v
	}
	for _, h := range says.passages {
		if s.passage[h.passage] == 0 {
			s.found = append(s.found, h.passage)
		}
		s.passage[h.passage] += value * float64(h.strength)
	}
}

// bestPassages marks down long passages and finds the best two of each article.
func (s *scores) bestPassages(x *Index) {
	for _, p := range s.found {
		i := &x.info[p]
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
