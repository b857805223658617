package rank

import (
	"cmp"
	"context"
	"sync"

	"waptkb/content"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/reader"
)

// Ranker ranks the articles and the entries of a library. It is safe for concurrent use.
type Ranker struct {
	lib       *content.Library
	index     *fulltext.Segments
	templates *match.Union
	reader    *reader.Panel

	signals, evidence []float64 // the fitted weights

	articles int       // how many there are
	hosts    int       // those without the guests
	priors   []float64 // by article: see prior

	distributions distributionCache
	scratch       sync.Pool // of *scores
}

// New makes a ranker of a library, its passages and its error templates, and of readers of
// its articles.
func New(lib *content.Library, index *fulltext.Segments, templates *match.Union, opinion *reader.Panel) *Ranker {
	r := &Ranker{lib: lib, index: index, templates: templates, reader: opinion, signals: valuesOf(SignalNames(), fitted.Signals), evidence: valuesOf(EvidenceNames(), fitted.Evidence), articles: lib.Len()}
	asked := 0
	for a := range r.articles {
		if index.Guest(a) {
			continue
		}
		r.hosts++
		asked += index.Asked(a)
	}
	r.priors = make([]float64, r.articles)
	for a := range r.priors {
		r.priors[a] = prior(index.Asked(a), asked)
		if index.Guest(a) {
			own := max(index.Asked(a), fewQuestions)
			r.priors[a] = prior(own, asked+own)
		}
	}
	return r
}

// Ranking is how well articles and entries fit a text.
type Ranking struct {
	Candidates []*Candidate // that may be results, and two at least where there are; the best first
	Verdict    Verdict      // how sure the first article is
	Words      []fulltext.Word

	ranker *Ranker
	scores *scores
	text   *lex.Text
}

// Candidate is an article or an entry on its way to a result.
type Candidate struct {
	ID    string
	Score float64      // orders candidates of one ranking only
	Exact *match.Match // of its template; nil when none stands in the text

	// Doubtful is a template that stands in the text and is not to be believed there; may be nil.
	Doubtful *match.Match

	place  int
	whole  bool // its template is all of the text
	yields bool // it is about a family of problems, and the template of one of them stands in the text
	weak   bool // a template stands in the text that is not to be believed there

	words    float64  // sum over words of rarity × strength
	odds     float64  // logarithm of the odds that its questions give, above those of one without the words
	passage  float64  // score of its best passage
	passages passages // where it is promising
	admitted bool     // it is no guest, or one that has to do with the query
}

// Place gives the place of the candidate for [content.Library.IDAt].
func (c *Candidate) Place() int { return c.place }

// MinScore is the score from which a candidate is a result.
const MinScore = 0.08

// MinShare is the share of the first score below which a candidate is no result.
const MinShare = 0.35

// Rank ranks all articles and entries for a text, as if the passage without (-1 for
// none) were not there. The ranking must be released.
func (r *Ranker) Rank(ctx context.Context, text *lex.Text, without int32) (*Ranking, error) {
	out := &Ranking{ranker: r, text: text, Words: r.index.Words(ctx, text)}
	s := r.score(text, out.Words, without)
	out.scores = s
	r.addTemplates(ctx, s, text)
	s.bestPassages()
	if err := ctx.Err(); err != nil { // what was gathered is not whole
		out.Release()
		return nil, err
	}
	codes := r.codesIn(text)
	for place := range codes {
		s.candidate(place)
	}
	articles, entries := s.ranked()
	if articles[0].Score >= MinScore {
		s.best = articles[:min(2, len(articles))]
		out.Verdict = s.verdict(articles[0])
	}
	out.Candidates = r.merge(articles, entries, codes, text, out.Verdict.Sure())
	return out, nil
}

// Alignments gives the templates that the text resembles.
func (r *Ranking) Alignments(ctx context.Context) []match.Alignment {
	return r.ranker.templates.Align(ctx, r.text.Words)
}

// Release gives back what the ranking took, and empties its candidates.
func (r *Ranking) Release() { r.scores.release() }

func byScore(a, b *Candidate) int { return cmp.Compare(b.Score, a.Score) }

// minSection is the share of the words of a text from which a section of an article is
// worth leading to.
const minSection = 0.15

// sectionOfRelease is how much more a section says that names the release of WAPT that the
// text does.
const sectionOfRelease = 1.05

// Section gives the section of a candidate that fits the text best, and its place among the
// passages. One that names a release of WAPT as the text does fits better.
func (r *Ranking) Section(c *Candidate, lang string) (place int, section fulltext.Passage, ok bool) {
	s, x := r.scores, r.ranker.index
	if !r.ranker.isArticle(c.place) || s.total == 0 {
		return 0, section, false
	}
	highest := 0.0
	for i, p := range x.Sections(c.place) {
		v := c.passages.of(i)
		if v*sectionOfRelease <= highest || p.Lang != lang {
			continue
		}
		if named := r.text.Releases; named != 0 && lex.Releases(p.Title+"\n"+x.SectionText(i))&named != 0 {
			v *= sectionOfRelease
		}
		if v > highest {
			place, section, highest = i, p, v
		}
	}
	return place, section, highest/s.total >= minSection
}
