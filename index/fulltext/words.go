package fulltext

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"waptkb/index/lex"
)

// This file turns the text of a query into words, and each word into the terms of
// the index that stand for it.

// Word is a different word of a query.
type Word struct {
	Text   string      // folded
	Weight float64     // of the line it stands in, 0 to 1
	Meant  string      // the known word that it resembles most, where it is unknown or an unusual way to write that
	Terms  []Expansion // ways to write it that the index has; none for an unknown word

	Concepts []string // those of guests that it is a word of; see ownConcepts
}

// Expansion is a way to write a query word.
type Expansion struct {
	Term
	Strength float64 // 1 for the word itself, less for what resembles it
}

// MaxWords is how many words of a query count; of more, those of the heaviest lines.
const MaxWords = 128

// strengthConcept is how much a synonym says; the word itself says 1.
const strengthConcept = 1.80

// Words gives the different words of a query with their terms, those of known words for
// the unknown ones that a typing error made of them. When the context ends, some are
// missing.
func (x *Index) Words(ctx context.Context, text *lex.Text) []Word {
	return x.correct(heaviest(x.allWords(ctx, text)))
}

// heaviest cuts long queries down to the words of the heaviest lines.
func heaviest(words []Word) []Word {
	if len(words) <= MaxWords {
		return words
	}
	slices.SortStableFunc(words, func(a, b Word) int { return cmp.Compare(b.Weight, a.Weight) })
	return words[:MaxWords]
}

// allWords gives the different words of a query. Words that stand in several lines have
// the weight of the best.
func (x *Index) allWords(ctx context.Context, text *lex.Text) []Word {
	var out []Word
	at, weights := map[string]int{}, map[string]float64{} // of words; of lines
	for _, l := range text.Lines {
		if l.Weight <= weights[l.Text] { // it says no more than the same line before
			continue
		}
		weights[l.Text] = l.Weight
		for _, w := range x.lineWords(l.Text) {
			i, ok := at[w.Text]
			if !ok {
				at[w.Text] = len(out)
				w.Weight = l.Weight
				out = append(out, w)
				continue
			}
			old := &out[i]
			old.Weight = max(old.Weight, l.Weight)
			for _, t := range w.Terms {
				old.add(t)
			}
		}
		if len(out) > 2*MaxWords || ctx.Err() != nil {
			break
		}
	}
	return out
}

// add adds a term that the word does not have yet.
func (w *Word) add(t Expansion) {
	if !slices.ContainsFunc(w.Terms, func(o Expansion) bool { return o.ID == t.ID && o.Strength == t.Strength }) {
		w.Terms = append(w.Terms, t)
	}
}

// lineWords gives the words of a line with their terms. It does what the
// analyzers do with the whole line, but remembers how pieces of it are analyzed.
func (x *Index) lineWords(text string) []Word {
	out := make([]Word, 0, len(text)/6+1)
	var kept []bool
	stems := make([][]stem, len(languageFields)) // by language
	for s := range strings.FieldsSeq(text) {
		p, ok := x.pieces.Get(s)
		if !ok {
			if p = x.analyze(s); len(s) <= maxPiece && p.isOurs() {
				x.pieces.Add(strings.Clone(s), p)
			}
		}
		first := len(out)
		for _, w := range p.words {
			w.Terms = slices.Clip(w.Terms) // what is added is not the piece's
			out = append(out, w.Word)
			kept = append(kept, w.kept)
		}
		for i := range stems {
			for _, t := range p.stems[i] {
				stems[i] = append(stems[i], stem{t.text, t.concepts, first + t.first, first + t.end})
			}
		}
	}
	for i, language := range languageFields {
		for at := range stems[i] {
			for name, n := range x.analyzers[language].concepts.at(stems[i][at].concepts, len(stems[i])-at, func(k int) string { return stems[i][at+k].text }) {
				if x.own[name] != nil {
					for k := stems[i][at].first; k < stems[i][at+n-1].end; k++ {
						out[k].Concepts = append(out[k].Concepts, name)
					}
				}
				for _, field := range languageFields {
					if t, ok := x.term(field, name); ok {
						for k := stems[i][at].first; k < stems[i][at+n-1].end; k++ {
							out[k].add(Expansion{t, strengthConcept})
						}
					}
				}
			}
		}
	}
	n := 0
	for i, w := range out {
		if kept[i] {
			out[n] = w
			n++
		}
	}
	return out[:n]
}

// piece is how a run of text without spaces is analyzed.
type piece struct {
	words []pieceWord
	stems [][]stem // by language
}

type pieceWord struct {
	Word      // without the terms of concepts, which may take several pieces
	kept bool // it says something
}

// stem is a token of a language, and the words that it covers.
type stem struct {
	text       string
	concepts   int32 // where those are that begin with it; -1 for none
	first, end int
}

// analyze gives the words of a piece of text and their terms in every field.
func (x *Index) analyze(text string) *piece {
	words := lex.Words(text)
	p := &piece{words: make([]pieceWord, len(words)), stems: make([][]stem, len(languageFields))}
	stop := stopList()
	for i, w := range words {
		p.words[i].Text = w.Text[:min(len(w.Text), maxWord)]
	}
	// covered gives the words that a token covers.
	covered := func(start, end int) (first, behind int) {
		first, _ = slices.BinarySearchFunc(words, start, func(w lex.Word, s int) int { return cmp.Compare(w.End, s+1) })
		for behind = first; behind < len(words) && words[behind].Start < end; behind++ {
		}
		return first, behind
	}
	add := func(first, end int, field, name string) {
		t, ok := x.term(field, name)
		for i := first; i < end; i++ {
			p.words[i].kept = true
			if ok {
				p.words[i].add(Expansion{t, 1})
			}
		}
	}
	input := []byte(text)
	for i, field := range languageFields {
		for _, t := range x.analyzers[field].base().Analyze(input) {
			first, end := covered(t.Start, t.End)
			if first == end {
				continue
			}
			name := string(t.Term)
			p.stems[i] = append(p.stems[i], stem{name, x.analyzers[field].concepts.place(name), first, end})
			add(first, end, field, name)
		}
	}
	for _, t := range (codeAnalyzer{}).Analyze(input) {
		first, end := covered(t.Start, t.End)
		add(first, end, fieldCode, string(t.Term))
	}
	for i := range p.words {
		w := &p.words[i]
		if w.kept = w.kept && !stop[w.Text] && (len(w.Text) > 1 || !isPlain(w.Text)); !w.kept {
			continue
		}
		if len(w.Terms) > 0 {
			w.Meant = x.usually(w.Text)
		}
	}
	return p
}

// maxWord bounds the bytes of a word of a query.
const maxWord = 80

// Pieces that consist of words of the articles are remembered: what only the asker wrote is
// never kept.
const (
	maxPieces = 8192
	maxPiece  = 64 // bytes
)

// isOurs tells whether the articles have all words of a piece.
func (p *piece) isOurs() bool {
	for _, w := range p.words {
		if w.kept && len(w.Terms) == 0 {
			return false
		}
	}
	return true
}

// isPlain tells whether a folded word is made of letters only.
func isPlain(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}
