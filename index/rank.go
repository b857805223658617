package index

import (
	"context"
	"encoding/binary"
	"hash/maphash"
	"math"
	"strconv"
	"sync"
	"sync/atomic"

	bleveindex "github.com/blevesearch/bleve_index_api"
)

const (
	meanQuestion = 11.0 // words of a usual question
)

// posting is a passage that holds a term.
type posting struct {
	passage int32
	freq    float32
}

// lexemeCache keeps the postings of terms, which bleve reads from its files. Only
// terms that exist are kept, so the index bounds its size.
type lexemeCache struct {
	mu    sync.RWMutex
	known map[[2]string]*lexeme

	misses atomic.Int64 // terms that were asked for in vain
	once   sync.Once
	seed   maphash.Seed
	hashes map[uint64]struct{} // of all terms of the index
}

// patience is after how many misses the terms of the index are listed, which takes
// as long as some hundred misses. A program that answers one query does without.
const patience = 64

// mayHave tells whether the index may have a term; false is certain.
func (x *Index) mayHave(field, text string) bool {
	c := &x.lexemes
	if c.misses.Load() < patience {
		return true
	}
	c.once.Do(func() {
		c.seed = maphash.MakeSeed()
		hashes := map[uint64]struct{}{}
		for _, field := range []string{fieldFrench, fieldEnglish, fieldCode} {
			dict, err := x.reader.FieldDict(field)
			if err != nil {
				return
			}
			defer dict.Close()
			var e *bleveindex.DictEntry
			for e, err = dict.Next(); e != nil && err == nil; e, err = dict.Next() {
				hashes[maphash.Comparable(c.seed, [2]string{field, e.Term})] = struct{}{}
			}
			if err != nil {
				return
			}
		}
		c.hashes = hashes
	})
	if c.hashes == nil {
		return true
	}
	_, ok := c.hashes[maphash.Comparable(c.seed, [2]string{field, text})]
	return ok
}

// lexeme gives a term of a field, nil when no passage holds it.
func (x *Index) lexeme(field, text string) *lexeme {
	key := [2]string{field, text}
	x.lexemes.mu.RLock()
	l := x.lexemes.known[key]
	x.lexemes.mu.RUnlock()
	if l != nil {
		return l
	}
	if !x.mayHave(field, text) {
		return nil
	}
	list := x.readPostings(field, text)
	if len(list) == 0 {
		x.lexemes.misses.Add(1)
		return nil
	}
	x.lexemes.mu.Lock()
	defer x.lexemes.mu.Unlock()
	if l := x.lexemes.known[key]; l != nil { // somebody else was faster
		return l
	}
	l = &lexeme{uint32(len(x.lexemes.known)), field, text, list}
	x.lexemes.known[key] = l
	return l
}

func (x *Index) readPostings(field, text string) []posting {
	r, err := x.reader.TermFieldReader(context.Background(), []byte(text), field, true, false, false)
	if err != nil {
		return nil
	}
	defer r.Close()
	var out []posting
	var doc bleveindex.TermFieldDoc
	for {
		d, err := r.Next(doc.Reset())
		if err != nil || d == nil {
			return out
		}
		id, err := x.reader.ExternalID(d.ID)
		if err != nil {
			return out
		}
		n, err := strconv.Atoi(id)
		if err != nil || n >= len(x.passages) {
			continue
		}
		out = append(out, posting{int32(n), float32(d.Freq)})
	}
}

// weights are the constants of ranking; see doc.go for how they were found.
type weights struct {
	Concept        float64 // strength of a synonym, against 1 for the word itself
	Prefix         float64 // strength of a word with the same first letters
	LengthNorm     float64 // how much longer passages are marked down, 0 to 1
	Question       float64 // half-way point of the number of questions that have a word
	Article        float64 // share of the words of the whole article in its score
	Best, Second   float64 // shares of its best passages
	Bayes          float64 // share of the odds of its questions
	Alpha          float64 // questions that are assumed to have a word that none has
	Body           float64 // factor on the weight of body sections for the whole article
	Spread         float64 // share of the passage rarity in the rarity of a word
	Exact          float64 // of a matching template
	ExactWeight    float64 // of each unit of its weight
	GeneralArticle float64 // factor on both for an article about a family of problems when another one matches too
	Also           float64 // factor on both for an article that another one shares the template with
	Seldom         float64 // factor on the score by words of an article that is asked about seldom
	Near           float64 // of a template that stands imperfectly
	Power          float64 // exponent of rarity
	MinBest        float64
	PlainCode      float64 // strength of a plain word that is part of an identifier
	General        float64 // how much words of everyday texts are marked down
}

var tuned = weights{
	Concept: 1.80, Prefix: 0.61, LengthNorm: 0.23, Question: 2.55, Article: 0.76, Best: 2.60, Second: 0.64,
	Bayes: 0.40, Alpha: 0.24, Body: 1.18, Spread: 0.074, Exact: 0.95, ExactWeight: 0.042, GeneralArticle: 0.36,
	Also: 0.95, Seldom: 0.95, Near: 0.14, Power: 0.36, MinBest: 1.02, PlainCode: 1.28, General: 0.27,
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

// said is what a word says of articles and passages, whatever else the query has.
type said struct {
	passages []holder
	article  []float32 // by article: strength
	bayes    []float64 // by article: logarithm of the odds that the questions give; nil for none
	rarity   float64
	kind     wordKind
}

// holder is a passage that has a word.
type holder struct {
	passage  int32
	strength float32
}

// wordKind says who uses a word.
type wordKind int8

const (
	shared  wordKind = iota // articles and background
	native                  // articles only
	foreign                 // background only
	unknown                 // nobody
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

// rarity tells how well a word distinguishes articles: the less articles have it,
// the more. Mentions in passing count as the fractions that they weigh.
func (x *Index) rarity(byArticle []float32, passages, everyday int) float64 {
	df := 0.0
	for _, v := range byArticle {
		df += min(1, float64(v))
	}
	n := float64(len(byArticle))
	r := math.Log(1+(n+1)/(df+0.7)) + tuned.Spread*math.Log(1+float64(len(x.passages))/float64(passages+5))
	return math.Pow(r, tuned.Power) * (1 - tuned.General*float64(everyday)/float64(everyday+20))
}
