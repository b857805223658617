package index

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index/fulltext"
	"waptkb/index/lex"
	"waptkb/index/logs"
	"waptkb/index/match"
	"waptkb/index/rank"
	"waptkb/index/redact"
)

// Confidence says how sure an answer is.
type Confidence string

const (
	// Exact: an error template matched.
	Exact Confidence = "exact"
	// High: text retrieval is sure.
	High Confidence = "high"
)

// Response is what a query finds. What it has of the query may be shown again: its
// secrets are masked.
type Response struct {
	Query    string            // the text of the query
	Answer   *Answer           // nil when not sure
	Results  []Result          // the best first; the answer is the first
	Total    int               // results before the limit
	Errors   []RecognisedError // all that stand in the query, the cause first
	Findings []Finding         // of Query.Findings, without the answer
	Log      *Diagnosis        // what the text is as a log, likewise; nil where it has too few lines
	Facets   []Facet           // where the first MaxResults stand, of whatever component
	Nearest  []Nearest
	Absent   *content.AbsentCode // the query is a code that nothing is known of; nil where there is an answer
	Release  bool                // the query names a release of WAPT: it matters for which an article was checked
	Verdict  rank.Verdict
}

// RecognisedError is an error in a query, and who explains it.
type RecognisedError struct {
	Article *content.Article
	Match   *match.Match
}

// OtherErrors gives the errors in the query without the answer.
func (r *Response) OtherErrors() []RecognisedError {
	if len(r.Errors) > 0 && r.Answer != nil && r.Errors[0].Article.ID == r.Answer.Article.ID {
		return r.Errors[1:]
	}
	return r.Errors
}

// maxErrors is how many errors of a query are told.
const maxErrors = 20

// recognised lists the errors in a query. The answer is the first, where it is one; then
// what is wrong comes before what only says where it failed, and the serious first.
func (x *Index) recognised(ranking *rank.Ranking, answer *Answer, lang string) ([]RecognisedError, error) {
	var out []RecognisedError
	for _, c := range ranking.Recognised() {
		if len(out) == maxErrors {
			break
		}
		a, err := x.lib.Article(c.ID, lang)
		if err != nil {
			return nil, err
		}
		out = append(out, RecognisedError{a, c.Exact})
	}
	is := func(e RecognisedError) bool {
		return answer != nil && answer.Match != nil && e.Article.ID == answer.Article.ID
	}
	if answer != nil && answer.Match != nil && !slices.ContainsFunc(out, is) {
		out = append(out, RecognisedError{answer.Article, answer.Match})
	}
	slices.SortStableFunc(out, func(a, b RecognisedError) int {
		return cmp.Or(notFirst(is(a))-notFirst(is(b)), wrapping(a, out)-wrapping(b, out), a.Article.Severity.Rank()-b.Article.Severity.Rank())
	})
	return out, nil
}

func notFirst(first bool) int {
	if first {
		return 0
	}
	return 1
}

// wrapping is 1 for an error that gives another one as its cause.
func wrapping(e RecognisedError, all []RecognisedError) int {
	if slices.ContainsFunc(all, func(o RecognisedError) bool { return o.Match != e.Match && e.Match.Wraps(o.Match) }) {
		return 1
	}
	return 0
}

// Facet is a component and how many of the results belong to it.
type Facet struct {
	Component string
	Count     int
}

// Nearest is an error template that the query resembles, where there is no answer.
type Nearest struct {
	Template content.Template
	ID       string // of the article or message that it belongs to
}

// maxNearest is how many templates a response names.
const maxNearest = 5

// Answer is the article that the index is sure about.
type Answer struct {
	Article    *content.Article
	Confidence Confidence
	Match      *match.Match     // what matched; nil when Confidence is High
	ReadOn     *content.Article // the article that solves an entry of the reference; may be nil

	lib *content.Library
}

// Advice is what the article says to do, with the values that were read.
func (a *Answer) Advice() content.Advice {
	if a.Match == nil {
		return a.lib.Advise(a.Article, nil)
	}
	return a.lib.Advise(a.Article, a.Match.Captures)
}

// Result is an article that may fit.
type Result struct {
	Article *content.Article
	Match   *match.Match    // the error template that stands in the query, not to be believed perhaps; nil without one
	Score   float64         // orders results within one response only
	Section content.Section // where the query fits best; empty for the whole article
	Signals []rank.Signal   // what speaks for it, where the query asks to explain
	Verdict rank.Verdict    // how sure it would be as the first, likewise; of articles only
	Snippet string          // HTML with <mark>, everything else escaped
}

// longQuery is from how many bytes on a query takes a turn among other long work.
const longQuery = 4 << 10

// Search finds the articles for a query and decides whether it is sure. Its time is
// linear in the query: some 0.6 ms for each KiB of text made to cost most. When the
// context ends, so does the search, with its error. A query that breaks the limits is an
// [Invalid].
func (x *Index) Search(ctx context.Context, q Query) (*Response, error) {
	q, err := q.Checked()
	if err != nil {
		return nil, err
	}
	r, err := x.search(ctx, q)
	if err != nil || !q.Findings || strings.Count(q.Text, "\n")+1 < minLogLines {
		return r, err
	}
	d, err := x.Diagnose(ctx, strings.NewReader(q.Text), DiagnoseOptions{Lang: q.Lang})
	var other *logs.NotText
	if errors.As(err, &other) { // a text of many control characters
		return r, nil
	}
	if err != nil {
		return nil, err
	}
	r.Log = d
	r.Findings = slices.DeleteFunc(slices.Clone(d.Findings), func(f Finding) bool { return r.Answer != nil && f.Article.ID == r.Answer.Article.ID })
	return r, nil
}

// minLogLines is how many lines a text has at least that is read as a log, too.
const minLogLines = 3

// search is [Index.Search] without what the lines of a log say.
func (x *Index) search(ctx context.Context, q Query) (*Response, error) {
	if len(q.Text) > longQuery {
		t := turn{ctx: ctx, free: x.turns}
		if err := t.take(); err != nil {
			return nil, err
		}
		defer t.leave()
	}
	text := x.read(q.Text)
	ranking, err := x.ranker().Rank(ctx, text, q.without-1)
	if err != nil {
		return nil, err
	}
	defer ranking.Release()

	r := &Response{Results: make([]Result, 0, min(q.Limit, len(ranking.Candidates))), Verdict: ranking.Verdict, Release: text.Releases != 0}
	mark, facets := newMarker(ranking.Words), map[string]int{}
	found := 0 // of any component
	for _, c := range ranking.Candidates {
		if c.Score < rank.MinScore || c.Score < rank.MinShare*ranking.Candidates[0].Score {
			break
		}
		if text.Whole != nil && !x.names(c, *text.Whole) {
			continue
		}
		component := x.lib.Component(c.Place())
		if found++; found <= MaxResults {
			facets[component]++
		}
		if q.Component != "" && component != q.Component {
			continue
		}
		r.Total++
		if len(r.Results) < q.Limit {
			a, err := x.lib.Article(c.ID, q.Lang)
			if err != nil {
				return nil, err
			}
			res := Result{Article: a, Match: cmp.Or(c.Exact, c.Doubtful), Score: math.Round(1000*c.Score) / 1000}
			if q.Explain {
				res.Signals, res.Verdict = ranking.Signals(c), ranking.VerdictOf(c)
			}
			x.show(&res, c, ranking, mark)
			r.Results = append(r.Results, res)
		}
	}
	if first := ranking.Candidates[0]; len(r.Results) > 0 && r.Results[0].Article.ID == first.ID {
		if r.Answer = answer(r, first); r.Answer != nil {
			r.Answer.lib = x.lib
		}
	}
	for _, name := range content.Components {
		if n := facets[name]; n > 0 {
			r.Facets = append(r.Facets, Facet{name, n})
		}
	}
	if r.Answer != nil && r.Answer.Article.Kind != content.KindArticle && len(r.Answer.Article.Related) > 0 {
		if r.Answer.ReadOn, err = x.lib.Article(r.Answer.Article.Related[0], q.Lang); err != nil {
			return nil, err
		}
	}
	if absent, ok := x.lib.Absent(q.Text); ok && r.Answer == nil {
		r.Absent = &absent
		if err := x.addAbsent(r, q); err != nil {
			return nil, err
		}
	}
	if r.Answer == nil {
		r.Nearest = nearest(ranking.Alignments(ctx))
	}
	if r.Errors, err = x.recognised(ranking, r.Answer, q.Lang); err != nil {
		return nil, err
	}
	r.mask(q.Text)
	return r, nil
}

// addAbsent finds what Windows means by a code that nobody else speaks of.
func (x *Index) addAbsent(r *Response, q Query) error {
	if len(r.Results) > 0 || r.Absent.ID == "" {
		return nil
	}
	a, err := x.lib.Entry(r.Absent.ID, q.Lang)
	if err != nil || q.Component != "" && a.Component != q.Component {
		return err
	}
	r.Results, r.Total = append(r.Results, Result{Article: a, Score: rank.MinScore}), 1
	r.Facets = []Facet{{a.Component, 1}}
	return nil
}

// telling is from which number on one that merely stands in an article tells that it is
// about the code: smaller ones are counts, exit codes of anybody.
const telling = 256

// names tells whether a candidate speaks of a code: what merely resembles a question about
// it does not.
func (x *Index) names(c *rank.Candidate, code content.CodeMention) bool {
	if c.Place() >= x.lib.Len() || c.Exact != nil {
		return true
	}
	leads := func(code *content.Code) bool { return code.Article == c.ID }
	if slices.ContainsFunc(x.lib.CodesByValue(code.Value), leads) {
		return true
	}
	a, err := x.lib.Article(c.ID, content.Primary)
	if err != nil {
		return false
	}
	forms := lex.Set(lex.Words(strings.Join(content.CodeForms(code.Value), "\n")))
	isForm := func(word lex.Word) bool { return forms[word.Text] }
	text := strings.Join(a.Identifiers, "\n")
	if code.Value >= telling {
		text += "\n" + a.Markdown()
	}
	return slices.ContainsFunc(lex.Words(text), isForm)
}

// read reads a query; one that a machine read before, as it was meant. Secrets stay as they
// are: what is masked is looked for as it was written.
func (x *Index) read(raw string) *lex.Text {
	text := x.lex(raw)
	mends := x.text.Mends(text)
	if len(mends) == 0 {
		return text
	}
	secrets := redact.Find(raw)
	mends = slices.DeleteFunc(mends, func(m fulltext.Mend) bool {
		return slices.ContainsFunc(secrets, func(s redact.Span) bool { return m.Start < s.End && s.Start < m.End })
	})
	var b strings.Builder
	at := 0
	for _, m := range mends {
		b.WriteString(raw[at:m.Start] + m.Meant)
		at = m.End
	}
	b.WriteString(raw[at:])
	return x.lex(b.String())
}

// lex reads a text, with the foreign names of an organisation too.
func (x *Index) lex(raw string) *lex.Text {
	text := lex.Read(raw)
	for _, names := range x.foreign {
		text.Foreign = text.Foreign || !text.WAPT && names.In(text)
	}
	return text
}

// nearest picks the templates that a query resembles most, one for each article.
func nearest(alignments []match.Alignment) []Nearest {
	slices.SortStableFunc(alignments, func(a, b match.Alignment) int { return cmp.Compare(b.Coverage, a.Coverage) })
	var out []Nearest
	for _, n := range alignments {
		if len(out) < maxNearest && !slices.ContainsFunc(out, func(o Nearest) bool { return o.ID == n.Pattern.ID }) {
			out = append(out, Nearest{n.Pattern.Template, n.Pattern.ID})
		}
	}
	return out
}

// mask masks the secrets of the query wherever the response repeats it.
func (r *Response) mask(text string) {
	secrets := redact.In(text)
	r.Query = secrets.Masked()
	var done []*match.Match // the answer, the errors and the results share theirs
	mask := func(m *match.Match) {
		if m != nil && !slices.Contains(done, m) {
			m.Captures, done = masked(m.Captures, secrets), append(done, m)
		}
	}
	if r.Answer != nil {
		mask(r.Answer.Match)
	}
	for _, e := range r.Errors {
		mask(e.Match)
	}
	for _, res := range r.Results {
		mask(res.Match)
	}
}

// masked gives what a match captured in a text with the secrets of the text masked: a
// capture alone may not look like one.
func masked(captures map[string]string, text *redact.Text) map[string]string {
	if len(captures) == 0 {
		return captures
	}
	out := make(map[string]string, len(captures))
	for name, value := range captures {
		out[name] = text.Value(value)
	}
	return out
}

// answer gives what is sure about the first candidate, nil when nothing is.
func answer(r *Response, c *rank.Candidate) *Answer {
	switch {
	case c.Exact != nil && (r.Results[0].Article.Kind != content.KindArticle || r.Verdict.Sure()):
		return &Answer{Article: r.Results[0].Article, Confidence: Exact, Match: c.Exact}
	case r.Results[0].Article.Kind == content.KindArticle && r.Verdict.Sure():
		return &Answer{Article: r.Results[0].Article, Confidence: High}
	}
	return nil
}
