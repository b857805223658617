package match

import (
	"encoding/binary"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index/lex"
	"waptkb/index/spell"
)

// This file writes templates, and all that finds them, into a file that is read in place.

// Names of the sections of a file.
const (
	sectionTexts    = "match.texts"        // of the templates
	sectionIDs      = "match.ids"          // by pattern
	sectionScopes   = "match.scopes"       // by pattern: index in content.Scopes, alsoBit
	sectionWeights  = "match.weights"      // by pattern
	sectionFixed    = "match.fixed"        // by pattern: the numbers of its fixed words
	sectionWords    = "match.words"        // the lexicon of fixed words, joined ones too
	sectionRarities = "match.rarities"     // by word
	sectionUses     = "match.uses"         // by word: where it stands; see packUse
	sectionAnchors  = "match.anchors"      // letters of the anchors, by pattern
	sectionBuckets  = "match.anchor-table" // patterns by the hash of the first bytes of their anchors
)

// alsoBit marks a template that is first of all another article's.
const alsoBit = 0x80

// Rarity tells how much a folded word says, in nats.
type Rarity func(word string) float64

// Write compiles templates into a file. Rarity weighs their fixed words.
func Write(out *flat.Builder, patterns []*Pattern, rarity Rarity) {
	var all []*Pattern
	var words []string
	for _, p := range patterns {
		p.compile()
		if len(p.segments) == 0 {
			continue
		}
		all = append(all, p)
		for i, w := range p.words {
			words = append(words, w.text)
			if joined, ok := p.joined(i); ok {
				words = append(words, joined)
			}
		}
	}
	words = spell.Write(out, sectionWords, words)
	number := make(map[string]uint32, len(words))
	rarities := make([]float64, len(words))
	for i, w := range words {
		number[w], rarities[i] = uint32(i), rarity(w)
	}
	out.Floats(sectionRarities, rarities)
	writePatterns(out, all, number, rarities)
	writeUses(out, all, number, len(words))
	writeAnchors(out, all)
}

// New compiles templates in memory. It panics where a file would be too large.
func New(patterns []*Pattern, rarity Rarity) *Matcher {
	var out flat.Builder
	Write(&out, patterns, rarity)
	file, err := out.Open()
	if err != nil {
		panic(err)
	}
	return Read(file)
}

func writePatterns(out *flat.Builder, patterns []*Pattern, number map[string]uint32, rarities []float64) {
	var texts, ids, anchors []string
	var scopes []byte
	var weights []float64
	var fixed [][]uint32
	for _, p := range patterns {
		texts, ids, anchors = append(texts, p.Template.Text), append(ids, p.ID), append(anchors, string(p.segments[p.anchor].letters))
		scope := byte(max(0, slices.Index(content.Scopes, p.Template.Scope)))
		if p.Template.Also {
			scope |= alsoBit
		}
		scopes = append(scopes, scope)
		weight, own := 0.0, make([]uint32, len(p.words))
		for i, w := range p.words {
			own[i] = number[w.text]
			weight += rarities[own[i]]
		}
		weights, fixed = append(weights, weight), append(fixed, own)
	}
	out.Strings(sectionTexts, texts)
	out.Strings(sectionIDs, ids)
	out.Strings(sectionAnchors, anchors)
	out.Bytes(sectionScopes, scopes)
	out.Floats(sectionWeights, weights)
	out.Lists(sectionFixed, fixed)
}

// writeUses writes where words stand in patterns: alone, or as two joined ones.
func writeUses(out *flat.Builder, patterns []*Pattern, number map[string]uint32, words int) {
	uses := make([][]uint32, words)
	add := func(word string, pattern, at, span int) {
		uses[number[word]] = append(uses[number[word]], uint32(pattern), packUse(at, span))
	}
	for n, p := range patterns {
		for i, w := range p.words {
			add(w.text, n, i, 1)
			if joined, ok := p.joined(i); ok {
				add(joined, n, i, 2)
			}
		}
	}
	out.Lists(sectionUses, uses)
}

// packUse packs a place in a pattern, behind its number.
func packUse(at, span int) uint32 { return uint32(at<<2 | span) }

func unpackUse(packed uint32) (at, span int) { return int(packed >> 2), int(packed & 3) }

// joined gives the fixed word at i with the next one of its segment joined to it.
func (p *Pattern) joined(i int) (string, bool) {
	if i+1 >= len(p.words) || p.words[i+1].segment != p.words[i].segment {
		return "", false
	}
	return p.words[i].text + p.words[i+1].text, true
}

// writeAnchors writes a hash table of the anchors by their first bytes, with four buckets
// a pattern, so that most places of a text find an empty one.
func writeAnchors(out *flat.Builder, patterns []*Pattern) {
	size := 64
	for size < 4*len(patterns) {
		size *= 2
	}
	buckets := make([][]uint32, size)
	for n, p := range patterns {
		h := bucket(key(p.segments[p.anchor].letters), size)
		buckets[h] = append(buckets[h], uint32(n))
	}
	out.Lists(sectionBuckets, buckets)
}

// bucket gives the bucket of a key in a table, whose size is a power of two.
func bucket(k uint32, size int) int { return int((k*2654435761)>>7) & (size - 1) }

// key packs the first bytes of a segment; shorter segments are padded.
func key(letters []byte) uint32 {
	if len(letters) >= 4 {
		return binary.BigEndian.Uint32(letters)
	}
	var k uint32
	for i := range 4 {
		k <<= 8
		if i < len(letters) {
			k |= uint32(letters[i])
		}
	}
	return k
}

// compile finds the fixed texts of a template.
func (p *Pattern) compile() {
	hole, parts := "", p.Template.Parts
	for i, part := range parts {
		if part.Hole != "" {
			hole = part.Hole
			continue
		}
		g, ok := newSegment(part.Fixed)
		if !ok { // only punctuation, at an end of the template
			continue
		}
		g.before = hole
		if i > 0 {
			g.gluedStart, g.joinStart = g.prefix == "", seamOf(g.prefix)
		}
		if i < len(parts)-1 {
			g.gluedEnd, g.joinEnd = g.suffix == "", seamOf(g.suffix)
		}
		for _, w := range lex.Words(part.Fixed) {
			p.words = append(p.words, word{text: w.Text, segment: len(p.segments)})
		}
		p.segments = append(p.segments, g)
		if len(g.letters) > len(p.segments[p.anchor].letters) {
			p.anchor = len(p.segments) - 1
		}
		hole = ""
	}
	if hole != "" {
		p.tail, p.closing = hole, strings.TrimSpace(parts[len(parts)-1].Fixed)
	}
}
