package flat

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"iter"
	"strings"
	"sync"
)

// packers are used again: one takes more time to make than to pack an article.
var packers = sync.Pool{New: func() any {
	w, err := flate.NewWriter(nil, flate.BestCompression)
	if err != nil {
		panic(err) // the level is right
	}
	return w
}}

// pack compresses strings: the length of each, then all of them.
func pack(list []string) (string, error) {
	var out bytes.Buffer
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&out)
	var lengths []byte
	for _, s := range list {
		lengths = binary.AppendUvarint(lengths, uint64(len(s)))
	}
	for _, part := range []string{string(lengths), strings.Join(list, "")} {
		if _, err := io.WriteString(w, part); err != nil {
			return "", err
		}
	}
	err := w.Close()
	return out.String(), err
}

// plainSuffix ends the name of a list of packed strings that are not compressed.
const plainSuffix = ".plain"

// Plain adds a list of strings that is read with [File.Packed], though it is not
// compressed: what is compressed as a whole later becomes smaller so.
func (b *Builder) Plain(name string, list []string) { b.Strings(name+plainSuffix, list) }

// Packed is a list of strings that are compressed.
type Packed struct {
	blocks           Strings
	length, perBlock int
	plain            bool // not compressed after all, see [Builder.Plain]
}

// IsPlain tells that the strings were added by [Builder.Plain].
func (p Packed) IsPlain() bool { return p.plain }

// Packed gives a list of so many strings that are compressed, so many at a time; see
// [File.Err].
func (f *File) Packed(name string, length, perBlock int) Packed {
	p := Packed{length: length, perBlock: perBlock}
	if p.plain = f.Has(name + plainSuffix); p.plain {
		name, p.perBlock = name+plainSuffix, 1
	}
	p.blocks = f.Strings(name)
	if p.blocks.Len() != (length+p.perBlock-1)/p.perBlock {
		f.fail("section %q of the compiled index has not the strings of %d", name, length)
		return Packed{}
	}
	return p
}

// At gives one of them, empty where the file is damaged.
func (p Packed) At(i int) string {
	if list := p.block(i / p.perBlock); i%p.perBlock < len(list) {
		return list[i%p.perBlock]
	}
	return ""
}

// Block gives strings that are packed together as they are: a section of such blocks, added by
// [Builder.Blocks], is one of packed strings again.
func (p Packed) Block(n int) string { return p.blocks.At(n) }

// Blocks adds blocks that [Packed.Block] gave of lists that are all written like one of them.
func (b *Builder) Blocks(name string, blocks []string, like Packed) {
	if like.plain {
		name += plainSuffix
	}
	b.Strings(name, blocks)
}

// All yields the strings in their order, in a fraction of the time that each alone takes.
func (p Packed) All() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for n := range p.blocks.Len() {
			for i, s := range p.block(n) {
				if !yield(n*p.perBlock+i, s) {
					return
				}
			}
		}
	}
}

// List gives the strings.
func (p Packed) List() []string {
	out := make([]string, 0, p.length)
	for _, s := range p.All() {
		out = append(out, s)
	}
	return out
}

// block reads strings that are compressed together, none where the file is damaged.
func (p Packed) block(n int) []string {
	if p.plain {
		return []string{p.blocks.At(n)}
	}
	data, err := inflate(p.blocks.At(n))
	if err != nil {
		return nil
	}
	lengths := make([]int, min(p.perBlock, p.length-n*p.perBlock))
	for i := range lengths {
		length, size := binary.Uvarint(data)
		if size <= 0 {
			return nil
		}
		lengths[i], data = int(length), data[size:]
	}
	out, all := make([]string, len(lengths)), string(data)
	for i, length := range lengths {
		if length < 0 || length > len(all) {
			return nil
		}
		out[i], all = all[:length], all[length:]
	}
	return out
}

// inflaters are decompressors that are not in use: what one needs is forty times what it reads.
var inflaters sync.Pool

// inflate gives what was compressed, which is text and so some four times as long.
func inflate(packed string) ([]byte, error) {
	r, _ := inflaters.Get().(io.Reader)
	if r == nil {
		r = flate.NewReader(strings.NewReader(packed))
	} else if err := r.(flate.Resetter).Reset(strings.NewReader(packed), nil); err != nil {
		return nil, err
	}
	defer inflaters.Put(r)
	data := bytes.NewBuffer(make([]byte, 0, 4*len(packed)+bytes.MinRead))
	_, err := data.ReadFrom(r)
	return data.Bytes(), err
}
