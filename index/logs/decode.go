package logs

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"waptkb/index/lex"
)

// decode gives the text that r reads, of which head is the beginning, as UTF-8; or
// what it is when it is no text.
func decode(r *bufio.Reader, head []byte) (io.Reader, Kind) {
	order, isUTF16 := sniffUTF16(head)
	mark := unicode.IgnoreBOM
	if bytes.HasPrefix(head, []byte{0xff, 0xfe}) || bytes.HasPrefix(head, []byte{0xfe, 0xff}) {
		isUTF16, mark = true, unicode.UseBOM
	}
	if isUTF16 {
		return lines(transform.NewReader(r, unicode.UTF16(order, mark).NewDecoder())), ""
	}
	if kind := kindOf(head); kind != "" {
		return nil, kind
	}
	if bytes.HasPrefix(head, []byte{0xef, 0xbb, 0xbf}) {
		_, _ = r.Discard(3)
	}
	return lines(&mender{r: r, scratch: make([]byte, bufferSize)}), ""
}

// lines gives a text whose lines end with line feeds. Old programs, and exports, end
// them with carriage returns alone: there is no line feed then at all.
func lines(r io.Reader) io.Reader {
	br := bufio.NewReaderSize(r, bufferSize)
	head, _ := br.Peek(sniffed)
	if bytes.IndexByte(head, '\n') >= 0 || bytes.IndexByte(head, '\r') < 0 {
		return br
	}
	return &returns{br}
}

// returns writes carriage returns as line feeds.
type returns struct{ r *bufio.Reader }

func (l *returns) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, c := range p[:n] {
		if c == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}

// mender passes UTF-8 through and reads other bytes as Windows-1252.
type mender struct {
	r       io.Reader
	out     []byte // read, not yet given
	held    []byte // the beginning of a rune at the end of what was read
	err     error
	scratch []byte
}

func (m *mender) Read(p []byte) (int, error) {
	for len(m.out) == 0 {
		if m.err != nil {
			return 0, m.err
		}
		m.fill()
	}
	n := copy(p, m.out)
	m.out = m.out[n:]
	return n, nil
}

// fill reads a block and mends it, but for a rune that the block cuts, which waits
// for the next one.
func (m *mender) fill() {
	block := m.scratch[:copy(m.scratch, m.held)]
	n, err := m.r.Read(m.scratch[len(block):])
	block, m.err, m.held = m.scratch[:len(block)+n], err, nil
	if err == nil && len(block) > 0 {
		if last := lex.RuneStart(block, len(block)-1); !utf8.FullRune(block[last:]) {
			m.held = bytes.Clone(block[last:])
			block = block[:last]
		}
	}
	m.out = mend(block)
}

// codePage gives that of the bytes of a text that are no UTF-8: Windows-1252, or that of
// consoles of Western Europe, 850, where such letters as é, è, ê and ç are written as there
// (which Windows-1252 has next to nothing for) and none as in Windows-1252.
func codePage(b []byte) *charmap.Charmap {
	page := charmap.Windows1252
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			switch b[0] {
			case 0x82, 0x83, 0x87, 0x88, 0x89, 0x8a, 0x8b: // é â ç ê ë è ï
				page = charmap.CodePage850
			case 0xe0, 0xe2, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xee, 0xf4, 0xf9, 0xfb: // à â ç è é ê ë î ô ù û
				return charmap.Windows1252
			}
		}
		b = b[size:]
	}
	return page
}

func mend(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	page := codePage(b)
	out := make([]byte, 0, len(b)+len(b)/8)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			r = page.DecodeByte(b[0])
		}
		out = utf8.AppendRune(out, r)
		b = b[size:]
	}
	return out
}
