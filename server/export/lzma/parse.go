package lzma

import "math"

// blockSize is how many bytes are parsed at once: the prices are those at its begin.
const blockSize = 1 << 12

// enough is a length that is taken without looking for another way.
const enough = 128

// reps are the distances of the last copies, less one, the last first.
type reps [4]uint32

// A step leads from one place to another: one literal, or a copy.
type step struct {
	length int
	rep    int    // which of the last distances; notRep for another one
	to     uint32 // distance of a copy, less one
}

const notRep = -1

var literalStep = step{length: 1, rep: notRep}

func (s step) isLiteral() bool { return s.length == 1 && s.rep == notRep }

// node is a place of a block, and the cheapest way to it that is known.
type node struct {
	price uint32
	from  int
	step  step
	state state
	reps  reps
}

// after gives what is the case behind a step.
func after(s state, r reps, step step) (state, reps) {
	switch {
	case step.isLiteral():
		return s.literal(), r
	case step.rep == notRep:
		return s.match(), reps{step.to, r[0], r[1], r[2]}
	case step.length == 1:
		return s.shortRep(), r
	}
	to := r[step.rep]
	copy(r[1:step.rep+1], r[:step.rep])
	r[0] = to
	return s.rep(), r
}

// parser chooses steps, and writes them.
type parser struct {
	rangeEncoder
	model
	*finder
	at    int
	state state
	reps  reps

	nodes        [blockSize + 1]node
	steps        []step
	lengthPrice  [maxLength + 1]uint32
	repPrice     [maxLength + 1]uint32
	slotPrice    [lengthClasses][64]uint32
	nearPrice    [lengthClasses][1 << (nearSlots / 2)]uint32
	alignedPrice [1 << alignBits]uint32
}

func newParser(data, header []byte) *parser {
	p := &parser{rangeEncoder: rangeEncoder{out: header, width: math.MaxUint32, behind: 1}, finder: newFinder(data)}
	p.model.reset()
	return p
}

// reckon reckons the prices of lengths and distances.
func (p *parser) reckon() {
	for n := minLength; n <= maxLength; n++ {
		p.lengthPrice[n], p.repPrice[n] = p.length.price(n), p.repLength.price(n)
	}
	for i := range uint32(len(p.alignedPrice)) {
		p.alignedPrice[i] = reverseTreePrice(p.align[:], 0, i, alignBits)
	}
	for class := range lengthClasses {
		for s := range uint32(64) {
			price := treePrice(p.slots[class][:], s, 6)
			if count, _ := below(max(s, 4)); s >= nearSlots {
				price += uint32(count-alignBits) * bitPrice
			}
			p.slotPrice[class][s] = price
		}
		for d := range uint32(len(p.nearPrice[class])) {
			s := slot(d)
			p.nearPrice[class][d] = p.slotPrice[class][s]
			if s >= 4 {
				count, base := below(s)
				p.nearPrice[class][d] += reverseTreePrice(p.near[:], int(base-s)-1, d-base, count)
			}
		}
	}
}

func (p *parser) distancePrice(distance uint32, length int) uint32 {
	class := lengthClass(length)
	if distance < uint32(len(p.nearPrice[class])) {
		return p.nearPrice[class][distance]
	}
	return p.slotPrice[class][slot(distance)] + p.alignedPrice[distance&(1<<alignBits-1)]
}

// block finds the cheapest way through the next bytes, and writes it.
func (p *parser) block() {
	p.reckon()
	size := min(blockSize, len(p.data)-p.at)
	nodes := p.nodes[:size+1]
	for i := range nodes {
		nodes[i].price = math.MaxUint32
	}
	nodes[0] = node{state: p.state, reps: p.reps}
	for i, next := 0, 0; i < size; i++ {
		found := p.finder.next(p.at + i)
		n := &nodes[i]
		if i < next || n.price == math.MaxUint32 {
			continue
		}
		if i > 0 {
			n.state, n.reps = after(nodes[n.from].state, nodes[n.from].reps, n.step)
		}
		next = i + p.leave(nodes, i, found)
	}
	p.steps = p.steps[:0]
	for i := size; i > 0; i = nodes[i].from {
		p.steps = append(p.steps, nodes[i].step)
	}
	for i := len(p.steps) - 1; i >= 0; i-- {
		p.write(p.steps[i])
	}
}

// leave tries all steps from a node, and gives how far it is to the next that is worth it.
func (p *parser) leave(nodes []node, i int, found []copyOf) int {
	n, at, rest := &nodes[i], p.at+i, len(nodes)-1-i
	reach := func(s step, price uint32) {
		if to := &nodes[i+s.length]; price < to.price {
			to.price, to.from, to.step = price, i, s
		}
	}
	copied := n.price + p.isMatch[n.state].price(1)
	rep := copied + p.isRep[n.state].price(1)
	longest := 0
	for k, distance := range n.reps {
		length := p.common(at, distance, rest)
		if length == 0 {
			continue
		}
		price := rep + p.whichRep(n.state, k)
		if k == 0 {
			reach(step{1, 0, distance}, price+p.isRep0Long[n.state].price(0))
			price += p.isRep0Long[n.state].price(1)
		}
		if length >= enough {
			reach(step{length, k, distance}, price+p.repPrice[length])
			return length
		}
		for l := minLength; l <= length; l++ {
			reach(step{l, k, distance}, price+p.repPrice[l])
		}
		longest = max(longest, length)
	}
	copied += p.isRep[n.state].price(0)
	if len(found) > 0 {
		if last := found[len(found)-1]; min(last.length, rest) >= enough {
			length := min(last.length, rest)
			reach(step{length, notRep, last.distance}, copied+p.lengthPrice[length]+p.distancePrice(last.distance, length))
			return length
		}
	}
	l := minLength
	for _, c := range found {
		for ; l <= min(c.length, rest); l++ {
			reach(step{l, notRep, c.distance}, copied+p.lengthPrice[l]+p.distancePrice(c.distance, l))
		}
	}
	reach(literalStep, n.price+p.isMatch[n.state].price(0)+p.literalPrice(n.state, p.before(at), p.continued(at, n.reps[0]), p.data[at]))
	return 1
}

// whichRep is the price of telling which of the last distances a copy has.
func (p *parser) whichRep(s state, k int) uint32 {
	switch k {
	case 0:
		return p.isRepAfter0[s].price(0)
	case 1:
		return p.isRepAfter0[s].price(1) + p.isRepAfter1[s].price(0)
	}
	return p.isRepAfter0[s].price(1) + p.isRepAfter1[s].price(1) + p.isRepAfter2[s].price(uint32(k-2))
}

// common tells how many bytes are those at a distance.
func (p *parser) common(at int, distance uint32, most int) (n int) {
	from := at - int(distance) - 1
	if from < 0 {
		return 0
	}
	for most = min(most, maxLength); n < most && p.data[from+n] == p.data[at+n]; n++ {
	}
	return n
}

func (p *parser) before(at int) byte {
	if at == 0 {
		return 0
	}
	return p.data[at-1]
}

// continued is the byte that would continue the last copy.
func (p *parser) continued(at int, distance uint32) byte {
	if from := at - int(distance) - 1; from >= 0 {
		return p.data[from]
	}
	return 0
}

// write writes a step.
func (p *parser) write(s step) {
	e, now := &p.rangeEncoder, p.state
	p.state, p.reps = after(now, p.reps, s)
	at := p.at
	p.at += s.length
	if s.isLiteral() {
		e.bit(&p.isMatch[now], 0)
		p.literal(e, now, p.before(at), p.continued(at, p.reps[0]), p.data[at])
		return
	}
	e.bit(&p.isMatch[now], 1)
	if s.rep == notRep {
		e.bit(&p.isRep[now], 0)
		p.length.encode(e, s.length)
		p.distance(e, s.to, s.length)
		return
	}
	e.bit(&p.isRep[now], 1)
	p.writeRep(e, now, s.rep, s.length)
	if s.length > 1 {
		p.repLength.encode(e, s.length)
	}
}

func (p *parser) writeRep(e *rangeEncoder, now state, k, length int) {
	if k == 0 {
		e.bit(&p.isRepAfter0[now], 0)
		e.bit(&p.isRep0Long[now], uint32(min(length, 2)-1))
		return
	}
	e.bit(&p.isRepAfter0[now], 1)
	if k == 1 {
		e.bit(&p.isRepAfter1[now], 0)
		return
	}
	e.bit(&p.isRepAfter1[now], 1)
	e.bit(&p.isRepAfter2[now], uint32(k-2))
}
