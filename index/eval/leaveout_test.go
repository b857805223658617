package eval

import (
	"testing"

	"waptkb/content"
)

// TestLeaveArticleOut holds, on a sample, how often the questions of an article that is not
// there get an answer all the same. "waptkb eval --leave-article-out" asks all of them.
func TestLeaveArticleOut(t *testing.T) {
	t.Parallel()
	const most = 0.2
	outcomes, err := LeaveArticleOut(t.Context(), content.FS, []string{"uninstall-key-not-found", "licence-absente-ou-expiree"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	sure := 0
	for _, o := range outcomes {
		if o.Answer != "" {
			sure++
		}
	}
	if len(outcomes) < 200 || float64(sure) > most*float64(len(outcomes)) {
		t.Errorf("%d of %d questions without an article get an answer, want at most a share of %.2f", sure, len(outcomes), most)
	}
	t.Logf("%d of %d", sure, len(outcomes))
}
