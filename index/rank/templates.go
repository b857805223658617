package rank

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index/lex"
	"waptkb/index/match"
)

// This file makes error templates that stand in a query evidence for their articles.

// addTemplates raises the articles whose error templates stand in the text. It gives
// those that the text resembles.
func (r *Ranker) addTemplates(ctx context.Context, s *scores, text *lex.Text) []match.Alignment {
	found := r.templates.Find(ctx, text.Letters, 3)
	for i := range found {
		m := &found[i]
		c := s.candidate(r, r.lib.Place(m.Pattern.ID))
		c.wraps = c.wraps || wraps(m, found)
		if !believed(m, text) {
			c.weak = c.weak || !text.WAPT // else the text is ours all the same
			continue
		}
		if c.Exact == nil || m.Pattern.Weight >= c.Exact.Pattern.Weight { // of equals the last: a traceback ends with its cause
			c.Exact = m
		}
	}
	alignments := r.templates.Align(ctx, text.Words)
	for _, n := range alignments {
		c := s.candidate(r, r.lib.Place(n.Pattern.ID))
		explained := float64(n.Covered) / float64(max(1, min(len(text.Words), 40)))
		v := n.Coverage
		if n.Pattern.Template.Scope == content.ScopeWhole && explained < 0.8 {
			v *= 0.4
		}
		v = max(v*v, 0.9*explained*min(1, n.Weight/12)) * min(1, n.Weight/10)
		c.likeness = max(c.likeness, v)
		if n.Pattern.Template.Scope == content.ScopeAnywhere && n.Weight >= minOwnWeight {
			c.ownCoverage = max(c.ownCoverage, n.Coverage)
		}
	}
	if n := r.fragment(alignments, found, text); n != nil {
		if c := s.candidate(r, r.lib.Place(n.Pattern.ID)); c.Exact == nil {
			c.Exact = &match.Match{Pattern: n.Pattern, Line: 1 + strings.Count(text.Raw[:n.Start], "\n"), Start: n.Start, End: n.End, Captures: map[string]string{}}
		}
	}
	precise := false
	for i, c := range s.candidates {
		precise = precise || i < r.articles && c.Exact != nil && !r.lib.General(i) && !c.Exact.Pattern.Template.Also
	}
	for i, c := range s.candidates {
		c.yields = c.Exact != nil && (c.wraps || i < r.articles && (c.Exact.Pattern.Template.Also || precise && r.lib.General(i)))
	}
	return alignments
}

// wraps tells whether a match is of a message that gives another error as its cause: what
// it captured is a match of another article.
func wraps(m *match.Match, found []match.Match) bool {
	return slices.ContainsFunc(found, func(n match.Match) bool {
		return n.Pattern.ID != m.Pattern.ID && n.Start > m.Start && n.End <= m.End
	})
}

// minFragment is the weight from which a piece of a template identifies it.
const minFragment = 8

// fragment finds the template that the text has a literal piece of, nil when there is
// none: the whole query is one, for people quote the part of a message that they
// remember, or a template begins so and is cut off at the end of a line, unless a
// whole one stands there. Articles come before entries.
func (r *Ranker) fragment(alignments []match.Alignment, found []match.Match, text *lex.Text) *match.Alignment {
	words := len(text.Words)
	quoted := func(n *match.Alignment) bool { return n.Literal && n.Covered == words && words >= 3 }
	cut := func(n *match.Alignment) bool {
		if slices.ContainsFunc(found, func(m match.Match) bool { return m.Start < n.End && n.End <= m.End }) {
			return false
		}
		return n.Cut && n.Coverage >= minCutCoverage && inScope(n.Pattern, text)
	}
	for _, is := range []func(*match.Alignment) bool{quoted, cut} {
		for _, article := range []bool{true, false} {
			n := theOnly(alignments, func(n *match.Alignment) bool {
				return n.Weight >= minFragment && !n.Pattern.Template.Also && (r.lib.Place(n.Pattern.ID) < r.articles) == article && is(n)
			})
			if n != nil {
				return n
			}
		}
	}
	return nil
}

// minCutCoverage is the share of a template that is left of it at least.
const minCutCoverage = 0.4

// theOnly gives the first alignment that is one, and nil when those of several
// articles are.
func theOnly(alignments []match.Alignment, is func(*match.Alignment) bool) *match.Alignment {
	var found *match.Alignment
	for i := range alignments {
		switch n := &alignments[i]; {
		case !is(n):
		case found == nil:
			found = n
		case n.Pattern.ID != found.Pattern.ID:
			return nil
		}
	}
	return found
}

// minOwnWeight is the matched weight from which an imperfect template says
// something.
const minOwnWeight = 9

// believed tells whether a match may be believed where it stands.
func believed(m *match.Match, text *lex.Text) bool {
	if inScope(m.Pattern, text) {
		return true
	}
	// Where it is nearly all of the text, a foreign name may be part of the message itself.
	return (!text.Foreign || m.Pattern.Template.Scope == content.ScopeAnywhere) && wordsBeside(m, text) <= 1
}

// inScope tells whether a text is one that a pattern speaks in.
func inScope(p *match.Pattern, text *lex.Text) bool {
	scope := p.Template.Scope
	return !text.Foreign && (scope == content.ScopeAnywhere || scope == content.ScopeWAPT && text.WAPT)
}

// wordsBeside counts the words of a text that a match and what it captured leave over.
func wordsBeside(m *match.Match, text *lex.Text) int {
	words, raw := text.Words, text.Raw
	before, _ := slices.BinarySearchFunc(words, m.Start, func(w lex.Word, at int) int { return cmp.Compare(w.End, at+1) })
	behind, _ := slices.BinarySearchFunc(words, m.End, func(w lex.Word, at int) int { return cmp.Compare(w.Start, at) })
	left := before + len(words) - behind
	// A hole at an end of the template captures what stands beside the match, with its
	// spaces as one each.
	spaced := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	head, tail := spaced(raw[max(0, m.Start-match.MaxTail):m.Start]), spaced(raw[m.End:min(len(raw), m.End+match.MaxTail)])
	for _, v := range m.Captures {
		if strings.Contains(head, v) || strings.Contains(tail, v) {
			left -= len(lex.Words(v))
		}
	}
	return left
}
