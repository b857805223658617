package flat

import (
	"encoding/binary"
	"strings"
)

// This file makes a file ready to be compressed as a whole. Offsets are half of what is in
// it once it is compressed, though they say little: what lies between two of them does.

// offsetsSuffix ends the names of sections of offsets.
const offsetsSuffix = ".at"

// Ship gives a file in a form that compresses well; [Unship] gives it back.
func Ship(data []byte) ([]byte, error) { return reshape(data, differences) }

// Unship gives the file that [Ship] was given.
func Unship(data []byte) ([]byte, error) { return reshape(data, sums) }

// reshape changes the sections of offsets, none of which changes its size.
func reshape(data []byte, change func(in, out []byte)) ([]byte, error) {
	f, err := Open(string(data))
	if err != nil {
		return nil, err
	}
	out := []byte(f.data)
	for s := range f.sections() {
		if strings.HasSuffix(s.name, offsetsSuffix) && s.size%4 == 0 {
			change(data[s.offset:s.end()], out[s.offset:s.end()])
		}
	}
	return out, nil
}

// differences writes the distances of numbers of four bytes: the lowest bytes of all, then
// the next.
func differences(in, out []byte) {
	n, before := len(in)/4, uint32(0)
	for i := range n {
		v := binary.LittleEndian.Uint32(in[4*i:])
		for k := range 4 {
			out[k*n+i] = byte((v - before) >> (8 * k))
		}
		before = v
	}
}

// sums is the opposite of differences.
func sums(in, out []byte) {
	n, v := len(in)/4, uint32(0)
	for i := range n {
		for k := range 4 {
			v += uint32(in[k*n+i]) << (8 * k)
		}
		binary.LittleEndian.PutUint32(out[4*i:], v)
	}
}
