package flat

import "strings"

// This file has the offsets of lists: where each item begins, and where the last one ends. They
// are a good part of an index of short strings, and so take two bytes each where that is enough:
// the distance from the first of their block, whose own offset takes four.

// Names of the sections of offsets end so.
const (
	baseSuffix = ".base" // offsets of the first of each block, four bytes each
	nearSuffix = ".near" // distances from it, two bytes each
)

// offsetsPerBlock is how many offsets a block has.
const offsetsPerBlock = 16

// listOf gives the name of the list that a section belongs to.
func listOf(section string) string {
	for _, suffix := range []string{baseSuffix, nearSuffix, shortSuffix} {
		section = strings.TrimSuffix(section, suffix)
	}
	return section
}

// offsets adds the offsets of a list. Where two bytes are not enough each is a block of its own.
func (b *Builder) offsets(list string, at []uint32) {
	var base []uint32
	var near []uint32
	for i, v := range at {
		if i%offsetsPerBlock == 0 {
			base = append(base, v)
		}
		distance := v - base[len(base)-1]
		if distance > 1<<16-1 {
			b.numbers(list+baseSuffix, 4, at)
			return
		}
		near = append(near, distance)
	}
	b.numbers(list+baseSuffix, 4, base)
	b.numbers(list+nearSuffix, 2, near)
}

// offsets reads those of a list.
type offsets struct {
	base string // of four bytes each
	near string // of two bytes each; empty where each is a block of its own
}

// noOffsets are those of an empty list.
var noOffsets = offsets{base: "\x00\x00\x00\x00"}

func (f *File) offsets(list string) offsets {
	o := offsets{base: f.items(list+baseSuffix, 4)}
	if f.Has(list + nearSuffix) {
		o.near = f.items(list+nearSuffix, 2)
		if (len(o.near)/2+offsetsPerBlock-1)/offsetsPerBlock != len(o.base)/4 {
			f.fail("the offsets of section %q of the compiled index do not fit together", list)
			return offsets{}
		}
	}
	return o
}

// Len tells how many there are: one more than items.
func (o offsets) Len() int {
	return max(len(o.near)/2, len(o.base)/4)
}

// At gives one of them.
func (o offsets) At(i int) int {
	if o.near == "" {
		return int(number(o.base[4*i:]))
	}
	near := o.near[2*i:][:2]
	return int(number(o.base[uint(i)/offsetsPerBlock*4:])) + int(near[0]) + int(near[1])<<8
}
