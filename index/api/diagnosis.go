package api

import (
	"cmp"
	"slices"
	"time"

	"waptkb/index"
)

// NewDiagnosis makes the response to one log, with the findings in a language.
func NewDiagnosis(d *index.Diagnosis, lang string, took time.Duration) *Diagnosis {
	out := &Diagnosis{Findings: []Finding{}, Unknown: []Unknown{}, TookMS: float64(took.Microseconds()) / 1000}
	out.Add(d, lang, "")
	return out
}

// Add appends the diagnosis of one more log, named file where there are several,
// and keeps the most serious findings first.
func (d *Diagnosis) Add(more *index.Diagnosis, lang, file string) {
	d.Lines += more.Lines
	d.Bytes += more.Bytes
	d.Truncated = d.Truncated || more.Truncated
	for _, f := range NewFindings(more.Findings, lang) {
		f.File = file
		d.Findings = append(d.Findings, f)
	}
	for _, u := range more.Unknown[:min(len(more.Unknown), MaxUnknown-len(d.Unknown))] {
		d.Unknown = append(d.Unknown, Unknown{File: file, Text: u.Text, Count: u.Count, FirstLine: u.FirstLine, LastLine: u.LastLine})
	}
	slices.SortStableFunc(d.Findings, func(a, b Finding) int {
		return cmp.Or(a.severity.Rank()-b.severity.Rank(), cmp.Compare(a.File, b.File), a.FirstLine-b.FirstLine)
	})
}

// NewFindings makes the findings of a log, in their order, in a language.
func NewFindings(found []index.Finding, lang string) []Finding {
	out := make([]Finding, 0, len(found))
	for _, f := range found {
		finding := Finding{
			Heading: newHeading(f.Article, lang), Component: f.Article.Component, Summary: f.Summary(), Template: f.Template.Text,
			Count: f.Count, FirstLine: f.FirstLine, LastLine: f.LastLine, severity: f.Article.Severity,
		}
		for _, o := range f.Occurrences {
			finding.Occurrences = append(finding.Occurrences, Occurrence{Line: o.Line, Text: o.Text, Captures: o.Captures})
		}
		out = append(out, finding)
	}
	return out
}
