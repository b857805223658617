package lzma

import "math/bits"

// probability is that of a zero, of 1<<probabilityBits.
type probability uint16

const (
	probabilityBits = 11
	adaption        = 5 // a bit moves a probability by 1/32
	half            = probability(1) << (probabilityBits - 1)
)

// rangeEncoder writes bits with probabilities.
type rangeEncoder struct {
	out    []byte
	low    uint64
	width  uint32
	cached byte // the last byte, to which a carry may still come
	behind int  // how many bytes it and those of 0xff behind it are
}

func (e *rangeEncoder) bit(p *probability, bit uint32) {
	bound := e.width >> probabilityBits * uint32(*p)
	if bit == 0 {
		e.width = bound
		*p += (1<<probabilityBits - *p) >> adaption
	} else {
		e.low += uint64(bound)
		e.width -= bound
		*p -= *p >> adaption
	}
	e.normalise()
}

// direct writes the lowest bits of a number, all as likely as not.
func (e *rangeEncoder) direct(value uint32, count int) {
	for count--; count >= 0; count-- {
		e.width >>= 1
		e.low += uint64(e.width) * uint64(value>>count&1)
		e.normalise()
	}
}

func (e *rangeEncoder) normalise() {
	for e.width < 1<<24 {
		e.width <<= 8
		e.shift()
	}
}

// shift writes the highest byte, once no carry can come to it.
func (e *rangeEncoder) shift() {
	if e.low < 0xff<<24 || e.low >= 1<<32 {
		for carry := byte(e.low >> 32); e.behind > 0; e.behind-- {
			e.out = append(e.out, e.cached+carry)
			e.cached = 0xff
		}
		e.cached = byte(e.low >> 24)
	}
	e.behind++
	e.low = e.low & 0xffffff << 8
}

// flush gives all that was written.
func (e *rangeEncoder) flush() []byte {
	for range 5 {
		e.shift()
	}
	return e.out
}

// tree writes the lowest bits of a value, the highest of them first, each with the
// probability that those before it choose.
func (e *rangeEncoder) tree(p []probability, value uint32, count int) {
	m := uint32(1)
	for count--; count >= 0; count-- {
		bit := value >> count & 1
		e.bit(&p[m], bit)
		m = m<<1 | bit
	}
}

// reverseTree is tree with the lowest bit first. Its probabilities begin at p[first].
func (e *rangeEncoder) reverseTree(p []probability, first int, value uint32, count int) {
	m := 1
	for range count {
		bit := value & 1
		e.bit(&p[first+m], bit)
		m, value = m<<1|int(bit), value>>1
	}
}

// Prices are in sixteenths of a bit.
const bitPrice = 16

// prices are those of a bit by its probability, without its lowest bits. They are reckoned
// in whole numbers, alike on every machine.
var prices = func() (out [1 << (probabilityBits - priceBits)]uint32) {
	for i := range out {
		w, bits := uint32(i)<<priceBits+1<<(priceBits-1), uint32(0)
		for range 4 {
			w *= w
			for bits <<= 1; w >= 1<<16; bits++ {
				w >>= 1
			}
		}
		out[i] = probabilityBits*bitPrice - (bitPrice - 1) - bits
	}
	return out
}()

const priceBits = 4

func (p probability) price(bit uint32) uint32 {
	if bit != 0 {
		p = 1<<probabilityBits - p
	}
	return prices[p>>priceBits]
}

func treePrice(p []probability, value uint32, count int) (sum uint32) {
	m := uint32(1)
	for count--; count >= 0; count-- {
		bit := value >> count & 1
		sum += p[m].price(bit)
		m = m<<1 | bit
	}
	return sum
}

func reverseTreePrice(p []probability, first int, value uint32, count int) (sum uint32) {
	m := 1
	for range count {
		bit := value & 1
		sum += p[first+m].price(bit)
		m, value = m<<1|int(bit), value>>1
	}
	return sum
}

// state tells what the last decisions were.
type state uint8

const (
	states       = 12
	afterLiteral = 7 // states below follow a literal
)

func (s state) literal() state {
	switch {
	case s < 4:
		return 0
	case s < 10:
		return s - 3
	}
	return s - 6
}

func (s state) next(literalBefore, otherwise state) state {
	if s < afterLiteral {
		return literalBefore
	}
	return otherwise
}

func (s state) match() state    { return s.next(7, 10) }
func (s state) rep() state      { return s.next(8, 11) }
func (s state) shortRep() state { return s.next(9, 11) }

// Lengths of copies.
const (
	minLength = 2
	maxLength = minLength + 8 + 8 + 256 - 1
)

// lengths are the probabilities of lengths: few, some, or many.
type lengths struct {
	some, many probability
	low, mid   [8]probability
	high       [256]probability
}

func (l *lengths) encode(e *rangeEncoder, length int) {
	n := uint32(length - minLength)
	switch {
	case n < 8:
		e.bit(&l.some, 0)
		e.tree(l.low[:], n, 3)
	case n < 16:
		e.bit(&l.some, 1)
		e.bit(&l.many, 0)
		e.tree(l.mid[:], n-8, 3)
	default:
		e.bit(&l.some, 1)
		e.bit(&l.many, 1)
		e.tree(l.high[:], n-16, 8)
	}
}

func (l *lengths) price(length int) uint32 {
	n := uint32(length - minLength)
	switch {
	case n < 8:
		return l.some.price(0) + treePrice(l.low[:], n, 3)
	case n < 16:
		return l.some.price(1) + l.many.price(0) + treePrice(l.mid[:], n-8, 3)
	}
	return l.some.price(1) + l.many.price(1) + treePrice(l.high[:], n-16, 8)
}

const (
	lengthClasses = 4  // of copies, with distances of their own
	nearSlots     = 14 // slots whose distances have probabilities of their own
	alignBits     = 4  // the lowest of other distances
)

// model are all probabilities.
type model struct {
	literals    [1 << literalContext][3 << 8]probability
	isMatch     [states]probability
	isRep       [states]probability
	isRepAfter0 [states]probability
	isRepAfter1 [states]probability
	isRepAfter2 [states]probability
	isRep0Long  [states]probability
	slots       [lengthClasses][64]probability
	near        [1<<(nearSlots/2) - nearSlots + 1]probability
	align       [1 << alignBits]probability
	length      lengths
	repLength   lengths
}

func (m *model) reset() {
	for i := range m.literals {
		fill(m.literals[i][:])
	}
	for i := range m.slots {
		fill(m.slots[i][:])
	}
	for _, p := range [][]probability{m.isMatch[:], m.isRep[:], m.isRepAfter0[:], m.isRepAfter1[:], m.isRepAfter2[:], m.isRep0Long[:], m.near[:], m.align[:]} {
		fill(p)
	}
	for _, l := range []*lengths{&m.length, &m.repLength} {
		l.some, l.many = half, half
		fill(l.low[:])
		fill(l.mid[:])
		fill(l.high[:])
	}
}

func fill(p []probability) {
	for i := range p {
		p[i] = half
	}
}

// lengthClass tells which probabilities the distance of a copy has.
func lengthClass(length int) int { return min(length-minLength, lengthClasses-1) }

// slot gives the two highest bits of a distance less one, and their place.
func slot(distance uint32) uint32 {
	if distance < 4 {
		return distance
	}
	n := bits.Len32(distance) - 1
	return uint32(2*n) | distance>>(n-1)&1
}

// below gives how many bits follow a slot, and the least distance that it has.
func below(slot uint32) (count int, base uint32) {
	count = int(slot>>1) - 1
	return count, (2 | slot&1) << count
}

// distance writes the distance of a copy, less one.
func (m *model) distance(e *rangeEncoder, distance uint32, length int) {
	s := slot(distance)
	e.tree(m.slots[lengthClass(length)][:], s, 6)
	if s < 4 {
		return
	}
	count, base := below(s)
	if s < nearSlots {
		e.reverseTree(m.near[:], int(base-s)-1, distance-base, count)
		return
	}
	e.direct((distance-base)>>alignBits, count-alignBits)
	e.reverseTree(m.align[:], 0, distance&(1<<alignBits-1), alignBits)
}

// literalProbabilities gives those of a byte behind another one.
func (m *model) literalProbabilities(before byte) *[3 << 8]probability {
	return &m.literals[before>>(8-literalContext)]
}

// literal writes a byte. Behind a copy, the byte that would continue it is known not to come.
func (m *model) literal(e *rangeEncoder, s state, before, continued, b byte) {
	p := m.literalProbabilities(before)
	for i, place := range literalPlaces(s, continued, b) {
		e.bit(&p[place], uint32(b)>>(7-i)&1)
	}
}

func (m *model) literalPrice(s state, before, continued, b byte) (sum uint32) {
	p := m.literalProbabilities(before)
	for i, place := range literalPlaces(s, continued, b) {
		sum += p[place].price(uint32(b) >> (7 - i) & 1)
	}
	return sum
}

// literalPlaces gives for each bit of a byte the place of its probability.
func literalPlaces(s state, continued, b byte) (places [8]uint16) {
	like := s >= afterLiteral
	for i := range places {
		places[i] = 1<<i | uint16(b)>>(8-i)
		if like {
			wanted := continued >> (7 - i) & 1
			places[i] += (1 + uint16(wanted)) << 8
			like = wanted == b>>(7-i)&1
		}
	}
	return places
}
