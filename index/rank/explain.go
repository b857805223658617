package rank

// This file tells an author what the ranking made of an article, whether it is a result or not.

// Of gives the candidate of an article, a message or a code of the library, also of one that has
// nothing to do with the text.
func (r *Ranking) Of(id string) *Candidate {
	for _, c := range r.Candidates {
		if c.ID == id {
			return c
		}
	}
	c := r.scores.candidate(r.ranker.lib.Place(id))
	c.Score = r.scores.scoreOf(c)
	return c
}

// Told is a word of the text.
type Told struct {
	Text  string
	Share float64 // of what the text says
	Known bool    // somebody uses it, ours or an organisation
	Has   []bool  // by candidate: it has the word, or what means the same
}

// Told tells of each word which candidates have it.
func (r *Ranking) Told(candidates ...*Candidate) []Told {
	var out []Told
	for i, w := range telling(r.Words) {
		d := r.scores.said[i]
		t := Told{Text: w.Text, Share: r.scores.share(d.value), Known: len(d.articles) > 0}
		for _, c := range candidates {
			t.Has = append(t.Has, d.has(c.place))
		}
		out = append(out, t)
	}
	return out
}

// Admits tells whether a candidate may be a result at all: an article of an organisation that has
// too little to do with the text may not.
func (r *Ranking) Admits(c *Candidate) bool {
	return !r.ranker.isArticle(c.place) || r.scores.competes(c.place)
}
