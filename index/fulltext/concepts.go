package fulltext

import (
	"slices"
	"strings"
	"sync"

	"waptkb/content/words"
)

// This file has what guests call differently mean what ours call it: a concept of theirs tells that
// their word stands for words of ours.

// ownConcepts are the concepts of those who wrote a library, by name: words that mean the same.
func ownConcepts(text string) map[string][]string {
	out := map[string][]string{}
	for line := range words.Lines(text) {
		if name, group, ok := strings.Cut(line, ":"); ok {
			out[conceptMark+name] = append(out[conceptMark+name], strings.Split(group, ",")...)
		}
	}
	return out
}

// meaning is what a concept of a guest means to ours.
type meaning struct {
	terms []Expansion
	word  string // the first word of it that ours know
}

// meanings tells what the concepts of a guest mean to an index.
func (x *Index) meanings(of map[string][]string) func() map[string]meaning {
	return sync.OnceValue(func() map[string]meaning {
		out := map[string]meaning{}
		for name, group := range of {
			var m meaning
			for _, phrase := range group {
				m.add(x.lineWords(phrase))
			}
			for _, field := range languageFields {
				if t, ok := x.term(field, name); ok { // a concept of ours that they add to
					m.terms = append(m.terms, Expansion{t, strengthConcept})
				}
			}
			out[name] = m
		}
		return out
	})
}

// add adds the terms of a phrase. Each word of several says as little as they are many.
func (m *meaning) add(words []Word) {
	for _, w := range words {
		if len(w.Terms) > 0 && m.word == "" {
			m.word = w.Text
		}
		for _, t := range w.Terms {
			t.Strength /= float64(len(words))
			if !slices.ContainsFunc(m.terms, func(o Expansion) bool { return o.ID == t.ID }) {
				m.terms = append(m.terms, t)
			}
		}
	}
}

// mean adds to words of a query what they mean as words of a guest.
func (p *segment) mean(out, theirs []Word) {
	for i := range out {
		at := slices.IndexFunc(theirs, func(w Word) bool { return w.Text == out[i].Text })
		if at < 0 {
			continue
		}
		for _, name := range theirs[at].Concepts {
			m, w := p.meanings()[name], &out[i]
			w.Terms = slices.Clip(w.Terms) // those of ours may be remembered
			for _, t := range m.terms {
				if !slices.ContainsFunc(w.Terms, func(o Expansion) bool { return o.ID == t.ID }) {
					w.Terms = append(w.Terms, t)
				}
			}
		}
	}
}
