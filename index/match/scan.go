package match

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"waptkb/content/fold"
	"waptkb/content/lazy"
	"waptkb/index/lex"
)

// This file finds templates in streams of any size. One pass over the bytes looks
// for a rare word of every pattern at once, skipping ahead as far as the last
// three bytes allow (Wu and Manber). Where one stands, the letters around it are
// compared with those of the pattern, and only then is the pattern verified, as
// [Matcher.Find] does. A word that a line break divides is looked for apart, at
// line breaks.

const (
	blockSize  = 512 << 10 // bytes that are scanned at once
	around     = 24 << 10  // bytes around a rare word in which its pattern must stand
	contextual = 4 << 10   // bytes on each side of a match in the context of a hit
	minRare    = 4         // letters that a rare word has at least
	maxRare    = 16        // letters that it has at most
	maxWindow  = 64 << 10  // bytes that are squeezed ahead where hits are dense
	stride     = 64 << 10  // bytes, or places, between two looks at the context
	maxPeek    = 512       // bytes beside a rare word that are compared before it is verified
	tableBits  = 15
	lanes      = 4
)

// Scanner finds patterns in streams. It is immutable and safe for concurrent use.
type Scanner struct {
	words  []rareWord
	span   int        // letters of the shortest rare word; the tables use this many of each, its window
	shift  []uint8    // by the hash of three bytes: how far the next one can be
	bucket [][]ending // by the hash of three bytes: words whose window ends so
	broken [][]joint  // by two letters: where rare words have them in a row
}

// ending is the last four letters of the window of a word.
type ending struct {
	letters uint32
	word    int32
}

// joint is a place in a word where a line break may divide it.
type joint struct {
	at   int
	word int32
}

// rareWord is a word that stands in every match of some patterns.
type rareWord struct {
	letters string // lower case
	window  int    // where the letters begin that the tables use
	uses    []scanUse
}

// scanUse is a place of a rare word in the anchor of a pattern.
type scanUse struct {
	pattern       *Pattern
	before        int // letters of the anchor before the word
	reach, behind int // bytes before and behind the word that verifying may need
}

// Disorder bounds how far, in bytes, a hit may begin before one that was given
// earlier.
const Disorder = around

// Hit is a match in a stream.
type Hit struct {
	Match               // Line, Start and End count in the stream
	Context      string // the text around it
	ContextStart int    // where Context begins in the stream

	window     string // text that was read with the match
	start, end int    // of the match in window
}

// Text gives the lines of the match.
func (h *Hit) Text() string { return wholeLines(h.window, h.start, h.end) }

// NewScanner prepares to look for patterns, compiled by [New], in streams.
// Rarity weighs words by how seldom logs have them.
func NewScanner(patterns []*Pattern, rarity Rarity) *Scanner {
	s := &Scanner{span: math.MaxInt}
	at := map[string]int{}
	for _, p := range patterns {
		w, use := p.rareWord(rarity)
		if w == "" {
			continue
		}
		if _, known := at[w]; !known {
			at[w] = len(s.words)
			s.words = append(s.words, rareWord{letters: w})
		}
		word := &s.words[at[w]]
		word.uses = append(word.uses, use)
		s.span = min(s.span, len(w))
	}
	s.chooseWindows(patterns)
	s.buildTables()
	return s
}

// asciiRuns finds the runs that may be rare words.
var asciiRuns = lazy.Regexp(fmt.Sprintf("[0-9A-Za-z]{%d,}", minRare))

// rareWord picks the run of ASCII letters and digits, in the anchor of the pattern, that
// logs have least; "" when there is none. A letter before a combining mark is another
// letter, but folds to itself.
func (p *Pattern) rareWord(rarity Rarity) (word string, use scanUse) {
	use.pattern = p
	best, fixed := math.Inf(-1), p.segments[p.anchor].fixed
	for _, run := range asciiRuns().FindAllStringIndex(fixed, -1) {
		letters := strings.ToLower(fixed[run[0]:min(run[1], run[0]+maxRare)])
		score := 4*rarity(letters) + float64(min(len(letters), 9))
		// A short one would shorten every skip.
		if len(letters) < 6 {
			score -= 5 * float64(6-len(letters))
		}
		if score > best {
			best, word, use.before = score, letters, len(squeezed(fixed[:run[0]]))
		}
	}
	length := 0
	for _, g := range p.segments {
		length += 4 * len(g.letters)
	}
	use.reach = min(around, max(contextual, p.anchor*maxHole+length))
	use.behind = min(around, max(contextual, (len(p.segments)-p.anchor)*maxHole+length))
	return word, use
}

// chooseWindows has each word looked for by the letters of it that texts have least:
// those that the patterns have least stand for them. Of "waptexit" that is not "wapt".
func (s *Scanner) chooseWindows(patterns []*Pattern) {
	counts := map[string]int{}
	for _, p := range patterns {
		for _, g := range p.segments {
			for i := 0; i+s.span <= len(g.letters); i++ {
				counts[string(g.letters[i:i+s.span])]++
			}
		}
	}
	for n := range s.words {
		w := &s.words[n]
		for i := 1; i+s.span <= len(w.letters); i++ {
			if counts[w.letters[i:i+s.span]] < counts[w.letters[w.window:w.window+s.span]] {
				w.window = i
			}
		}
	}
}

func (s *Scanner) buildTables() {
	s.shift = make([]uint8, 1<<tableBits)
	s.bucket = make([][]ending, 1<<tableBits)
	s.broken = make([][]joint, 1<<16)
	for i := range s.shift {
		s.shift[i] = uint8(s.span - 2)
	}
	for n, w := range s.words {
		window := w.letters[w.window : w.window+s.span]
		for end := 3; end <= s.span; end++ {
			k := trigram(fourBytes([]byte(" " + window[end-3:end])))
			s.shift[k] = min(s.shift[k], uint8(s.span-end))
			if end == s.span {
				s.bucket[k] = append(s.bucket[k], ending{fourBytes([]byte(window[end-4:])), int32(n)})
			}
		}
		for i := 1; i < len(w.letters); i++ {
			k := int(w.letters[i-1])<<8 | int(w.letters[i])
			s.broken[k] = append(s.broken[k], joint{i, int32(n)})
		}
	}
}

// fourBytes reads four bytes; capitals and small letters alike.
func fourBytes(b []byte) uint32 { return binary.LittleEndian.Uint32(b) | 0x20202020 }

// trigram hashes the last three of four bytes.
func trigram(four uint32) uint32 { return (four >> 8) * 2654435761 >> (32 - tableBits) }

// Stats counts what a scan has read.
type Stats struct {
	Lines int
	Bytes int64
}

// Scan reads UTF-8 text to its end and gives every match to found, nearly in the
// order of the text; see [Disorder]. Found returns false to stop. Memory does not
// depend on the length of the text, and time is linear in it: text made to cost most
// takes some 0.3 ms for each KiB. Pause is called every few milliseconds: it may let
// other work run, and an error of it ends the scan. The matches are those that [Matcher.Find] gives for the
// whole text, where the rare word of the pattern stands in ASCII and is broken by
// line breaks at most.
func (s *Scanner) Scan(r io.Reader, pause func() error, found func(Hit) bool) (Stats, error) {
	st := scan{s: s, pause: pause, found: found, lastEnd: map[*Pattern]int64{}}
	buf := make([]byte, 0, blockSize+2*around)
	done := 0 // bytes of buf that are scanned
	for {
		n, err := readFull(r, buf[len(buf):len(buf)+blockSize])
		buf = buf[:len(buf)+n]
		stop := len(buf)
		if err == nil {
			stop -= around // what stands behind must be there to verify
		}
		switch {
		case !st.block(buf, done, stop):
			return st.stats(buf), st.err
		case err == io.EOF:
			return st.stats(buf), nil
		case err != nil:
			return st.stats(buf), err
		}
		keep := max(0, stop-around)
		st.lineBreaks(buf, keep)
		st.base += int64(keep)
		st.counted = 0
		buf = buf[:copy(buf[:cap(buf)], buf[keep:])]
		done = stop - keep
	}
}

// readFull is [io.ReadFull], but its error is that of the reader: a cut gzip file
// ends with [io.ErrUnexpectedEOF], which is a fault and no end.
func readFull(r io.Reader, b []byte) (n int, err error) {
	for n < len(b) && err == nil {
		var k int
		k, err = r.Read(b[n:])
		n += k
	}
	return n, err
}

// scan is the state of one pass.
type scan struct {
	pause    func() error
	err      error // of pause
	s        *Scanner
	found    func(Hit) bool
	base     int64 // offset in the stream of the buffer
	counted  int   // bytes of the buffer whose line breaks are in lines
	lines    int   // line breaks before buf[counted]
	lastEnd  map[*Pattern]int64
	places   []place
	from, to int // of the buffer: where words begin that are looked for

	window     *lex.Letters // the text that was verified last
	windowLow  int64        // offset of window in the stream
	windowSize int
}

// place is where a rare word begins around which a pattern may stand.
type place struct {
	at  int
	use *scanUse
}

// stats counts what was read up to the end of the buffer.
func (st *scan) stats(buf []byte) Stats {
	out := Stats{st.lineBreaks(buf, len(buf)), st.base + int64(len(buf))}
	if len(buf) > 0 && buf[len(buf)-1] != '\n' {
		out.Lines++
	}
	return out
}

// lineBreaks counts the line breaks of the stream before buf[at].
func (st *scan) lineBreaks(buf []byte, at int) int {
	if at >= st.counted {
		st.lines += bytes.Count(buf[st.counted:at], []byte("\n"))
	} else {
		st.lines -= bytes.Count(buf[at:st.counted], []byte("\n"))
	}
	st.counted = at
	return st.lines
}

// block looks for rare words that begin in buf[from:to] and verifies around them.
func (st *scan) block(buf []byte, from, to int) bool {
	if len(st.s.words) == 0 {
		return true
	}
	st.places = st.places[:0]
	for at := from; at < to; at += stride {
		if !st.goOn() {
			return false
		}
		st.search(buf, at, min(at+stride, to))
		st.searchBroken(buf, at, min(at+stride, to))
	}
	slices.SortStableFunc(st.places, func(a, b place) int { return a.at - b.at })
	for n, p := range st.places {
		if n%256 == 0 && !st.goOn() {
			return false
		}
		if !st.verify(buf, p.at, p.use) {
			return false
		}
	}
	return true
}

// goOn pauses, and tells whether the scan may go on.
func (st *scan) goOn() bool {
	st.err = st.pause()
	return st.err == nil
}

// search notes the rare words that begin in buf[from:to].
func (st *scan) search(buf []byte, from, to int) {
	s := st.s
	shift, span := s.shift[:1<<tableBits], s.span
	st.from, st.to = from, to
	end := min(to+maxRare-1, len(buf)) // of the window of a word
	// Each step waits for the loads of the last one. Several parts of the buffer
	// at once keep the processor busy meanwhile.
	var bound [lanes + 1]int // where a part begins, and where the one before ends
	start := min(from+span-1, end)
	for l := range bound {
		bound[l] = start + l*(end-start)/lanes
	}
	i0, i1, i2, i3 := bound[0], bound[1], bound[2], bound[3]
	for i0 < bound[1] && i1 < bound[2] && i2 < bound[3] && i3 < bound[4] {
		k0, k1, k2, k3 := fourBytes(buf[i0-3:i0+1]), fourBytes(buf[i1-3:i1+1]), fourBytes(buf[i2-3:i2+1]), fourBytes(buf[i3-3:i3+1])
		s0, s1, s2, s3 := int(shift[trigram(k0)&(1<<tableBits-1)]), int(shift[trigram(k1)&(1<<tableBits-1)]), int(shift[trigram(k2)&(1<<tableBits-1)]), int(shift[trigram(k3)&(1<<tableBits-1)])
		if s0 == 0 {
			st.candidate(buf, i0-span+1, k0)
			s0 = 1
		}
		if s1 == 0 {
			st.candidate(buf, i1-span+1, k1)
			s1 = 1
		}
		if s2 == 0 {
			st.candidate(buf, i2-span+1, k2)
			s2 = 1
		}
		if s3 == 0 {
			st.candidate(buf, i3-span+1, k3)
			s3 = 1
		}
		i0, i1, i2, i3 = i0+s0, i1+s1, i2+s2, i3+s3
	}
	for l, i := range [lanes]int{i0, i1, i2, i3} {
		for i < bound[l+1] {
			four := fourBytes(buf[i-3 : i+1])
			skip := int(shift[trigram(four)&(1<<tableBits-1)])
			if skip == 0 {
				st.candidate(buf, i-span+1, four)
				skip = 1
			}
			i += skip
		}
	}
}

// candidate notes the words whose window stands at buf[window:] and ends with four
// bytes.
func (st *scan) candidate(buf []byte, window int, four uint32) {
	for _, e := range st.s.bucket[trigram(four)] {
		if e.letters != four {
			continue
		}
		w := &st.s.words[e.word]
		at := window - w.window
		if st.from <= at && at < st.to && hasLetters(buf[at:], w.letters) {
			st.note(buf, at, w)
		}
	}
}

// note notes the patterns of a rare word that can stand around it, at buf[at:].
func (st *scan) note(buf []byte, at int, w *rareWord) {
	for i := range w.uses {
		if u := &w.uses[i]; u.fits(buf, at) {
			st.places = append(st.places, place{at, u})
		}
	}
}

// searchBroken notes the rare words that a line break in buf[from:to] divides.
func (st *scan) searchBroken(buf []byte, from, to int) {
	for at := from; at < to; at++ {
		i := bytes.IndexByte(buf[at:to], '\n')
		if i < 0 {
			return
		}
		at += i
		before, after := at, at+1
		if before > 0 && buf[before-1] == '\r' {
			before--
		}
		if before == 0 || after >= len(buf) {
			continue
		}
		for _, b := range st.s.broken[int(lex.LowerLetter(buf[before-1]))<<8|int(lex.LowerLetter(buf[after]))] {
			w := &st.s.words[b.word]
			if low := before - b.at; low >= 0 && hasLetters(buf[low:], w.letters[:b.at]) && hasLetters(buf[after:], w.letters[b.at:]) {
				st.note(buf, low, w)
			}
		}
	}
}

// hasLetters tells whether ASCII text begins with letters, whatever their case.
func hasLetters(b []byte, letters string) bool {
	return len(b) >= len(letters) && strings.EqualFold(string(b[:len(letters)]), letters)
}

// fits compares the letters around a rare word at buf[at:] with the segment.
func (u *scanUse) fits(buf []byte, at int) bool {
	letters := u.pattern.segments[u.pattern.anchor].letters
	return followedBy(buf[at:], letters[u.before:]) && precededBy(buf[:at], letters[:u.before])
}

// followedBy tells whether b may begin with letters, squeezed. It looks at maxPeek
// bytes: what stands there may be all marks and spaces.
func followedBy(b, letters []byte) bool {
	var buf [16]byte
	whole := len(b) <= maxPeek
	b = b[:min(len(b), maxPeek)]
	for len(letters) > 0 {
		if len(b) == 0 {
			return !whole
		}
		r, size := utf8.DecodeRune(b)
		if r == 0x1b {
			size = max(1, lex.ANSIEscape(b))
		}
		folded := foldedLetters(buf[:0], r)
		if !bytes.HasPrefix(letters, folded) {
			return len(folded) > len(letters)
		}
		letters = letters[len(folded):]
		b = b[size:]
	}
	return true
}

// precededBy tells whether b may end with letters, squeezed. Terminal escapes
// cannot be read backwards: where one is near, the answer is yes.
func precededBy(b, letters []byte) bool {
	var buf [16]byte
	whole := len(b) <= maxPeek
	b = b[max(0, len(b)-maxPeek):]
	for len(letters) > 0 {
		if len(b) == 0 {
			return !whole
		}
		r, size := utf8.DecodeLastRune(b)
		folded := foldedLetters(buf[:0], r)
		if !bytes.HasSuffix(letters, folded) {
			return len(folded) > len(letters) || bytes.IndexByte(b[max(0, len(b)-32):], 0x1b) >= 0
		}
		letters = letters[:len(letters)-len(folded)]
		b = b[:len(b)-size]
	}
	return true
}

// foldedLetters appends the letters and digits that a rune folds to.
func foldedLetters(dst []byte, r rune) []byte {
	if r < utf8.RuneSelf {
		if lex.IsASCIIWord(byte(r)) {
			dst = append(dst, lex.LowerLetter(byte(r)))
		}
		return dst
	}
	var buf [16]byte
	for _, f := range string(fold.AppendRune(buf[:0], r)) {
		if lex.IsWord(f) {
			dst = utf8.AppendRune(dst, f)
		}
	}
	return dst
}

// verify looks for a pattern whose rare word stands at buf[at:].
func (st *scan) verify(buf []byte, at int, u *scanUse) bool {
	s, low := st.squeeze(buf, max(0, at-u.reach), min(len(buf), at+u.behind))
	i, ok := slices.BinarySearch(s.From, int32(at-low))
	if i -= u.before; !ok || i < 0 || st.base+int64(low+s.Offset(i)) < st.lastEnd[u.pattern] {
		return true
	}
	m, ok := u.pattern.verify(s, i)
	if !ok || st.base+int64(low+m.Start) < st.lastEnd[u.pattern] {
		return true
	}
	h := Hit{Match: m, window: s.Original, start: m.Start, end: m.End}
	from, to := lineBounds(s.Original, m.Start)
	h.Context, h.ContextStart = s.Original[from:max(to, m.End)], int(st.base)+low+from
	h.Line = 1 + st.lineBreaks(buf, low+m.Start)
	h.Start, h.End = int(st.base)+low+m.Start, int(st.base)+low+m.End
	st.lastEnd[u.pattern] = int64(h.End)
	return st.found(h)
}

// squeeze gives buf[low:high], or more, squeezed, and where it begins. Where hits
// are dense it takes more and more text at once, so that no text is squeezed often.
func (st *scan) squeeze(buf []byte, low, high int) (*lex.Letters, int) {
	if st.window != nil {
		from := int(st.windowLow - st.base)
		to := from + len(st.window.Original)
		if from <= low && high <= to {
			return st.window, from
		}
		if low < to {
			st.windowSize = min(max(2*st.windowSize, high-low), maxWindow)
		} else {
			st.windowSize = 0
		}
	}
	high = max(high, min(low+st.windowSize, len(buf)))
	low = lex.RuneStart(buf, low)
	st.window, st.windowLow = lex.Squeeze(string(buf[low:high])), st.base+int64(low)
	return st.window, low
}

// lineBounds widens a place to whole lines, at most contextual bytes to each side.
func lineBounds(text string, at int) (low, high int) {
	low = max(0, at-contextual)
	if i := strings.IndexByte(text[low:at], '\n'); low > 0 && i >= 0 {
		low += i + 1
	}
	high = min(len(text), at+contextual)
	if i := strings.LastIndexByte(text[at:high], '\n'); high < len(text) && i >= 0 {
		high = at + i + 1
	}
	return low, high
}

// wholeLines gives the lines that a byte range touches, at most contextual bytes
// to each side.
func wholeLines(text string, start, end int) string {
	from := max(0, start-contextual)
	from += strings.LastIndexByte(text[from:start], '\n') + 1
	to := min(len(text), end+contextual)
	if i := strings.IndexByte(text[end:to], '\n'); i >= 0 {
		to = end + i
	}
	return strings.TrimRight(strings.ToValidUTF8(text[from:to], ""), "\r\n")
}
