package rank

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index/lex"
	"waptkb/index/match"
	"waptkb/index/reader"
)

// This file makes error templates that stand in a query evidence for their articles.

// believed is a match that may be believed, and the place of what it is about.
type believed struct {
	*match.Match
	about int
}

// addTemplates raises the articles whose error templates stand in the text.
func (r *Ranker) addTemplates(ctx context.Context, s *scores, text *lex.Text) {
	found := r.templates.Find(ctx, text.Letters, 3)
	scope := r.scopeOf(text, found)
	s.believed = make([]believed, 0, len(found))
	for i := range found {
		m := &found[i]
		c := s.candidate(r.lib.Place(m.Pattern.ID))
		inside := func(wrapper believed) bool { return wrapper.Wraps(m) }
		if !scope.believes(m) && !slices.ContainsFunc(s.believed, inside) {
			c.weak = c.weak || !text.WAPT // else the text is ours all the same
			c.Doubtful = m
			continue
		}
		if m.Pattern.Template.Also && explained(m, text) >= explains {
			continue // nothing speaks for another article than the one that owns it
		}
		b := believed{m, r.about(m)}
		s.believed = append(s.believed, b)
		c.match(m)
		if about := s.candidate(b.about); about != c {
			about.match(m)
		}
	}
	if p := r.quoted(text, scope); p != nil && len(found) == 0 {
		s.candidate(r.lib.Place(p.ID)).match(&match.Match{Pattern: p, Line: 1, End: len(text.Raw), Captures: map[string]string{}})
	}
	precise, heaviest, matched := false, 0.0, s.matched()
	for _, c := range matched {
		precise = precise || r.precise(c.place) && !c.Exact.Pattern.Template.Also
	}
	for _, c := range matched {
		c.yields = precise && r.isArticle(c.place) && !r.precise(c.place)
		if c.whole = !c.yields && r.isArticle(c.place) && explained(c.Exact, text) >= nearlyAll; c.whole {
			heaviest = max(heaviest, c.Exact.Pattern.Weight)
		}
	}
	for _, c := range matched { // of several the one that says most
		c.whole = c.whole && c.Exact.Pattern.Weight == heaviest
	}
}

// A piece of a template identifies it that has these weight, share of the template, and words.
const (
	minQuoted      = 8
	minQuotedShare = 0.4
	minQuotedWords = 3
)

// quoted gives the template of an article that the text is a piece of: people quote the part
// of a message that they remember. It is nil when there is none, or several articles have one.
func (r *Ranker) quoted(text *lex.Text, scope scope) *match.Pattern {
	if len(text.Words) < minQuotedWords {
		return nil
	}
	pieces := slices.DeleteFunc(r.templates.Quoting(text.Words), func(n match.Alignment) bool {
		return n.Weight < minQuoted || n.Pattern.Template.Also || !r.isArticle(r.lib.Place(n.Pattern.ID))
	})
	if len(pieces) == 0 || slices.ContainsFunc(pieces, func(n match.Alignment) bool { return n.Pattern.ID != pieces[0].Pattern.ID }) {
		return nil
	}
	if n := pieces[0]; n.Coverage >= minQuotedShare && scope.covers(n.Pattern) {
		return n.Pattern
	}
	return nil
}

// matched gives the candidates whose template stands in the text.
func (s *scores) matched() (out []*Candidate) {
	for _, place := range s.touched {
		if c := &s.candidates[place]; c.Exact != nil {
			out = append(out, c)
		}
	}
	return out
}

// match notes a match of a candidate. The heaviest counts; of equals the last: a traceback
// ends with its cause.
func (c *Candidate) match(m *match.Match) {
	if c.Exact == nil || m.Pattern.Weight >= c.Exact.Pattern.Weight {
		c.Exact = m
	}
}

// about gives the place of the article or entry that a match is about.
func (r *Ranker) about(m *match.Match) int { return r.lib.Place(r.lib.About(m.Pattern.ID)) }

// isArticle tells whether a place is that of an article, and not of an entry.
func (r *Ranker) isArticle(place int) bool { return place < r.articles }

// precise tells whether an article, by its place, is about one problem.
func (r *Ranker) precise(place int) bool { return r.isArticle(place) && !r.lib.General(place) }

// putCausesFirst lets an article whose match only says where something failed change
// places with the article about the cause that stands in it.
func (r *Ranker) putCausesFirst(s *scores) {
	for _, m := range s.believed {
		wrapper := &s.candidates[m.about]
		if wrapper.Exact != m.Match || !r.isArticle(wrapper.place) {
			continue
		}
		if cause, ok := r.causeIn(m, s.believed); ok {
			putFirst(&s.candidates[cause.about], wrapper)
		}
	}
}

// putLongerFirst lets an article whose message goes on where the one of another article ends change
// places with it: "verify failed: certificate has expired" says more than "verify failed".
func (r *Ranker) putLongerFirst(s *scores) {
	for _, m := range s.believed {
		longer := &s.candidates[m.about]
		if longer.Exact != m.Match || m.Pattern.Template.Also || !r.precise(m.about) {
			continue
		}
		for _, o := range s.believed {
			shorter := &s.candidates[o.about]
			if o.about != m.about && shorter.Exact == o.Match && r.isArticle(o.about) && m.Pattern.Weight > o.Pattern.Weight && m.Extends(o.Match) {
				putFirst(longer, shorter)
			}
		}
	}
}

// putFirst lets a candidate change places with another one that stands before it.
func putFirst(a, b *Candidate) { a.Score, b.Score = max(a.Score, b.Score), min(a.Score, b.Score) }

// tellSharersApart lets the text beside a template that several articles share tell which of
// them it is: the reader, who has the template from all of them, reads the rest alone.
func (r *Ranker) tellSharersApart(s *scores) {
	if r.reader.Empty() {
		return
	}
	told := 0
	for _, m := range s.believed {
		if !m.Pattern.Template.Also || told == maxGuests {
			continue
		}
		host := slices.IndexFunc(s.believed, func(o believed) bool {
			return o.Start == m.Start && o.End == m.End && !o.Pattern.Template.Also && r.isArticle(o.about)
		})
		if host < 0 {
			continue
		}
		raw := s.text.Raw
		rest := lex.ReadLines(raw[max(0, m.Start-maxRest):m.Start] + "\n" + raw[m.End:min(len(raw), m.End+maxRest)])
		if told++; len(rest.Words) < minRest {
			continue
		}
		sharer, owner := &s.candidates[m.about], &s.candidates[s.believed[host].about]
		opinion := r.reader.Read(rest, nil, reader.Opinion{}).Classes
		if opinion[sharer.place] > opinion[owner.place] {
			sharer, owner = owner, sharer
		}
		putFirst(owner, sharer)
	}
}

const (
	minRest = 8       // words beside a template that tell something
	maxRest = 1 << 10 // bytes before it, and behind it, that are read

	maxGuests = 4 // templates of a text that are told apart so
)

// causeIn gives the last match in what another one took that another article owns and is
// about.
func (r *Ranker) causeIn(wrapper believed, all []believed) (cause believed, ok bool) {
	for _, m := range all {
		if m.about != wrapper.about && !m.Pattern.Template.Also && r.precise(m.about) && wrapper.Wraps(m.Match) {
			cause, ok = m, true
		}
	}
	return cause, ok
}

// scope is what a text says about whose it is.
type scope struct {
	ranker *Ranker
	text   *lex.Text
	ours   bool // it speaks of WAPT, or has a template that nobody but WAPT prints
}

// scopeOf gives the scope of a text and the templates that were found in it.
func (r *Ranker) scopeOf(text *lex.Text, found []match.Match) scope {
	own := func(m match.Match) bool { return m.Pattern.Template.Scope == content.ScopeAnywhere }
	return scope{r, text, text.WAPT || slices.ContainsFunc(found, own)}
}

// believes tells whether a match may be believed where it stands.
func (s scope) believes(m *match.Match) bool {
	if s.covers(m.Pattern) {
		return true
	}
	// Where it is nearly all of the text, a foreign name may be part of the message itself.
	return (!s.foreign(m.Pattern) || m.Pattern.Template.Scope == content.ScopeAnywhere) && wordsBeside(m, s.text) <= 1
}

// covers tells whether the text is one that a pattern speaks in.
func (s scope) covers(p *match.Pattern) bool {
	scope := p.Template.Scope
	return !s.foreign(p) && (scope == content.ScopeAnywhere || scope == content.ScopeWAPT && s.ours)
}

// foreign tells whether the text speaks of a product that a pattern has nothing to do with. An
// organisation may write of any product.
func (s scope) foreign(p *match.Pattern) bool {
	return s.text.Foreign && !s.ranker.guest(s.ranker.lib.Place(p.ID))
}

// guest tells whether an article, by its place, is a guest; see [fulltext.Segments].
func (r *Ranker) guest(place int) bool { return r.isArticle(place) && r.index.Guest(place) }

// wordsBeside counts the words of a text that a match and what it captured leave over.
func wordsBeside(m *match.Match, text *lex.Text) int {
	words, raw := text.Words, text.Raw
	before, _ := slices.BinarySearchFunc(words, m.Start, func(w lex.Word, at int) int { return cmp.Compare(w.End, at+1) })
	behind, _ := slices.BinarySearchFunc(words, m.End, func(w lex.Word, at int) int { return cmp.Compare(w.Start, at) })
	left := before + len(words) - behind
	if len(m.Captures) == 0 {
		return left
	}
	// A hole at an end of the template captures what stands beside the match, with its
	// spaces as one each.
	spaced := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	beside := spaced(raw[max(0, m.Start-match.MaxTail):m.Start]) + "\n" + spaced(raw[m.End:min(len(raw), m.End+match.MaxTail)])
	for _, v := range m.Captures {
		if strings.Contains(beside, v) {
			left -= len(lex.Words(v))
		}
	}
	return left
}

// Recognised gives the candidates whose error template or code stands in the text, each
// with its match, as they stand there. What stands in a text that says more is none.
func (r *Ranking) Recognised() []*Candidate {
	found := r.scores.matched()
	for _, c := range r.Candidates { // one that is in no library
		if c.place == r.ranker.lib.Size() {
			found = append(found, c)
		}
	}
	found = slices.DeleteFunc(found, func(c *Candidate) bool { return c.yields || c.Exact.Pattern.Template.Also })
	out := slices.DeleteFunc(slices.Clone(found), func(c *Candidate) bool {
		return slices.ContainsFunc(found, func(o *Candidate) bool { return r.ranker.outweighs(o, c) })
	})
	slices.SortFunc(out, func(a, b *Candidate) int { return cmp.Or(cmp.Compare(a.Exact.Start, b.Exact.Start), a.place-b.place) })
	return out
}

// outweighs tells whether a match says more of the same text than another one, or is of the
// article that an entry leads to.
func (r *Ranker) outweighs(o, c *Candidate) bool {
	if o == c {
		return false
	}
	a, b := o.Exact, c.Exact
	if !r.isArticle(c.place) && r.isArticle(o.place) && r.leadsTo(c.place, o.place) {
		return true
	}
	overlap := a.Start < b.End && b.Start < a.End
	return overlap && !a.Wraps(b) && !b.Wraps(a) && (a.Pattern.Weight > b.Pattern.Weight || a.Pattern.Weight == b.Pattern.Weight && o.place < c.place)
}
