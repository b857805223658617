package lzma

import "encoding/binary"

// copyOf is a copy: of how many bytes at most, from how far.
type copyOf struct {
	length   int
	distance uint32 // less one
}

// Bounds of the search for copies.
const (
	hashBits  = 18
	hashBits3 = 16
	depth     = 200 // places that are compared: fewer cost a thirtieth of code of WebAssembly

)

// finder finds copies: of each length the nearest one. Places whose next bytes have the same
// hash form a tree, sorted by what stands there; the newest is its root.
type finder struct {
	data     []byte
	two      []int32 // the last place, by two bytes
	three    []int32 // by the hash of three
	root     []int32 // by the hash of four
	children [][2]int32
	found    []copyOf
}

const nowhere = -1

func newFinder(data []byte) *finder {
	f := &finder{data: data, two: make([]int32, 1<<16), three: make([]int32, 1<<hashBits3), root: make([]int32, 1<<hashBits), children: make([][2]int32, len(data))}
	for _, list := range [][]int32{f.two, f.three, f.root} {
		for i := range list {
			list[i] = nowhere
		}
	}
	return f
}

// next adds a place, and gives the copies that may stand there: longer ones are farther.
// The places are asked for in their order.
func (f *finder) next(at int) []copyOf {
	f.found = f.found[:0]
	rest := f.data[at:min(len(f.data), at+maxLength)]
	if len(rest) < 4 {
		return f.found
	}
	word := binary.LittleEndian.Uint32(rest)
	three := word << 8 * 2654435761 >> (32 - hashBits3)
	f.short(&f.two[word&0xffff], at, 2)
	f.short(&f.three[three], at, 3)
	f.long(&f.root[word*2654435761>>(32-hashBits)], at, rest)
	return f.found
}

// short adds the last place of a few bytes.
func (f *finder) short(last *int32, at, length int) {
	from := int(*last)
	*last = int32(at)
	if from == nowhere || string(f.data[from:from+length]) != string(f.data[at:at+length]) {
		return
	}
	f.add(length, at-from)
}

func (f *finder) add(length, distance int) {
	if n := len(f.found); n > 0 && f.found[n-1].distance == uint32(distance-1) {
		f.found[n-1].length = length
		return
	}
	f.found = append(f.found, copyOf{length, uint32(distance - 1)})
}

// long walks down a tree, and makes the place its new root: what is less hangs on one side,
// what is more on the other.
func (f *finder) long(root *int32, at int, rest []byte) {
	less, more := &f.children[at][0], &f.children[at][1]
	lengthLess, lengthMore, longest := 0, 0, 3
	from := int(*root)
	*root = int32(at)
	for n := 0; n < depth && from != nowhere; n++ {
		length := min(lengthLess, lengthMore)
		there := f.data[from:]
		for length < len(rest) && there[length] == rest[length] {
			length++
		}
		if length > longest {
			longest = length
			f.add(length, at-from)
		}
		children := &f.children[from]
		if length == len(rest) {
			*less, *more = children[0], children[1]
			return
		}
		if there[length] < rest[length] {
			*less, less, lengthLess = int32(from), &children[1], length
			from = int(*less)
		} else {
			*more, more, lengthMore = int32(from), &children[0], length
			from = int(*more)
		}
	}
	*less, *more = nowhere, nowhere
}
