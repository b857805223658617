package fulltext

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
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

// How much a term says that is not the word itself, which says 1.
const (
	strengthConcept   = 1.80 // a synonym
	strengthPrefix    = 0.61 // a word with the same first letters
	strengthPlainCode = 1.28 // a plain word that is part of an identifier
)

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
		p := x.pieces.get(s)
		if p == nil {
			p = x.analyze(s)
			x.pieces.put(s, p)
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
	add := func(first, end int, field, name string, strength float64) {
		t, ok := x.term(field, name)
		for i := first; i < end; i++ {
			p.words[i].kept = true
			if ok {
				p.words[i].add(Expansion{t, strength})
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
			add(first, end, field, name, 1)
			if prefix, ok := prefixTerm(name); ok {
				add(first, end, field, prefix, strengthPrefix)
			}
		}
	}
	for _, t := range (codeAnalyzer{}).Analyze(input) {
		strength := 1.0
		if strings.ContainsAny(string(t.Term), identifierBreaks) || t.End-t.Start > 8 { // whole
			strength = 1.2
		}
		first, end := covered(t.Start, t.End)
		if end == first+1 { // a part of a word says as much as it covers: 0x says little of 0xdeadbeef
			strength *= min(1, float64(t.End-t.Start)/float64(words[first].End-words[first].Start))
		}
		add(first, end, fieldCode, string(t.Term), strength)
	}
	for i := range p.words {
		w := &p.words[i]
		if w.kept = w.kept && !stop[w.Text] && (len(w.Text) > 1 || !isPlain(w.Text)); !w.kept {
			continue
		}
		if !slices.ContainsFunc(w.Terms, func(t Expansion) bool { return t.Field == fieldCode && t.Text == w.Text }) {
			add(i, i+1, fieldCode, w.Text, strengthPlainCode)
		}
		if len(w.Terms) > 0 {
			w.Meant = x.usually(w.Text)
		}
	}
	return p
}

// maxWord bounds the bytes of a word of a query.
const maxWord = 80

// pieceCache remembers the analysis of pieces that consist of words of the
// articles: what only the asker wrote is never kept.
type pieceCache struct {
	mu          sync.RWMutex
	young, aged map[string]*piece // of as many as maxPieces each
}

const (
	maxPieces = 4096
	maxPiece  = 64 // bytes
)

// get gives the analysis of a piece, nil when it is not there.
func (c *pieceCache) get(text string) *piece {
	c.mu.RLock()
	p, ok := c.young[text]
	old := c.aged[text]
	c.mu.RUnlock()
	if !ok && old != nil {
		c.put(text, old)
	}
	if ok {
		return p
	}
	return old
}

// put keeps the analysis of a piece. When there are too many, those go that were
// not asked for since the last time.
func (c *pieceCache) put(text string, p *piece) {
	if len(text) > maxPiece || !p.isOurs() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.young == nil || len(c.young) >= maxPieces {
		c.young, c.aged = map[string]*piece{}, c.young
	}
	c.young[strings.Clone(text)] = p
}

// isOurs tells whether the articles have all words of a piece.
func (p *piece) isOurs() bool {
	for _, w := range p.words {
		if w.kept && !slices.ContainsFunc(w.Terms, func(t Expansion) bool { return !strings.HasPrefix(t.Text, prefixMark) }) {
			return false
		}
	}
	return true
}

// isPlain tells whether a folded word is made of letters only.
func isPlain(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return !unicode.IsLetter(r) }) < 0
}
