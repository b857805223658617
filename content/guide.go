package content

import (
	"cmp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"waptkb/content/fold"
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

// guide reads the files of the guide.
func (l *loader) guide() {
	faults := len(l.problems)
	l.reference("guide", l.step)
	if len(l.problems) == faults && len(l.draft.guide) > 0 {
		all := &Guide{l.draft.guide}
		if l.beside != nil {
			all = l.beside.Guide().with(l.draft.guide)
		}
		l.checkGuide(all)
	}
}

// step reads an entry of file into the guide.
func (l *loader) step(file string, n *yaml.Node) (id string, texts map[string]Text) {
	e, whole := l.mapping(file, "entry", n, []string{"id"}, []string{"choices", "collect", "hint"})
	if !whole {
		return "", nil
	}
	s := &Step{ID: e["id"].slug(), Text: newText()}
	texts = map[string]Text{"text": s.Text}
	name := func(v value) (key string, t Text) {
		key, t = v.slug(), newText()
		if texts[key] != nil || key == "hint" {
			v.problem("%s: %q stands twice: give each another name", v.key, key)
		}
		texts[key] = t
		return key, t
	}
	if oneOf(e["hint"], yesNo) == "true" {
		s.Hint = newText()
	}
	for _, v := range e["collect"].items() {
		_, t := name(v)
		s.Collect = append(s.Collect, t)
	}
	for _, pair := range e["choices"].pairs() {
		key, t := name(pair[0])
		s.Choices = append(s.Choices, Choice{Key: key, Text: t, Step: pair[1].text()})
	}
	if s.Hint != nil {
		texts["hint"] = s.Hint
	}
	if (len(s.Choices) > 0) == (len(s.Collect) > 0) {
		l.problem(file, n.Line, "step %q is neither a question nor an end: write either 'choices:' or 'collect:'", s.ID)
	}
	l.id(file, e["id"].Line, s.ID)
	l.draft.guide = append(l.draft.guide, s)
	l.steps[s.ID] = e
	return s.ID, texts
}

// slug reads a name of lower-case words.
func (v value) slug() string {
	s := v.text()
	if slug := fold.Slug(s); s != "" && slug != s {
		v.problem("%s: %q is no id: write lower-case letters, digits and hyphens, as in %s", v.key, s, cmp.Or(slug, "some-words"))
	}
	return s
}

// pairs reads the keys and values of a mapping that must not be empty.
func (v value) pairs() (out [][2]value) {
	if v.Node == nil {
		return nil
	}
	if v.Kind != yaml.MappingNode || len(v.Content) == 0 {
		v.problem("%s: write at least one line 'name: value'", v.key)
		return nil
	}
	for pair := range slices.Chunk(v.Content, 2) {
		out = append(out, [2]value{{pair[0], v.loader, v.file, v.key}, {pair[1], v.loader, v.file, v.key}})
	}
	return out
}

// checkGuide finds out where each choice leads of the steps that were read, and refuses ways that
// never end and steps that nothing leads to.
func (l *loader) checkGuide(g *Guide) {
	if g.step(guideStart) == nil {
		l.problem("guide", 0, "has no step %q: the first question has this id", guideStart)
		return
	}
	for _, s := range l.draft.guide {
		for i, pair := range l.steps[s.ID]["choices"].pairs() {
			c := &s.Choices[i]
			if g.step(c.Step) != nil {
				continue
			}
			c.Step, c.Article = "", c.Step
			if !l.isArticle(c.Article) {
				pair[1].problem("choices: %q is no step of the guide and no article: %s", c.Article, l.suggest(c.Article))
			}
		}
	}
	asked, ended := map[string]bool{}, map[string]bool{}
	var follow func(s *Step)
	follow = func(s *Step) {
		asked[s.ID] = true
		for i, c := range s.Choices {
			next := g.step(c.Step)
			switch {
			case next == nil || ended[next.ID]:
			case asked[next.ID]:
				file, line := l.choicePlace(s, i, next)
				l.problem(file, line, "choices: %s leads back to %q, which leads here: whoever answers so never comes to an end", c.Key, next.ID)
			default:
				follow(next)
			}
		}
		ended[s.ID] = true
	}
	follow(g.step(guideStart))
	for _, s := range l.draft.guide {
		if !asked[s.ID] {
			l.steps[s.ID]["id"].problem("no choice leads to step %q: name it where it follows, or remove it", s.ID)
		}
	}
}

// choicePlace gives the file and the line of the n-th choice of a step; where that stands there
// already, those of the step that it leads to.
func (l *loader) choicePlace(s *Step, n int, to *Step) (string, int) {
	if pairs := l.steps[s.ID]["choices"].pairs(); n < len(pairs) {
		return pairs[n][1].file, pairs[n][1].Line
	}
	if id := l.steps[to.ID]["id"]; id.Node != nil {
		return id.file, id.Line
	}
	return "guide", 0
}

// leaveOutOfGuide removes choices that lead to articles that are left out.
func (d *draft) leaveOutOfGuide(out func(id string) bool) {
	for _, s := range d.guide {
		s.Choices = slices.DeleteFunc(s.Choices, func(c Choice) bool { return out(c.Article) })
	}
}
