package bleveindex

import (
	"context"
	"testing"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

const benchText = "impossible de se connecter à la console, mot de passe administrateur oublié"

var benchQueries = []struct {
	name string
	q    query.Query
}{
	{"match", in("fr", query.NewMatchQuery(benchText))},
	{"match in two words", in("fr", query.NewMatchQuery("certificat expiré"))},
	{"all of the words", query.NewConjunctionQuery([]query.Query{in("code", query.NewTermQuery("wapt")), in("code", query.NewTermQuery("waptservice"))})},
	{"prefix", in("fr", query.NewPrefixQuery("certif"))},
	{"fuzzy", in("fr", fuzzy("certifcat", 2, 0))},
	{"phrase", in("fr", query.NewMatchPhraseQuery("certificat expiré"))},
}

// The ten best by BM25, in our index and in scorch.
func BenchmarkSearch(b *testing.B) {
	us, them := both(b)
	ctx := WithScoring(context.Background(), index.BM25Scoring)
	for _, c := range benchQueries {
		for name, s := range map[string]searched{"flat": us, "scorch": them} {
			b.Run(c.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if hits, err := s.find(ctx, c.q, 10); err != nil || len(hits) == 0 {
						b.Fatal(len(hits), err)
					}
				}
			})
		}
	}
}

// The short way, and where the terms stand.
func BenchmarkReader(b *testing.B) {
	r := NewReader(theIndex(b))
	q := benchQueries[0].q
	var hits search.DocumentMatchCollection
	b.Run("search", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var err error
			if hits, err = r.Search(context.Background(), q, 10); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("locate", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := r.Locate(context.Background(), q, hits); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// The postings of a frequent term, one by one and with long steps.
func BenchmarkPostings(b *testing.B) {
	postings, err := NewReader(theIndex(b)).TermFieldReader(context.Background(), []byte("§install"), "fr", true, true, false)
	if err != nil {
		b.Fatal(err)
	}
	var reuse index.TermFieldDoc
	for name, step := range map[string]uint64{"each": 1, "every 1000th passage": 1000} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			id := index.NewIndexInternalID(nil, 0)
			for b.Loop() {
				id.SetValue(0)
				for {
					d, err := postings.Advance(id, reuse.Reset())
					if d == nil || err != nil {
						break
					}
					id.SetValue(d.ID.Value() + step)
				}
			}
			b.ReportMetric(float64(postings.Count()), "postings")
		})
	}
}
