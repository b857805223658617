// Package flat is the format of a compiled index: a file of named sections that is read
// where it lies, embedded in the program or mapped. Nothing is decoded when it is opened,
// and nothing is allocated.
//
// # Layout
//
// The file begins with [Magic]. The sections follow, each at a multiple of eight bytes,
// then the table of contents: for each section its offset, its size, the length of its
// name (four bytes each) and its name. The last four bytes are the offset of the table.
// Numbers are little-endian.
//
// A section is bytes, or numbers of two, four or eight bytes each. Strings are a section of their
// bytes and their offsets (offsets.go); so are lists of numbers. Packed
// strings, which are seldom asked for, are compressed a few at a time (packed.go).
package flat

import (
	"encoding/binary"
	"fmt"
	"iter"
	"math"
	"slices"
	"strings"
)

// Magic begins a file. Its last byte is the version of the format: what cannot be read any
// more has another one.
const Magic = "waptkb\x00\x02"

// alignment is what offsets of sections are multiples of.
const alignment = 8

// Builder makes a file.
type Builder struct {
	data []byte
	toc  []byte
}

// Bytes adds a section.
func (b *Builder) Bytes(name string, data []byte) {
	if len(b.data) == 0 {
		b.data = append(b.data, Magic...)
	}
	for _, n := range []int{len(b.data), len(data), len(name)} {
		b.toc = binary.LittleEndian.AppendUint32(b.toc, uint32(n))
	}
	b.toc = append(b.toc, name...)
	b.data = append(b.data, data...)
	for len(b.data)%alignment != 0 {
		b.data = append(b.data, 0)
	}
}

// Numbers adds a section of numbers, of as many bytes as the greatest needs.
func (b *Builder) Numbers(name string, numbers []uint32) {
	most := uint32(math.MaxUint32)
	if len(numbers) > 0 {
		most = slices.Max(numbers)
	}
	switch {
	case most < 1<<8:
		b.numbers(name+byteSuffix, 1, numbers)
	case most < 1<<16:
		b.numbers(name+shortSuffix, 2, numbers)
	default:
		b.numbers(name, 4, numbers)
	}
}

// Suffixes end the names of sections of numbers of one byte and of two; others have four.
const (
	byteSuffix  = ".byte"
	shortSuffix = ".short"
)

func (b *Builder) numbers(name string, size int, numbers []uint32) {
	data := make([]byte, 0, size*len(numbers))
	for _, n := range numbers {
		for k := range size {
			data = append(data, byte(n>>(8*k)))
		}
	}
	b.Bytes(name, data)
}

// Longs adds a section of numbers of eight bytes.
func (b *Builder) Longs(name string, numbers []uint64) {
	data := make([]byte, 0, 8*len(numbers))
	for _, n := range numbers {
		data = binary.LittleEndian.AppendUint64(data, n)
	}
	b.Bytes(name, data)
}

// Floats adds a section of floating-point numbers.
func (b *Builder) Floats(name string, numbers []float64) {
	longs := make([]uint64, len(numbers))
	for i, n := range numbers {
		longs[i] = math.Float64bits(n)
	}
	b.Longs(name, longs)
}

// Lists adds lists of numbers, one behind the other.
func (b *Builder) Lists(name string, lists [][]uint32) {
	at, all := make([]uint32, 1, len(lists)+1), []uint32{}
	for _, l := range lists {
		all = append(all, l...)
		at = append(at, uint32(len(all)))
	}
	b.offsets(name, at)
	b.Numbers(name, all)
}

// Strings adds a list of strings.
func (b *Builder) Strings(name string, list []string) {
	at := make([]uint32, 1, len(list)+1)
	for _, s := range list {
		at = append(at, at[len(at)-1]+uint32(len(s)))
	}
	b.offsets(name, at)
	b.Bytes(name, []byte(strings.Join(list, "")))
}

// Packed adds a list of strings compressed, so many at a time.
func (b *Builder) Packed(name string, list []string, perBlock int) error {
	blocks := []string{}
	for block := range slices.Chunk(list, perBlock) {
		packed, err := pack(block)
		if err != nil {
			return err
		}
		blocks = append(blocks, packed)
	}
	b.Strings(name, blocks)
	return nil
}

// Copy adds the sections of another file whose names begin so.
func (b *Builder) Copy(from *File, prefix string) {
	for s := range from.sections() {
		if strings.HasPrefix(s.name, prefix) {
			b.Bytes(s.name, []byte(from.data[s.offset:s.end()]))
		}
	}
}

// CopyMissing adds the sections of another file that are not there yet, packed or plain.
func (b *Builder) CopyMissing(from *File) {
	there := map[string]bool{}
	for s := range (&File{toc: string(b.toc)}).sections() {
		there[strings.TrimSuffix(listOf(s.name), plainSuffix)] = true
	}
	for s := range from.sections() {
		if !there[listOf(s.name)] {
			b.Bytes(s.name, []byte(from.data[s.offset:s.end()]))
		}
	}
}

// File gives the file, or an error where it is larger than its offsets can tell.
func (b *Builder) File() ([]byte, error) {
	if len(b.data)+len(b.toc) > math.MaxUint32 {
		return nil, fmt.Errorf("a compiled index of %d bytes is too large: its offsets have four bytes", len(b.data))
	}
	data := append(b.data, b.toc...)
	return binary.LittleEndian.AppendUint32(data, uint32(len(b.data))), nil
}

// Open opens the file that was built, in memory.
func (b *Builder) Open() (*File, error) {
	data, err := b.File()
	if err != nil {
		return nil, err
	}
	return Open(string(data))
}

// File is a file that is read.
type File struct {
	data, toc string
	err       error
}

// Open reads the table of contents of a file. A section that lies outside is an error.
func Open(data string) (*File, error) {
	if !strings.HasPrefix(data, Magic) {
		return nil, fmt.Errorf("this is no compiled index of version %d: compile the content again", Magic[len(Magic)-1])
	}
	end := len(data) - 4
	at := int(number(data[max(0, end):]))
	if at > end {
		return nil, fmt.Errorf("the compiled index ends early")
	}
	f := &File{data: data, toc: data[at:end]}
	for toc := f.toc; toc != ""; {
		s, rest, ok := next(toc)
		if !ok || s.end() > at || s.offset%alignment != 0 {
			return nil, fmt.Errorf("the compiled index is damaged: a section lies outside")
		}
		toc = rest
	}
	return f, nil
}

// section is an entry of the table of contents.
type section struct {
	offset, size int
	name         string
}

func (s section) end() int { return s.offset + s.size }

// next reads the first entry of the rest of the table of contents.
func next(toc string) (s section, rest string, ok bool) {
	const fixed = 3 * 4
	if len(toc) < fixed {
		return s, "", false
	}
	s.offset, s.size = int(number(toc)), int(number(toc[4:]))
	n := int(number(toc[8:]))
	if len(toc)-fixed < n {
		return s, "", false
	}
	s.name = toc[fixed : fixed+n]
	return s, toc[fixed+n:], true
}

// Err tells which section that was asked for is missing or wrong, nil when none.
func (f *File) Err() error { return f.err }

// Bytes gives a section; see [File.Err].
func (f *File) Bytes(name string) string {
	s, ok := f.find(name)
	if !ok {
		f.fail("the compiled index has no section %q", name)
		return ""
	}
	return f.data[s.offset:s.end()]
}

// Place gives where in the file a section begins and ends; see [File.Err].
func (f *File) Place(name string) (begin, end int) {
	s, ok := f.find(name)
	if !ok {
		f.fail("the compiled index has no section %q", name)
	}
	return s.offset, s.end()
}

// Has tells whether there is a section.
func (f *File) Has(name string) bool {
	_, ok := f.find(name)
	return ok
}

// find looks a section up in the table of contents.
func (f *File) find(name string) (s section, ok bool) {
	for s := range f.sections() {
		if s.name == name {
			return s, true
		}
	}
	return section{}, false
}

// sections yields the entries of the table of contents.
func (f *File) sections() iter.Seq[section] {
	return func(yield func(section) bool) {
		for toc := f.toc; toc != ""; {
			var s section
			if s, toc, _ = next(toc); !yield(s) {
				return
			}
		}
	}
}

func (f *File) fail(format string, args ...any) {
	if f.err == nil {
		f.err = fmt.Errorf(format, args...)
	}
}

// items gives a section of items of so many bytes each.
func (f *File) items(name string, size int) string {
	s := f.Bytes(name)
	if len(s)%size != 0 {
		f.fail("section %q of the compiled index is no list of items of %d bytes", name, size)
		return ""
	}
	return s
}

// Numbers gives a section of numbers; see [File.Err].
func (f *File) Numbers(name string) Numbers {
	switch {
	case f.Has(name + byteSuffix):
		return Numbers{f.items(name+byteSuffix, 1), 1}
	case f.Has(name + shortSuffix):
		return Numbers{f.items(name+shortSuffix, 2), 2}
	}
	return Numbers{f.items(name, 4), 4}
}

// Longs gives a section of numbers of eight bytes; see [File.Err].
func (f *File) Longs(name string) Longs { return Longs(f.items(name, 8)) }

// Floats gives a section of floating-point numbers; see [File.Err].
func (f *File) Floats(name string) Floats { return Floats(f.Longs(name)) }

// Lists gives lists of numbers; see [File.Err].
func (f *File) Lists(name string) Lists {
	l := Lists{f.Numbers(name), f.offsets(name)}
	if l.at.Len() == 0 || l.at.At(l.at.Len()-1) != l.numbers.Len() {
		f.fail("section %q of the compiled index is no list of lists", name)
		return Lists{at: noOffsets}
	}
	return l
}

// Strings gives a list of strings; see [File.Err].
func (f *File) Strings(name string) Strings {
	list := Strings{f.Bytes(name), f.offsets(name)}
	if list.at.Len() == 0 || list.at.At(list.at.Len()-1) != len(list.text) {
		f.fail("section %q of the compiled index is no list of strings", name)
		return Strings{at: noOffsets}
	}
	return list
}

// Numbers are numbers of one byte, two or four.
type Numbers struct {
	data string
	size int // 2, 4, or 0 where there are none
}

// Len tells how many there are.
func (n Numbers) Len() int { return len(n.data) >> (n.size / 2) }

// At gives one of them.
func (n Numbers) At(i int) uint32 {
	switch n.size {
	case 1:
		return uint32(n.data[i])
	case 2:
		s := n.data[2*i:][:2]
		return uint32(s[0]) | uint32(s[1])<<8
	}
	return number(n.data[4*i:])
}

// between gives those from one place to before another.
func (n Numbers) between(first, end int) Numbers {
	return Numbers{n.data[n.size*first : n.size*end], n.size}
}

// number reads four bytes.
func number(s string) uint32 {
	_ = s[3]
	return uint32(s[0]) | uint32(s[1])<<8 | uint32(s[2])<<16 | uint32(s[3])<<24
}

// All yields the numbers in their order.
func (n Numbers) All() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i := range n.Len() {
			if !yield(n.At(i)) {
				return
			}
		}
	}
}

// Longs are numbers of eight bytes.
type Longs string

// At gives one of them.
func (l Longs) At(i int) uint64 {
	s := string(l[8*i:])
	return uint64(number(s)) | uint64(number(s[4:]))<<32
}

// Floats are floating-point numbers of eight bytes.
type Floats string

// At gives one of them.
func (f Floats) At(i int) float64 { return math.Float64frombits(Longs(f).At(i)) }

// Lists are lists of numbers.
type Lists struct {
	numbers Numbers
	at      offsets
}

// Len tells how many there are.
func (l Lists) Len() int { return l.at.Len() - 1 }

// At gives one of them.
func (l Lists) At(i int) Numbers { return l.numbers.between(l.at.At(i), l.at.At(i+1)) }

// Strings is a list of strings, one behind the other.
type Strings struct {
	text string
	at   offsets
}

// Len tells how many there are.
func (s Strings) Len() int { return s.at.Len() - 1 }

// At gives one of them.
func (s Strings) At(i int) string { return s.text[s.at.At(i):s.at.At(i+1)] }

// All yields the strings in their order.
func (s Strings) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range s.Len() {
			if !yield(s.At(i)) {
				return
			}
		}
	}
}

// Search finds a string in a sorted list, or the place where it would stand.
func (s Strings) Search(text string) (i int, found bool) {
	end := s.Len()
	for i < end {
		if middle := int(uint(i+end) / 2); s.At(middle) < text {
			i = middle + 1
		} else {
			end = middle
		}
	}
	return i, i < s.Len() && s.At(i) == text
}
