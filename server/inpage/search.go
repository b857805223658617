package inpage

import (
	"context"
	"errors"
	"fmt"
	"html"
	"slices"
	"strconv"
	"strings"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
)

// Search gives what a query finds, or why it is not searched for.
func (w Writer) Search(ctx context.Context, q index.Query) (string, error) {
	q.Lang, q.Findings = w.Lang, true
	q, err := q.Checked()
	var invalid index.Invalid
	if errors.As(err, &invalid) {
		return w.fault(w.T("error."+string(invalid)+".detail", "max", i18n.Bytes(index.MaxQuery), "accepted", strings.Join(content.Components, ", "))), nil
	}
	if err != nil {
		return "", err
	}
	r, err := w.Index.Search(ctx, q)
	if err != nil {
		return "", err
	}
	elsewhere := ""
	if q.Component != "" && r.Answer == nil {
		if elsewhere, err = w.elsewhere(ctx, q); err != nil {
			return "", err
		}
	}
	return w.found(q, r, elsewhere), nil
}

// elsewhere leads to the answer that a component hides, if there is one.
func (w Writer) elsewhere(ctx context.Context, q index.Query) (string, error) {
	q.Component, q.Limit, q.Findings = "", 1, false
	r, err := w.Index.Search(ctx, q)
	if err != nil || r.Answer == nil {
		return "", err
	}
	a := r.Answer.Article
	return `<h1 id="unsure">` + w.text("elsewhere.heading") + "</h1>\n<p>" + w.text("elsewhere.text", "component", w.T("component."+content.ComponentSlug(a.Component))) +
		" " + w.link(a.ID, "", a.Title) + "</p>\n", nil
}

func (w Writer) fault(text string) string {
	return `<p class="notice" role="alert">` + html.EscapeString(text) + "</p>\n"
}

// found shows what is sure first, then what is near.
func (w Writer) found(q index.Query, r *index.Response, elsewhere string) string {
	errors, near := findings(r), Neighbours{Results: r.Results}
	var own []index.Finding // of the answer
	out := ""
	switch {
	case r.Answer != nil:
		near.Results = r.Results[1:]
		if i := of(errors, r.Answer.Article.ID); i >= 0 {
			own, errors = errors[i:i+1:i+1], slices.Delete(slices.Clone(errors), i, i+1)
		}
		out = w.answer(q, r, own)
	case len(errors) > 0:
		out = "<h1>" + w.text("diagnose.found", "n", len(errors)) + "</h1>\n"
	default:
		near = Near(q, r)
		out = w.unsure(r, near, elsewhere) + w.perhaps(near.Perhaps)
	}
	near.Results = slices.DeleteFunc(slices.Clone(near.Results), func(res index.Result) bool { return of(errors, res.Article.ID) >= 0 })
	near.More = near.More || r.Total > len(r.Results) && len(r.Results) < index.MaxResults
	out += w.errors(errors, r.Answer != nil)
	if r.Log != nil {
		out += w.unknown(unknownOf(r.Log.Unknown, ""))
	}
	out += w.count(q, r, near, r.Answer != nil || len(errors) > 0)
	if !near.None && (len(r.Facets) > 1 || q.Component != "") {
		out += w.facets(q, r)
	}
	out += w.results(q, r, near)
	switch {
	case len(errors) > 0 || r.Answer != nil:
		return out
	case r.Absent == nil && !CodesOnly(r):
		out += w.closest(r.Nearest)
	}
	return out + w.collect()
}

// count tells how many results there are, to be seen only where some follow or where nothing is
// told above.
func (w Writer) count(q index.Query, r *index.Response, near Neighbours, told bool) string {
	hidden := ""
	if told && len(near.Results) == 0 && q.Component == "" {
		hidden = " hidden"
	}
	text := w.T("search.none")
	if r.Total > 0 && !near.None {
		text = w.T("search.count", "n", r.Total)
	}
	if q.Component != "" {
		text += " " + w.T("search.in", "component", w.T("component."+content.ComponentSlug(q.Component)))
	}
	return `<p class="status` + hidden + `" role="status">` + html.EscapeString(text) + "</p>\n"
}

// answer shows the answer, and what is found about it in a text of several lines.
func (w Writer) answer(q index.Query, r *index.Response, found []index.Finding) string {
	a := r.Answer.Article
	exact, kicker := "", "answer.high"
	if r.Answer.Confidence == index.Exact {
		exact, kicker = " exact", "answer.exact"
	}
	if a.Severity == "critical" {
		exact += " is-critical"
	}
	out := `<section class="answer` + exact + `" aria-labelledby="answer">` + "\n" +
		`<p class="kicker"><span>` + w.text(kicker) + "</span> " + w.severity(a.Severity) + " " + w.kind(a) + w.own(a) + "</p>\n" + w.title(`h1 id="answer"`, a) + "\n"
	var captures map[string]string
	if m := r.Answer.Match; m != nil {
		captures = m.Captures
		matched := w.text("answer.matched")
		if strings.Contains(strings.TrimSpace(q.Text), "\n") {
			matched = w.text("answer.matched.line", "line", m.Line)
		}
		out += `<p class="matched">` + matched + ` <code lang="en">` + html.EscapeString(m.Pattern.Template.Text) + "</code></p>\n" + w.captures(m.Pattern.Template, captures)
	}
	out += w.summary(a, a.SummaryFor(captures))
	if forms := a.CodeForms(); len(forms) > 0 {
		out += "<p>" + w.text("answer.forms") + " <code>" + strings.Join(forms, "</code>, <code>") + "</code></p>\n"
	}
	if to := r.Answer.ReadOn; to != nil {
		out += "<p>" + w.text("answer.solved") + " " + w.link(to.ID, "", to.Title) + "</p>\n"
	}
	if checked := w.checked(r, a); checked != "" {
		out += `<p class="meta">` + checked + "</p>\n"
	}
	if a.Kind != content.KindArticle {
		out += "<p>" + w.leadsOn(a.ID, "", "answer.entry") + "</p>"
	} else if s := w.steps(a, captures); s.First != "" {
		out += w.firstSteps(a, s) + w.rest(a, s) + "<p>" + w.leadsOn(a.ID, s.Anchor, more(s.Whole)) + "</p>"
	}
	for _, f := range found {
		if len(f.Occurrences) > 1 {
			out += w.proof(f)
		}
	}
	return out + "\n</section>\n"
}

// captures tells what stood in the holes of a template.
func (w Writer) captures(t content.Template, captures map[string]string) string {
	list := Captures(t, captures, w.Texts, w.Lang)
	if len(list) == 0 {
		return ""
	}
	out := `<ul class="captures">`
	for _, c := range list {
		out += "<li>" + html.EscapeString(c) + "</li>"
	}
	return out + "</ul>\n"
}

func (w Writer) summary(a *content.Article, text string) string {
	return `<p class="summary"` + w.lang(a.Lang) + ">" + Plain(text) + "</p>\n"
}

// firstSteps shows the beginning of a solution.
func (w Writer) firstSteps(a *content.Article, s Steps) string {
	if s.First == "" {
		return ""
	}
	return fmt.Sprintf(`<div class="steps prose" data-copy="%s" data-copied="%s" data-failed="%s"%s>%s</div>`+"\n",
		w.text("copy.button"), w.text("copy.done"), w.text("copy.failed"), w.lang(a.Lang), s.First)
}

// rest shows the steps that are folded away.
func (w Writer) rest(a *content.Article, s Steps) string {
	if s.Rest == "" {
		return ""
	}
	return `<details class="rest"><summary>` + w.text("answer.rest", "n", s.N) + `</summary><div class="prose"` + w.lang(a.Lang) + ">" + s.Rest + "</div></details>\n"
}

// more is the text of the link behind steps.
func more(whole bool) string {
	if whole {
		return "answer.read"
	}
	return "answer.more"
}

// perhaps shows the article that leads where there is no answer.
func (w Writer) perhaps(r *index.Result) string {
	if r == nil {
		return ""
	}
	a, shown := r.Article, ""
	var captures map[string]string
	if m := r.Match; m != nil {
		captures = m.Captures
		shown = w.captures(m.Pattern.Template, captures)
	}
	return `<section class="answer perhaps" aria-labelledby="perhaps">` + "\n" + `<p class="kicker">` + w.text("perhaps.kicker") + "</p>\n" + w.title(`h2 id="perhaps"`, a) + "\n" +
		shown + w.summary(a, a.SummaryFor(captures)) + w.firstSteps(a, w.steps(a, captures)) + "<p>" + w.leadsOn(a.ID, "", "answer.read") + "</p>\n</section>\n" +
		`<div class="otherwise"><p>` + w.text("unsure.otherwise") + " " + w.toCollect() + "</p>\n" + w.toGuide() + "</div>\n"
}

func (w Writer) toCollect() string {
	return `<a href="#collect">` + w.text("collect.heading") + "</a>"
}

func (w Writer) toGuide() string {
	if w.Index.Library().Guide().Empty() {
		return ""
	}
	return `<p><a href="` + w.url("guide") + `">` + w.text("guide.link") + "</a></p>\n"
}

// leadsOn leads on to an article.
func (w Writer) leadsOn(id, anchor, key string) string {
	return strings.Replace(w.link(id, anchor, w.T(key)), "<a ", `<a class="go" `, 1)
}

// checked tells for which releases an article was checked, where the query names one.
func (w Writer) checked(r *index.Response, a *content.Article) string {
	if !r.Release {
		return ""
	}
	return html.EscapeString(a.CheckedIn(w.Texts, w.Lang))
}

// unsure tells that nothing is sure, and shortly where something leads.
func (w Writer) unsure(r *index.Response, near Neighbours, elsewhere string) string {
	if elsewhere == "" {
		heading, text := w.nothingSure(r, near)
		elsewhere = `<h1 id="unsure">` + w.text(heading) + "</h1>\n"
		switch {
		case near.Perhaps == nil:
			elsewhere += "<p>" + text + " " + w.toCollect() + "</p>\n"
		case r.Absent != nil:
			elsewhere += "<p>" + text + "</p>\n"
		}
	}
	if near.Perhaps == nil {
		elsewhere += w.toGuide()
	}
	return `<section class="unsure" aria-labelledby="unsure">` + "\n" + elsewhere + "</section>\n"
}

// nothingSure gives the key of the heading, and HTML.
func (w Writer) nothingSure(r *index.Response, near Neighbours) (heading, text string) {
	found := near.Perhaps != nil || len(near.Results) > 0
	switch heading = "nothing.heading"; {
	case CodesOnly(r):
		heading = "several.heading"
	case found:
		heading = "unsure.heading"
	}
	switch {
	case r.Absent != nil:
		text = Breakable(r.Absent.Says(w.Texts, w.Lang))
		if id := r.Absent.ID; id != "" && !slices.ContainsFunc(near.Results, func(res index.Result) bool { return res.Article.ID == id }) {
			text += " " + w.link(id, "", w.T("absent.entry", "id", id))
		}
	case CodesOnly(r):
		text = w.text("unsure.code")
	case found:
		text = w.text("unsure.text")
	default:
		text = w.text("nothing.text")
	}
	return heading, text
}

// errors shows the errors of a query beside the answer, or all where there is none.
func (w Writer) errors(list []index.Finding, answered bool) string {
	if len(list) == 0 {
		return ""
	}
	heading := `<h2 id="errors" class="hidden">` + w.text("errors.all")
	if answered {
		heading = `<h2 id="errors">` + w.text("errors.heading")
	}
	return `<section id="findings" aria-labelledby="errors">` + "\n" + heading + "</h2>\n" + w.findings(problemsOf(list, "")) + "</section>\n"
}

func (w Writer) facets(q index.Query, r *index.Response) string {
	all := 0
	for _, f := range r.Facets {
		all += f.Count
	}
	out := `<form class="facets" action="` + w.url("search") + `" method="get" aria-label="` + w.text("facets.label") + `">` + hidden("q", r.Query) + "\n<ul>"
	for _, f := range append([]index.Facet{{Count: all}}, r.Facets...) {
		current, name := "", w.text("facets.all")
		if f.Component == q.Component {
			current = ` aria-current="true"`
		}
		if f.Component != "" {
			name = w.component(f.Component)
		}
		out += `<li><button name="component" value="` + content.ComponentSlug(f.Component) + `"` + current + ">" + name +
			` <span class="count">` + strconv.Itoa(f.Count) + "</span></button></li>\n"
	}
	return out + "</ul></form>\n"
}

func hidden(name, value string) string {
	return `<input type="hidden" name="` + name + `" value="` + html.EscapeString(value) + `">`
}

func (w Writer) results(q index.Query, r *index.Response, near Neighbours) string {
	if len(near.Results) == 0 {
		return ""
	}
	heading := "results.near"
	switch {
	case r.Answer != nil:
		heading = "results.others"
	case len(near.Results) > 0 && near.Results[0].Article.Kind == content.KindCode:
		heading = "results.codes"
	}
	out := `<section aria-labelledby="results">` + "\n" + `<h2 id="results">` + w.text(heading) + "</h2>\n" + `<ol class="results">` + "\n"
	for _, res := range near.Results {
		a := res.Article
		meta := w.kind(a) + w.own(a) + w.component(a.Component)
		if res.Section.Anchor != "" {
			meta += " · " + w.link(a.ID, res.Section.Anchor, res.Section.Title)
		}
		if checked := w.checked(r, a); checked != "" {
			meta += " · " + checked
		}
		snippet := res.Snippet
		if snippet == "" {
			snippet = html.EscapeString(a.Summary)
		}
		out += "<li" + w.lang(a.Lang) + ">\n" + w.title("h3", a) + "\n" + `<p class="meta">` + meta + "</p>\n<p>" + snippet + "</p></li>\n"
	}
	out += "</ol>\n"
	if near.More {
		component := ""
		if q.Component != "" {
			component = hidden("component", q.Component)
		}
		out += `<form action="` + w.url("search") + `" method="get">` + hidden("q", r.Query) + component +
			`<button class="quiet" name="limit" value="` + strconv.Itoa(index.MaxResults) + `">` + w.text("results.all", "n", r.Total) + "</button></form>\n"
	}
	return out + "</section>\n"
}

func (w Writer) closest(list []index.Nearest) string {
	if len(list) == 0 {
		return ""
	}
	out := `<section aria-labelledby="closest">` + "\n" + `<h2 id="closest">` + w.text("closest.heading") + "</h2>\n" + `<ul class="closest">`
	for _, n := range list {
		code := `<code lang="en">` + html.EscapeString(n.Template.Text) + "</code>"
		out += "<li>" + strings.Replace(w.link(n.ID, "", ""), "></a>", ">"+code+"</a>", 1) + "</li>\n"
	}
	return out + "</ul>\n</section>\n"
}

func (w Writer) collect() string {
	return `<section class="collect prose" aria-labelledby="collect">` + "\n" + `<h2 id="collect">` + w.text("collect.heading") + "</h2>\n<p>" + w.text("collect.text") +
		"</p>\n" + `<pre tabindex="0"><code>` + w.text("collect.form") + "</code></pre>\n</section>\n"
}
