package inpage

import (
	"slices"

	"waptkb/content"
	"waptkb/index"
)

// Neighbours is how results are shown where there is no answer.
type Neighbours struct {
	Perhaps *index.Result  // the first, to be shown opened; may be nil
	Results []index.Result // beside it
	More    bool           // there are others
	None    bool           // nothing is shown: the query is not about what we know
}

// How likely the first result is right where there is no answer, at least: to be shown
// opened, and to be shown at all. What is less likely than that is not ours.
const (
	likely   = 0.2
	possible = 0.03
	leads    = 1.2 // times the score of the second, to be shown opened
)

// maxNeighbours is how many results are shown where there is no answer.
const maxNeighbours = 5

// Near shows few results where there is no answer, and none where the query is not about
// what we know. All are shown to who asks for them.
func Near(q index.Query, r *index.Response) Neighbours {
	list := r.Results
	if len(list) == 0 || q.Limit > index.DefaultResults || q.Component != "" {
		return Neighbours{Results: list}
	}
	first, p := list[0], r.Verdict.Probability()
	article := first.Article.Kind == content.KindArticle
	if article && p < possible && len(r.Nearest) == 0 {
		return Neighbours{None: true}
	}
	var out Neighbours
	if alone := len(list) == 1 || first.Score >= leads*list[1].Score; alone && p >= likely && article {
		out.Perhaps, list = &first, list[1:]
	}
	out.More = len(list) > maxNeighbours
	out.Results = list[:min(len(list), maxNeighbours)]
	return out
}

// CodesOnly tells that a query is a number that several codes have.
func CodesOnly(r *index.Response) bool {
	return r.Answer == nil && r.Absent == nil && len(r.Results) > 0 && r.Results[0].Article.Kind == content.KindCode
}

// findings gives the errors of a query: those of it as a log, and others that search
// recognised.
func findings(r *index.Response) (out []index.Finding) {
	if r.Log != nil {
		out = slices.Clone(r.Log.Findings)
	}
	for _, e := range r.Errors {
		if of(out, e.Article.ID) >= 0 {
			continue
		}
		m := e.Match
		out = append(out, index.Finding{
			Article: e.Article, Template: m.Pattern.Template, Count: 1, FirstLine: m.Line, LastLine: m.Line,
			Occurrences: []index.Occurrence{{Line: m.Line, Captures: m.Captures}},
		})
	}
	return out
}

// of gives the place of the finding about an article, -1 where there is none.
func of(list []index.Finding, id string) int {
	return slices.IndexFunc(list, func(f index.Finding) bool { return f.Article.ID == id })
}
