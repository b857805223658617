package match

import (
	"cmp"
	"context"
	"hash/maphash"
	"slices"
	"strings"
	"sync"

	"waptkb/index/lex"
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
	// Start and End are the byte range in the text.
	Start, End int
	// Literal tells that the matched words stand in the text as they do in the
	// pattern, one after the other, without an error between the first and the last.
	Literal bool
	// Cut tells that the pattern begins so but is cut off at the end of a line.
	Cut bool
	// Covered is how many words of the text are matched.
	Covered int
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

// ocrReplacer writes letters that OCR takes for each other alike.
var ocrReplacer = strings.NewReplacer("rn", "m", "vv", "w", "0", "o", "1", "l", "i", "l", "|", "l", "5", "s", "8", "b", "cl", "d")

func ocrFold(word string) string { return ocrReplacer.Replace(word) }

// similar is a fixed word that resembles a word of the text.
type similar struct {
	id         int32
	similarity float64
	letters    int // of the word that are there; 0 for a word that is not cut off
}

// similar lists the fixed words that resemble text; final tells that the text is
// cut behind it.
func (m *Matcher) similar(text string, final bool) []similar {
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
	if i, ok := m.ocr.Search(ocrFold(text)); ok {
		for id := range m.ocrWords.At(i).All() {
			add(similar{id: int32(id), similarity: 0.95})
		}
	}
	for id, d := range m.words.Resembling(text, maxEdits) {
		add(similar{id: id, similarity: max(minSimilarity, 1-1.2*float64(d)/float64(max(len(text), len(m.words.Word(id)))))})
	}
	if final && len(text) >= 3 {
		for _, id := range m.words.Beginning(text) {
			add(similar{id: id, similarity: 0.8, letters: len(text)})
		}
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
	found = m.similar(text, false)
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
	text, textEnd int32 // the words of the text, from the first to behind the last
	at, end       int32 // likewise of the pattern
	cut           bool  // the end of the word is cut off
	similarity    float64
}

// Align aligns all patterns with words, as [Words] gives them, and gives the best
// alignment of each that reaches minCoverage, and the best that is cut off, the
// heaviest first. When the context ends, some are missing.
func (m *Matcher) Align(ctx context.Context, words []lex.Word) []Alignment {
	if len(words) > maxTextWords {
		words = append(slices.Clone(words[:maxTextWords/2]), words[len(words)-maxTextWords/2:]...)
	}
	had := m.scratch.Get().(*overlaps)
	defer m.scratch.Put(had)
	defer had.clear()
	var out []Alignment
	for i, ps := range m.pairs(words, had) {
		if i%16 == 0 && ended(ctx) {
			break
		}
		out = append(out, m.Pattern(int(ps[0].pattern)).align(words, ps, &had.links)...)
	}
	slices.SortFunc(out, heaviestFirst)
	return out
}

// heaviestFirst orders alignments.
func heaviestFirst(a, b Alignment) int {
	return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Start, b.Start), strings.Compare(a.Pattern.ID, b.Pattern.ID), strings.Compare(a.Pattern.Template.Text, b.Pattern.Template.Text))
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
	pairs     []pair
	links     [maxPairs]link
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
	o.touched, o.uses, o.pairs = o.touched[:0], o.uses[:0], o.pairs[:0]
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

// usesOf appends where the fixed words that were found in a text stand in patterns. A word
// that is cut off has two joined ones only with something of the second.
func (m *Matcher) usesOf(out []foundUse, found []foundWord) []foundUse {
	for i := range found {
		f := &found[i]
		packed := m.uses.At(int(f.id))
		for i := 0; i < packed.Len(); i += 2 {
			u := use{pattern: int32(packed.At(i))}
			u.at, u.span = unpackUse(packed.At(i + 1))
			lacksSecond := u.span == 2 && f.letters > 0 && f.letters <= len(m.words.Word(m.fixedWord(u.pattern, u.at)))
			if !lacksSecond {
				out = append(out, foundUse{f, u})
			}
		}
	}
	return out
}

// fixedWord gives the number of the word at a place of a pattern.
func (m *Matcher) fixedWord(pattern int32, at int) int32 {
	return int32(m.fixed.At(int(pattern)).At(at))
}

// pairs matches the words of a text to the fixed words of each pattern, for the
// patterns of which enough stands there.
func (m *Matcher) pairs(words []lex.Word, had *overlaps) [][]pair {
	had.uses = m.usesOf(had.uses, m.inText(words))
	for i := range had.uses {
		u := &had.uses[i]
		o := had.of(u.pattern)
		o.pairs++
		for at := u.at; at < min(u.at+u.use.span, 64); at++ {
			if bit := uint64(1) << at; o.words&bit == 0 {
				o.words |= bit
				o.weight += m.rarities.At(int(m.fixedWord(u.pattern, at)))
			}
		}
	}
	slices.Sort(had.touched)
	had.pairs = slices.Grow(had.pairs, len(had.uses))
	var out [][]pair
	at := 0
	for _, p := range had.touched {
		o := &had.byPattern[p]
		if o.weight > 0 && o.weight >= minCoverage*m.weights.At(int(p)) {
			out = append(out, had.pairs[at:at:at+o.pairs])
			o.out, at = len(out), at+o.pairs
		}
	}
	for i := range had.uses {
		u := &had.uses[i]
		if o := &had.byPattern[u.pattern]; o.out > 0 {
			out[o.out-1] = append(out[o.out-1], pair{
				pattern: u.pattern, text: int32(u.text), textEnd: int32(u.text + u.foundWord.span),
				at: int32(u.at), end: int32(u.at + u.use.span), similarity: u.similarity, cut: u.letters > 0,
			})
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
		var found []similar
		if w.EndsLine && len(words) > 2 { // its end may be cut off
			found = m.similar(w.Text, true)
		} else {
			found = m.known.get(w.Text, m)
		}
		for _, s := range found {
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

// align finds the best chain of pairs, in which both indexes rise and gaps cost, and
// the best of those that are cut off at the end of a line, when that is another. It
// gives none below minCoverage.
func (p *Pattern) align(words []lex.Word, pairs []pair, links *[maxPairs]link) []Alignment {
	if len(pairs) > maxPairs {
		pairs = pairs[len(pairs)-maxPairs:]
	}
	mean := p.Weight / float64(len(p.words))
	// Behind a wider gap nothing is gained: it costs more than all of the pattern weighs.
	widest := int32(max(maxGap, float64(len(p.words))/gapCost+1))
	top, cut, near := -1, -1, 0
	for i, q := range pairs {
		for q.text-pairs[near].textEnd > widest {
			near++
		}
		value := 0.0
		for _, w := range p.words[q.at:q.end] {
			value += w.weight
		}
		value *= q.similarity
		best := link{weight: value, prev: -1}
		for j := near; j < i; j++ {
			r := &pairs[j]
			if r.end > q.at || r.textEnd > q.text {
				continue
			}
			gap := q.text - r.textEnd
			cost := float64(gap) * gapCost * mean
			if p.holeBetween(r, &q) {
				if gap > maxGap {
					continue
				}
				cost = 0
			}
			if weight := links[j].weight + value - cost; weight > best.weight {
				best.weight, best.prev = weight, j
			}
		}
		begins := best.prev < 0 && q.at == 0 || best.prev >= 0 && links[best.prev].whole && p.adjacent(&pairs[best.prev], &q)
		best.whole = begins && q.similarity == 1
		links[i] = best
		if top < 0 || best.weight >= links[top].weight {
			top = i
		}
		if begins && p.cutBehind(words, q) && (cut < 0 || best.weight >= links[cut].weight) {
			cut = i
		}
	}
	least := minCoverage * p.Weight
	if links[top].weight < least {
		return nil
	}
	out := []Alignment{p.chain(words, pairs, links, top, top == cut)}
	if cut >= 0 && cut != top && links[cut].weight >= least {
		out = append(out, p.chain(words, pairs, links, cut, true))
	}
	return out
}

// link is the best chain of pairs that ends with one.
type link struct {
	weight float64 // of the chain
	prev   int     // pair before this one; -1 for none
	whole  bool    // the pattern stands there literally, from its beginning
}

// chain describes the chain of pairs that ends with one.
func (p *Pattern) chain(words []lex.Word, pairs []pair, links *[maxPairs]link, last int, cut bool) Alignment {
	weight := links[last].weight
	n := Alignment{Pattern: p, Weight: weight, Coverage: weight / p.Weight, Literal: true, Cut: cut, End: words[pairs[last].textEnd-1].End}
	for i := last; i >= 0; i = links[i].prev {
		q, j := pairs[i], links[i].prev
		if q.similarity < 1 || j >= 0 && !p.adjacent(&pairs[j], &q) {
			n.Literal = false
		}
		n.Start = words[q.text].Start
		n.Covered += int(q.textEnd - q.text)
	}
	return n
}

// cutBehind tells whether the text is cut behind the last pair: its line ends in
// the middle of the pattern.
func (p *Pattern) cutBehind(words []lex.Word, last pair) bool {
	return words[last.textEnd-1].EndsLine && (last.cut || last.similarity == 1 && int(last.end) < len(p.words))
}

// adjacent tells whether two pairs follow each other in the pattern, and in the
// text too unless a hole stands between them.
func (p *Pattern) adjacent(a, b *pair) bool {
	return a.end == b.at && (a.textEnd == b.text || p.holeBetween(a, b))
}

// holeBetween tells whether a hole stands between two pairs.
func (p *Pattern) holeBetween(a, b *pair) bool {
	return p.words[a.end-1].segment != p.words[b.at].segment
}
