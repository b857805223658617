package content

import (
	"slices"
	"strings"
)

// Guide leads from a vague complaint to an article by a few questions. Its steps are in the
// files of the folder guide; the first that is asked is guideStart.
type Guide struct {
	steps []*Step
}

// guideStart is the id of the first question.
const guideStart = "depart"

// Step is a question, or an end that no article fits, which tells what to collect.
type Step struct {
	ID      string
	Text    Text
	Hint    Text     `json:",omitempty"` // how to find out; may be missing
	Choices []Choice `json:",omitempty"` // of a question
	Collect []Text   `json:",omitempty"` // of an end
}

// Choice is an answer to a question. It leads to another step or to an article.
type Choice struct {
	Key     string // slug, the same in every language
	Text    Text
	Step    string `json:",omitempty"`
	Article string `json:",omitempty"`
}

// Place is where a way through the guide has come to: a step, or an article.
type Place struct {
	Way     []Answered
	Step    *Step  // nil at an article
	Article string // its id; empty at a step
}

// Answered is a question on the way, and the answer to it.
type Answered struct {
	ID     string // of the place where it was asked
	Step   *Step
	Choice Choice
}

// ID names a place by the answers that led there: "poste/absent". The start has none.
func (p Place) ID() string {
	if len(p.Way) == 0 {
		return ""
	}
	last := p.Way[len(p.Way)-1]
	return placeID(last.ID, last.Choice)
}

// At gives the id of the place that a choice of this one leads to.
func (p Place) At(c Choice) string { return placeID(p.ID(), c) }

func placeID(id string, c Choice) string { return strings.TrimPrefix(id+"/"+c.Key, "/") }

// Empty tells that there is no guide.
func (g *Guide) Empty() bool { return len(g.steps) == 0 }

// Place finds a place by its id. The error is [ErrNotFound].
func (g *Guide) Place(id string) (Place, error) {
	p := Place{Step: g.step(guideStart)}
	for key := range strings.SplitSeq(id, "/") {
		if id == "" || p.Step == nil {
			break
		}
		i := slices.IndexFunc(p.Step.Choices, func(c Choice) bool { return c.Key == key })
		if i < 0 {
			return Place{}, ErrNotFound
		}
		p = p.choose(g, p.Step.Choices[i])
	}
	if p.Step == nil && p.Article == "" || id != p.ID() {
		return Place{}, ErrNotFound
	}
	return p, nil
}

func (p Place) choose(g *Guide, c Choice) Place {
	return Place{Way: append(slices.Clone(p.Way), Answered{p.ID(), p.Step, c}), Step: g.step(c.Step), Article: c.Article}
}

// Next gives the places that the choices of one lead to, in their order.
func (g *Guide) Next(p Place) (out []Place) {
	if p.Step == nil {
		return nil
	}
	for _, c := range p.Step.Choices {
		out = append(out, p.choose(g, c))
	}
	return out
}

func (g *Guide) step(id string) *Step {
	i := slices.IndexFunc(g.steps, func(s *Step) bool { return s.ID == id })
	if i < 0 {
		return nil
	}
	return g.steps[i]
}

// with gives the guide with other steps, which replace those of the same id.
func (g *Guide) with(more []*Step) *Guide {
	theirs := &Guide{more}
	out := &Guide{slices.DeleteFunc(slices.Clone(g.steps), func(s *Step) bool { return theirs.step(s.ID) != nil })}
	out.steps = append(out.steps, more...)
	return out
}

// Guide gives the guide. One without questions is empty.
func (l *Library) Guide() *Guide { return l.guide() }

// leaveOutOfGuide removes choices that lead to articles that are left out.
func (d *draft) leaveOutOfGuide(out func(id string) bool) {
	for _, s := range d.guide {
		s.Choices = slices.DeleteFunc(s.Choices, func(c Choice) bool { return out(c.Article) })
	}
}
