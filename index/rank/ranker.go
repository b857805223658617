package rank

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"waptkb/content"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
)

// Ranker ranks the articles and the entries of a library. It is safe for concurrent use.
type Ranker struct {
	lib       *content.Library
	index     *fulltext.Index
	templates *match.Matcher

	ids       []string       // articles, then entries of the reference
	articles  int            // how many of ids are articles
	ordinals  map[string]int // id → index in ids
	seldom    []bool         // by article: people ask about it seldom
	general   []bool         // by article: it is about a family of problems
	passages  []passageInfo  // by passage
	sections  [][]int32      // by article: the passages that are sections
	questions []int          // by article: how many it has
	asked     int            // questions of all articles

	distributions distributionCache
	scratch       sync.Pool // of *scores
}

// New makes a ranker of a library, its passages and its error templates.
func New(lib *content.Library, index *fulltext.Index, templates *match.Matcher) *Ranker {
	r := &Ranker{lib: lib, index: index, templates: templates, ordinals: map[string]int{}}
	r.ids, r.articles = slices.Concat(lib.IDs(), lib.Entries()), len(lib.IDs())
	for i, id := range r.ids {
		r.ordinals[id] = i
	}
	r.general, r.seldom = make([]bool, r.articles), make([]bool, r.articles)
	for _, a := range lib.Articles(content.Primary) {
		i := r.ordinals[a.ID]
		r.general[i], r.seldom[i] = a.General, a.Seldom
	}
	r.passages = make([]passageInfo, index.Len())
	r.questions, r.sections = make([]int, r.articles), make([][]int32, r.articles)
	for i := range r.passages {
		p := index.Passage(i)
		r.passages[i] = info(&p)
		if p.Article >= 0 && p.Anchor != "" {
			r.sections[p.Article] = append(r.sections[p.Article], int32(i))
		}
		if r.passages[i].group == asked {
			r.questions[p.Article]++
			r.asked++
		}
	}
	return r
}

// Ranking is how well articles and entries fit a text.
type Ranking struct {
	Candidates []*Candidate // the best first
	Features   Features     // the evidence for the first; empty when none fits at all
	Words      []fulltext.Word
	Alignments []match.Alignment // templates that the text resembles

	ranker *Ranker
	scores *scores
}

// Candidate is an article or an entry on its way to a result.
type Candidate struct {
	ID    string
	Score float64      // orders candidates of one ranking only
	Exact *match.Match // of its template; nil when none stands in the text

	ordinal     int
	weak        bool    // a template stands in the text that is not to be believed there
	likeness    float64 // what its best imperfect template says
	ownCoverage float64 // of the best one that nobody but WAPT prints
}

// MinScore is the score from which a candidate is a result.
const MinScore = 0.08

// Rank ranks all articles and entries for a text, as if the passage without (-1 for
// none) were not there. The ranking must be released.
func (r *Ranker) Rank(ctx context.Context, text *lex.Text, without int32) (*Ranking, error) {
	out := &Ranking{ranker: r, Words: r.index.Words(ctx, text)}
	s := r.score(out.Words, without)
	out.scores = s
	articles := make([]*Candidate, r.articles)
	for i := range articles {
		c := &s.candidates[i]
		c.Score = s.fused(i)
		if r.seldom[i] {
			c.Score *= tuned.Seldom
		}
		articles[i] = c
	}
	out.Alignments = r.addTemplates(ctx, s.candidates, text)
	if err := ctx.Err(); err != nil { // what was gathered is not whole
		out.Release()
		return nil, err
	}
	slices.SortStableFunc(articles, byScore)
	if articles[0].Score >= MinScore {
		out.Features = features(articles, s, text)
	}
	out.Candidates = r.merge(articles, s.candidates[r.articles:], text, out.Features.Sure())
	return out, nil
}

// Release gives back what the ranking took, and empties its candidates.
func (r *Ranking) Release() { r.scores.release(r.ranker) }

func byScore(a, b *Candidate) int { return cmp.Compare(b.Score, a.Score) }

// minSection is the share of the words of a text from which a section of an article is
// worth leading to.
const minSection = 0.15

// Section gives the section of a candidate that fits the text best.
func (r *Ranking) Section(c *Candidate, lang string) (section fulltext.Passage, ok bool) {
	if c.ordinal >= r.ranker.articles || r.scores.total == 0 {
		return section, false
	}
	highest := 0.0
	for _, i := range r.ranker.sections[c.ordinal] {
		if v := r.scores.passage[i]; v > highest {
			if p := r.ranker.index.Passage(int(i)); p.Lang == lang {
				section, highest = p, v
			}
		}
	}
	return section, highest/r.scores.total >= minSection
}

// IsQuestion tells whether a passage is a question or a paste of an article.
func (r *Ranker) IsQuestion(passage int) bool { return r.passages[passage].group == asked }

// fused gives the score of an article by its words.
func (s *scores) fused(a int) float64 {
	if s.total == 0 {
		return 0
	}
	return (tuned.Article*s.article[a] + tuned.Best*s.bestPassage(a) + tuned.Second*s.second[a] + tuned.Bayes*s.bayes[a]) / s.total
}

// nextBayes gives the best odds of the other articles.
func (s *scores) nextBayes(first int) float64 {
	best := math.Inf(-1)
	for a, v := range s.bayes {
		if a != first {
			best = max(best, v)
		}
	}
	return best
}
