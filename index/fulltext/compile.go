package fulltext

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index/spell"
)

// Compile writes the passages of a library and their terms into a file; [Read] reads
// them.
func Compile(lib *content.Library, out *flat.Builder) error {
	return compile(lib, Passages(lib), "", out)
}

// CompileGuests is [Compile] of articles that are searched beside ours, which have what other
// people ask; passages are those of [PassagesOf], and concepts are words that mean the same to
// those who wrote them.
func CompileGuests(lib *content.Library, passages []Passage, concepts string, out *flat.Builder) error {
	out.Bytes(sectionOwn, []byte(concepts))
	return compile(lib, passages, concepts, out)
}

func compile(lib *content.Library, ps []Passage, ownConcepts string, out *flat.Builder) error {
	if err := writePassages(ps, lib.Len(), out); err != nil {
		return err
	}
	concepts, err := compileConcepts(ownConcepts)
	if err != nil {
		return err
	}
	out.Copy(concepts, sectionConcepts)
	analyzers, err := allAnalyzers(concepts)
	if err != nil {
		return err
	}
	fields := make([]fieldTerms, len(indexedFields))
	var known map[string]int
	var side sync.WaitGroup
	for i, field := range indexedFields {
		side.Go(func() { fields[i] = termsOf(field, ps, analyzers[field]) })
	}
	side.Go(func() { known = dictionary(ps, analyzers[fieldSurface]) })
	side.Wait()
	for i, field := range indexedFields {
		out.Strings(sectionTerms+field, fields[i].terms)
		out.Strings(sectionPostings+field, fields[i].postings)
	}
	ids := spell.Write(out, sectionWords, slices.Collect(maps.Keys(known)))
	rare, usual := unusual(ids, known)
	out.Numbers(sectionUnusual, rare)
	out.Numbers(sectionUsual, usual)
	return nil
}

// Build compiles the passages of a library in memory.
func Build(lib *content.Library) (*Index, error) {
	var out flat.Builder
	if err := Compile(lib, &out); err != nil {
		return nil, err
	}
	file, err := out.Open()
	if err != nil {
		return nil, err
	}
	return Read(file)
}

// fieldTerms are the terms of a field, sorted, and where each stands.
type fieldTerms struct {
	terms, postings []string
}

// termsOf finds the terms of a field in all passages that it has.
func termsOf(field string, ps []Passage, analyzer analysis.Analyzer) fieldTerms {
	type list struct {
		term     string
		last     int // passage
		postings []byte
	}
	var lists []list
	number := map[string]int{} // of a term among the lists
	var found []int            // the terms of a passage, each as often as it stands there
	var out fieldTerms
	for i, p := range ps {
		if !p.Has(field) {
			continue
		}
		found = found[:0]
		for _, t := range analyzer.Analyze([]byte(p.Text)) {
			n, ok := number[string(t.Term)]
			if !ok {
				n = len(lists)
				lists = append(lists, list{term: string(t.Term)})
				number[lists[n].term] = n
			}
			found = append(found, n)
		}
		slices.Sort(found)
		for rest := found; len(rest) > 0; {
			l, frequency := &lists[rest[0]], 1
			for frequency < len(rest) && rest[frequency] == rest[0] {
				frequency++
			}
			rest = rest[frequency:]
			l.postings = appendPosting(l.postings, l.last, i, frequency)
			l.last = i
		}
	}
	slices.SortFunc(lists, func(a, b list) int { return strings.Compare(a.term, b.term) })
	for _, l := range lists {
		out.terms, out.postings = append(out.terms, l.term), append(out.postings, string(l.postings))
	}
	return out
}

// dictionary lists the words that typing errors are corrected with, and how often each stands
// there.
func dictionary(ps []Passage, analyzer analysis.Analyzer) map[string]int {
	seen := map[string]int{}
	for _, p := range ps {
		for _, t := range analyzer.Analyze([]byte(p.Text)) {
			if len(t.Term) > 2 && isPlain(string(t.Term)) {
				seen[string(t.Term)]++
			}
		}
	}
	return seen
}

// muchMore is how many times as often a word must be used as one that sounds alike, to be
// the usual way to write it.
const muchMore = 12

// unusual gives the numbers of the words, rising, that are written otherwise than usual, and of
// each that of the usual way: one that sounds alike, or that a machine read so. People who ask
// make typing errors, and so do the questions that they are found by.
func unusual(ids []string, used map[string]int) (words, usual []uint32) {
	heard, seen := mostUsed(ids, used, spell.Sound), mostUsed(ids, used, spell.Look)
	for i, w := range ids {
		much := func(other int) bool { return used[ids[other]] >= muchMore*used[w] }
		if much(heard[i]) {
			words, usual = append(words, uint32(i)), append(usual, uint32(heard[i]))
		} else if len(w) >= minOCR && much(seen[i]) {
			words, usual = append(words, uint32(i)), append(usual, uint32(seen[i]))
		}
	}
	return words, usual
}

// mostUsed gives of each word the one that is used most of those of which the same is made; where
// nothing is, itself.
func mostUsed(ids []string, used map[string]int, key func(string) string) []int {
	most, keys, out := map[string]int{}, make([]string, len(ids)), make([]int, len(ids))
	for i, w := range ids {
		keys[i] = key(w)
		if first, ok := most[keys[i]]; !ok || used[w] > used[ids[first]] {
			most[keys[i]] = i
		}
	}
	for i, k := range keys {
		if out[i] = i; k != "" {
			out[i] = most[k]
		}
	}
	return out
}
