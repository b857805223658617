package match

import (
	"bytes"
	"cmp"
	"io"
	"math"
	"slices"
	"strings"
)

// This file finds templates in streams of any size: one pass over the bytes
// looks for a rare word of every pattern at once, skipping ahead as far as the
// last three bytes allow (Wu and Manber), and only around such a word the pattern
// is verified as [Matcher.Find] does.

const (
	blockSize = 512 << 10 // bytes that are scanned at once
	around    = 4 << 10   // bytes around a rare word in which its pattern must stand
	minRare   = 5         // letters that a rare word has at least
)

// Scanner finds patterns in streams. It is immutable and safe for concurrent use.
type Scanner struct {
	words  []rareWord
	span   int       // letters of the shortest rare word; the others are cut to it
	shift  []uint8   // by the class of three bytes: how far the next one can be
	bucket [][]int32 // by the class of three bytes at the end of a word: words
	class  [256]uint8
}

// rareWord is a word that stands in every match of a pattern.
type rareWord struct {
	letters string // lower case, cut to span
	matcher *Matcher
}

// Hit is a match in a stream.
type Hit struct {
	Match          // Line, Start and End count in the stream
	Text    string // the lines of the match
	Context string // the text around it
}

// NewScanner prepares to look for patterns, compiled by [New], in streams.
// Rarity weighs words by how seldom logs have them.
func NewScanner(patterns []*Pattern, rarity Rarity) *Scanner {
	s := &Scanner{span: math.MaxInt}
	for c := range 256 {
		switch b := byte(c); {
		case 'a' <= b && b <= 'z':
			s.class[c] = b - 'a' + 1
		case 'A' <= b && b <= 'Z':
			s.class[c] = b - 'A' + 1
		case '0' <= b && b <= '9':
			s.class[c] = 27
		case b == '_':
			s.class[c] = 28
		}
	}
	byWord := map[string][]*Pattern{}
	for _, p := range patterns {
		for _, w := range p.rareWords(rarity) {
			byWord[w] = append(byWord[w], p)
		}
	}
	for w := range byWord {
		s.span = min(s.span, len(w))
	}
	letters := make([]string, 0, len(byWord))
	for w := range byWord {
		letters = append(letters, w)
	}
	slices.Sort(letters)
	for _, w := range letters {
		s.words = append(s.words, rareWord{letters: w[:s.span], matcher: newVerifier(byWord[w])})
	}
	s.buildTables()
	return s
}

// newVerifier is a matcher of a few compiled patterns, without near matches.
func newVerifier(patterns []*Pattern) *Matcher {
	m := &Matcher{anchors: map[uint32][]anchor{}}
	for _, p := range patterns {
		m.addAnchor(p)
	}
	return m
}

// rareWords picks up to two ASCII words of a pattern that logs seldom have: two,
// so that a line break inside one of them does not hide the pattern.
func (p *Pattern) rareWords(rarity Rarity) []string {
	var words []string
	for _, part := range p.Template.Parts {
		for _, w := range Words(part.Fixed) {
			original := part.Fixed[w.Start:w.End]
			if len(w.Text) >= minRare && strings.EqualFold(original, w.Text) && !slices.Contains(words, w.Text) {
				words = append(words, w.Text)
			}
		}
	}
	slices.SortStableFunc(words, func(a, b string) int {
		return cmp.Compare(rarity(b)+0.1*float64(min(len(b), 10)), rarity(a)+0.1*float64(min(len(a), 10)))
	})
	return words[:min(2, len(words))]
}

// Unscannable lists the patterns that have no word to look for.
func Unscannable(patterns []*Pattern) []*Pattern {
	return slices.DeleteFunc(slices.Clone(patterns), func(p *Pattern) bool {
		return len(p.rareWords(func(string) float64 { return 0 })) > 0
	})
}

func (s *Scanner) buildTables() {
	const classes = 1 << 15
	s.shift = make([]uint8, classes)
	s.bucket = make([][]int32, classes)
	if len(s.words) == 0 {
		return
	}
	for i := range s.shift {
		s.shift[i] = uint8(min(s.span-2, math.MaxUint8))
	}
	for n, w := range s.words {
		for end := 3; end <= s.span; end++ {
			k := s.trigram(w.letters[end-3], w.letters[end-2], w.letters[end-1])
			s.shift[k] = min(s.shift[k], uint8(s.span-end))
			if end == s.span {
				s.bucket[k] = append(s.bucket[k], int32(n))
			}
		}
	}
}

func (s *Scanner) trigram(a, b, c byte) int {
	return int(s.class[a])<<10 | int(s.class[b])<<5 | int(s.class[c])
}

// Stats counts what a scan has read.
type Stats struct {
	Lines int
	Bytes int64
}

// Scan reads UTF-8 text to its end and gives every match to found, nearly in the
// order of the text. Found returns false to stop. Memory does not depend on the
// length of the text.
func (s *Scanner) Scan(r io.Reader, found func(Hit) bool) (Stats, error) {
	st := scan{s: s, found: found, seen: map[place]bool{}, endsInNewline: true}
	buf := make([]byte, 0, blockSize+2*around)
	done := 0 // bytes of buf that are scanned
	for {
		n, err := io.ReadFull(r, buf[len(buf):len(buf)+blockSize])
		st.count(buf[len(buf) : len(buf)+n])
		buf = buf[:len(buf)+n]
		last := err == io.EOF || err == io.ErrUnexpectedEOF
		if err != nil && !last {
			return st.stats(), err
		}
		stop := len(buf)
		if !last {
			stop -= around // what stands behind must be there to verify
		}
		if !st.block(buf, done, stop) || last {
			return st.stats(), nil
		}
		keep := max(0, stop-around)
		st.drop(buf[:keep])
		buf = buf[:copy(buf[:cap(buf)], buf[keep:])]
		done = stop - keep
	}
}

// place tells one match from another.
type place struct {
	pattern *Pattern
	offset  int64
}

// scan is the state of one pass.
type scan struct {
	s             *Scanner
	found         func(Hit) bool
	base          int64 // offset in the stream of the buffer
	lines         int   // line breaks before the buffer
	total         Stats
	endsInNewline bool
	seen          map[place]bool
}

func (st *scan) count(b []byte) {
	st.total.Bytes += int64(len(b))
	st.total.Lines += bytes.Count(b, []byte("\n"))
	if len(b) > 0 {
		st.endsInNewline = b[len(b)-1] == '\n'
	}
}

func (st *scan) stats() Stats {
	out := st.total
	if !st.endsInNewline {
		out.Lines++
	}
	return out
}

// drop forgets the start of the buffer.
func (st *scan) drop(b []byte) {
	st.base += int64(len(b))
	st.lines += bytes.Count(b, []byte("\n"))
	for p := range st.seen {
		if p.offset < st.base-around {
			delete(st.seen, p)
		}
	}
}

// block looks for rare words that end in buf[from:to] and verifies around them.
func (st *scan) block(buf []byte, from, to int) bool {
	s := st.s
	if len(s.words) == 0 {
		return true
	}
	shift, class, span := s.shift, &s.class, s.span
	for i := max(from, span-1); i < to; {
		k := int(class[buf[i-2]])<<10 | int(class[buf[i-1]])<<5 | int(class[buf[i]])
		if skip := shift[k&(1<<15-1)]; skip > 0 {
			i += int(skip)
			continue
		}
		for _, n := range s.bucket[k] {
			if foldedEqual(buf[i-span+1:i+1], s.words[n].letters) && !st.verify(buf, i-span+1, s.words[n].matcher) {
				return false
			}
		}
		i++
	}
	return true
}

// foldedEqual compares ASCII text with lower-case letters.
func foldedEqual(b []byte, letters string) bool {
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != letters[i] {
			return false
		}
	}
	return true
}

// verify looks for the patterns of a rare word at buf[at:].
func (st *scan) verify(buf []byte, at int, m *Matcher) bool {
	low, high := lineBounds(buf, at, around)
	window := string(buf[low:high])
	lineOfWindow := -1
	for _, f := range m.Find(window, 8) {
		p := place{f.Pattern, st.base + int64(low+f.Start)}
		if st.seen[p] {
			continue
		}
		st.seen[p] = true
		if lineOfWindow < 0 {
			lineOfWindow = st.lines + bytes.Count(buf[:low], []byte("\n"))
		}
		start, end := f.Start, f.End
		f.Line += lineOfWindow
		f.Start, f.End = start+low+int(st.base), end+low+int(st.base)
		if !st.found(Hit{Match: f, Text: wholeLines(window, start, end), Context: window}) {
			return false
		}
	}
	return true
}

// lineBounds widens a place to whole lines, at most reach bytes to each side.
func lineBounds(buf []byte, at, reach int) (low, high int) {
	low = max(0, at-reach)
	if i := bytes.IndexByte(buf[low:at], '\n'); low > 0 && i >= 0 {
		low += i + 1
	}
	high = min(len(buf), at+reach)
	if i := bytes.LastIndexByte(buf[at:high], '\n'); high < len(buf) && i >= 0 {
		high = at + i + 1
	}
	return low, high
}

// wholeLines gives the lines that a byte range touches.
func wholeLines(text string, start, end int) string {
	from := strings.LastIndexByte(text[:start], '\n') + 1
	to := len(text)
	if i := strings.IndexByte(text[end:], '\n'); i >= 0 {
		to = end + i
	}
	return strings.TrimRight(text[from:to], "\r\n")
}
