package flat

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unsafe"
)

// This file makes a file ready to be compressed as a whole. Offsets are half of what is in
// it once it is compressed, though they say little: what lies between two of them does.

// weightsSuffix ends the names of sections of pairs of bytes, whose halves have nothing in common.
const weightsSuffix = "weights"

// Ship gives a file in a form that compresses well.
func Ship(data []byte) ([]byte, error) {
	out := bytes.Clone(data)
	return out, reshape(out, differences, func(in, out []byte) { planes(in, out, 2) })
}

// Unship turns what [Ship] gave into the file, in its place: every copy of millions of bytes
// is waited for.
func Unship(data []byte) error {
	return reshape(data, sums, func(in, out []byte) { planes(in, out, len(in)/2) })
}

// reshape changes sections of a file, none of which changes its size.
func reshape(data []byte, offsets func(in, out []byte, size, block int), weights func(in, out []byte)) error {
	f, err := Open(View(data))
	if err != nil {
		return err
	}
	for s := range f.sections() {
		in := data[s.offset:s.end()]
		switch {
		case strings.HasSuffix(s.name, baseSuffix) && s.size%4 == 0:
			offsets(bytes.Clone(in), in, 4, s.size)
		case strings.HasSuffix(s.name, nearSuffix) && s.size%2 == 0:
			offsets(bytes.Clone(in), in, 2, offsetsPerBlock)
		case strings.HasSuffix(s.name, weightsSuffix) && s.size%2 == 0:
			weights(bytes.Clone(in), in)
		}
	}
	return nil
}

// View gives bytes as a string without copying them: they must not change while the string
// is used, but for what Unship changes.
func View(data []byte) string { return unsafe.String(unsafe.SliceData(data), len(data)) }

// planes writes the first of every so many bytes, then the second of each, and so on.
func planes(in, out []byte, every int) {
	n := 0
	for first := range every {
		for i := first; i < len(in); i += every {
			out[n] = in[i]
			n++
		}
	}
}

// differences writes the distances of numbers of so many bytes, each block of them for itself:
// the lowest bytes of all, then the next.
func differences(in, out []byte, size, block int) {
	n, before := len(in)/size, uint32(0)
	for i := range n {
		if i%block == 0 {
			before = 0
		}
		v := uint32(0)
		for k := range size {
			v |= uint32(in[size*i+k]) << (8 * k)
		}
		for k := range size {
			out[k*n+i] = byte((v - before) >> (8 * k))
		}
		before = v
	}
}

// sums is the opposite of differences, for numbers of two bytes or four.
func sums(in, out []byte, size, block int) {
	n := len(in) / size
	for first := 0; first < n; first += block {
		end, v := min(first+block, n), uint32(0)
		if size == 2 {
			low, high := in[first:end], in[n+first:n+end]
			to := out[2*first : 2*end]
			for i, b := range low {
				v += uint32(b) | uint32(high[i])<<8
				to[2*i], to[2*i+1] = byte(v), byte(v>>8)
			}
			continue
		}
		for i := first; i < end; i++ {
			v += uint32(in[i]) | uint32(in[n+i])<<8 | uint32(in[2*n+i])<<16 | uint32(in[3*n+i])<<24
			binary.LittleEndian.PutUint32(out[4*i:], v)
		}
	}
}
