package fulltext

import (
	"maps"
	"slices"

	"github.com/blevesearch/bleve/v2/analysis"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index/spell"
)

// Compile writes the passages of a library and their terms into a file; [Read] reads
// them.
func Compile(lib *content.Library, out *flat.Builder) error {
	ps := passages(lib)
	writePassages(ps, lib.Len(), out)
	analyzers, err := newAnalyzers()
	if err != nil {
		return err
	}
	if err := writeAnalysis(out); err != nil {
		return err
	}
	for _, field := range indexedFields {
		writeTerms(field, ps, analyzers[field], out)
	}
	spell.Write(out, sectionWords, dictionary(ps, analyzers[fieldSurface]))
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

// writeTerms writes the terms of a field in their order, and where each stands.
func writeTerms(field string, ps []Passage, analyzer analysis.Analyzer, out *flat.Builder) {
	type list struct {
		last     int // passage
		postings []byte
	}
	lists := map[string]*list{}
	for i, p := range ps {
		if !p.has(field) {
			continue
		}
		frequency := map[string]int{}
		for _, t := range analyzer.Analyze([]byte(p.Text)) {
			frequency[string(t.Term)]++
		}
		for term, n := range frequency {
			l := lists[term]
			if l == nil {
				l = &list{}
				lists[term] = l
			}
			l.postings = appendPosting(l.postings, l.last, i, n)
			l.last = i
		}
	}
	terms := slices.Sorted(maps.Keys(lists))
	postings := make([]string, len(terms))
	for i, t := range terms {
		postings[i] = string(lists[t].postings)
	}
	out.Strings(sectionTerms+field, terms)
	out.Strings(sectionPostings+field, postings)
}

// dictionary lists the words that typing errors are corrected with.
func dictionary(ps []Passage, analyzer analysis.Analyzer) []string {
	seen := map[string]bool{}
	for _, p := range ps {
		for _, t := range analyzer.Analyze([]byte(p.Text)) {
			if word := string(t.Term); len(word) > 2 && isPlain(word) {
				seen[word] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
