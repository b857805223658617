package index

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index/lex"
	"waptkb/index/logs"
	"waptkb/index/match"
	"waptkb/index/redact"
)

// Confidence says how sure an answer is.
type Confidence string

const (
	// Exact: an error template matched.
	Exact Confidence = "exact"
	// High: text retrieval is sure.
	High Confidence = "high"
)

// Response is what a query finds. What it has of the query may be shown again: its
// secrets are masked.
type Response struct {
	Query    string    // the text of the query
	Answer   *Answer   // nil when not sure
	Results  []Result  // the best first; the answer is the first
	Total    int       // results before the limit
	Findings []Finding // of Query.Findings, without the answer
	Facets   []Facet   // where the first MaxResults stand, of whatever component
	Nearest  []Nearest
	Features Features
}

// Facet is a component and how many of the results belong to it.
type Facet struct {
	Component string
	Count     int
}

// Nearest is an error template that the query resembles, where there is no answer.
type Nearest struct {
	Template content.Template
	ID       string // of the article or message that it belongs to
}

// maxNearest is how many templates a response names.
const maxNearest = 5

// Answer is the article that the index is sure about.
type Answer struct {
	Article    *content.Article
	Confidence Confidence
	Match      *match.Match // what matched; nil when Confidence is High
}

// Result is an article that may fit.
type Result struct {
	Article *content.Article
	Score   float64         // orders results within one response only
	Section content.Section // where the query fits best; empty for the whole article
	Snippet string          // HTML with <mark>, everything else escaped
}

// Features is the evidence for the first result; see [Features.Probability].
// Shares are from 0 to 1, and a little more where synonyms add to a word.
type Features struct {
	Exact      float64 `json:"exact"`      // 1 when a template matches whose scope allows it
	Weak       float64 `json:"weak"`       // 1 when a template matches that others print too, and nothing speaks of WAPT
	Near       float64 `json:"near"`       // coverage of the best near template of the article
	NearOwn    float64 `json:"near_own"`   // coverage of the best near template that nobody but WAPT prints
	Coverage   float64 `json:"coverage"`   // share of the query's rarity that the article has
	Best       float64 `json:"best"`       // score of its best passage
	Margin     float64 `json:"margin"`     // distance to the second article, as a share
	Foreign    float64 `json:"foreign"`    // share of the query's rarity in words that only other people use
	Unknown    float64 `json:"unknown"`    // share in words that nobody uses
	Background float64 `json:"background"` // score of the best background passage
	WAPT       float64 `json:"wapt"`       // 1 when the query speaks of WAPT
	Mass       float64 `json:"mass"`       // total rarity of the query
	Native     float64 `json:"native"`     // share in words that articles have and other people do not use
	Product    float64 `json:"product"`    // 1 when the query names a product that WAPT has nothing to do with
	Bayes      float64 `json:"bayes"`      // odds of the first article by its questions, per rarity of the query
	Lead       float64 `json:"lead"`       // how much more than the second article's
	Words      float64 `json:"words"`      // different words that say something
}

// candidate is an article on its way to a result.
type candidate struct {
	ordinal int
	score   float64
	exact   *match.Match
	weak    *match.Match
	near    float64
	nearOwn float64
}

// longQuery is from how many bytes on a query takes a turn among other long work.
const longQuery = 4 << 10

// Search finds the articles for a query and decides whether it is sure. Its time is
// linear in the query: some 0.6 ms for each KiB of text made to cost most. When the
// context ends, so does the search, with its error. A query that breaks the limits is an
// [Invalid].
func (x *Index) Search(ctx context.Context, q Query) (*Response, error) {
	q, err := q.Checked()
	if err != nil {
		return nil, err
	}
	r, err := x.search(ctx, q)
	if err != nil || !q.Findings || strings.Count(q.Text, "\n")+1 < minLogLines {
		return r, err
	}
	d, err := x.Diagnose(ctx, strings.NewReader(q.Text), DiagnoseOptions{Lang: q.Lang})
	var other *logs.NotText
	if errors.As(err, &other) { // a text of many control characters
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	r.Findings = slices.DeleteFunc(d.Findings, func(f Finding) bool { return r.Answer != nil && f.Article.ID == r.Answer.Article.ID })
	return r, nil
}

// minLogLines is how many lines a text has at least that is read as a log, too.
const minLogLines = 3

// search is [Index.Search] without what the lines of a log say.
func (x *Index) search(ctx context.Context, q Query) (*Response, error) {
	if x.reader == nil {
		return nil, ErrClosed
	}
	if len(q.Text) > longQuery {
		t := turn{ctx: ctx, free: x.turns}
		if err := t.take(); err != nil {
			return nil, err
		}
		defer t.leave()
	}
	text := lex.Read(q.Text)
	words := x.correct(mostTelling(x.words(ctx, q.Text)))
	s := x.score(words, q.without-1)
	defer s.release(x)
	articles := make([]*candidate, x.articles)
	for i := range articles {
		c := &s.cands[i]
		c.score = s.fused(i)
		if x.seldom[i] {
			c.score *= tuned.Seldom
		}
		articles[i] = c
	}
	near := x.addTemplates(ctx, s.cands, text)
	if err := ctx.Err(); err != nil { // what was gathered is not whole
		return nil, err
	}
	slices.SortStableFunc(articles, byScore)

	r := &Response{Results: []Result{}}
	if articles[0].score >= minScore {
		r.Features = features(articles, s, text)
	}
	cands := x.merge(articles, s.cands[x.articles:], text, r.Features.Sure())
	mark, facets := newMarker(words), map[string]int{}
	found := 0 // of any component
	for _, c := range cands {
		if c.score < minScore || c.score < minShare*cands[0].score {
			break
		}
		a, err := x.lib.Article(x.ids[c.ordinal], q.Lang)
		if err != nil {
			return nil, err
		}
		if found++; found <= MaxResults {
			facets[a.Component]++
		}
		if q.Component != "" && a.Component != q.Component {
			continue
		}
		r.Total++
		if len(r.Results) < q.Limit {
			res := Result{Article: a, Score: math.Round(1000*c.score) / 1000}
			x.show(&res, c.ordinal, s, mark)
			r.Results = append(r.Results, res)
		}
	}
	if len(r.Results) > 0 && r.Results[0].Article.ID == x.ids[cands[0].ordinal] {
		r.Answer = answer(r, cands[0])
	}
	for _, name := range content.Components {
		if n := facets[name]; n > 0 {
			r.Facets = append(r.Facets, Facet{name, n})
		}
	}
	if r.Answer == nil {
		r.Nearest = nearest(near)
	}
	r.mask(q.Text)
	return r, nil
}

// nearest picks the templates that a query resembles most, one for each article.
func nearest(near []match.Near) []Nearest {
	slices.SortStableFunc(near, func(a, b match.Near) int { return cmp.Compare(b.Coverage, a.Coverage) })
	var out []Nearest
	for _, n := range near {
		if len(out) < maxNearest && !slices.ContainsFunc(out, func(o Nearest) bool { return o.ID == n.Pattern.ID }) {
			out = append(out, Nearest{n.Pattern.Template, n.Pattern.ID})
		}
	}
	return out
}

// mask masks the secrets of the query wherever the response repeats it.
func (r *Response) mask(text string) {
	secrets := redact.In(text)
	r.Query = secrets.Masked()
	if r.Answer != nil && r.Answer.Match != nil {
		r.Answer.Match.Captures = masked(r.Answer.Match.Captures, secrets)
	}
}

// masked gives what a match captured in a text with the secrets of the text masked: a
// capture alone may not look like one.
func masked(captures map[string]string, text *redact.Text) map[string]string {
	if len(captures) == 0 {
		return captures
	}
	out := make(map[string]string, len(captures))
	for name, value := range captures {
		out[name] = text.Value(value)
	}
	return out
}

// maxExactWeight is the weight of a template beyond which more words say no more.
const maxExactWeight = 50

// An article is a result from minScore on.
const (
	minScore = 0.08
	minShare = 0.35 // of the first score, below which an article is not near any more
)

func answer(r *Response, c *candidate) *Answer {
	switch {
	case c.exact != nil:
		return &Answer{r.Results[0].Article, Exact, c.exact}
	case r.Results[0].Article.Kind == content.KindArticle && r.Features.Sure():
		return &Answer{Article: r.Results[0].Article, Confidence: High}
	}
	return nil
}

// fused gives the score of an article by its words.
func (s *scores) fused(a int) float64 {
	if s.total == 0 {
		return 0
	}
	best := 0.0
	if s.best[a] >= 0 {
		best = s.passage[s.best[a]]
	}
	return (tuned.Article*s.article[a] + tuned.Best*best + tuned.Second*s.second[a] + tuned.Bayes*s.bayes[a]) / s.total
}

func features(cands []*candidate, s *scores, text *lex.Text) Features {
	c := cands[0]
	f := Features{Near: c.near, NearOwn: c.nearOwn, Mass: s.total}
	if c.exact != nil {
		f.Exact = 1
	}
	if c.weak != nil {
		f.Weak = 1
	}
	if s.total > 0 {
		f.Coverage = s.article[c.ordinal] / s.total
		if b := s.best[c.ordinal]; b >= 0 {
			f.Best = s.passage[b] / s.total
		}
		f.Native = s.kinds[native] / s.total
		f.Bayes = s.bayes[c.ordinal] / s.total
		f.Lead = f.Bayes - s.nextBayes(c.ordinal)/s.total
		f.Foreign, f.Unknown, f.Background = s.kinds[foreign]/s.total, s.kinds[unknown]/s.total, s.background/s.total
	}
	if c.score > 0 {
		f.Margin = 1
		if len(cands) > 1 {
			f.Margin = (c.score - cands[1].score) / c.score
		}
	}
	f.WAPT, f.Product, f.Words = truth(text.WAPT), truth(text.Foreign), float64(s.words)
	return f
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

// maxQueryWords is how many words of a query are ranked; of more, those that say most.
const maxQueryWords = 128

// mostTelling cuts long queries down to the words of the heaviest lines.
func mostTelling(words []queryWord) []queryWord {
	if len(words) <= maxQueryWords {
		return words
	}
	slices.SortStableFunc(words, func(a, b queryWord) int { return cmp.Compare(b.weight, a.weight) })
	return words[:maxQueryWords]
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
