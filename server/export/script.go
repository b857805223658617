package export

import (
	"fmt"
	"unicode/utf16"
)

// Units of UTF-16 that stand for bits: from U+0100 on, where no character means anything to
// JavaScript, without surrogates, which stand for nothing alone, and what is no character.
const (
	firstUnit  = 0x100
	surrogates = 0xd800
	endUnit    = 0xfffe
	unitCount  = endUnit - firstUnit - 0x800
	shortCodes = 1<<16 - unitCount // codes that have a bit less than others
)

// script writes bytes into a script that gives them to the page, as text: a code of sixteen
// bits a unit, the lowest ones of fifteen. The mark at its begin tells every browser the
// encoding, whatever a web server says of it. unpack.js reads it.
func script(name string, data []byte) []byte {
	units := utf16.Encode([]rune(fmt.Sprintf("\uFEFFwaptkbPart(%q, \"", name)))
	bits := bitReader{data: data}
	for bits.more() {
		code := bits.take(15)
		if code >= shortCodes {
			code = code<<1 | bits.take(1) - shortCodes
		}
		if code += firstUnit; code >= surrogates {
			code += 0x800
		}
		units = append(units, uint16(code))
	}
	units = append(units, utf16.Encode([]rune("\");\n"))...)
	out := make([]byte, 0, 2*len(units))
	for _, u := range units {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

// bitReader reads the bits of data, the highest of a byte first, and zeros behind them.
type bitReader struct {
	data  []byte
	bits  uint32
	count int
}

func (r *bitReader) more() bool { return r.count > 0 || len(r.data) > 0 }

func (r *bitReader) take(n int) uint32 {
	for r.count < n {
		r.bits, r.count = r.bits<<8, r.count+8
		if len(r.data) > 0 {
			r.bits |= uint32(r.data[0])
			r.data = r.data[1:]
		}
	}
	r.count -= n
	out := r.bits >> r.count
	r.bits &= 1<<r.count - 1
	return out
}
