package inpage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net/url"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/logs"
	"waptkb/index/redact"
)

// reading is what the logs of a file say.
type reading struct {
	logs    []readLog
	refused []refusal
}

// readLog is a log and what it says.
type readLog struct {
	name string // of its file, masked
	*index.Diagnosis
}

// refusal is a file that was not read, and why.
type refusal struct{ name, why string }

// maxLogs is how many logs an archive may have.
const maxLogs = 100

// errEnough ends the reading of an archive whose rest is not read.
var errEnough = errors.New("enough was read")

// Diagnose gives the known problems in a log, or in those of an archive, or why it was not
// read. What is no log hides nothing of the others.
func (w Writer) Diagnose(ctx context.Context, name string, log io.Reader, o index.DiagnoseOptions) (string, error) {
	o.Lang = w.Lang
	var v reading
	refuse := func(name string, err error) bool {
		why := w.refused(err)
		if why != "" && len(v.refused) < maxLogs {
			v.refused = append(v.refused, refusal{redact.Secrets(name), why})
		}
		return why != ""
	}
	err := logs.Unpack(name, log, func(file logs.File) error {
		if len(v.logs) == maxLogs {
			v.logs[maxLogs-1].Truncated = true
			return errEnough
		}
		d, err := w.Index.Diagnose(ctx, file, o)
		if err == nil {
			v.logs = append(v.logs, readLog{redact.Secrets(file.Name), d})
		}
		if refuse(file.Name, err) {
			return nil
		}
		return err
	}, func(name string, err error) { refuse(name, err) })
	switch {
	case err != nil && !errors.Is(err, errEnough) && !refuse(name, err):
		return "", err
	case len(v.logs) > 0:
		return w.diagnosis(v), nil
	case len(v.refused) > 0:
		return w.fault(v.refused[0].why), nil
	}
	return w.fault(w.refused(logs.ErrEmpty)), nil
}

// refused tells why something is no log; empty for another error.
func (w Writer) refused(err error) string {
	var other *logs.NotText
	switch {
	case errors.As(err, &other):
		return w.T("error.not-a-log.detail", "what", w.T("log.kind."+string(other.Kind)))
	case errors.Is(err, logs.ErrEmpty):
		return w.T("error.empty-log.detail")
	}
	return ""
}

// problem is a known problem, and the file that it is in where there are several.
type problem struct {
	index.Finding
	file string
}

// unknown is an error that nobody knows.
type unknown struct {
	index.Unknown
	file string
}

func problemsOf(list []index.Finding, file string) (out []problem) {
	for _, f := range list {
		out = append(out, problem{f, file})
	}
	return out
}

func unknownOf(list []index.Unknown, file string) (out []unknown) {
	for _, u := range list {
		out = append(out, unknown{u, file})
	}
	return out
}

// diagnosis shows the known problems, then the errors that no article explains.
func (w Writer) diagnosis(v reading) string {
	var (
		lines    int
		isLog    bool
		notes    string
		problems []problem
		unknowns []unknown
	)
	note := func(text string) { notes += `<p class="notice">` + text + "</p>\n" }
	for _, log := range v.logs {
		file := ""
		if len(v.logs)+len(v.refused) > 1 {
			file = cmp.Or(log.name, w.T("log.pasted"))
		}
		lines, isLog = lines+log.Lines, isLog || log.IsLog
		if log.Truncated {
			note(w.text("diagnose.truncated"))
		}
		for _, warning := range log.Warnings {
			note(w.text("log.warning." + string(warning)))
		}
		problems, unknowns = append(problems, problemsOf(log.Findings, file)...), append(unknowns, unknownOf(log.Unknown, file)...)
	}
	for _, r := range v.refused {
		name := ""
		if r.name != "" {
			name = "<strong>" + html.EscapeString(r.name) + "</strong>" + w.text("sign.colon")
		}
		note(name + html.EscapeString(r.why))
	}
	slices.SortStableFunc(problems, func(a, b problem) int { return a.Article.Severity.Rank() - b.Article.Severity.Rank() })
	status := w.text("diagnose.read", "n", lines)
	if len(unknowns) > 0 {
		status += ` · <a href="#unknown">` + w.text("unknown.heading", "n", len(unknowns)) + "</a>"
	}
	status = `<p class="status" role="status">` + status + "</p>\n" + notes
	if len(problems) > 0 {
		return "<h1>" + w.text("diagnose.found", "n", len(problems)) + "</h1>\n" + status +
			`<section id="findings" aria-labelledby="found"><h2 id="found" class="hidden">` + w.text("diagnose.results") + "</h2>\n" + w.findings(problems) + "</section>\n" + w.unknown(unknowns)
	}
	nothing := "diagnose.nolog"
	if isLog {
		nothing = "diagnose.none"
	}
	return "<h1>" + w.text(nothing) + "</h1>\n" + status + "<p>" + w.text(nothing+".text") + "</p>\n" + w.unknown(unknowns) + w.collect()
}

// MaxSearched is how many letters of an unknown line are searched for.
const MaxSearched = 300

// fewUnknown is how many unknown errors are shown without being asked for.
const fewUnknown = 8

func (w Writer) unknown(list []unknown) string {
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
		out.WriteString(`<li><code lang="en">` + text + `</code> <span class="meta">` + html.EscapeString(inFile(u.file, true)) + w.text("diagnose.count", "n", u.Count) + ", " + w.lines(u.FirstLine, u.LastLine) + "</span> " +
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

func (w Writer) findings(list []problem) string {
	var out strings.Builder
	for i, f := range list {
		out.WriteString(w.finding(f, i))
	}
	return out.String()
}

// inFile names a file before or behind something else.
func inFile(name string, before bool) string {
	switch {
	case name == "":
		return ""
	case before:
		return name + " · "
	}
	return " · " + name
}

// shownSteps is of how many findings the first steps are shown.
const shownSteps = 20

// finding shows the nth problem.
func (w Writer) finding(f problem, n int) string {
	a, critical, open := f.Article, "", ""
	if a.Severity == "critical" {
		critical = " is-critical"
	}
	var captures map[string]string
	if len(f.Occurrences) > 0 {
		captures = f.Occurrences[0].Captures
	}
	out := `<section class="finding` + critical + `">` + "\n" + `<p class="meta">` + w.severity(a.Severity) + " " + w.kind(a) +
		w.component(a.Component) + html.EscapeString(inFile(f.file, false)) + " · " + w.text("diagnose.count", "n", f.Count) + ", " + w.lines(f.FirstLine, f.LastLine) + "</p>\n" + w.title("h3", a) + "\n" +
		w.captures(f.Template, captures) + w.summary(a, f.Summary()) + w.proof(f.Finding)
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
