package bleveindex

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/collector"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"

	"waptkb/content"
	"waptkb/content/fold"
	"waptkb/index/fulltext"
)

// This file holds what bleve finds in our index against what it finds in its own, scorch,
// which it fills with the same passages.

// ours is an index of some of the articles, built once for all tests: with all of them
// scorch takes minutes beside the race detector.
var ours = sync.OnceValues(func() (*fulltext.Index, error) {
	all, err := content.Load(content.FS)
	if err != nil {
		return nil, err
	}
	const kept = 4 // one of so many
	var out []string
	for i, id := range all.IDs() {
		if i%kept != 0 {
			out = append(out, id)
		}
	}
	some, err := content.LoadWithout(content.FS, out...)
	if err != nil {
		return nil, err
	}
	return fulltext.Build(some)
})

func theIndex(tb testing.TB) *fulltext.Index {
	tb.Helper()
	x, err := ours()
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

// searched is what a query runs on.
type searched struct {
	reader  index.IndexReader
	mapping mapping.IndexMapping
}

// theirs is scorch with the passages of our index. They come as one batch and so make one
// segment: of several, scorch adds up the terms, as if no two had one in common.
var theirs = sync.OnceValues(func() (searched, error) {
	x, err := ours()
	if err != nil {
		return searched{}, err
	}
	m, err := bleveMapping(x)
	if err != nil {
		return searched{}, err
	}
	idx, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return searched{}, err
	}
	batch := idx.NewBatch()
	for i, p := range x.All() {
		fields := map[string]any{}
		for _, name := range x.Fields() {
			if p.Has(name) {
				fields[name] = p.Text
			}
		}
		if err := batch.Index(strconv.Itoa(i), fields); err != nil {
			return searched{}, err
		}
	}
	if err := idx.Batch(batch); err != nil {
		return searched{}, err
	}
	inner, err := idx.Advanced()
	if err != nil {
		return searched{}, err
	}
	r, err := inner.Reader()
	return searched{r, m}, err
})

// bleveMapping is a mapping of bleve's own with our analyzers.
func bleveMapping(x *fulltext.Index) (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.DefaultMapping.Dynamic = false
	for _, name := range x.Fields() {
		f, _ := x.Field(name)
		analyzer := func(map[string]any, *registry.Cache) (analysis.Analyzer, error) { return f.Analyzer(), nil }
		if err := registry.RegisterAnalyzer("waptkb."+name, analyzer); err != nil {
			return nil, err
		}
		field := bleve.NewTextFieldMapping()
		field.Store, field.IncludeInAll, field.DocValues = false, false, name == "code" // which takes time
		field.Analyzer = "waptkb." + name
		m.DefaultMapping.AddFieldMappingsAt(name, field)
	}
	return m, m.Validate()
}

// both gives our index and scorch.
func both(tb testing.TB) (us, them searched) {
	tb.Helper()
	x := theIndex(tb)
	them, err := theirs()
	if err != nil {
		tb.Fatal(err)
	}
	return searched{NewReader(x), NewMapping(x)}, them
}

// find gives the hits of a query.
func (s searched) find(ctx context.Context, q query.Query, n int) (search.DocumentMatchCollection, error) {
	searcher, err := q.Searcher(ctx, s.reader, s.mapping, search.SearcherOptions{})
	if err != nil {
		return nil, err
	}
	defer searcher.Close()
	c := collector.NewTopNCollector(n, 0, search.SortOrder{&search.SortScore{Desc: true}, &search.SortDocID{}})
	if err := c.Collect(ctx, searcher, s.reader); err != nil {
		return nil, err
	}
	return c.Results(), nil
}

// questions are every nth of a set of package eval.
func questions(tb testing.TB, name string, nth int) []string {
	tb.Helper()
	f, err := os.Open(filepath.Join("..", "..", "eval", "testdata", name))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var out []string
	for i, d := 0, json.NewDecoder(f); d.More(); i++ {
		var c struct{ Q string }
		if err := d.Decode(&c); err != nil {
			tb.Fatal(err)
		}
		if i%nth == 0 {
			out = append(out, c.Q)
		}
	}
	return out
}

func in[Q query.FieldableQuery](field string, q Q) Q {
	q.SetField(field)
	return q
}

func fuzzy(word string, edits, prefix int) *query.FuzzyQuery {
	q := query.NewFuzzyQuery(word)
	q.SetFuzziness(edits)
	q.SetPrefix(prefix)
	return q
}

// madeBy gives queries of every kind for a question.
func madeBy(question, field string) map[string]query.Query {
	match := func() *query.MatchQuery { return in(field, query.NewMatchQuery(question)) }
	all := match()
	all.SetOperator(query.MatchQueryOperatorAnd)
	out := map[string]query.Query{"match": match(), "match all": all}
	words := strings.Fields(fold.String(question)) // of é, scorch counts edits wrong: from cle to c 2, but from clé 0
	words = words[:min(len(words), 3)]
	var terms []query.Query
	for i, w := range words {
		t := in(field, query.NewTermQuery(w))
		t.SetBoost(float64(i + 1))
		terms = append(terms, t)
		if len(w) > 3 {
			out["term "+w] = t
			out["prefix "+w] = in(field, query.NewPrefixQuery(w[:4]))
			out["fuzzy "+w] = in(field, fuzzy(w, 1, 0))
			out["fuzzier "+w] = in(field, fuzzy(w, 2, 1))
		}
	}
	if len(terms) > 1 {
		out["any"] = query.NewDisjunctionQuery(terms)
		out["each"] = query.NewConjunctionQuery([]query.Query{match(), terms[0]})
		out["boolean"] = query.NewBooleanQuery([]query.Query{match()}, terms[:1], terms[1:2])
	}
	return out
}

// What bleve finds in our index it finds in its own, with the same scores, and nothing else.
func TestSameAsScorch(t *testing.T) {
	us, them := both(t)
	asked := append(questions(t, "held-out.jsonl", 90), questions(t, "tuning.jsonl", 600)...)
	found := 0
	for _, model := range []string{index.BM25Scoring, index.TFIDFScoring} {
		ctx := WithScoring(t.Context(), model)
		for _, field := range theIndex(t).Fields() {
			for _, question := range asked {
				for kind, q := range madeBy(question, field) {
					found += compare(t, ctx, fmt.Sprintf("%s, %s in %s: %.60q", model, kind, field, question), q, us, them)
				}
			}
		}
	}
	if found == 0 {
		t.Error("nothing was found at all")
	}
}

// Queries that are not made of a question.
func TestOtherQueriesSameAsScorch(t *testing.T) {
	us, them := both(t)
	ctx := WithScoring(t.Context(), index.BM25Scoring)
	for name, q := range map[string]query.Query{
		"everything":       query.NewMatchAllQuery(),
		"nothing":          query.NewMatchNoneQuery(),
		"ids":              query.NewDocIDQuery([]string{"12", "7", "7", "100000", "-1", "x", "007"}),
		"ids and words":    query.NewConjunctionQuery([]query.Query{query.NewDocIDQuery([]string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}), in("fr", query.NewMatchQuery("mot de passe"))}),
		"several fields":   query.NewDisjunctionQuery([]query.Query{in("fr", query.NewMatchQuery("serveur")), in("en", query.NewMatchQuery("server")), in("code", query.NewMatchQuery("waptserver.ini"))}),
		"words but one":    query.NewBooleanQuery([]query.Query{in("en", query.NewMatchQuery("console"))}, nil, []query.Query{in("en", query.NewTermQuery("wapt"))}),
		"wildcard":         in("code", query.NewWildcardQuery("wapt*.ini")),
		"regexp":           in("code", query.NewRegexpQuery("0x8007[0-9]+")),
		"no such term":     in("fr", query.NewTermQuery("xyzzy")),
		"no such field":    in("nowhere", query.NewTermQuery("console")),
		"fuzzy, accents":   in("fr", fuzzy("dépot", 1, 0)),
		"fuzzy, concept":   in("fr", fuzzy("§instal", 2, 0)),
		"fuzzy, empty":     in("fr", fuzzy("", 1, 0)),
		"phrase":           in("fr", query.NewMatchPhraseQuery("mot de passe")),
		"phrase, one word": in("en", query.NewMatchPhraseQuery("console")),
		"phrase, code":     in("code", query.NewMatchPhraseQuery("wapt-get.ini")),
		"multi phrase":     query.NewMultiPhraseQuery([][]string{{"start", "stop"}, {"service", "servic"}}, "en"),
		"range":            in("fr", query.NewTermRangeQuery("serveu", "session")),
		"open range":       in("fr", query.NewTermRangeQuery("z", "")),
	} {
		compare(t, ctx, name, q, us, them)
	}
}

// The terms of a field are those of scorch, with as many passages.
func TestDictionariesSameAsScorch(t *testing.T) {
	us, them := both(t)
	for _, field := range append(theIndex(t).Fields(), "nowhere") {
		for name, open := range map[string]func(r index.IndexReader) (index.FieldDict, error){
			"all":       func(r index.IndexReader) (index.FieldDict, error) { return r.FieldDict(field) },
			"beginning": func(r index.IndexReader) (index.FieldDict, error) { return r.FieldDictPrefix(field, []byte("cert")) },
			"concepts":  func(r index.IndexReader) (index.FieldDict, error) { return r.FieldDictPrefix(field, []byte("§")) },
			"no such":   func(r index.IndexReader) (index.FieldDict, error) { return r.FieldDictPrefix(field, []byte("\xff")) },
		} {
			got, want := entries(t, open, us), entries(t, open, them)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %s: %s", field, name, diff)
			}
		}
	}
}

// entries lists a dictionary.
func entries(t *testing.T, open func(r index.IndexReader) (index.FieldDict, error), s searched) (out []index.DictEntry) {
	t.Helper()
	d, err := open(s.reader)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	e, err := d.Next()
	for ; e != nil && err == nil; e, err = d.Next() {
		out = append(out, *e)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// compare holds all hits of a query in our index against those in scorch, and the first
// ten against all. It tells how many there are.
func compare(t *testing.T, ctx context.Context, name string, q query.Query, us, them searched) int {
	t.Helper()
	const all = 1 << 20
	got, errGot := us.find(ctx, q, all)
	want, errWant := them.find(ctx, q, all)
	best, errBest := us.find(ctx, q, 10)
	if err := errors.Join(errGot, errWant, errBest); err != nil {
		t.Errorf("%s: %v", name, err)
		return 0
	}
	if len(got) != len(want) {
		t.Errorf("%s: %d hits, scorch has %d", name, len(got), len(want))
		return 0
	}
	scores := map[string]float64{}
	for _, hit := range want {
		scores[hit.ID] = hit.Score
	}
	for i, hit := range got {
		if score, ok := scores[hit.ID]; !ok || !near(hit.Score, score) {
			t.Errorf("%s: passage %s has score %v, scorch gives it %v (found: %t)", name, hit.ID, hit.Score, score, ok)
			return 0
		}
		if !near(hit.Score, want[i].Score) {
			t.Errorf("%s: hit %d has score %v, that of scorch %v", name, i, hit.Score, want[i].Score)
			return 0
		}
	}
	same := func(a, b *search.DocumentMatch) bool { return a.ID == b.ID && a.Score == b.Score }
	if !slices.EqualFunc(best, got[:min(10, len(got))], same) {
		t.Errorf("%s: the ten best are %v, not the first of %v", name, best, got)
	}
	return len(got)
}

func near(a, b float64) bool { return math.Abs(a-b) <= 1e-6*math.Abs(b) }
