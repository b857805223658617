// Package match finds error templates in text.
//
// # What matches
//
// A template ("timed out after {seconds} seconds") is a sequence of fixed texts
// and holes. It matches where its fixed texts follow each other in this order,
// compared on their letters and digits alone: case, accents, quotes, dashes,
// spaces and line breaks, even inside a word, make no difference. Every fixed
// text begins and ends at a word boundary, unless the template glues a hole to it
// (0x{byte}). A hole takes any text of up to maxHole bytes and maxHoleLines line
// breaks; of several ways to match, holes are as short as possible.
//
// # What a match gives
//
// The template, what its holes took (without the quotes that the template puts
// around them), the line, and the byte range. [Matcher.Find] gives all matches;
// where two templates match the same text, both are given, and weight tells which
// says more.
//
// # Near matches
//
// [Matcher.Near] aligns templates with text that has wrong letters, a cut end or
// a missing word; see align.go.
package match

import (
	"bytes"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"waptkb/content"
	"waptkb/content/fold"
	"waptkb/index/lex"
)

const (
	maxHole      = 2000 // bytes that a hole may take
	maxHoleLines = 3    // line breaks that a hole may take
)

// MaxTail is how many bytes a hole at the start or the end of a template may take.
const MaxTail = 200

// Pattern is a template and the article that it belongs to.
type Pattern struct {
	ID       string
	Template content.Template
	// Weight is the sum of the rarities of the fixed words: how much a match says.
	Weight float64

	segments []segment
	words    []word // fixed words, for near matches
}

// segment is one fixed text of a pattern, squeezed.
type segment struct {
	fixed      string // as the template has it
	letters    []byte
	gluedStart bool   // a hole touches its first letter
	gluedEnd   bool   // a hole touches its last letter
	before     string // name of the hole before it, if any
	prefix     string // punctuation of the template between that hole and the first letter
	suffix     string // punctuation between the last letter and the next hole
}

// Match is a place where a pattern matches.
type Match struct {
	Pattern    *Pattern
	Line       int // from 1, of the first fixed text
	Start, End int // byte range in the text, of the fixed texts
	Captures   map[string]string
}

// Matcher holds compiled patterns. It is safe for concurrent use.
type Matcher struct {
	patterns []*Pattern
	anchors  map[uint32][]anchor // first bytes of a segment → where to verify
	filter   [1 << 13]uint64     // bit set of hashed anchor keys
	words    *vocabulary
	scratch  sync.Pool // of *[]held
}

// anchor is the segment of a pattern that is looked for first.
type anchor struct {
	pattern *Pattern
	segment int
}

// Rarity tells how much a folded word says, in nats; see [New].
type Rarity func(word string) float64

// New compiles templates. Rarity weighs their fixed words.
func New(patterns []*Pattern, rarity Rarity) *Matcher {
	m := &Matcher{anchors: map[uint32][]anchor{}}
	for _, p := range patterns {
		p.compile(rarity)
		if len(p.segments) == 0 {
			continue
		}
		m.addAnchor(p)
	}
	m.words = newVocabulary(m.patterns)
	return m
}

// addAnchor has the longest segment of a compiled pattern looked for.
func (m *Matcher) addAnchor(p *Pattern) {
	m.patterns = append(m.patterns, p)
	best := p.longest()
	k := key(p.segments[best].letters)
	m.anchors[k] = append(m.anchors[k], anchor{p, best})
	h := hash(k)
	m.filter[h>>6] |= 1 << (h & 63)
}

// longest gives the segment with the most letters, -1 when there is none.
func (p *Pattern) longest() int {
	best := -1
	for i, s := range p.segments {
		if best < 0 || len(s.letters) > len(p.segments[best].letters) {
			best = i
		}
	}
	return best
}

// Patterns lists the compiled patterns.
func (m *Matcher) Patterns() []*Pattern { return m.patterns }

func (p *Pattern) compile(rarity Rarity) {
	p.segments, p.words, p.Weight = nil, nil, 0
	hole := ""
	for i, part := range p.Template.Parts {
		if part.Hole != "" {
			hole = part.Hole
			continue
		}
		letters := []byte(squeezeString(part.Fixed))
		if len(letters) == 0 { // only punctuation, at an end of the template
			continue
		}
		first, _ := utf8.DecodeRuneInString(part.Fixed)
		last, _ := utf8.DecodeLastRuneInString(part.Fixed)
		p.segments = append(p.segments, segment{
			fixed:      part.Fixed,
			letters:    letters,
			before:     hole,
			gluedStart: i > 0 && lex.IsWord(first),
			gluedEnd:   i < len(p.Template.Parts)-1 && lex.IsWord(last),
			prefix:     part.Fixed[:strings.IndexFunc(part.Fixed, lex.IsWord)],
			suffix:     part.Fixed[strings.LastIndexFunc(part.Fixed, lex.IsWord)+lastWordSize(part.Fixed):],
		})
		hole = ""
		for _, w := range lex.Words(part.Fixed) {
			weight := rarity(w.Text)
			p.words = append(p.words, word{text: w.Text, weight: weight, afterHole: len(p.words) > 0 && len(p.segments) > 1 && w.Start == firstWordStart(part.Fixed)})
			p.Weight += weight
		}
	}
}

func firstWordStart(s string) int { return max(0, strings.IndexFunc(s, lex.IsWord)) }

func lastWordSize(s string) int {
	_, size := utf8.DecodeRuneInString(s[strings.LastIndexFunc(s, lex.IsWord):])
	return size
}

// key packs the first bytes of a segment; shorter segments are padded.
func key(letters []byte) uint32 {
	var k uint32
	for i := range 4 {
		k <<= 8
		if i < len(letters) {
			k |= uint32(letters[i])
		}
	}
	return k
}

func hash(k uint32) uint32 { return (k * 2654435761) >> 13 }

// Find gives every place where a pattern matches, in the order of the text. One
// pattern matches at most limit times. When the context ends, matches are missing.
func (m *Matcher) Find(ctx context.Context, text string, limit int) []Match {
	s := squeeze(text)
	counts := map[*Pattern]int{}
	lastEnd, lastByte := map[*Pattern]int{}, map[*Pattern]int{} // of the last match, so that none overlap
	var out []Match
	for i := range s.letters {
		if i%1024 == 0 && ended(ctx) {
			break
		}
		k := key(s.letters[i:])
		h := hash(k)
		if m.filter[h>>6]&(1<<(h&63)) == 0 {
			continue
		}
		for _, a := range m.anchors[k] {
			if counts[a.pattern] >= limit || i < lastEnd[a.pattern] {
				continue
			}
			if found, end, ok := a.verify(s, i); ok && found.Start >= lastByte[a.pattern] {
				lastByte[a.pattern] = found.End
				counts[a.pattern]++
				lastEnd[a.pattern] = end
				out = append(out, found)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return a.Start - b.Start })
	line, at := 1, 0
	for i := range out {
		line += strings.Count(text[at:out[i].Start], "\n")
		out[i].Line, at = line, out[i].Start
	}
	return out
}

// ended lets other work run, which is short, and tells whether a context has ended.
func ended(ctx context.Context) bool {
	runtime.Gosched()
	return ctx.Err() != nil
}

// verify extends an anchor at letters[at] to a whole match, whose line is still to be
// found.
func (a anchor) verify(s *squeezed, at int) (m Match, end int, ok bool) {
	segs := a.pattern.segments
	if !segs[a.segment].at(s, at) {
		return m, 0, false
	}
	places := make([]int, len(segs))
	places[a.segment] = at
	for i := a.segment - 1; i >= 0; i-- {
		places[i] = segs[i].lastBefore(s, places[i+1])
		if places[i] < 0 {
			return m, 0, false
		}
	}
	end = at + len(segs[a.segment].letters)
	for i := a.segment + 1; i < len(segs); i++ {
		places[i] = segs[i].firstAfter(s, end)
		if places[i] < 0 {
			return m, 0, false
		}
		end = places[i] + len(segs[i].letters)
	}
	m = Match{Pattern: a.pattern, Start: s.offset(places[0]), End: s.after(end)}
	m.Captures = a.pattern.captures(s, places)
	return m, end, true
}

// at tells whether the segment stands at letters[i], with its word boundaries.
func (g *segment) at(s *squeezed, i int) bool {
	end := i + len(g.letters)
	return end <= len(s.letters) && bytes.Equal(s.letters[i:end], g.letters) &&
		(g.gluedStart || s.wordStart(i)) && (g.gluedEnd || s.wordStart(end))
}

// firstAfter gives the first place of the segment from letters[from] on that a
// hole can reach, or -1.
func (g *segment) firstAfter(s *squeezed, from int) int {
	limit := s.reach(from)
	for i := from; i < limit; {
		next := bytes.Index(s.letters[i:min(limit+len(g.letters), len(s.letters))], g.letters)
		if next < 0 {
			return -1
		}
		if g.at(s, i+next) {
			return i + next
		}
		i += next + 1
	}
	return -1
}

// reach gives the index of the first letter that a hole beginning behind
// letters[from-1] cannot take.
func (s *squeezed) reach(from int) int {
	start := s.after(from)
	stop := min(start+maxHole, len(s.original))
	lines := 0
	for i := start; i < stop; i++ {
		if s.original[i] == '\n' {
			if lines++; lines > maxHoleLines {
				stop = i
			}
		}
	}
	to, _ := slices.BinarySearch(s.from, int32(stop))
	return to
}

// lastBefore gives the last place of the segment that ends at or before
// letters[to] and that a hole can reach from there, or -1.
func (g *segment) lastBefore(s *squeezed, to int) int {
	low := max(0, s.offset(to)-maxHole)
	lines := 0
	for i := s.offset(to) - 1; i >= low; i-- {
		if s.original[i] == '\n' {
			if lines++; lines > maxHoleLines {
				low = i
			}
		}
	}
	from, _ := slices.BinarySearch(s.from, int32(low))
	for stop := to; stop >= from; {
		i := bytes.LastIndex(s.letters[from:stop], g.letters)
		if i < 0 {
			return -1
		}
		if g.at(s, from+i) {
			return from + i
		}
		stop = from + i + len(g.letters) - 1
	}
	return -1
}

// captures gives what the holes took.
func (p *Pattern) captures(s *squeezed, places []int) map[string]string {
	out := map[string]string{}
	for i, g := range p.segments {
		if g.before == "" {
			continue
		}
		to := s.offset(places[i])
		if i == 0 {
			out[g.before] = trimHole(leading(s.original[:to]), "", g.prefix)
			continue
		}
		from := s.after(places[i-1] + len(p.segments[i-1].letters))
		if from > to {
			from = to
		}
		out[g.before] = trimHole(s.original[from:to], p.segments[i-1].suffix, g.prefix)
	}
	if n := len(p.Template.Parts); n > 0 {
		p.captureTail(s, places, out)
	}
	for name, value := range out {
		if value == "" {
			delete(out, name)
		}
	}
	return out
}

// captureTail captures the hole behind the last segment: up to the punctuation
// that the template puts behind it, or the end of the line.
func (p *Pattern) captureTail(s *squeezed, places []int, out map[string]string) {
	parts := p.Template.Parts
	last := len(parts) - 1
	closing := ""
	if parts[last].Hole == "" && len(parts) > 1 && strings.IndexFunc(parts[last].Fixed, lex.IsWord) < 0 {
		closing = strings.TrimSpace(parts[last].Fixed)
		last--
	}
	if parts[last].Hole == "" {
		return
	}
	g := p.segments[len(p.segments)-1]
	tail := s.original[s.after(places[len(places)-1]+len(g.letters)):]
	tail = tail[:min(len(tail), MaxTail)]
	for len(tail) > 0 && !utf8.ValidString(tail) && len(tail) > MaxTail-utf8.UTFMax {
		tail = tail[:len(tail)-1]
	}
	if i := strings.IndexAny(strings.TrimLeft(tail, "\r\n"), "\r\n"); i >= 0 {
		tail = strings.TrimLeft(tail, "\r\n")[:i]
	}
	tail = trimHole(tail, g.suffix, "")
	if closing != "" {
		if i := strings.IndexFunc(tail, func(r rune) bool { return fold.String(string(r)) == closing[:1] }); i >= 0 {
			tail = tail[:i]
		}
	}
	out[parts[last].Hole] = strings.TrimRight(tail, " \t.,;:'\"")
}

// leading gives the end of text that a hole at the start of a template takes:
// the rest of the line behind a ": ", at most MaxTail bytes.
func leading(text string) string {
	short := max(0, len(text)-MaxTail)
	for short < len(text) && !utf8.RuneStart(text[short]) {
		short++
	}
	text = text[short:]
	if i := strings.LastIndexAny(text, "\r\n"); i >= 0 {
		text, short = text[i+1:], 0
	}
	if i := strings.LastIndex(text, ": "); i >= 0 {
		return text[i+2:]
	}
	if short > 0 {
		text = text[strings.LastIndexByte(text, ' ')+1:]
	}
	return text
}

// trimHole takes off a captured value what the template itself puts around it,
// in any typographic shape, and the spaces.
func trimHole(value, before, after string) string {
	value = strings.TrimSpace(value)
	for _, r := range strings.TrimSpace(fold.String(before)) {
		if first, size := utf8.DecodeRuneInString(value); size > 0 && fold.String(string(first)) == string(r) {
			value = strings.TrimSpace(value[size:])
		}
	}
	trailing := []rune(strings.TrimSpace(fold.String(after)))
	for i := len(trailing) - 1; i >= 0; i-- {
		if last, size := utf8.DecodeLastRuneInString(value); size > 0 && fold.String(string(last)) == string(trailing[i]) {
			value = strings.TrimSpace(value[:len(value)-size])
		}
	}
	return strings.Join(strings.Fields(value), " ")
}
