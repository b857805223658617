package match

import (
	"context"
	"slices"

	"waptkb/index/lex"
)

// Union finds the templates of several matchers as if they were of one.
type Union struct {
	matchers []*Matcher
	gone     func(matcher int, p *Pattern) bool
}

// Join makes one of several matchers. Of each of them, templates may be gone: they are not
// found any more.
func Join(gone func(matcher int, p *Pattern) bool, matchers ...*Matcher) *Union {
	return &Union{matchers, gone}
}

// Find is that of [Matcher].
func (u *Union) Find(ctx context.Context, s *lex.Letters, limit int) []Match {
	return join(u, func(m *Matcher) []Match { return m.Find(ctx, s, limit) },
		func(m Match) *Pattern { return m.Pattern },
		func(a, b Match) int { return a.Start - b.Start })
}

// Align is that of [Matcher].
func (u *Union) Align(ctx context.Context, words []lex.Word) []Alignment {
	return join(u, func(m *Matcher) []Alignment { return m.Align(ctx, words) },
		func(a Alignment) *Pattern { return a.Pattern }, heaviestFirst)
}

// Quoting is that of [Matcher].
func (u *Union) Quoting(words []lex.Word) []Alignment {
	return join(u, func(m *Matcher) []Alignment { return m.Quoting(words) },
		func(a Alignment) *Pattern { return a.Pattern }, heaviestFirst)
}

// Patterns is that of [Matcher].
func (u *Union) Patterns() []*Pattern {
	return join(u, (*Matcher).Patterns, func(p *Pattern) *Pattern { return p }, func(*Pattern, *Pattern) int { return 0 })
}

// join gathers what each of the matchers finds, in the order that they have.
func join[T any](u *Union, find func(*Matcher) []T, of func(T) *Pattern, order func(a, b T) int) []T {
	var out []T
	for n, m := range u.matchers {
		found := find(m)
		if u.gone != nil {
			found = slices.DeleteFunc(found, func(t T) bool { return u.gone(n, of(t)) })
		}
		out = append(out, found...)
	}
	if len(u.matchers) > 1 {
		slices.SortStableFunc(out, order)
	}
	return out
}
