package fulltext

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"waptkb/index/lex"
)

// This file searches several indexes as one. The first holds our articles, the others hold
// guests: what an organisation wrote beside them. Our articles are measured as if there were
// no guests, and guests by the same measure, so that none of ours moves for what has nothing to
// do with the question.

// Segments are several indexes that are searched as one.
type Segments struct {
	parts   []segment
	hosts   int     // passages of the first part
	size    int     // passages
	lastOf  []int32 // by article: the part that its sections are read from
	asked   []int   // by article: its questions and pastes
	strange []bool  // by article: none of its passages is of the first part
}

// segment is an index among others.
type segment struct {
	*Index
	places  []int32 // by its articles: the article among all, -1 for one that nobody is led to
	of      []int32 // by article among all: its article, plus one; 0 where it has none
	passage int     // where its passages begin among all
	term    uint32  // likewise its terms

	meanings func() map[string]meaning // of its concepts to the first part
}

// Placed is an index, and the place that each of its articles has among all; -1 for one that
// nobody is led to any more.
type Placed struct {
	Index  *Index
	Places []int32
}

// Join makes one of several indexes, of so many articles in all.
func Join(articles int, parts ...Placed) *Segments {
	s := &Segments{lastOf: make([]int32, articles), asked: make([]int, articles), strange: make([]bool, articles)}
	term := uint32(0)
	for n, p := range parts {
		of := make([]int32, articles)
		for i, place := range p.Places {
			if place < 0 {
				continue
			}
			of[place] = int32(i) + 1
			s.asked[place] += p.Index.Asked(i)
			if p.Index.hasSections(i) { // else it only adds to the article
				s.lastOf[place] = int32(n)
			}
		}
		s.parts = append(s.parts, segment{p.Index, p.Places, of, s.size, term, parts[0].Index.meanings(p.Index.own)})
		s.size += p.Index.Len()
		term += p.Index.termCount()
	}
	s.hosts = parts[0].Index.Len()
	for article, i := range s.parts[0].of {
		s.strange[article] = i == 0
	}
	return s
}

// hasSections tells whether any passage of an article is a section.
func (x *Index) hasSections(article int) bool {
	for range x.Sections(article) {
		return true
	}
	return false
}

func (x *Index) termCount() uint32 {
	n := uint32(0)
	for _, f := range x.fields {
		n += uint32(f.terms.Len())
	}
	return n
}

// at gives the part that a passage is of, and its place there.
func (s *Segments) at(passage int) (*segment, int) {
	n := len(s.parts) - 1
	for s.parts[n].passage > passage {
		n--
	}
	return &s.parts[n], passage - s.parts[n].passage
}

// Len tells how many passages there are.
func (s *Segments) Len() int { return s.size }

// Hosts tells how many passages our articles have, guests apart. They come first.
func (s *Segments) Hosts() int { return s.hosts }

// Guest tells whether an article is a guest.
func (s *Segments) Guest(article int) bool { return s.strange[article] }

// Asked tells how many questions and pastes an article has.
func (s *Segments) Asked(article int) int { return s.asked[article] }

// Article gives the article of a passage, -1 for background.
func (s *Segments) Article(passage int) int {
	p, i := s.at(passage)
	return p.article(i)
}

func (p *segment) article(passage int) int {
	if a := p.Article(passage); a >= 0 {
		return int(p.places[a])
	}
	return -1
}

// Part gives the part of its article that a passage is, as its place in [Parts].
func (s *Segments) Part(passage int) int {
	p, i := s.at(passage)
	return p.Part(i)
}

// WordsIn tells how many words a passage has.
func (s *Segments) WordsIn(passage int) int {
	p, i := s.at(passage)
	return p.WordsIn(i)
}

// Sections yields the passages of an article that are sections, without their texts: those of
// the part that it was written in last.
func (s *Segments) Sections(article int) iter.Seq2[int, Passage] {
	return func(yield func(int, Passage) bool) {
		p := &s.parts[s.lastOf[article]]
		for i, passage := range p.Sections(int(p.of[article]) - 1) {
			passage.Article = article
			if !yield(p.passage+i, passage) {
				return
			}
		}
	}
}

// SectionText gives the text of a passage that is a section; empty for another one.
func (s *Segments) SectionText(passage int) string {
	p, i := s.at(passage)
	return p.SectionText(i)
}

// All yields all passages with their places.
func (s *Segments) All() iter.Seq2[int, Passage] {
	return func(yield func(int, Passage) bool) {
		for n := range s.parts {
			p := &s.parts[n]
			for i, passage := range p.All() {
				passage.Article = p.article(i)
				if !yield(p.passage+i, passage) {
					return
				}
			}
		}
	}
}

// Words gives the different words of a query with their terms in all parts. Only what ours
// neither know nor correct is taken for a misspelt word of a guest. what is a concept of a guest means the same
// to ours.
func (s *Segments) Words(ctx context.Context, text *lex.Text) []Word {
	ours := s.parts[0].Index
	out := heaviest(ours.allWords(ctx, text))
	known := make([]bool, len(out))
	for i := range out {
		known[i] = len(out[i].Terms) > 0
	}
	guests := make([][]Word, len(s.parts))
	for n := 1; n < len(s.parts); n++ {
		p := &s.parts[n]
		guests[n] = p.allWords(ctx, text)
		p.mean(out, guests[n])
	}
	out = ours.correct(out)
	for n := 1; n < len(s.parts); n++ {
		p := &s.parts[n]
		words, tried := guests[n], 0
		for i := range out {
			at := slices.IndexFunc(words, func(w Word) bool { return w.Text == out[i].Text })
			if at < 0 {
				continue
			}
			for _, name := range words[at].Concepts {
				if !known[i] {
					out[i].Meant = cmp.Or(out[i].Meant, p.meanings()[name].word)
				}
			}
			terms := words[at].Terms
			if len(terms) == 0 && !known[i] && out[i].Meant == "" && tried < maxTypos {
				tried++
				_, terms = p.corrections(out[i].Text)
			}
			all := slices.Clip(out[i].Terms) // those of ours may be remembered
			for _, t := range terms {
				t.ID += p.term
				t.first = uint32(p.passage)
				all = append(all, t)
			}
			out[i].Terms = all
		}
	}
	return out
}

// Mends finds the words of a text that were read by machine; see [Index.Mends].
func (s *Segments) Mends(text *lex.Text) []Mend {
	return slices.DeleteFunc(s.parts[0].Mends(text), func(m Mend) bool {
		word := lex.Words(text.Raw[m.Start:m.End])
		return slices.ContainsFunc(s.parts[1:], func(p segment) bool { return len(word) > 0 && p.knows(word[0].Text) })
	})
}
