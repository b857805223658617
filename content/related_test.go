package content

import (
	"slices"
	"testing"

	"waptkb/content/doc"
)

// Who reads one of two articles that lead to each other finds the other: what an article
// names below "related" or in its last section names it below "related", too.
func TestRelatedArticlesLinkBothWays(t *testing.T) {
	t.Parallel()
	lib, err := Load(FS)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range lib.Articles(Primary) {
		leads := slices.Clone(a.Related)
		doc.EachBlock(lib.Document(a).Section(SectionSeeAlso).Blocks, func(b doc.Block) {
			doc.EachSpan(b.Spans, func(s doc.Span) {
				if s.Article != "" {
					leads = append(leads, s.Article)
				}
			})
		})
		for _, id := range leads {
			other, err := lib.Article(id, Primary)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Contains(other.Related, a.ID) {
				t.Errorf("%s leads to %s, which does not lead back: add it to the related articles there", a.ID, id)
			}
		}
	}
}
