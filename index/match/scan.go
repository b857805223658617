package match

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
	"unsafe"

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
	Context      string // the text around it; only until found returns
	ContextStart int    // where Context begins in the stream

	block *block // nil once the hit is kept
	text  string // of the block, or what is kept
	spans []span // of the fixed texts in text
	use   uint32
}

// Keep lets [Hit.Text] and [Hit.Captures] be asked for later: the text that was read is
// gone when found returns.
func (h *Hit) Keep() {
	if h.block == nil {
		return
	}
	var low int
	start, end := h.spans[0].start, h.spans[len(h.spans)-1].end
	from, to := wholeLines(h.text, start, end)
	h.text, low = h.block.keep(min(from-keptBeside, start-MaxTail), max(to+keptBeside, end+MaxTail))
	for i := range h.spans {
		h.spans[i].start -= low
		h.spans[i].end -= low
	}
	h.block = nil
}

// Text gives the lines of the match.
func (h *Hit) Text() string {
	return strings.Clone(strings.TrimRight(strings.ToValidUTF8(h.Lines(), ""), "\r\n"))
}

// Head gives what stands before it in its line, good until the next hit.
func (h *Hit) Head() string {
	start := h.spans[0].start
	from := max(0, start-maxHead)
	return h.text[from+strings.LastIndexByte(h.text[from:start], '\n')+1 : start]
}

// maxHead bounds the bytes of a head.
const maxHead = 120

// Lines gives the lines as they are in the stream, good until the next hit.
func (h *Hit) Lines() string {
	from, to := wholeLines(h.text, h.spans[0].start, h.spans[len(h.spans)-1].end)
	return h.text[from:to]
}

// keptBeside is how many bytes on each side of the lines of a hit are kept with it.
const keptBeside = 1 << 10

// Beside gives the lines above and below those of the match, at most n on each side, as
// far as they are near. It is asked of a hit that was kept. A line above is whole: what
// tells that there is a secret in it may stand at its beginning.
func (h *Hit) Beside(n int) (above, below string) {
	from, to := wholeLines(h.text, h.spans[0].start, h.spans[len(h.spans)-1].end)
	if from > 0 && h.text[from-1] == '\n' {
		low := max(0, from-keptBeside)
		above = h.text[low : from-1]
		if low > 0 || h.Start > h.spans[0].start { // it does not begin with the stream
			_, above, _ = strings.Cut(above, "\n")
		}
		lines := strings.Split(above, "\n")
		above = strings.Join(lines[max(0, len(lines)-n):], "\n")
	}
	if to < len(h.text) {
		lines := strings.Split(h.text[to+1:min(len(h.text), to+keptBeside)], "\n")
		below = strings.Join(lines[:min(n, len(lines))], "\n")
	}
	return strings.ToValidUTF8(above, ""), strings.ToValidUTF8(strings.TrimRight(below, "\r\n"), "")
}

// Captures gives what the holes took. Its texts are copies, as that of Text: who keeps
// them keeps nothing else of the stream.
func (h *Hit) Captures() map[string]string {
	captures := h.Pattern.captures(h.text, h.spans)
	for name, value := range captures {
		captures[name] = strings.Clone(value)
	}
	return captures
}

// Wraps is [Match.Wraps].
func (h *Hit) Wraps(cause *Hit) bool {
	base := h.Start - h.spans[0].start
	return h.Pattern.wraps(h.spans, span{cause.Start - base, cause.End - base}, h.Line == cause.Line)
}

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
//
// All of the text is given to read, where that is not nil, piece by piece, each behind its hits
// and with the places where the words begin that [NewScanner] was given.
//
// With workers above 0, so many goroutines search, while one more reads. Hits and text are given
// and pauses made by the caller's; the others have ended when Scan returns.
func (s *Scanner) Scan(r io.Reader, workers int, pause func() error, found func(Hit) bool, read func(text string, words []int32)) (Stats, error) {
	if workers > 0 {
		return s.scanParallel(r, workers, pause, found, read)
	}
	b, d := newBlock(), s.newDelivery(found, read)
	w := worker{seeker: seeker{s: s}}
	for b.err == nil {
		b.fill(r, b)
		if err := w.scan(b, pause, d.hit); err != nil {
			return d.stats, fault(err)
		}
		d.end(b)
	}
	return d.stats, fault(b.err)
}

// scanParallel is [Scanner.Scan] with workers.
func (s *Scanner) scanParallel(r io.Reader, workers int, pause func() error, found func(Hit) bool, read func(string, []int32)) (Stats, error) {
	var (
		running sync.WaitGroup
		n       = workers + 2 // blocks: one is read, and one given
		free    = make(chan *block, n)
		filled  = make(chan *block, n) // for the workers
		ordered = make(chan *block, n) // the same, for the hits
		stopped = make(chan struct{})
	)
	for range n {
		free <- newBlock()
	}
	running.Go(func() {
		defer close(ordered)
		defer close(filled)
		for last := (&block{}); last.err == nil; {
			select {
			case b := <-free:
				b.fill(r, last)
				last = b
				ordered <- b
				filled <- b
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
			for b := range filled {
				_ = w.scan(b, goOn, func(h Hit) bool { b.hits = append(b.hits, h); return true })
				b.searched <- struct{}{}
			}
		})
	}
	defer running.Wait()
	defer close(stopped)
	d := s.newDelivery(found, read)
	var err error
	for b := range ordered {
		<-b.searched
		if err := pause(); err != nil {
			return d.stats, err
		}
		for _, h := range b.hits {
			if !d.hit(h) {
				return d.stats, nil
			}
		}
		d.end(b)
		err = b.err
		free <- b
	}
	return d.stats, fault(err)
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

// delivery gives hits and text in their order.
type delivery struct {
	found   func(Hit) bool
	read    func(string, []int32)
	lastEnd []int // by use: where the last hit ended
	stats   Stats // of the blocks before
}

func (s *Scanner) newDelivery(found func(Hit) bool, read func(string, []int32)) *delivery {
	return &delivery{found: found, read: read, lastEnd: make([]int, len(s.uses))}
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

// end counts a block whose hits were given, and gives its text.
func (d *delivery) end(b *block) {
	if d.read != nil {
		d.read(b.text[b.from:b.to], b.words)
	}
	d.stats.Lines += b.lines
	d.stats.Bytes = int64(b.base + len(b.text))
	if b.err != nil && b.text != "" && b.text[len(b.text)-1] != '\n' {
		d.stats.Lines++
	}
}

// block is a part of a stream, and what stands around it.
type block struct {
	buf      []byte // where text stands; maxRare zeros follow
	text     string
	base     int     // offset in the stream of text
	from, to int     // of text: where words begin that are looked for
	err      error   // of the reader, behind text
	lines    int     // line breaks in text[from:to]
	words    []int32 // see [Scanner.Scan]
	hits     []Hit
	kept     string // a copy of text from keptLow on; hits that were kept share it
	keptLow  int
	searched chan struct{} // receives when the hits are there
}

func newBlock() *block {
	return &block{buf: make([]byte, blockSize+2*around+maxRare), searched: make(chan struct{}, 1)}
}

// fill reads the block behind another, or behind itself. Hits of the text before are
// gone then, unless they were kept.
func (b *block) fill(r io.Reader, last *block) {
	keep := max(0, last.to-around)
	b.base, b.from = last.base+keep, last.to-keep
	size := copy(b.buf, last.text[keep:])
	b.err, b.kept, b.keptLow, b.words, b.hits = nil, "", 0, b.words[:0], b.hits[:0]
	for end := size + blockSize; size < end && b.err == nil; {
		var n int
		n, b.err = r.Read(b.buf[size:end])
		size += n
	}
	clear(b.buf[size:][:maxRare])
	// Matching reads strings, and hundreds of megabytes need not be copied for that.
	b.text = unsafe.String(&b.buf[0], size)
	b.to = size
	if b.err == nil {
		b.to -= around // what stands behind must be there to verify
	}
	b.lines = strings.Count(b.text[b.from:b.to], "\n")
}

// keep gives a copy of text[low:high], and of more for hits behind, and where it begins.
func (b *block) keep(low, high int) (string, int) {
	low, high = max(0, low), min(high, len(b.text))
	if low < b.keptLow || b.keptLow+len(b.kept) < high {
		more := min(low+8*(high-low), len(b.text))
		b.kept, b.keptLow = strings.Clone(b.text[low:more]), low
	}
	return b.kept, b.keptLow
}

// padded gives the text and the zeros behind it.
func (b *block) padded() string { return unsafe.String(&b.buf[0], len(b.text)+maxRare) }

// worker looks for patterns in blocks.
type worker struct {
	seeker
	block   *block
	lines   int // line breaks between text[from] and text[counted]; fewer than 0 before it
	counted int

	letters    lex.Letters // the text that was verified last
	windowLow  int         // where it begins in text
	windowSize int
	near       int // the letter there that was looked at last
}

// scan gives the hits of a block to emit, which returns false to stop.
func (w *worker) scan(b *block, pause func() error, emit func(Hit) bool) error {
	w.block, w.text, w.padded, w.from, w.to = b, b.text, b.padded(), b.from, b.to
	w.lines, w.counted = 0, b.from
	w.letters.Original, w.windowLow, w.windowSize, w.near = "", 0, 0, 0
	w.places, w.words = w.places[:0], b.words
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
	slices.Sort(w.words)
	b.words = w.words
	slices.Sort(w.places)
	for n, p := range w.places {
		if n%256 == 0 {
			if err := pause(); err != nil {
				return err
			}
		}
		if h, ok := w.verify(p.at(), p.use()); ok && !emit(h) {
			return errStopped
		}
	}
	return nil
}

// verify looks for a pattern whose rare word stands at text[at:].
func (w *worker) verify(at int, use uint32) (h Hit, ok bool) {
	u := &w.s.uses[use]
	low, high := max(0, at-u.reach), min(len(w.text), at+u.behind)
	if w.windowLow > low || w.windowLow+len(w.letters.Original) < high {
		if !u.fits(w.text, at) {
			return h, false
		}
		w.squeeze(low, high)
	}
	w.near = w.letters.IndexNear(at-w.windowLow, w.near)
	i := w.near - u.before
	if i < 0 {
		return h, false
	}
	spans := u.pattern.verify(&w.letters, i)
	if spans == nil {
		return h, false
	}
	for i := range spans {
		spans[i].start += w.windowLow
		spans[i].end += w.windowLow
	}
	start, end := spans[0].start, spans[len(spans)-1].end
	from, to := lineBounds(w.text, start)
	return Hit{
		Pattern: u.pattern, Line: 1 + w.lineBreaks(start), Start: w.block.base + start, End: w.block.base + end,
		Context: w.text[from:max(to, end)], ContextStart: w.block.base + from, block: w.block, text: w.text, spans: spans, use: use,
	}, true
}

// lineBreaks counts the line breaks between the beginning of the block and text[at].
func (w *worker) lineBreaks(at int) int {
	if at >= w.counted {
		w.lines += strings.Count(w.text[w.counted:at], "\n")
	} else {
		w.lines -= strings.Count(w.text[at:w.counted], "\n")
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
	w.letters.Squeeze(w.text[w.windowLow:high])
	w.near = 0
}

// fits compares the letters around a rare word at text[at:] with the segment.
func (u *scanUse) fits(text string, at int) bool {
	letters := u.pattern.segments[u.pattern.anchor].letters
	return followedBy(text[at:], letters[u.before:]) && precededBy(text[:at], letters[:u.before])
}

// followedBy tells whether text may begin with letters, squeezed. It looks at maxLook
// bytes: what stands there may be all marks and spaces.
func followedBy(text string, letters []byte) bool {
	var buf [16]byte
	whole := len(text) <= maxLook
	text = text[:min(len(text), maxLook)]
	for len(letters) > 0 {
		if text == "" {
			return !whole
		}
		r, size := utf8.DecodeRuneInString(text)
		if r == 0x1b {
			size = max(1, lex.ANSIEscape(text))
		}
		folded := foldedLetters(buf[:0], r)
		if !bytes.HasPrefix(letters, folded) {
			return len(folded) > len(letters)
		}
		letters = letters[len(folded):]
		text = text[size:]
	}
	return true
}

// precededBy tells whether text may end with letters, squeezed. Terminal escapes
// cannot be read backwards: where one is near, the answer is yes.
func precededBy(text string, letters []byte) bool {
	var buf [16]byte
	whole := len(text) <= maxLook
	text = text[max(0, len(text)-maxLook):]
	for len(letters) > 0 {
		if text == "" {
			return !whole
		}
		r, size := utf8.DecodeLastRuneInString(text)
		folded := foldedLetters(buf[:0], r)
		if !bytes.HasSuffix(letters, folded) {
			return len(folded) > len(letters) || strings.IndexByte(text[max(0, len(text)-32):], 0x1b) >= 0
		}
		letters = letters[:len(letters)-len(folded)]
		text = text[:len(text)-size]
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

// wholeLines widens a byte range to whole lines, at most contextual bytes to each side.
func wholeLines(text string, start, end int) (from, to int) {
	from = max(0, start-contextual)
	from += strings.LastIndexByte(text[from:start], '\n') + 1
	to = min(len(text), end+contextual)
	if i := strings.IndexByte(text[end:to], '\n'); i >= 0 {
		to = end + i
	}
	return from, to
}
