package flat

import "strings"

// This file makes a file ready to be compressed as a whole. Offsets are half of what is in
// it once it is compressed, though they say little: what lies between two of them does.

// Ship gives a file in a form that compresses well; [Unship] gives it back.
func Ship(data []byte) ([]byte, error) { return reshape(data, differences) }

// Unship gives the file that [Ship] was given.
func Unship(data []byte) ([]byte, error) { return reshape(data, sums) }

// reshape changes the sections of offsets, none of which changes its size.
func reshape(data []byte, change func(in, out []byte, size, block int)) ([]byte, error) {
	f, err := Open(string(data))
	if err != nil {
		return nil, err
	}
	out := []byte(f.data)
	for s := range f.sections() {
		in, out := data[s.offset:s.end()], out[s.offset:s.end()]
		switch {
		case strings.HasSuffix(s.name, baseSuffix) && s.size%4 == 0:
			change(in, out, 4, s.size)
		case strings.HasSuffix(s.name, nearSuffix) && s.size%2 == 0:
			change(in, out, 2, offsetsPerBlock)
		}
	}
	return out, nil
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

// sums is the opposite of differences.
func sums(in, out []byte, size, block int) {
	n, v := len(in)/size, uint32(0)
	for i := range n {
		if i%block == 0 {
			v = 0
		}
		for k := range size {
			v += uint32(in[k*n+i]) << (8 * k)
		}
		for k := range size {
			out[size*i+k] = byte(v >> (8 * k))
		}
	}
}
