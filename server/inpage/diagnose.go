package inpage

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
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
		for _, f := range d.Findings {
			b.WriteString(w.finding(f))
		}
		b.WriteString("</section>\n")
	}
	return b.String() + w.unknown(d.Unknown)
}

func (w Writer) unknown(list []index.Unknown) string {
	if len(list) == 0 {
		return ""
	}
	out := `<section class="unknown" aria-labelledby="unknown"><h2 id="unknown">` + w.text("unknown.heading", "n", len(list)) + "</h2>\n<p>" + w.text("unknown.text") + "</p>\n" + `<ol class="unknowns">` + "\n"
	for _, u := range list {
		out += `<li><code lang="en">` + html.EscapeString(u.Text) + `</code> <span class="meta">` + w.text("diagnose.count", "n", u.Count) + ", " + w.lines(u.FirstLine, u.LastLine) + "</span></li>\n"
	}
	return out + "</ol>\n</section>\n"
}

// lines tells on which lines something stands.
func (w Writer) lines(first, last int) string {
	if first == last {
		return w.text("diagnose.line", "line", first)
	}
	return w.text("diagnose.lines", "first", first, "last", last)
}

// fewOccurrences is how many are shown without being asked for.
const fewOccurrences = 3

func (w Writer) finding(f index.Finding) string {
	a := f.Article
	open, shown := "", ""
	if f.Count <= fewOccurrences {
		open = " open"
	}
	if f.Count > len(f.Occurrences) {
		shown = " (" + w.text("diagnose.shown", "n", len(f.Occurrences)) + ")"
	}
	out := `<section class="finding ` + string(a.Severity) + `">` + "\n" + w.title("h3", a) + "\n" + `<p class="meta">` + w.severity(a.Severity) + " " + w.kind(a) +
		w.component(a.Component) + " · " + w.text("diagnose.count", "n", f.Count) + ", " + w.lines(f.FirstLine, f.LastLine) + "</p>\n<p>" + html.EscapeString(a.Summary) + "</p>\n" +
		"<details" + open + "><summary>" + w.text("diagnose.proof") + shown + "</summary>\n" +
		`<div class="proof" tabindex="0" role="group" aria-label="` + w.text("diagnose.proof") + `"><ol>`
	for _, o := range f.Occurrences {
		out += fmt.Sprintf(`<li value="%d"><code lang="en">%s</code></li>`+"\n", o.Line, html.EscapeString(o.Text))
	}
	return out + "</ol></div></details>\n</section>\n"
}

func (w Writer) severity(s content.Severity) string {
	return `<span class="pill ` + string(s) + `">` + w.text("severity."+string(s)) + "</span>"
}
