package bleveindex

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/registry"
	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/collector"
	"github.com/blevesearch/bleve/v2/search/facet"
	"github.com/blevesearch/bleve/v2/search/highlight/highlighter/html"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
	"github.com/google/go-cmp/cmp"
)

// located are queries whose terms are looked for in the passages.
var located = []query.Query{
	in("fr", query.NewMatchQuery("mot de passe oublié")),
	in("en", query.NewMatchPhraseQuery("private key")),
	in("code", query.NewMatchQuery("waptserver.ini 0x80070005")),
	query.NewDisjunctionQuery([]query.Query{in("fr", fuzzy("serveu", 1, 0)), in("en", query.NewPrefixQuery("instal"))}),
	query.NewBooleanQuery([]query.Query{in("fr", query.NewMatchQuery("console"))}, []query.Query{in("code", query.NewMatchQuery("wapt-get"))}, nil),
}

// The terms of a query stand where scorch says they do.
func TestLocate(t *testing.T) {
	us, them := both(t)
	r := us.reader.(*Reader)
	for i, q := range located {
		hits, err := r.Search(t.Context(), q, 20)
		if err != nil || len(hits) == 0 {
			t.Fatalf("query %d: %d hits, %v", i, len(hits), err)
		}
		if err := r.Locate(t.Context(), q, hits); err != nil {
			t.Fatal(err)
		}
		want := locations(t, them, q)
		for _, hit := range hits {
			if diff := cmp.Diff(want[hit.ID], hit.Locations); diff != "" {
				t.Errorf("query %d, passage %s: %s", i, hit.ID, diff)
			}
		}
	}
}

// A search that asks for the places at once gets the same.
func TestTermVectors(t *testing.T) {
	us, them := both(t)
	for i, q := range located[1:3] {
		if diff := cmp.Diff(locations(t, them, q), locations(t, us, q)); diff != "" {
			t.Errorf("query %d: %s", i, diff)
		}
	}
}

// locations tells where the terms of a query stand in its hits.
func locations(t *testing.T, s searched, q query.Query) map[string]search.FieldTermLocationMap {
	t.Helper()
	searcher, err := q.Searcher(t.Context(), s.reader, s.mapping, search.SearcherOptions{IncludeTermVectors: true})
	if err != nil {
		t.Fatal(err)
	}
	defer searcher.Close()
	c := collector.NewTopNCollector(1<<20, 0, search.SortOrder{&search.SortScore{Desc: true}})
	if err := c.Collect(t.Context(), searcher, s.reader); err != nil {
		t.Fatal(err)
	}
	out := map[string]search.FieldTermLocationMap{}
	for _, hit := range c.Results() {
		out[hit.ID] = hit.Locations
	}
	return out
}

// bleve's highlighter marks words of the query in the text of the passage, whatever they are
// written with.
func TestHighlight(t *testing.T) {
	x := theIndex(t)
	r := NewReader(x)
	highlighter, err := registry.NewCache().HighlighterNamed(html.Name)
	if err != nil {
		t.Fatal(err)
	}
	const asked = "mot de passe oublié"
	french, _ := x.Field("fr")
	terms := map[string]bool{}
	for _, token := range french.Analyzer().Analyze([]byte(asked)) {
		terms[string(token.Term)] = true
	}
	q := in("fr", query.NewMatchQuery(asked))
	hits, err := r.Search(t.Context(), q, 10)
	if err == nil {
		err = r.Locate(t.Context(), q, hits)
	}
	if err != nil || len(hits) == 0 {
		t.Fatalf("%d hits, %v", len(hits), err)
	}
	for _, hit := range hits {
		d, err := r.Document(hit.ID)
		if err != nil {
			t.Fatal(err)
		}
		n, _ := r.passage(hit.ID)
		fragment := strings.Trim(highlighter.BestFragmentInField(hit, d, "fr"), "…")
		plain := unescape.Replace(strings.NewReplacer("<mark>", "", "</mark>", "").Replace(fragment))
		if !strings.Contains(x.Passage(n).Text, plain) {
			t.Errorf("%q is not of the passage", plain)
		}
		_, marked, ok := strings.Cut(fragment, "<mark>")
		marked, _, _ = strings.Cut(marked, "</mark>")
		if !ok || !slices.ContainsFunc(french.Analyzer().Analyze([]byte(unescape.Replace(marked))), func(token *analysis.Token) bool { return terms[string(token.Term)] }) {
			t.Errorf("%q marks no word of %q", fragment, asked)
		}
	}
}

var unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&", "&#34;", `"`, "&#39;", "'")

// Hits can be counted and sorted by the terms of a field.
func TestDocValues(t *testing.T) {
	us, them := both(t)
	q := in("fr", query.NewMatchQuery("erreur de certificat"))
	var got, want []string
	for out, s := range map[*[]string]searched{&got: us, &want: them} {
		searcher, err := q.Searcher(t.Context(), s.reader, s.mapping, search.SearcherOptions{})
		if err != nil {
			t.Fatal(err)
		}
		c := collector.NewTopNCollector(50, 0, search.SortOrder{&search.SortField{Field: "code", Type: search.SortFieldAsString}, &search.SortDocID{}})
		facets := search.NewFacetsBuilder(s.reader)
		facets.Add("codes", facet.NewTermsFacetBuilder("code", 20))
		c.SetFacetsBuilder(facets)
		if err := c.Collect(t.Context(), searcher, s.reader); err != nil {
			t.Fatal(err)
		}
		for _, hit := range c.Results() {
			*out = append(*out, hit.ID)
		}
		for _, term := range c.FacetResults()["codes"].Terms.Terms() {
			*out = append(*out, fmt.Sprintf("%s %d", term.Term, term.Count))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" || len(got) < 50 {
		t.Errorf("%d hits and terms: %s", len(got), diff)
	}
}

// A passage is found by its id, and what is no id finds none.
func TestIDs(t *testing.T) {
	r := NewReader(theIndex(t))
	for _, id := range []string{"0", "1", "300"} {
		internal, err := r.InternalID(id)
		if err != nil {
			t.Fatal(err)
		}
		d, err := r.Document(id)
		if err != nil || d == nil || d.ID() != id {
			t.Errorf("%s: document %v, %v", id, d, err)
		}
		if back, _ := r.ExternalID(internal); back != id {
			t.Errorf("%s comes back as %s", id, back)
		}
	}
	for _, id := range []string{"", "-1", "+1", "007", "1000000", "x", "99999999999999999999"} {
		internal, errID := r.InternalID(id)
		d, errDoc := r.Document(id)
		if err := errors.Join(errID, errDoc); internal != nil || d != nil || err != nil {
			t.Errorf("%q: %v, %v, %v", id, internal, d, err)
		}
	}
}

// Postings are read forward and, from the beginning again, backward.
func TestAdvance(t *testing.T) {
	x := theIndex(t)
	french, _ := x.Field("fr")
	term, _ := french.Find("§install")
	var passages []uint64
	for p := range term.Postings() {
		passages = append(passages, uint64(p.Passage))
	}
	postings, err := NewReader(x).TermFieldReader(t.Context(), []byte(term.Text), "fr", true, true, false)
	if err != nil || postings.Count() != uint64(len(passages)) || len(passages) < 100 {
		t.Fatalf("%d postings of %d, %v", postings.Count(), len(passages), err)
	}
	middle, last := passages[50], passages[len(passages)-1]
	for _, from := range []uint64{0, middle, middle, middle + 1, middle - 1, last, 0, last + 1, middle} {
		got, err := postings.Advance(index.NewIndexInternalID(nil, from), nil)
		if err != nil {
			t.Fatal(err)
		}
		at, _ := slices.BinarySearch(passages, from)
		switch {
		case at == len(passages) && got != nil:
			t.Errorf("from %d: passage %d, want none", from, got.ID.Value())
		case at < len(passages) && (got == nil || got.ID.Value() != passages[at]):
			t.Errorf("from %d: %v, want passage %d", from, got, passages[at])
		}
	}
}

// A range of terms has both its ends.
func TestRange(t *testing.T) {
	us, _ := both(t)
	french, _ := theIndex(t).Field("fr")
	terms := french.Terms()
	for _, c := range []struct {
		from, to string
		want     int
	}{
		{terms.At(100), terms.At(104), 5},
		{terms.At(100) + "\x00", terms.At(104), 4},
		{terms.At(104), terms.At(100), 0},
		{"", terms.At(9), 10},
		{terms.At(terms.Len() - 2), "", 2},
		{"", "", terms.Len()},
	} {
		got := entries(t, func(r index.IndexReader) (index.FieldDict, error) {
			return r.FieldDictRange("fr", []byte(c.from), []byte(c.to))
		}, us)
		if len(got) != c.want {
			t.Errorf("from %q to %q: %d terms, want %d", c.from, c.to, len(got), c.want)
		}
	}
}

// Edits are counted letter by letter, whatever word was asked before.
func TestDistances(t *testing.T) {
	d := newDistances("dépôt", 2)
	for _, c := range []struct {
		word  string
		near  bool
		edits uint8
	}{
		{"dépôt", true, 0},
		{"dépôts", true, 1},
		{"depot", true, 2},
		{"dpéôt", true, 1},
		{"pédôt", true, 2},
		{"dépô", true, 1},
		{"dép", true, 2},
		{"dé", false, 0},
		{"dépense", false, 0},
		{"dépôt", true, 0},
		{"", false, 0},
	} {
		if near, edits := d.MatchAndDistance(c.word); near != c.near || near && edits != c.edits {
			t.Errorf("%s: %t, %d edits, want %t, %d", c.word, near, edits, c.near, c.edits)
		}
	}
	if near, edits := newDistances("", 1).MatchAndDistance("a"); !near || edits != 1 {
		t.Errorf("a letter beside none: %t, %d edits", near, edits)
	}
}

// Reading postings takes no memory for each.
func TestNoAllocationPerPosting(t *testing.T) {
	r := NewReader(theIndex(t))
	terms, err := r.TermFieldReader(t.Context(), []byte("§install"), "fr", true, true, false)
	if err != nil || terms.Count() < 100 {
		t.Fatalf("%d postings, %v", terms.Count(), err)
	}
	var reuse index.TermFieldDoc
	first := index.NewIndexInternalID(nil, 0)
	allocs := testing.AllocsPerRun(10, func() {
		for d, err := terms.Advance(first, &reuse); d != nil || err != nil; d, err = terms.Next(reuse.Reset()) {
		}
	})
	if allocs > 1 {
		t.Errorf("%v allocations for %d postings", allocs, terms.Count())
	}
}

// One Reader serves many.
func TestConcurrent(t *testing.T) {
	r := NewReader(theIndex(t))
	asked := questions(t, "held-out.jsonl", 30)
	answers := func() (out []string) {
		for _, question := range asked {
			q := in("fr", query.NewMatchQuery(question))
			hits, err := r.Search(context.Background(), q, 3)
			if err == nil {
				err = r.Locate(context.Background(), q, hits)
			}
			if err != nil {
				t.Error(err)
			}
			for _, hit := range hits {
				out = append(out, hit.ID)
			}
		}
		return out
	}
	want := answers()
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			if diff := cmp.Diff(want, answers()); diff != "" {
				t.Error(diff)
			}
		})
	}
	wait.Wait()
}
