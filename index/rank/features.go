package rank

import (
	"slices"

	"waptkb/index/lex"
)

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
	Opinion    float64 `json:"opinion"`    // of the reader, for the first article
	Doubt      float64 `json:"doubt"`      // of the reader, for the best other article
	NotOurs    float64 `json:"not_ours"`   // of the reader, for what is not ours
	Missing    float64 `json:"missing"`    // the most telling word that the first article lacks, beside the most telling word
	Lacking    float64 `json:"lacking"`    // share of the query's rarity in known words that the first article lacks
	Ahead      float64 `json:"ahead"`      // distance to the second article
	Template   float64 `json:"template"`   // weight of its template, 0 to 1
	Log        float64 `json:"log"`
}

// missing tells which known words an article lacks.
func (s *scores) missing(article int) (most, share float64) {
	greatest := 0.0
	for _, w := range s.said {
		greatest = max(greatest, w.value)
		if w.kind == unknown || w.has(int32(article)) {
			continue
		}
		most = max(most, w.value)
		share += w.value
	}
	if greatest == 0 {
		return 0, 0
	}
	return most / greatest, s.share(share)
}

// has tells whether an article has a word, and not only a bit of it.
func (d *distribution) has(article int32) bool {
	i := slices.IndexFunc(d.articles, func(b bearing) bool { return b.article == article })
	return i >= 0 && d.articles[i].strength >= minKnown
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
		f.Bayes = s.odds(c.ordinal) / s.total
		f.Lead = f.Bayes - s.bestOther(c.ordinal)/s.total
		f.Foreign, f.Unknown, f.Background = s.kinds[foreign]/s.total, s.kinds[unknown]/s.total, s.background/s.total
	}
	f.Missing, f.Lacking = s.missing(c.ordinal)
	f.Template = c.exactWeight()
	f.Log = truth(len(text.Lines) > 1)
	if n := len(s.opinion) - 1; n >= 0 {
		f.Opinion, f.NotOurs = float64(s.opinion[c.ordinal]), float64(s.opinion[n])
		f.Doubt = -9
		for i, v := range s.opinion[:n] {
			if i != c.ordinal {
				f.Doubt = max(f.Doubt, float64(v))
			}
		}
	}
	f.Ahead = c.Score
	if len(cands) > 1 {
		f.Ahead -= cands[1].Score
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
