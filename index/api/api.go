// Package api holds the JSON that users and bots rely on: the types of version 1
// and their making from what package index finds. The command line, HTTP, chats
// and MCP all speak through it, so the same query gives the same answer
// everywhere. Fields are added freely; changing or dropping one needs a version 2.
package api

import (
	"time"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/index"
	"waptkb/index/match"
	"waptkb/index/rank"
)

// Search is the response to a query.
type Search struct {
	ID      string            `json:"id,omitempty"` // of a batch
	Query   string            `json:"query"`
	Lang    string            `json:"lang"`
	Answer  *Answer           `json:"answer"`
	Results []Result          `json:"results"`
	Absent  *AbsentCode       `json:"absent_code,omitempty"` // the query is a code that nothing is known of
	Errors  []RecognisedError `json:"errors"`                // all that stand in the query, the cause first
	Total   int               `json:"total"`
	TookMS  float64           `json:"took_ms"`           // milliseconds
	Explain *Explain          `json:"explain,omitempty"` // on request
}

// Explain shows the evidence for the decision between an answer and a list.
type Explain struct {
	Probability float64           `json:"probability"` // that the first article is right, 0 to 1
	Evidence    []rank.Signal     `json:"evidence"`    // for and against it; value times weight adds up
	Results     []ExplainedResult `json:"results"`
}

// ExplainedResult tells where the score of a result comes from.
type ExplainedResult struct {
	ID      string        `json:"id"`
	Score   float64       `json:"score"`
	Signals []rank.Signal `json:"signals"` // value times weight adds up to the score
}

// NewExplain makes the explanation of a response.
func NewExplain(r *index.Response) *Explain {
	e := &Explain{Probability: r.Verdict.Probability(), Evidence: r.Verdict.Evidence(), Results: []ExplainedResult{}}
	for _, res := range r.Results {
		e.Results = append(e.Results, ExplainedResult{res.Article.ID, res.Score, res.Signals})
	}
	return e
}

// Heading names an article and its page, wherever one is shown.
type Heading struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"` // article, message, code
	Title string `json:"title"`
	URL   string `json:"url"`
	Own   bool   `json:"own,omitempty"` // an organisation wrote it
}

// newHeading makes the heading of an article on the pages of a language.
func newHeading(a *content.Article, lang string) Heading {
	return Heading{ID: a.ID, Kind: a.Kind, Title: a.Title, URL: ArticleURL(lang, a.ID), Own: a.Own}
}

// Answer is the one article that the system is sure about.
type Answer struct {
	Heading
	Component  string   `json:"component"`
	Confidence string   `json:"confidence"` // exact, high
	Summary    string   `json:"summary"`
	Checked    []string `json:"checked,omitempty"` // releases of WAPT that it was checked for, where the query names one
	Steps      []string `json:"steps"`             // the first ones of the solution, as plain text
	Error      *Error   `json:"error,omitempty"`   // absent for high
	Forms      []string `json:"forms,omitempty"`   // of a code: the ways to write it
	Article    *Heading `json:"article,omitempty"` // that solves a message or a code
}

// AbsentCode is a code that the reference has not and that says nothing by itself.
type AbsentCode struct {
	Code  string   `json:"code"`
	Name  string   `json:"name,omitempty"` // of the Windows error of that number
	ID    string   `json:"id,omitempty"`   // of the entry of that error
	Forms []string `json:"forms"`
}

// Error is the error template that matched.
type Error struct {
	Template string            `json:"template"`
	Captures map[string]string `json:"captures"`
	Line     int               `json:"line"` // of the query, from 1
}

// RecognisedError is an error that stands in a query, and who explains it.
type RecognisedError struct {
	Heading
	Component string `json:"component"`
	Severity  string `json:"severity"`
	Error
}

// Result is an article that may fit.
type Result struct {
	Heading
	Lang      string   `json:"lang"`
	Component string   `json:"component"`
	Score     float64  `json:"score"` // orders results within one response only
	Section   *Section `json:"section,omitempty"`
	Snippet   string   `json:"snippet"`           // HTML with <mark>, everything else escaped
	Checked   []string `json:"checked,omitempty"` // as in an answer
}

// Section names a part of an article.
type Section struct {
	Title  string `json:"title"`
	Anchor string `json:"anchor"`
}

// ArticleURL is the path of an article's page.
func ArticleURL(lang, id string) string { return "/" + lang + "/articles/" + id }

// NewSearch makes the response to a query.
func NewSearch(q index.Query, r *index.Response, took time.Duration) *Search {
	s := &Search{
		Query: r.Query, Lang: q.Lang, Results: []Result{}, Errors: []RecognisedError{}, Total: r.Total,
		TookMS: float64(took.Microseconds()) / 1000,
	}
	checked := func(a *content.Article) []string {
		if !r.Release {
			return nil
		}
		return a.Checked
	}
	if a := r.Answer; a != nil {
		advice := a.Advice()
		s.Answer = &Answer{
			Heading: newHeading(a.Article, q.Lang), Component: a.Article.Component,
			Confidence: string(a.Confidence), Summary: advice.Summary, Steps: firstSteps(advice), Checked: checked(a.Article),
		}
		s.Answer.Forms = a.Article.CodeForms()
		if a.ReadOn != nil {
			h := newHeading(a.ReadOn, q.Lang)
			s.Answer.Article = &h
		}
		if m := a.Match; m != nil {
			e := newError(m)
			s.Answer.Error = &e
		}
	}
	if a := r.Absent; a != nil {
		s.Absent = &AbsentCode{a.Text, a.Name, a.ID, a.Forms}
	}
	for _, e := range r.Errors {
		s.Errors = append(s.Errors, RecognisedError{
			newHeading(e.Article, q.Lang), e.Article.Component, string(e.Article.Severity), newError(e.Match),
		})
	}
	for _, res := range r.Results {
		s.Results = append(s.Results, Result{
			Heading: newHeading(res.Article, q.Lang), Lang: res.Article.Lang, Component: res.Article.Component,
			Score: res.Score, Section: section(res.Section), Snippet: res.Snippet, Checked: checked(res.Article),
		})
	}
	return s
}

func firstSteps(advice content.Advice) []string {
	steps, _ := advice.Solution.FirstSteps()
	return doc.Steps(steps)
}

func newError(m *match.Match) Error {
	return Error{Template: m.Pattern.Template.Text, Captures: m.Captures, Line: m.Line}
}

func section(s content.Section) *Section {
	if s.Anchor == "" {
		return nil
	}
	return &Section{Title: s.Title, Anchor: s.Anchor}
}

// Diagnosis is the response to a log.
type Diagnosis struct {
	Lines     int       `json:"lines"`
	Bytes     int64     `json:"bytes"`
	TookMS    float64   `json:"took_ms"` // milliseconds
	Truncated bool      `json:"truncated"`
	Findings  []Finding `json:"findings"`
	Unknown   []Unknown `json:"unknown"` // at most MaxUnknown
	Warnings  []Warning `json:"warnings,omitempty"`
}

// MaxUnknown is how many errors that nobody knows a diagnosis tells.
const MaxUnknown = 50

// Unknown is an error in a log that no article explains: lines of one shape.
type Unknown struct {
	Text      string `json:"text"`           // of the first of them
	File      string `json:"file,omitempty"` // of several
	Count     int    `json:"count"`
	FirstLine int    `json:"first_line"`
	LastLine  int    `json:"last_line"`
}

// Warning tells what could not be read.
type Warning struct {
	File   string `json:"file,omitempty"` // of several
	Detail string `json:"detail"`
}

// Finding is a known problem in a log.
type Finding struct {
	Heading
	Component   string       `json:"component"`
	Summary     string       `json:"summary"`
	Template    string       `json:"template"`
	File        string       `json:"file,omitempty"` // of several
	Count       int          `json:"count"`
	FirstLine   int          `json:"first_line"`
	LastLine    int          `json:"last_line"`
	Occurrences []Occurrence `json:"occurrences"` // at most 20

	severity content.Severity // orders findings of several files
}

// Occurrence is a place where a finding shows.
type Occurrence struct {
	Line     int               `json:"line"`
	Text     string            `json:"text"`
	Captures map[string]string `json:"captures"`
}

// ArticleEntry is an article in a list.
type ArticleEntry struct {
	Heading
	Lang      string   `json:"lang"`
	Component string   `json:"component"`
	Platforms []string `json:"platforms"`
	Severity  string   `json:"severity"`
	Summary   string   `json:"summary"`
	Reviewed  string   `json:"reviewed,omitempty"` // 2006-01-02; articles only
	Added     string   `json:"added,omitempty"`    // likewise
	Changed   string   `json:"changed,omitempty"`
}

// Article is a whole article.
type Article struct {
	ArticleEntry
	ArticleContent
	HTML string `json:"html"`
}

// ArticleContent is what a whole article has beyond its entry in a list.
type ArticleContent struct {
	Versions    string           `json:"versions,omitempty"`
	Checked     []string         `json:"checked,omitempty"` // releases of WAPT that it was checked for
	Errors      []string         `json:"errors"`            // templates
	Identifiers []string         `json:"identifiers"`
	Related     []string         `json:"related"`
	Sources     []string         `json:"sources"`
	Sections    []ArticleSection `json:"sections"`
	Markdown    string           `json:"markdown"`
}

// ArticleSection is a section of a whole article.
type ArticleSection struct {
	Section
	Kind  string `json:"kind"`
	Level int    `json:"level"`
}

// NewArticleEntry makes the list entry of an article shown in a language.
func NewArticleEntry(a *content.Article, lang string) ArticleEntry {
	return ArticleEntry{
		Heading: newHeading(a, lang), Lang: a.Lang, Component: a.Component, Platforms: a.Platforms, Severity: string(a.Severity), Summary: a.Summary,
		Reviewed: a.Reviewed, Added: a.Added, Changed: a.Changed,
	}
}
