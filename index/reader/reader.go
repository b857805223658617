// Package reader gives the opinion of a reader who knows every question of the articles by
// heart: a linear classifier over the words, the pairs of words and the groups of three and
// four letters of a text, with a class for each article and one for what is not ours.
//
// # Features
//
// A text is its different words, those of its heaviest lines when there are many. Each gives
// itself, itself with the word before it in its line, and its groups of letters with its two
// ends. A feature is a hash of 17 bits; it counts as much as the line of its word, a pair
// twice, and all of a text together have length 1.
//
// # Learning
//
// [Train] learns one class against all others, by stochastic gradient descent on the modified
// Huber loss. What is learned depends on nothing but the examples and their order.
//
// # Storage
//
// Most weights say little: [Model.Write] keeps the heaviest, in one byte each. A [Reader]
// reads them where they lie.
package reader

import (
	"cmp"
	"math"
	"slices"

	"waptkb/content/flat"
	"waptkb/index/lex"
)

// MaxWords is how many words of a text are read.
const MaxWords = 128

// wordsOf calls add for the different words of a text, the heaviest lines first, with the
// word before it in its line and the weight of the line; what a word was meant to be follows
// it, and stands before the next.
func wordsOf(text *lex.Text, meant map[string]string, add func(word, before string, weight float32)) {
	seen := make(map[string]bool, 16)
	for _, l := range slices.SortedStableFunc(slices.Values(text.Lines), func(a, b lex.Line) int { return cmp.Compare(b.Weight, a.Weight) }) {
		before := ""
		for _, w := range l.Words() {
			if len(seen) == MaxWords {
				return
			}
			for _, word := range []string{w.Text, meant[w.Text]} {
				if cut := word[:min(len(word), maxWord)]; cut != "" && !seen[cut] {
					seen[cut] = true
					add(cut, before, float32(l.Weight))
				}
			}
			before = cmp.Or(meant[w.Text], w.Text)
			before = before[:min(len(before), maxWord)]
		}
	}
}

// bits is the length of the hash of a feature.
const bits = 17

const (
	minGram, maxGram = 3, 4 // letters of a group
	maxWord          = 24   // letters of a word that are looked at
)

// feature is a hash and how much it counts.
type feature struct {
	bucket uint32
	value  float32
}

// hash is FNV-1a.
type hash uint32

const newHash hash = 2166136261

func (h hash) add(c byte) hash { return (h ^ hash(c)) * 16777619 }

func (h hash) addString(s string) hash {
	for i := range len(s) {
		h = h.add(s[i])
	}
	return h
}

// bucket mixes the bits, of which FNV's lowest depend on the last letters alone.
func (h hash) bucket() uint32 {
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 13
	return uint32(h) & (1<<bits - 1)
}

// Marks begin the features of a kind, so that none is taken for another's.
const (
	markWord = 1
	markPair = 2
	markEdge = '_' // of a word, in groups of letters
)

// pairWeight is how much more a pair of words counts than one: words of many problems tell
// one by what they stand beside.
const pairWeight = 2

// features gives the features of a text, in the memory of other ones.
func features(text *lex.Text, meant map[string]string, out []feature) []feature {
	out = slices.Grow(out[:0], 256)
	wordsOf(text, meant, func(word, before string, weight float32) {
		out = append(out, feature{newHash.add(markWord).addString(word).bucket(), weight})
		if before != "" {
			out = append(out, feature{newHash.add(markPair).addString(before).add(' ').addString(word).bucket(), pairWeight * weight})
		}
		out = grams(word, weight, out)
	})
	sum := float32(0)
	for _, f := range out {
		sum += float32(f.value * f.value)
	}
	if sum == 0 {
		return out[:0]
	}
	scale := 1 / float32(math.Sqrt(float64(sum)))
	for i := range out {
		out[i].value *= scale
	}
	return out
}

// grams gives the groups of letters of a word.
func grams(text string, weight float32, out []feature) []feature {
	at := func(i int) byte {
		if i == 0 || i > len(text) {
			return markEdge
		}
		return text[i-1]
	}
	for i := 0; i+minGram <= len(text)+2; i++ {
		h := newHash
		for n := 0; n < maxGram && i+n < len(text)+2; n++ {
			if h = h.add(at(i + n)); n+1 >= minGram {
				out = append(out, feature{h.bucket(), weight})
			}
		}
	}
	return out
}

// Reader tells which class a text belongs to. It is safe for concurrent use.
type Reader struct {
	ids     flat.Strings // of the classes; empty for what is not ours
	counts  string       // by bucket: its entries
	at      flat.Numbers // of every so many buckets: the first entry
	entries string       // class and weight
	bias    flat.Floats
	scale   flat.Floats // one: of the weights
}

const entrySize = 2 // bytes: the class, the weight

// perPlace is of how many buckets one has its place written; those of the others follow from
// how many entries each has.
const perPlace = 16

// MaxClasses is how many classes there may be.
const MaxClasses = 1<<8 - 1

// Read gives the reader that [Model.Write] wrote as the n-th of a file, and nil where none was.
func Read(file *flat.File, n int) *Reader {
	section := section(n)
	if !file.Has(section + "weights") {
		return nil
	}
	return &Reader{
		ids: file.Strings(section + "ids"), counts: file.Bytes(section + "counts"), at: file.Numbers(section + "at"), entries: file.Bytes(section + "weights"),
		bias: file.Floats(section + "bias"), scale: file.Floats(section + "scale"),
	}
}

// Classes are the ids of the articles that are known; that of what is not ours is empty.
func (r *Reader) Classes() flat.Strings { return r.ids }

// Opinion is what a reader thinks of a text.
type Opinion struct {
	// Classes tells how much speaks for each class: above 0 more for than against it; 1 and
	// more is as sure as the examples are. It is empty where there is no reader.
	Classes []float32

	own      []float32 // of one reader
	features []feature
}

// opinion tells how much speaks for each class in a text of these features.
func (r *Reader) opinion(text []feature, out []float32) []float32 {
	out = out[:0]
	for i := range r.ids.Len() {
		out = append(out, float32(r.bias.At(i)))
	}
	scale := float32(r.scale.At(0))
	for _, f := range text {
		value := f.value * scale
		list := r.of(f.bucket)
		for i := 0; i+1 < len(list); i += entrySize {
			out[list[i]] += value * float32(int8(list[i+1]))
		}
	}
	return out
}

// of gives the entries of a bucket.
func (r *Reader) of(bucket uint32) string {
	at := int(r.at.At(int(bucket / perPlace)))
	for _, n := range []byte(r.counts[bucket/perPlace*perPlace : bucket]) {
		at += int(n)
	}
	return r.entries[entrySize*at:][:entrySize*int(r.counts[bucket])]
}
