package bleveindex

import (
	"context"
	"maps"
	"slices"

	"github.com/blevesearch/bleve/v2/search"
	"github.com/blevesearch/bleve/v2/search/collector"
	"github.com/blevesearch/bleve/v2/search/query"
	index "github.com/blevesearch/bleve_index_api"
)

// WithScoring gives a context in which bleve scores by a model: index.BM25Scoring or
// index.TFIDFScoring.
func WithScoring(ctx context.Context, model string) context.Context {
	return context.WithValue(ctx, search.GetScoringModelCallbackKey,
		search.GetScoringModelCallbackFn(func() string { return model }))
}

// Search gives the n best passages for a query by BM25, the best first.
func (r *Reader) Search(ctx context.Context, q query.Query, n int) (search.DocumentMatchCollection, error) {
	ctx = WithScoring(ctx, index.BM25Scoring)
	s, err := q.Searcher(ctx, r, NewMapping(r.text), search.SearcherOptions{})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	best := collector.NewTopNCollector(n, 0, search.SortOrder{&search.SortScore{Desc: true}})
	if err := best.Collect(ctx, s, r); err != nil {
		return nil, err
	}
	return best.Results(), nil
}

// Locate tells hits of a query where its terms stand in them, as highlighters want to know.
// Only these passages are analyzed for it, whereas a search that asks for term vectors
// analyzes all that have a term of the query.
func (r *Reader) Locate(ctx context.Context, q query.Query, hits search.DocumentMatchCollection) error {
	if len(hits) == 0 {
		return nil
	}
	byPassage := map[int]*search.DocumentMatch{}
	for _, hit := range hits {
		byPassage[int(hit.IndexInternalID.Value())] = hit
	}
	among := r.among(slices.Sorted(maps.Keys(byPassage)))
	s, err := q.Searcher(ctx, among, NewMapping(r.text), search.SearcherOptions{IncludeTermVectors: true})
	if err != nil {
		return err
	}
	defer s.Close()
	found := &search.SearchContext{
		DocumentMatchPool: search.NewDocumentMatchPool(len(hits)+s.DocumentMatchPoolSize(), 0),
		IndexReader:       among,
	}
	for {
		m, err := s.Next(found)
		if m == nil || err != nil {
			return err
		}
		m.Complete(nil)
		byPassage[int(m.IndexInternalID.Value())].Locations = m.Locations
	}
}
