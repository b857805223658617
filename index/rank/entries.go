package rank

import (
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index/lex"
	"waptkb/index/match"
)

// This file finds the entries of the reference: messages by their templates, codes
// by their number. They join the articles without moving them: an article stands
// before an entry unless the entry's own template matched more exactly.

const (
	explains  = 0.6 // share of the query's words from which a match explains it
	behind    = 0.9 // score of an entry behind an article, against the article's
	codeWords = 6   // words of a query that asks for a code and nothing else, at most
)

// merge puts the entries among the sorted articles. The text names codes, and is as a
// whole the code of an ordinal; answered tells that text retrieval is sure of the first
// article.
func (r *Ranker) merge(articles, entries []*Candidate, codes map[int]*match.Match, whole int, text *lex.Text, answered bool) []*Candidate {
	top := articles[0]
	bar := top.Exact // what an entry has to outweigh
	for _, e := range entries {
		if e.Exact != nil && r.leadsTo(e.ordinal, top.ordinal) && (bar == nil || e.Exact.Pattern.Weight > bar.Pattern.Weight) {
			bar = e.Exact
		}
	}
	out := articles
	for _, e := range entries {
		_, named := codes[e.ordinal]
		if e.Score == 0 && !named {
			continue
		}
		out = append(out, e)
		switch {
		case r.leadsTo(e.ordinal, top.ordinal): // its article is there already
			e.Score = behind * top.Score
		case e.Exact != nil && moreExact(e.Exact, bar, text, answered):
			e.Score = top.Score + 1 + e.Exact.Pattern.Weight/maxExactWeight
		case e.ordinal == whole, named && top.Exact == nil && !answered && len(text.Words) <= codeWords:
			e.Exact = codes[e.ordinal]
			e.Score = top.Score + 1
		case named:
			e.Score = behind * top.Score
		default:
			e.Score = min(e.Score, behind*top.Score)
		}
	}
	slices.SortStableFunc(out, byScore)
	return out
}

// moreExact tells whether the match of an entry says more than what speaks for the
// first article: it explains the query and outweighs bar, the template of the
// article or of an entry that leads to it; or no article is sure at all.
func moreExact(entry, bar *match.Match, text *lex.Text, answered bool) bool {
	if bar != nil {
		return entry.Pattern.Weight > bar.Pattern.Weight && explained(entry, text) >= explains
	}
	return !answered || explained(entry, text) >= explains
}

// explained gives the share of the words of a text that a match covers, captures
// included.
func explained(m *match.Match, text *lex.Text) float64 {
	if len(text.Words) == 0 {
		return 0
	}
	return 1 - float64(wordsBeside(m, text))/float64(len(text.Words))
}

// codesIn finds the codes of the reference that a text names, by ordinal, and the
// ordinal of the one that it is, in any form; -1 when it is none.
func (r *Ranker) codesIn(text *lex.Text) (codes map[int]*match.Match, whole int) {
	codes, whole = map[int]*match.Match{}, -1
	mentions := text.Codes
	if text.Whole != nil {
		mentions = append(slices.Clip(mentions), *text.Whole)
	}
	line, at := 1, 0
	for _, mention := range mentions {
		if mention.Start < at { // the text as a whole, behind the others
			line, at = 1, 0
		}
		line += strings.Count(text.Raw[at:mention.Start], "\n")
		at = mention.Start
		code, err := r.lib.CodeByValue(mention.Value)
		if err != nil {
			continue
		}
		ordinal := r.lib.Place(code.ID)
		pattern := &match.Pattern{ID: code.ID, Template: content.Template{Text: code.ID}}
		codes[ordinal] = &match.Match{
			Pattern: pattern, Line: line, Start: mention.Start, End: mention.End, Captures: map[string]string{},
		}
		if text.Whole != nil && mention == *text.Whole {
			whole = ordinal
		}
	}
	return codes, whole
}

// leadsTo tells whether an entry leads to an article.
func (r *Ranker) leadsTo(entry, article int) bool {
	if m, err := r.lib.Message(r.lib.IDAt(entry)); err == nil {
		return m.Article == r.lib.IDAt(article)
	}
	c, err := r.lib.Code(r.lib.IDAt(entry))
	return err == nil && c.Article == r.lib.IDAt(article)
}
