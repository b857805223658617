// Package match finds error templates in text.
//
// # What matches
//
// A template ("timed out after {seconds} seconds") is a sequence of fixed texts
// and holes. It matches where its fixed texts follow each other in this order,
// compared on their letters and digits alone: case, accents, quotes, dashes,
// spaces and line breaks, even inside a word, make no difference. Every fixed
// text begins and ends at a word boundary, unless the template glues a hole to it
// (0x{byte}). A dot or a slash that joins it to a hole ({url}.wapt) must stand there too:
// /wapt is another thing than .wapt. A hole takes any text of up to maxHole bytes and
// maxHoleLines line breaks; of several ways to match, holes are as short as possible.
//
// # What a match gives
//
// The template, what its holes took (without the quotes that the template puts
// around them), the line, and the byte range. [Matcher.Find] gives all matches;
// where two templates match the same text, both are given, and weight tells which
// says more.
//
// # Alignments
//
// [Matcher.Align] aligns templates with text that has wrong letters or
// lacks words; see align.go.
package match

import (
	"bytes"
	"context"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/content/fold"
	"waptkb/index/lex"
	"waptkb/index/spell"
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
	anchor   int    // the longest segment, which is looked for first
	tail     string // name of the hole behind the last segment, if any
	closing  string // punctuation behind that hole
	words    []word // fixed words, which are aligned
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
	joinStart  seam   // what joins that hole to the first letter
	joinEnd    seam   // what joins the last letter to the next hole
}

// seam is the set of characters that may join a fixed text to a hole; empty where any may.
type seam string

// seamOf gives the seam of the punctuation between a fixed text and a hole: a dot or a
// slash alone. Paths are written with either slash.
func seamOf(punctuation string) seam {
	switch punctuation {
	case ".":
		return "."
	case "/", `\`:
		return `/\`
	}
	return ""
}

// ends tells whether a text ends with the seam, behind which a line may be broken.
func (j seam) ends(text string) bool {
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	return j == "" || text != "" && strings.IndexByte(string(j), text[len(text)-1]) >= 0
}

// begins is [seam.ends] for the beginning of a text.
func (j seam) begins(text string) bool {
	text = strings.TrimPrefix(strings.TrimPrefix(text, "\r"), "\n")
	return j == "" || text != "" && strings.IndexByte(string(j), text[0]) >= 0
}

// Match is a place where a pattern matches.
type Match struct {
	Pattern    *Pattern
	Line       int // from 1, of the first fixed text
	Start, End int // byte range in the text, of the fixed texts
	Captures   map[string]string

	spans []span
}

// Wraps tells whether another match in the same text stands in a hole of this one that
// takes any text: this one says where something failed, and the other why.
func (m *Match) Wraps(cause *Match) bool {
	return m.Pattern.wraps(m.spans, span{cause.Start, cause.End}, m.Line == cause.Line)
}

// Extends tells whether another match in the same text is a part of this one, and stands in none of
// its holes.
func (m *Match) Extends(part *Match) bool {
	return m.Start <= part.Start && part.End <= m.End && part.End-part.Start < m.End-m.Start && !m.Wraps(part)
}

// wraps tells whether a place is in a hole that takes any text, where the fixed texts
// stand so. A hole at the end takes what is on the same line.
func (p *Pattern) wraps(spans []span, at span, sameLine bool) bool {
	if len(spans) == 0 {
		return false
	}
	for i := 1; i < len(spans); i++ {
		if anyText(p.segments[i].before) && at.start >= spans[i-1].end && at.end <= spans[i].start {
			return true
		}
	}
	end := spans[len(spans)-1].end
	return anyText(p.tail) && sameLine && at.start >= end && at.start-end <= MaxTail
}

// anyText tells whether a hole takes another error or what a program printed.
func anyText(hole string) bool { return hole == "details" || hole == "output" }

// Matcher finds templates that were compiled into a file. It reads them in place, and
// makes a [Pattern] of one when a text has its anchor or many of its words. It is safe for
// concurrent use.
type Matcher struct {
	texts, ids flat.Strings
	scopes     string
	weights    flat.Floats
	fixed      flat.Lists // by pattern: the numbers of its fixed words
	patterns   []atomic.Pointer[Pattern]

	anchors flat.Strings // by pattern
	buckets flat.Lists   // patterns by the hash of the first bytes of their anchors

	words    spell.Lexicon // of fixed words, and of two joined ones
	rarities flat.Floats   // by word
	uses     flat.Lists    // by word: pairs of a pattern and a packed place in it
	known    similarCache
	scratch  sync.Pool // of *overlaps
}

// Read gives the matcher that [Write] wrote; see [flat.File.Err].
func Read(file *flat.File) *Matcher {
	m := &Matcher{
		texts: file.Strings(sectionTexts), ids: file.Strings(sectionIDs), scopes: file.Bytes(sectionScopes),
		weights: file.Floats(sectionWeights), fixed: file.Lists(sectionFixed),
		anchors: file.Strings(sectionAnchors), buckets: file.Lists(sectionBuckets),
		words: spell.Read(file, sectionWords), rarities: file.Floats(sectionRarities), uses: file.Lists(sectionUses),
	}
	m.patterns = make([]atomic.Pointer[Pattern], m.texts.Len())
	m.known.init()
	m.scratch.New = func() any { return &overlaps{byPattern: make([]overlap, len(m.patterns))} }
	return m
}

// Pattern gives a pattern by its number.
func (m *Matcher) Pattern(n int) *Pattern {
	if p := m.patterns[n].Load(); p != nil {
		return p
	}
	scope := m.scopes[n]
	t, err := content.ParseTemplate(m.texts.At(n), content.Scopes[scope&^alsoBit])
	if err != nil {
		panic("the compiled templates are damaged: " + err.Error())
	}
	t.Also = scope&alsoBit != 0
	p := &Pattern{ID: m.ids.At(n), Template: t, Weight: m.weights.At(n)}
	p.compile()
	for i := range p.words {
		p.words[i].weight = m.rarities.At(int(m.fixedWord(int32(n), i)))
	}
	m.patterns[n].Store(p)
	return p
}

// Patterns lists all patterns.
func (m *Matcher) Patterns() []*Pattern {
	out := make([]*Pattern, len(m.patterns))
	for n := range out {
		out[n] = m.Pattern(n)
	}
	return out
}

// newSegment gives a fixed text of a template, and false where it has no letters.
func newSegment(fixed string) (g segment, ok bool) {
	letters := lex.Squeeze(fixed).Bytes
	begin := strings.TrimLeftFunc(fixed, notWord)
	end := strings.TrimRightFunc(fixed, notWord)
	return segment{fixed: fixed, letters: letters, prefix: fixed[:len(fixed)-len(begin)], suffix: fixed[len(end):]}, len(letters) > 0
}

func squeezed(s string) string { return string(lex.Squeeze(s).Bytes) }

func notWord(r rune) bool { return !lex.IsWord(r) }

// Find gives every place where a pattern matches, in the order of the text. One
// pattern matches at most limit times. When the context ends, matches are missing.
func (m *Matcher) Find(ctx context.Context, s *lex.Letters, limit int) []Match {
	type had struct{ matches, end int } // of a pattern: matches, and where the last one ends, so that none overlap
	hads := map[uint32]had{}
	size := m.buckets.Len()
	var out []Match
	for i := range s.Bytes {
		if i%1024 == 0 && ended(ctx) {
			break
		}
		rest := s.Bytes[i:]
		numbers := m.buckets.At(bucket(key(rest), size))
		for k := range numbers.Len() {
			n := numbers.At(k)
			if anchor := m.anchors.At(int(n)); len(anchor) > len(rest) || string(rest[:len(anchor)]) != anchor {
				continue
			}
			h := hads[n]
			if h.matches >= limit || s.Offset(i) < h.end {
				continue
			}
			p := m.Pattern(int(n))
			spans := p.verify(s, i)
			if spans == nil || spans[0].start < h.end {
				continue
			}
			h = had{h.matches + 1, spans[len(spans)-1].end}
			hads[n] = h
			out = append(out, Match{Pattern: p, Start: spans[0].start, End: h.end, Captures: p.captures(s.Original, spans), spans: spans})
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return a.Start - b.Start })
	line, at := 1, 0
	for i := range out {
		line += strings.Count(s.Original[at:out[i].Start], "\n")
		out[i].Line, at = line, out[i].Start
	}
	return out
}

// ended lets other work run, which is short, and tells whether a context has ended.
func ended(ctx context.Context) bool {
	runtime.Gosched()
	return ctx.Err() != nil
}

// span is where a fixed text stands, in bytes of the original.
type span struct{ start, end int }

// verify extends the anchor of a pattern, at letters[at], to a whole match: it gives
// where the fixed texts stand; nil when there is none.
func (p *Pattern) verify(s *lex.Letters, at int) []span {
	segs := p.segments
	if !segs[p.anchor].at(s, at) {
		return nil
	}
	var few [8]int
	places := append(few[:0], make([]int, len(segs))...)
	places[p.anchor] = at
	for i := p.anchor - 1; i >= 0; i-- {
		places[i] = segs[i].lastBefore(s, places[i+1])
		if places[i] < 0 {
			return nil
		}
	}
	if i := p.anchor - 1; i >= 0 { // where the anchor stands nearer to what is before it, the hole is shorter
		if first := segs[p.anchor].firstAfter(s, places[i]+len(segs[i].letters)); first >= 0 && first < at {
			if spans := p.verify(s, first); spans != nil {
				return spans
			}
		}
	}
	end := at + len(segs[p.anchor].letters)
	for i := p.anchor + 1; i < len(segs); i++ {
		places[i] = segs[i].firstAfter(s, end)
		if places[i] < 0 {
			return nil
		}
		end = places[i] + len(segs[i].letters)
	}
	spans := make([]span, len(segs))
	for i, at := range places {
		spans[i] = span{s.Offset(at), s.After(at + len(segs[i].letters))}
	}
	return spans
}

// at tells whether the segment stands at letters[i], with its word boundaries and seams.
func (g *segment) at(s *lex.Letters, i int) bool {
	end := i + len(g.letters)
	return end <= len(s.Bytes) && bytes.Equal(s.Bytes[i:end], g.letters) &&
		(g.gluedStart || s.WordStart(i)) && (g.gluedEnd || s.WordStart(end)) &&
		g.joinStart.ends(s.Original[:s.Offset(i)]) && g.joinEnd.begins(s.Original[s.After(end):])
}

// firstAfter gives the first place of the segment from letters[from] on that a
// hole can reach, or -1.
func (g *segment) firstAfter(s *lex.Letters, from int) int {
	limit := reachAfter(s, s.After(from))
	for i := from; i < limit; {
		next := bytes.Index(s.Bytes[i:min(limit+len(g.letters), len(s.Bytes))], g.letters)
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

// reachAfter tells how far a hole comes that begins at a byte of the original: it gives
// the index of the first letter at or behind its end.
func reachAfter(s *lex.Letters, at int) int {
	end := min(at+maxHole, len(s.Original))
	for range maxHoleLines + 1 {
		i := strings.IndexByte(s.Original[at:end], '\n')
		if i < 0 {
			return s.Index(end)
		}
		at += i + 1
	}
	return s.Index(at - 1) // the line break that is one too many
}

// reachBefore is [reachAfter] for a hole that ends at a byte, and its beginning.
func reachBefore(s *lex.Letters, at int) int {
	begin := max(0, at-maxHole)
	for range maxHoleLines + 1 {
		i := strings.LastIndexByte(s.Original[begin:at], '\n')
		if i < 0 {
			return s.Index(begin)
		}
		at = begin + i
	}
	return s.Index(at + 1)
}

// lastBefore gives the last place of the segment that ends at or before
// letters[to] and that a hole can reach from there, or -1.
func (g *segment) lastBefore(s *lex.Letters, to int) int {
	from := reachBefore(s, s.Offset(to))
	if from >= to || !bytes.Contains(s.Bytes[from:to], g.letters) { // which is found faster than the last one
		return -1
	}
	for stop := to; stop >= from; {
		i := bytes.LastIndex(s.Bytes[from:stop], g.letters)
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

// captures gives what the holes took, of a text in which the fixed texts stand so.
func (p *Pattern) captures(text string, spans []span) map[string]string {
	out := map[string]string{}
	for i, g := range p.segments {
		to := spans[i].start
		switch {
		case g.before == "":
		case i == 0:
			out[g.before] = trimHole(leading(text[:to]), "", g.prefix)
		default:
			from := min(to, spans[i-1].end)
			out[g.before] = trimHole(text[from:to], p.segments[i-1].suffix, g.prefix)
		}
	}
	if p.tail != "" {
		out[p.tail] = p.captureTail(text[spans[len(spans)-1].end:])
	}
	maps.DeleteFunc(out, func(_, value string) bool { return value == "" })
	return out
}

// captureTail gives what the hole behind the last segment takes of the text there: up
// to the punctuation that the template puts behind it, or the end of the line.
func (p *Pattern) captureTail(tail string) string {
	tail = strings.TrimLeft(tail[:lex.RuneStart(tail, MaxTail)], "\r\n")
	if i := strings.IndexAny(tail, "\r\n"); i >= 0 {
		tail = tail[:i]
	}
	tail = trimHole(tail, p.segments[len(p.segments)-1].suffix, "")
	if p.closing != "" {
		if i := strings.IndexFunc(tail, func(r rune) bool { return fold.String(string(r)) == p.closing[:1] }); i >= 0 {
			tail = tail[:i]
		}
	}
	return strings.TrimRight(tail, " \t.,;:'\"")
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
	alike := func(a, b rune) bool { return fold.String(string(a)) == string(b) }
	value = strings.TrimSpace(value)
	for _, r := range strings.TrimSpace(fold.String(before)) {
		if first, size := utf8.DecodeRuneInString(value); alike(first, r) {
			value = strings.TrimSpace(value[size:])
		}
	}
	for _, r := range slices.Backward([]rune(strings.TrimSpace(fold.String(after)))) {
		if last, size := utf8.DecodeLastRuneInString(value); alike(last, r) {
			value = strings.TrimSpace(value[:len(value)-size])
		}
	}
	return strings.Join(strings.Fields(value), " ")
}
