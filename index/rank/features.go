package rank

import "waptkb/index/lex"

// Features is the evidence for the first result; see [Features.Probability].
// Shares are from 0 to 1, and a little more where synonyms add to a word.
type Features struct {
	Exact      float64 `json:"exact"`      // 1 when a template matches whose scope allows it
	Weak       float64 `json:"weak"`       // 1 when a template matches that others print too, and nothing speaks of WAPT
	Near       float64 `json:"near"`       // what the best imperfect template of the article says
	NearOwn    float64 `json:"near_own"`   // coverage of the best imperfect one that nobody but WAPT prints
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

// features gathers the evidence for the first of the sorted articles.
func (r *Ranker) features(cands []*Candidate, s *scores, text *lex.Text) Features {
	c := cands[0]
	f := Features{
		Exact: truth(c.Exact != nil), Weak: truth(c.weak), Near: c.likeness, NearOwn: c.ownCoverage,
		WAPT: truth(text.WAPT), Product: truth(text.Foreign), Mass: s.total, Words: float64(s.words),
	}
	if s.total > 0 {
		f.Coverage = s.byArticle[c.ordinal].words / s.total
		f.Best = s.bestPassage(c.ordinal) / s.total
		f.Native = s.kinds[native] / s.total
		f.Bayes = s.odds(r, c.ordinal) / s.total
		f.Lead = f.Bayes - s.bestOther(r, c.ordinal)/s.total
		f.Foreign, f.Unknown, f.Background = s.kinds[foreign]/s.total, s.kinds[unknown]/s.total, s.background/s.total
	}
	if c.Score > 0 {
		f.Margin = 1
		if len(cands) > 1 {
			f.Margin = (c.Score - cands[1].Score) / c.Score
		}
	}
	return f
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
