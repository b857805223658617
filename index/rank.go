package index

import (
	"context"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"
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

// postings caches the postings of terms, which bleve reads from its files. Only
// terms that exist are kept, so the index bounds its size.
type postingCache struct {
	mu    sync.RWMutex
	lists map[[2]string][]posting
}

// lookup gives the passages that hold a term.
func (x *Index) lookup(field, text string) []posting {
	key := [2]string{field, text}
	x.cache.mu.RLock()
	list, ok := x.cache.lists[key]
	x.cache.mu.RUnlock()
	if ok {
		return list
	}
	list = x.readPostings(field, text)
	if len(list) > 0 {
		x.cache.mu.Lock()
		x.cache.lists[key] = list
		x.cache.mu.Unlock()
	}
	return list
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
	Seldom         float64 // factor on the score by words of an article that is asked about seldom
	Near           float64 // of a template that stands imperfectly
	Power          float64 // exponent of rarity
	MinBest        float64
	PlainCode      float64 // strength of a plain word that is part of an identifier
	General        float64 // how much words of everyday texts are marked down
}

var tuned = weights{
	Concept: 1.80, Prefix: 0.27, LengthNorm: 0.23, Question: 4.51, Article: 0.78, Best: 1.63, Second: 0.76,
	Bayes: 0.44, Alpha: 0.18, Body: 0.89, Spread: 0.12, Exact: 0.80, ExactWeight: 0.044, GeneralArticle: 0.30,
	Seldom: 0.85, Near: 0.14, Power: 0.56, MinBest: 0.96, PlainCode: 0.68, General: 0.26,
}

// scores is what the words of a query give: for each article and passage.
type scores struct {
	words      []queryWord
	rarity     []float64   // of each word
	article    []float64   // by article: sum over words of rarity × strength
	passage    []float64   // by passage
	best       []int32     // by article: its best passage, -1 when none
	bayes      []float64   // by article: logarithm of the odds that the questions give
	second     []float64   // by article: score of the second best passage
	hits       [][]float32 // by word, by article: strength
	total      float64     // what an article would get that has all words
	unknown    float64     // the part of total from words that no passage has
	native     float64     // the part of total from words of articles that background never has
	foreign    float64     // the part of total from words that only background has
	background float64     // score of the best background passage
}

// score ranks all articles by the words of a query, as if the passage without
// were not there.
func (x *Index) score(words []queryWord, without int32) *scores {
	nArticles := x.articles
	s := &scores{
		words:   words,
		article: make([]float64, nArticles), passage: make([]float64, len(x.passages)),
		best: make([]int32, nArticles), second: make([]float64, nArticles), bayes: make([]float64, nArticles),
	}
	for i := range s.best {
		s.best[i] = -1
	}
	strength := make([]float32, len(x.passages))
	questions := make([]float32, nArticles)
	var touched []int32
	for wi := range words {
		w := &words[wi]
		touched = touched[:0]
		for _, t := range w.terms {
			for _, p := range x.lookup(t.field, t.text) {
				if p.passage == without {
					continue
				}
				v := float32(t.strength) * (1 + 0.1*min(p.freq-1, 3))
				if strength[p.passage] == 0 {
					touched = append(touched, p.passage)
				}
				strength[p.passage] = max(strength[p.passage], v)
			}
		}
		byArticle := make([]float32, nArticles)
		clear(questions)
		everyday := 0
		for _, p := range touched {
			a := x.passages[p].Article
			if a < 0 {
				everyday++
				continue
			}
			switch kind := x.passages[p].Kind; kind {
			case KindQuestion:
				questions[a] += strength[p]
			case KindTitle, KindErrors, KindIdentifiers:
				byArticle[a] = max(byArticle[a], strength[p]*float32(kindWeight[kind]))
			default:
				byArticle[a] = max(byArticle[a], strength[p]*float32(tuned.Body*kindWeight[kind]))
			}
		}
		for a, q := range questions {
			if q > 0 {
				byArticle[a] = max(byArticle[a], 1.25*q/(q+float32(tuned.Question)))
			}
		}
		s.addBayes(x, questions, w.weight)
		rarity := x.rarity(byArticle, len(touched), everyday)
		w.unknown = len(touched) == 0
		ours := slices.ContainsFunc(byArticle, func(v float32) bool { return v > 0 })
		w.foreign = !ours && !w.unknown
		value := rarity * w.weight
		s.rarity = append(s.rarity, rarity)
		s.hits = append(s.hits, byArticle)
		s.total += value
		switch {
		case w.unknown:
			s.unknown += value
		case w.foreign:
			s.foreign += value
		case everyday == 0:
			s.native += value
		}
		for a, v := range byArticle {
			s.article[a] += value * float64(v)
		}
		for _, p := range touched {
			s.passage[p] += value * float64(strength[p])
			strength[p] = 0
		}
	}
	x.bestPassages(s)
	return s
}

// addBayes adds what a word says by how many questions of an article have it,
// against those of all other articles (naive Bayes, as a logarithm of odds).
func (s *scores) addBayes(x *Index, questions []float32, weight float64) {
	sum := 0.0
	for _, q := range questions {
		sum += float64(q)
	}
	if sum == 0 {
		return
	}
	for a, q := range questions {
		ours, others := float64(x.questions[a]), float64(x.questionsTotal-x.questions[a])
		in := (float64(q) + tuned.Alpha) / (ours + 1)
		out := (sum - float64(q) + tuned.Alpha) / (others + 1)
		s.bayes[a] += weight * math.Log(in/out)
	}
}

// bestPassages marks down long passages and finds the best two of each article.
func (x *Index) bestPassages(s *scores) {
	for p, v := range s.passage {
		if v == 0 {
			continue
		}
		passage := &x.passages[p]
		v *= kindWeight[passage.Kind] / (1 - tuned.LengthNorm + tuned.LengthNorm*max(tuned.MinBest, float64(passage.Words)/meanQuestion))
		s.passage[p] = v
		a := passage.Article
		if a < 0 {
			s.background = max(s.background, v)
			continue
		}
		switch b := s.best[a]; {
		case b < 0 || v > s.passage[b]:
			if b >= 0 {
				s.second[a] = s.passage[b]
			}
			s.best[a] = int32(p)
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

// analyze is the analyzers of the index by field.
type analyzers map[string]analysis.Analyzer
