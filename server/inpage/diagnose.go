package inpage

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"strings"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/logs"
)

// Diagnose gives the known problems in a log, or why it was not read.
func (w Writer) Diagnose(ctx context.Context, log io.Reader, o index.DiagnoseOptions) (string, error) {
	o.Lang = w.Lang
	d, err := w.Index.Diagnose(ctx, log, o)
	var other *logs.NotText
	switch {
	case errors.Is(err, logs.ErrEmpty):
		return w.fault(w.T("error.empty-log.detail")), nil
	case errors.As(err, &other):
		return w.fault(w.T("error.not-a-log.detail", "what", w.T("log.kind."+string(other.Kind)))), nil
	case err != nil:
		return "", err
	}
	return w.diagnosis(d), nil
}

// diagnosis shows the known problems, then the errors that no article explains.
func (w Writer) diagnosis(d *index.Diagnosis) string {
	var b strings.Builder
	found := w.text("diagnose.none")
	if len(d.Findings) > 0 {
		found = w.text("diagnose.found", "n", len(d.Findings))
	}
	b.WriteString(`<p class="status" role="status">` + found + " – " + w.text("diagnose.read", "n", d.Lines) + "</p>\n")
	for _, warning := range d.Warnings {
		b.WriteString(`<p class="notice">` + w.text("log.warning."+string(warning)) + "</p>\n")
	}
	if d.Truncated {
		b.WriteString(`<p class="notice">` + w.text("diagnose.truncated") + "</p>\n")
	}
	if len(d.Findings) == 0 {
		b.WriteString("<p>" + w.text("diagnose.none.text") + "</p>\n")
	} else {
		b.WriteString(`<section id="findings" aria-labelledby="found"><h2 id="found">` + w.text("diagnose.results") + "</h2>\n")
		b.WriteString(w.findings(d.Findings))
		b.WriteString("</section>\n")
	}
	return b.String() + w.unknown(d.Unknown)
}

// MaxSearched is how many letters of an unknown line are searched for.
const MaxSearched = 300

// fewUnknown is how many unknown errors are shown without being asked for.
const fewUnknown = 8

func (w Writer) unknown(list []index.Unknown) string {
	if len(list) == 0 {
		return ""
	}
	var out strings.Builder
	out.WriteString(`<section class="unknown" aria-labelledby="unknown"><h2 id="unknown">` + w.text("unknown.heading", "n", len(list)) + "</h2>\n<p>" + w.text("unknown.text") + "</p>\n" + `<ol class="unknowns">` + "\n")
	for i, u := range list {
		if i == fewUnknown {
			fmt.Fprintf(&out, `</ol><details><summary>%s</summary><ol class="unknowns" start="%d">`+"\n", w.text("unknown.more", "n", len(list)-fewUnknown), fewUnknown+1)
		}
		text := html.EscapeString(u.Text)
		out.WriteString(`<li><code lang="en">` + text + `</code> <span class="meta">` + w.text("diagnose.count", "n", u.Count) + ", " + w.lines(u.FirstLine, u.LastLine) + "</span> " +
			`<a href="` + html.EscapeString(w.url("search")+"?q="+url.QueryEscape(Shorten(u.Text, MaxSearched))) + `">` + w.text("unknown.search") + `<span class="hidden"> – ` + text + "</span></a></li>\n")
	}
	out.WriteString("</ol>")
	if len(list) > fewUnknown {
		out.WriteString("</details>")
	}
	return out.String() + "\n</section>\n"
}

// lines tells on which lines something stands.
func (w Writer) lines(first, last int) string {
	if first == last {
		return w.text("diagnose.line", "line", first)
	}
	return w.text("diagnose.lines", "first", first, "last", last)
}

// fewOccurrences is how many are shown without being asked for, and shownProof how many at all.
const (
	fewOccurrences = 3
	shownProof     = 5
)

func (w Writer) findings(list []index.Finding) string {
	var out strings.Builder
	for i, f := range list {
		out.WriteString(w.finding(f, i))
	}
	return out.String()
}

// shownSteps is of how many findings the first steps are shown.
const shownSteps = 20

// finding shows the nth problem.
func (w Writer) finding(f index.Finding, n int) string {
	a, critical, open := f.Article, "", ""
	if a.Severity == "critical" {
		critical = " is-critical"
	}
	var captures map[string]string
	if len(f.Occurrences) > 0 {
		captures = f.Occurrences[0].Captures
	}
	out := `<section class="finding` + critical + `">` + "\n" + `<p class="meta">` + w.severity(a.Severity) + " " + w.kind(a) +
		w.component(a.Component) + " · " + w.text("diagnose.count", "n", f.Count) + ", " + w.lines(f.FirstLine, f.LastLine) + "</p>\n" + w.title("h3", a) + "\n" +
		w.captures(f.Template, captures) + w.summary(a, f.Summary()) + w.proof(f)
	if a.Kind != content.KindArticle {
		return out + "<p>" + w.leadsOn(a.ID, "", "answer.entry") + "</p>\n</section>\n"
	}
	if n >= shownSteps {
		return out + "<p>" + w.leadsOn(a.ID, "", "answer.more") + "</p>\n</section>\n"
	}
	if n == 0 {
		open = " open"
	}
	s := w.steps(a, captures)
	if s.First != "" {
		out += `<details class="first"` + open + "><summary>" + w.text("finding.steps") + "</summary>\n" + w.firstSteps(a, s) + "</details>\n"
	}
	return out + "<p>" + w.leadsOn(a.ID, s.Anchor, more(s.Whole && s.Rest == "")) + "</p>\n</section>\n"
}

// proof shows the lines of a finding, where they are known.
func (w Writer) proof(f index.Finding) string {
	if len(f.Occurrences) == 0 || f.Occurrences[0].Text == "" {
		return ""
	}
	open, shown := "", ""
	if f.Count <= fewOccurrences {
		open = " open"
	}
	list := f.Occurrences[:min(shownProof, len(f.Occurrences))]
	if f.Count > len(list) {
		shown = " (" + w.text("diagnose.shown", "n", len(list)) + ")"
	}
	out := `<details class="proofs"` + open + "><summary>" + w.text("diagnose.proof") + shown + "</summary>\n" +
		`<div class="proof" tabindex="0" role="group" aria-label="` + w.text("diagnose.proof") + `"><ol>`
	for _, o := range list {
		out += fmt.Sprintf(`<li value="%d"><code lang="en">%s</code></li>`+"\n", o.Line, html.EscapeString(o.Text))
	}
	return out + "</ol></div></details>\n"
}

func (w Writer) severity(s content.Severity) string {
	return `<span class="pill ` + string(s) + `">` + w.text("severity."+string(s)) + "</span>"
}
