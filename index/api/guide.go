package api

import (
	"waptkb/content"
)

// Guide is a place of the guided diagnosis: a question with its choices, an article, or an
// end that tells what to collect.
type Guide struct {
	ID      string         `json:"id"` // the answers that led here: "poste/absent"; empty at the start
	Lang    string         `json:"lang"`
	URL     string         `json:"url"`
	Way     []GuideAnswer  `json:"way"`
	Text    string         `json:"text"`           // the question, or what the end says; the title of an article
	Hint    string         `json:"hint,omitempty"` // how to find out
	Choices []GuideChoice  `json:"choices"`        // of a question
	Collect []string       `json:"collect"`        // of an end
	Article *GuidedArticle `json:"article"`        // null elsewhere
}

// GuideAnswer is a question that was answered.
type GuideAnswer struct {
	ID     string `json:"id"` // of the place where it was asked
	Text   string `json:"text"`
	Answer string `json:"answer"`
}

// GuideChoice is an answer to a question, and where it leads.
type GuideChoice struct {
	ID      string   `json:"id"`
	Text    string   `json:"text"`
	URL     string   `json:"url"`
	Article *Heading `json:"article,omitempty"` // where it leads to one
}

// GuidedArticle is where the guide has led to.
type GuidedArticle struct {
	Heading
	Component string `json:"component"`
	Summary   string `json:"summary"`
}

// GuideURL gives the address of a place of the guide on the pages of a language.
func GuideURL(lang, id string) string {
	if id == "" {
		return "/" + lang + "/guide"
	}
	return "/" + lang + "/guide/" + id
}

// NewGuide makes the place of the guide with an id in a language. The error is
// [content.ErrNotFound].
func NewGuide(lib *content.Library, id, lang string) (*Guide, error) {
	p, err := lib.Guide().Place(id)
	if err != nil {
		return nil, err
	}
	g := &Guide{ID: id, Lang: lang, URL: GuideURL(lang, id), Way: []GuideAnswer{}, Choices: []GuideChoice{}, Collect: []string{}}
	for _, a := range p.Way {
		g.Way = append(g.Way, GuideAnswer{a.ID, a.Step.Text.In(lang), a.Choice.Text.In(lang)})
	}
	if p.Step == nil {
		a, err := lib.Article(p.Article, lang)
		if err != nil {
			return nil, err
		}
		g.Text, g.Article = a.Title, &GuidedArticle{newHeading(a, lang), a.Component, a.Summary}
		g.URL = g.Article.URL
		return g, nil
	}
	g.Text = p.Step.Text.In(lang)
	if p.Step.Hint != nil {
		g.Hint = p.Step.Hint.In(lang)
	}
	for _, t := range p.Step.Collect {
		g.Collect = append(g.Collect, t.In(lang))
	}
	for _, next := range lib.Guide().Next(p) {
		c := GuideChoice{ID: next.ID(), Text: next.Way[len(next.Way)-1].Choice.Text.In(lang), URL: GuideURL(lang, next.ID())}
		if next.Article != "" {
			a, err := lib.Article(next.Article, lang)
			if err != nil {
				return nil, err
			}
			h := newHeading(a, lang)
			c.URL, c.Article = h.URL, &h
		}
		g.Choices = append(g.Choices, c)
	}
	return g, nil
}
