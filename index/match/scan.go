package match

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"waptkb/content/fold"
	"waptkb/index/lex"
)

// This file finds templates in streams of any size. A stream is read in blocks. In each
// the rare words of all patterns are looked for at once (rare.go). Where one stands, the
// letters around it are compared with those of the pattern, and only then is the
// pattern verified, as [Matcher.Find] does. Blocks are independent of each other, so
// that several can be searched at once; their hits are given in order.

const (
	blockSize  = 256 << 10 // bytes that are scanned at once
	around     = 24 << 10  // bytes around a rare word in which its pattern must stand
	contextual = 4 << 10   // bytes on each side of a match in the context of a hit
	maxWindow  = 64 << 10  // bytes that are squeezed ahead where hits are dense
	stride     = 32 << 10  // bytes between two pauses
	maxLook    = 512       // bytes beside a rare word that are compared before it is verified
)

// Disorder bounds how far, in bytes, a hit may begin before one that was given
// earlier.
const Disorder = around

// Hit is a place in a stream where a pattern matches.
type Hit struct {
	Pattern      *Pattern
	Line         int    // from 1, of the first fixed text
	Start, End   int    // byte range in the stream, of the fixed texts
	Context      string // the text around it
	ContextStart int    // where Context begins in the stream

	window string // text that was read with the match
	spans  []span // of the fixed texts in window
	use    int32
}

// Text gives the lines of the match.
func (h *Hit) Text() string {
	return wholeLines(h.window, h.spans[0].start, h.spans[len(h.spans)-1].end)
}

// Captures gives what the holes took.
func (h *Hit) Captures() map[string]string { return h.Pattern.captures(h.window, h.spans) }

// Stats counts what a scan has read.
type Stats struct {
	Lines int
	Bytes int64
}

// Scan reads UTF-8 text to its end and gives every match to found, nearly in the
// order of the text; see [Disorder]. Found returns false to stop. Memory does not
// depend on the length of the text, and time is linear in it: text made to cost most
// takes some 0.3 ms for each KiB. Pause is called every few milliseconds: it may let
// other work run, and an error of it ends the scan. The matches are those that
// [Matcher.Find] gives for the whole text, where the rare word of the pattern stands in
// ASCII and is broken by line breaks at most.
func (s *Scanner) Scan(r io.Reader, pause func() error, found func(Hit) bool) (Stats, error) {
	b, d := newBlock(), s.newDelivery(found)
	w := worker{seeker: seeker{s: s}}
	for b.err == nil {
		b.fill(r, b)
		if err := w.block(b, pause, d.hit); err != nil {
			return d.stats, fault(err)
		}
		d.end(b)
	}
	return d.stats, fault(b.err)
}

// ScanParallel is [Scanner.Scan] by several workers at once, and one more that reads.
// Hits come from one of them at a time, in the same order; all have ended when it
// returns.
func (s *Scanner) ScanParallel(workers int, r io.Reader, pause func() error, found func(Hit) bool) (Stats, error) {
	var (
		running sync.WaitGroup
		n       = workers + 2 // blocks: one is read, and one given
		free    = make(chan *block, n)
		read    = make(chan *block, n) // for the workers
		ordered = make(chan *block, n) // the same, for the hits
		stopped = make(chan struct{})
	)
	for range n {
		free <- newBlock()
	}
	running.Go(func() {
		defer close(ordered)
		defer close(read)
		for last := (&block{}); last.err == nil; {
			select {
			case b := <-free:
				b.fill(r, last)
				last = b
				ordered <- b
				read <- b
			case <-stopped:
				return
			}
		}
	})
	goOn := func() error {
		select {
		case <-stopped:
			return errStopped
		default:
			return nil
		}
	}
	for range workers {
		running.Go(func() {
			w := worker{seeker: seeker{s: s}}
			for b := range read {
				_ = w.block(b, goOn, func(h Hit) bool { b.hits = append(b.hits, h); return true })
				b.done <- struct{}{}
			}
		})
	}
	defer running.Wait()
	defer close(stopped)
	d := s.newDelivery(found)
	for b := range ordered {
		<-b.done
		if err := pause(); err != nil {
			return d.stats, err
		}
		for _, h := range b.hits {
			if !d.hit(h) {
				return d.stats, nil
			}
		}
		d.end(b)
		err := b.err
		free <- b // whose last bytes are still read
		if err != nil {
			return d.stats, fault(err)
		}
	}
	return d.stats, nil
}

// errStopped ends a scan that was told to stop, and is not given to the caller.
var errStopped = errors.New("stopped")

// fault is the error of a scan that an error ended.
func fault(err error) error {
	if err == io.EOF || err == errStopped {
		return nil
	}
	return err
}

// delivery gives hits in their order.
type delivery struct {
	found   func(Hit) bool
	lastEnd []int // by use: where the last hit ended
	stats   Stats // of the blocks before
}

func (s *Scanner) newDelivery(found func(Hit) bool) *delivery {
	return &delivery{found: found, lastEnd: make([]int, len(s.uses))}
}

// hit gives a hit, unless it overlaps the one before of its pattern.
func (d *delivery) hit(h Hit) bool {
	if h.Start < d.lastEnd[h.use] {
		return true
	}
	d.lastEnd[h.use] = h.End
	h.Line += d.stats.Lines
	return d.found(h)
}

// end counts a block whose hits were given.
func (d *delivery) end(b *block) {
	d.stats.Lines += b.lines
	d.stats.Bytes = int64(b.base + len(b.text))
	if b.err != nil && len(b.text) > 0 && b.text[len(b.text)-1] != '\n' {
		d.stats.Lines++
	}
}

// block is a part of a stream, and what stands around it.
type block struct {
	text     []byte
	base     int   // offset in the stream of text
	from, to int   // of text: where words begin that are looked for
	err      error // of the reader, behind text
	lines    int   // line breaks in text[from:to]
	hits     []Hit
	done     chan struct{} // receives when the hits are there
}

func newBlock() *block {
	return &block{text: make([]byte, 0, blockSize+2*around+maxRare), done: make(chan struct{}, 1)}
}

// fill reads the block behind another, or behind itself.
func (b *block) fill(r io.Reader, last *block) {
	keep := max(0, last.to-around)
	b.base, b.from = last.base+keep, last.to-keep
	text := b.text[:cap(b.text)]
	kept := copy(text, last.text[keep:])
	n, err := readFull(r, text[kept:kept+blockSize])
	b.text, b.err, b.hits = text[:kept+n], err, b.hits[:0]
	clear(text[kept+n:][:maxRare])
	b.to = len(b.text)
	if err == nil {
		b.to -= around // what stands behind must be there to verify
	}
	b.lines = bytes.Count(b.text[b.from:b.to], []byte("\n"))
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

// worker looks for patterns in blocks.
type worker struct {
	seeker
	base    int // of the block
	lines   int // line breaks between text[from] and text[counted]; fewer than 0 before it
	counted int

	letters    lex.Letters // the text that was verified last
	windowLow  int         // where it begins in text
	windowSize int
}

// block gives the hits of a block to emit, which returns false to stop.
func (w *worker) block(b *block, pause func() error, emit func(Hit) bool) error {
	w.text, w.base, w.from, w.to = b.text, b.base, b.from, b.to
	w.lines, w.counted = 0, b.from
	w.letters.Original, w.windowLow, w.windowSize = "", 0, 0
	w.places = w.places[:0]
	if len(w.s.words) == 0 {
		return pause()
	}
	end := min(b.to+maxRare, len(b.text)) // of the words that begin before to
	for at := b.from; at < end; at += stride {
		if err := pause(); err != nil {
			return err
		}
		w.search(at, min(at+stride, end))
		w.searchBroken(at, min(at+stride, b.to))
	}
	slices.SortFunc(w.places, func(a, b place) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.use, b.use)) })
	for n, p := range w.places {
		if n%256 == 0 {
			if err := pause(); err != nil {
				return err
			}
		}
		if h, ok := w.verify(int(p.at), p.use); ok && !emit(h) {
			return errStopped
		}
	}
	return nil
}

// verify looks for a pattern whose rare word stands at text[at:].
func (w *worker) verify(at int, use int32) (h Hit, ok bool) {
	u := &w.s.uses[use]
	low, high := max(0, at-u.reach), min(len(w.text), at+u.behind)
	if w.windowLow > low || w.windowLow+len(w.letters.Original) < high {
		if !u.fits(w.text, at) {
			return h, false
		}
		w.squeeze(low, high)
	}
	i, ok := slices.BinarySearch(w.letters.From, int32(at-w.windowLow))
	if i -= u.before; !ok || i < 0 {
		return h, false
	}
	spans := u.pattern.verify(&w.letters, i)
	if spans == nil {
		return h, false
	}
	window, start, end := w.letters.Original, spans[0].start, spans[len(spans)-1].end
	from, to := lineBounds(window, start)
	return Hit{
		Pattern: u.pattern, Line: 1 + w.lineBreaks(w.windowLow+start), Start: w.base + w.windowLow + start, End: w.base + w.windowLow + end,
		Context: window[from:max(to, end)], ContextStart: w.base + w.windowLow + from,
		window: window, spans: spans, use: use,
	}, true
}

// lineBreaks counts the line breaks between the beginning of the block and text[at].
func (w *worker) lineBreaks(at int) int {
	if at >= w.counted {
		w.lines += bytes.Count(w.text[w.counted:at], []byte("\n"))
	} else {
		w.lines -= bytes.Count(w.text[at:w.counted], []byte("\n"))
	}
	w.counted = at
	return w.lines
}

// squeeze squeezes text[low:high], or more. Where hits are dense it takes more and more
// text at once, so that no text is squeezed often.
func (w *worker) squeeze(low, high int) {
	if low < w.windowLow+len(w.letters.Original) {
		w.windowSize = min(max(2*w.windowSize, high-low), maxWindow)
	} else {
		w.windowSize = 0
	}
	high = max(high, min(low+w.windowSize, len(w.text)))
	w.windowLow = lex.RuneStart(w.text, low)
	w.letters.Squeeze(string(w.text[w.windowLow:high]))
}

// fits compares the letters around a rare word at buf[at:] with the segment.
func (u *scanUse) fits(buf []byte, at int) bool {
	letters := u.pattern.segments[u.pattern.anchor].letters
	return followedBy(buf[at:], letters[u.before:]) && precededBy(buf[:at], letters[:u.before])
}

// followedBy tells whether b may begin with letters, squeezed. It looks at maxLook
// bytes: what stands there may be all marks and spaces.
func followedBy(b, letters []byte) bool {
	var buf [16]byte
	whole := len(b) <= maxLook
	b = b[:min(len(b), maxLook)]
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
	whole := len(b) <= maxLook
	b = b[max(0, len(b)-maxLook):]
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
