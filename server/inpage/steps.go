package inpage

import (
	"strings"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/index/api"
)

// Steps is the beginning of a solution.
type Steps struct {
	First  string      // HTML of the first steps
	Rest   string      // HTML of those that are folded away
	N      int         // steps that are folded away
	Anchor string      // where the solution stands in the article
	Whole  bool        // these are all
	Blocks []doc.Block // all of these
}

// Unfolded is how many steps of a solution are shown at once.
const Unfolded = 3

// NewSteps gives the beginning of the solution of an article for what stood in the holes of
// an error. render makes HTML of blocks.
func NewSteps(lib *content.Library, a *content.Article, captures map[string]string, render func([]doc.Block) string) Steps {
	solution := lib.Advise(a, captures).Solution
	blocks, whole := solution.FirstSteps()
	first, rest, n := doc.Fold(blocks, Unfolded)
	html := func(blocks []doc.Block) string { return strings.TrimSpace(render(blocks)) }
	return Steps{First: html(first), Rest: html(rest), N: n, Anchor: solution.Anchor, Whole: whole, Blocks: blocks}
}

// RenderOptions says how parts of an article refer to what is around them on another page
// of the site.
func RenderOptions(lang, page string, label func(key string) string, highlight func(lang, code string) string) content.RenderOptions {
	return content.RenderOptions{
		Page:    page,
		Article: func(id string) string { return api.ArticleURL(lang, id) },
		Figure:  func(name string) string { return "/figures/" + name },
		Label:   label, Highlight: highlight,
	}
}

func (w Writer) steps(a *content.Article, captures map[string]string) Steps {
	label := func(key string) string { return w.T(key) }
	return NewSteps(w.Index.Library(), a, captures, func(blocks []doc.Block) string {
		return content.Render(a, blocks, RenderOptions(w.Lang, api.ArticleURL(w.Lang, a.ID), label, w.Index.Coloured))
	})
}
