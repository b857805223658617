//go:build !js

package content

import (
	"cmp"
	"slices"

	"go.yaml.in/yaml/v3"

	"waptkb/content/fold"
)

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
