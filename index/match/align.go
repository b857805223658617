package match

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"waptkb/index/lex"
	"waptkb/index/spell"
)

// This file aligns patterns with text that holds them imperfectly: letters wrong
// or read wrongly by OCR, the end cut off, a word missing or added.
//
// Fixed words of a pattern are matched to words of the text in order. A word
// counts with its rarity times its similarity; words of the text that stand
// between two matched ones cost something, unless a hole stands there.

// word is a fixed word of a pattern.
type word struct {
	text    string
	weight  float64
	segment int // that it stands in; a hole stands between words of two segments
}

// Alignment is a pattern that stands in a text imperfectly.
type Alignment struct {
	Pattern *Pattern
	// Coverage is the share of the pattern's weight that the text holds, 0 to 1.
	Coverage float64
	// Weight is what is matched, in the unit of [Pattern.Weight], gaps deducted.
	Weight float64
}

const (
	maxTextWords  = 400  // words of the text that are aligned; more are cut in the middle
	maxGap        = 40   // words of the text that a hole may take
	gapCost       = 0.12 // of a mean word's weight, for each word of the text between two matched ones
	minCoverage   = 0.3  // below which an alignment is not reported
	minSimilarity = 0.6
)

// maxEdits is how many wrong letters may make a word of n letters of one of others.
func maxEdits(n, other int) int {
	switch n = min(n, other); {
	case n < 4:
		return 0
	case n < 7:
		return 1
	}
	return 2
}

// similar is a fixed word that resembles a word of the text.
type similar struct {
	id         int32
	similarity float64
}

// similar lists the fixed words that resemble text.
func (m *Matcher) similar(text string) []similar {
	if id, ok := m.words.ID(text); ok {
		return []similar{{id: id, similarity: 1}}
	}
	var out []similar
	add := func(s similar) {
		i := slices.IndexFunc(out, func(o similar) bool { return o.id == s.id })
		switch {
		case i < 0:
			out = append(out, s)
		case s.similarity > out[i].similarity:
			out[i] = s
		}
	}
	if spell.MayBeMisread(text) {
		for id := range m.words.Looking(text) {
			add(similar{id: id, similarity: 0.95})
		}
	}
	for id, d := range m.words.Resembling(text, maxEdits) {
		add(similar{id: id, similarity: max(minSimilarity, 1-1.2*float64(d)/float64(max(len(text), len(m.words.Word(id)))))})
	}
	return out
}

// similarCache remembers which fixed words resemble the words of texts. It knows
// these by a hash: what was written is not kept.
type similarCache struct {
	seed   maphash.Seed
	mu     sync.RWMutex
	byHash map[uint64][]similar
}

func (c *similarCache) init() {
	c.seed, c.byHash = maphash.MakeSeed(), map[uint64][]similar{}
}

// maxSimilar bounds the words that are remembered; then all are forgotten.
const maxSimilar = 16384

func (c *similarCache) get(text string, m *Matcher) []similar {
	hash := maphash.String(c.seed, text)
	c.mu.RLock()
	found, ok := c.byHash[hash]
	c.mu.RUnlock()
	if ok {
		return found
	}
	found = m.similar(text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.byHash) >= maxSimilar {
		clear(c.byHash)
	}
	c.byHash[hash] = found
	return found
}

// pair is a fixed word matched to a word of the text.
type pair struct {
	pattern       int32
	text, textEnd int // the words of the text, from the first to behind the last
	at, end       int // likewise of the pattern
	similarity    float64
}

// Align aligns all patterns with words, as [Words] gives them, and gives the best
// alignment of each that reaches minCoverage, the heaviest first. When the context ends, some are missing.
func (m *Matcher) Align(ctx context.Context, words []lex.Word) []Alignment {
	if len(words) > maxTextWords {
		words = append(slices.Clone(words[:maxTextWords/2]), words[len(words)-maxTextWords/2:]...)
	}
	var out []Alignment
	for i, ps := range m.pairs(words) {
		if i%16 == 0 && ended(ctx) {
			break
		}
		p := m.Pattern(int(ps[0].pattern))
		if weight := p.align(ps); weight >= minCoverage*p.Weight {
			out = append(out, Alignment{Pattern: p, Weight: weight, Coverage: weight / p.Weight})
		}
	}
	slices.SortFunc(out, heaviestFirst)
	return out
}

// heaviestFirst orders alignments.
func heaviestFirst(a, b Alignment) int {
	return cmp.Or(cmp.Compare(b.Weight, a.Weight), strings.Compare(a.Pattern.ID, b.Pattern.ID), strings.Compare(a.Pattern.Template.Text, b.Pattern.Template.Text))
}

// overlap is what a text has of a pattern, however often and in whatever order.
type overlap struct {
	words  uint64 // fixed words, a bit each
	weight float64
	pairs  int
	out    int // index in the result, plus one; 0 when it is too little
}

// overlaps are what a text has of all patterns.
type overlaps struct {
	byPattern []overlap
	touched   []int32 // the patterns of which it has something
	uses      []foundUse
}

// of gives what the text has of a pattern.
func (o *overlaps) of(pattern int32) *overlap {
	p := &o.byPattern[pattern]
	if p.pairs == 0 {
		o.touched = append(o.touched, pattern)
	}
	return p
}

// clear forgets a text.
func (o *overlaps) clear() {
	for _, p := range o.touched {
		o.byPattern[p] = overlap{}
	}
	clear(o.uses)
	o.touched, o.uses = o.touched[:0], o.uses[:0]
}

// use is a place in a pattern where a fixed word stands, or two joined ones.
type use struct {
	pattern int32
	at      int
	span    int
}

// foundUse is a use of a fixed word that was found in a text.
type foundUse struct {
	*foundWord
	use
}

// usesOf appends where the fixed words that were found in a text stand in patterns.
func (m *Matcher) usesOf(out []foundUse, found []foundWord) []foundUse {
	for i := range found {
		f := &found[i]
		packed := m.uses.At(int(f.id))
		for i := 0; i < packed.Len(); i += 2 {
			u := use{pattern: int32(packed.At(i))}
			u.at, u.span = unpackUse(packed.At(i + 1))
			out = append(out, foundUse{f, u})
		}
	}
	return out
}

// fixedWord gives the number of the word at a place of a pattern.
func (m *Matcher) fixedWord(pattern int32, at int) int32 {
	return int32(m.fixed.At(int(pattern)).At(at))
}

// add notes that the text has the fixed word at a place of the pattern.
func (o *overlap) add(at int, weight float64) {
	if at < 64 && o.words&(1<<at) == 0 {
		o.words |= 1 << at
		o.weight += weight
	}
}

// pairs matches the words of a text to the fixed words of each pattern, for the
// patterns of which enough stands there.
func (m *Matcher) pairs(words []lex.Word) [][]pair {
	had := m.scratch.Get().(*overlaps)
	defer m.scratch.Put(had)
	defer had.clear()
	had.uses = m.usesOf(had.uses, m.inText(words))
	for i := range had.uses {
		u := &had.uses[i]
		o := had.of(u.pattern)
		o.pairs++
		for at := u.at; at < u.at+u.use.span; at++ {
			o.add(at, m.rarities.At(int(m.fixedWord(u.pattern, at))))
		}
	}
	slices.Sort(had.touched)
	var out [][]pair
	for _, p := range had.touched {
		o := &had.byPattern[p]
		if o.weight > 0 && o.weight >= minCoverage*m.weights.At(int(p)) {
			out = append(out, make([]pair, 0, o.pairs))
			o.out = len(out)
		}
	}
	for i := range had.uses {
		u := &had.uses[i]
		if o := &had.byPattern[u.pattern]; o.out > 0 {
			out[o.out-1] = append(out[o.out-1], pair{u.pattern, u.text, u.text + u.foundWord.span, u.at, u.at + u.use.span, u.similarity})
		}
	}
	return out
}

// foundWord is a fixed word that a word of the text, or two, resemble.
type foundWord struct {
	similar
	text, span int
}

// inText finds the fixed words in a text, in its order.
func (m *Matcher) inText(words []lex.Word) []foundWord {
	var out []foundWord
	for i, w := range words {
		for _, s := range m.known.get(w.Text, m) {
			out = append(out, foundWord{s, i, 1})
		}
		if i+1 < len(words) {
			if id, ok := m.words.ID(w.Text + words[i+1].Text); ok {
				out = append(out, foundWord{similar{id: id, similarity: 1}, i, 2})
			}
		}
	}
	return out
}

// maxPairs bounds the work for one pattern in texts that repeat its words.
const maxPairs = 240

// align gives the weight of the best chain of pairs, in which both indexes rise and gaps cost.
func (p *Pattern) align(pairs []pair) (most float64) {
	if len(pairs) > maxPairs {
		pairs = pairs[len(pairs)-maxPairs:]
	}
	mean := p.Weight / float64(len(p.words))
	var best [maxPairs]float64 // of the chains that end with each pair
	// Behind a wider gap nothing is gained: it costs more than all of the pattern weighs.
	widest, near := max(maxGap, int(float64(len(p.words))/gapCost)+1), 0
	for i, q := range pairs {
		for q.text-pairs[near].textEnd > widest {
			near++
		}
		value := 0.0
		for _, w := range p.words[q.at:q.end] {
			value += w.weight
		}
		value *= q.similarity
		best[i] = value
		for j := near; j < i; j++ {
			r := &pairs[j]
			gap := q.text - r.textEnd
			if r.end > q.at || gap < 0 {
				continue
			}
			cost := float64(gap) * gapCost * mean
			if p.words[r.end-1].segment != p.words[q.at].segment { // a hole stands between them
				if gap > maxGap {
					continue
				}
				cost = 0
			}
			best[i] = max(best[i], best[j]+value-cost)
		}
		most = max(most, best[i])
	}
	return most
}

// Quoting gives the patterns that a text is a piece of: its words stand there one behind the
// other, but for what stands in holes.
func (m *Matcher) Quoting(words []lex.Word) (out []Alignment) {
	if len(words) == 0 {
		return nil
	}
	id, ok := m.words.ID(words[0].Text)
	if !ok {
		return nil
	}
	same := func(a word, b lex.Word) bool { return a.text == b.Text }
	uses := m.uses.At(int(id))
	for i := 0; i < uses.Len(); i += 2 {
		p := m.Pattern(int(uses.At(i)))
		at, span := unpackUse(uses.At(i + 1))
		piece := p.words[at:min(at+len(words), len(p.words))]
		if span > 1 || !slices.EqualFunc(piece, words, same) {
			continue
		}
		weight := 0.0
		for _, w := range piece {
			weight += w.weight
		}
		out = append(out, Alignment{Pattern: p, Weight: weight, Coverage: weight / p.Weight})
	}
	return out
}
