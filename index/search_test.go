package index

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// Whatever is asked, results are in order and safe to show, an answer is the first
// of them, and asking again gives the same.
func FuzzSearch(f *testing.F) {
	for _, s := range []string{
		"", "installation tuée au bout de dix minutes", "uninstall key can not be found", "0x80070652", "« wapt-get.ini » l’hôte\u00a0!",
		"Traceback (most recent call last):\r\n  File \"<string>\", line 11, in install\r\nException: has been ran but the uninst\r\n",
		"\x1b[31mCRITICAL\x1b[0m \xff\xfe", "<script>alert(1)</script> console", strings.Repeat("timed out ", 300), "Ⅷ ﬁ ß İ e\u0301",
	} {
		f.Add(s, true)
	}
	x := theIndex(f)
	f.Fuzz(func(t *testing.T, text string, french bool) {
		q := Query{Text: text, Lang: "en", Limit: 5}
		if french {
			q.Lang = "fr"
		}
		r, err := x.Search(context.Background(), q)
		checked, invalid := q.Checked()
		if invalid != nil && err == invalid {
			return
		}
		text = checked.Text // matches lie in what was searched for
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Results) > q.Limit || r.Total < len(r.Results) {
			t.Fatalf("%d results of %d", len(r.Results), r.Total)
		}
		for i, res := range r.Results {
			if i > 0 && res.Score > r.Results[i-1].Score {
				t.Errorf("result %d stands behind a worse one", i)
			}
			plain := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(res.Snippet)
			if strings.ContainsAny(plain, "<>") || !utf8.ValidString(res.Snippet) {
				t.Errorf("snippet %q", res.Snippet)
			}
		}
		if r.Answer != nil && (len(r.Results) == 0 || r.Answer.Article != r.Results[0].Article) {
			t.Errorf("the answer %s is not the first result", r.Answer.Article.ID)
		}
		if r.Answer != nil && r.Answer.Match != nil && (r.Answer.Match.Start < 0 || r.Answer.Match.End > len(text)) {
			t.Errorf("match at %d–%d of %d", r.Answer.Match.Start, r.Answer.Match.End, len(text))
		}
		again, err := x.Search(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.Verdict.Evidence(), again.Verdict.Evidence()); diff != "" {
			t.Error(diff)
		}
	})
}
