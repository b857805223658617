package bleveindex

import (
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/analysis"

	"waptkb/index/fulltext"
)

// The index does not know where in a passage its terms stand: the passage is analyzed again
// when somebody asks. The terms of a query ask one after the other, so that some analyses
// are kept.

// analyses are the last ones; a passage has its place among them.
type analyses [64]atomic.Pointer[analyzed]

// analyzed is a passage that was analyzed in a field. It is never changed.
type analyzed struct {
	field   *fulltext.Field
	passage int
	tokens  analysis.TokenStream
}

// analyze gives the tokens of a passage in a field.
func (r *Reader) analyze(field *fulltext.Field, passage int) analysis.TokenStream {
	kept := &r.analyzed[passage%len(r.analyzed)]
	if a := kept.Load(); a != nil && a.field == field && a.passage == passage {
		return a.tokens
	}
	a := &analyzed{field, passage, field.Analyzer().Analyze([]byte(r.passages()[passage].Text))}
	kept.Store(a)
	return a.tokens
}
