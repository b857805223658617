package inpage

import (
	"context"
	"errors"
	"fmt"
	"html"
	"strconv"
	"strings"

	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
)

// Search gives what a query finds, or why it is not searched for.
func (w Writer) Search(ctx context.Context, q index.Query) (string, error) {
	q.Lang = w.Lang
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
	return w.found(q, r), nil
}

func (w Writer) fault(text string) string {
	return `<p class="notice" role="alert">` + html.EscapeString(text) + "</p>\n"
}

// found shows what is sure first, then what is near.
func (w Writer) found(q index.Query, r *index.Response) string {
	var b strings.Builder
	b.WriteString(`<p class="status" role="status">`)
	if r.Total > 0 {
		b.WriteString(w.text("search.count", "n", r.Total))
	} else {
		b.WriteString(w.text("search.none"))
	}
	if q.Component != "" {
		b.WriteString(" " + html.EscapeString(w.T("search.in", "component", w.T("component."+content.ComponentSlug(q.Component)))))
	}
	b.WriteString("</p>\n")
	results := r.Results
	if r.Answer != nil {
		results = results[1:]
		b.WriteString(w.answer(q, r))
	} else {
		b.WriteString(w.unsure(r))
	}
	b.WriteString(w.errors(r.OtherErrors()))
	if len(r.Facets) > 1 || q.Component != "" {
		b.WriteString(w.facets(q, r))
	}
	b.WriteString(w.results(q, r, results))
	if r.Answer == nil {
		b.WriteString(w.closest(r.Nearest))
		b.WriteString(w.collect())
	}
	return b.String()
}

func (w Writer) answer(q index.Query, r *index.Response) string {
	a := r.Answer.Article
	exact, kicker := "", "answer.high"
	if r.Answer.Confidence == index.Exact {
		exact, kicker = " exact", "answer.exact"
	}
	out := `<section class="answer` + exact + " " + string(a.Severity) + `" aria-labelledby="answer">` + "\n" +
		`<p class="kicker"><span>` + w.text(kicker) + "</span> " + w.severity(a.Severity) + " " + w.kind(a) + "</p>\n" + w.title(`h1 id="answer"`, a) + "\n"
	if m := r.Answer.Match; m != nil {
		matched := w.text("answer.matched")
		if strings.Contains(strings.TrimSpace(q.Text), "\n") {
			matched = w.text("answer.matched.line", "line", m.Line)
		}
		out += `<p class="matched">` + matched + ` <code lang="en">` + html.EscapeString(m.Pattern.Template.Text) + "</code></p>\n"
		if captures := Captures(m.Pattern.Template, m.Captures, w.Texts, w.Lang); len(captures) > 0 {
			out += `<ul class="captures">`
			for _, c := range captures {
				out += "<li>" + html.EscapeString(c) + "</li>"
			}
			out += "</ul>\n"
		}
	}
	out += `<p class="summary"` + w.lang(a.Lang) + ">" + html.EscapeString(a.Summary) + "</p>\n"
	if checked := w.checked(r, a); checked != "" {
		out += `<p class="meta">` + checked + "</p>\n"
	}
	if a.Kind != content.KindArticle {
		out += "<p>" + w.leadsOn(a.ID, "", "answer.entry") + "</p>"
	} else if s := w.Index.Steps(a, w.Lang); s.HTML != "" {
		more := "answer.more"
		if s.Whole {
			more = "answer.read"
		}
		out += fmt.Sprintf(`<div class="steps prose" data-copy="%s" data-copied="%s" data-failed="%s"%s>%s</div>`+"\n<p>%s</p>",
			w.text("copy.button"), w.text("copy.done"), w.text("copy.failed"), w.lang(a.Lang), s.HTML, w.leadsOn(a.ID, s.Anchor, more))
	}
	return out + "\n</section>\n"
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

func (w Writer) unsure(r *index.Response) string {
	kind := "nothing"
	if r.Total > 0 {
		kind = "unsure"
	}
	out := `<section class="unsure" aria-labelledby="unsure">` + "\n" + `<h1 id="unsure">` + w.text(kind+".heading") + "</h1>\n<p>" +
		w.text(kind+".text") + ` <a href="#collect">` + w.text("collect.heading") + "</a></p>\n"
	if !w.Index.Library().Guide().Empty() {
		out += `<p><a href="` + w.url("guide") + `">` + w.text("guide.link") + "</a></p>\n"
	}
	return out + "</section>\n"
}

func (w Writer) errors(list []index.RecognisedError) string {
	if len(list) == 0 {
		return ""
	}
	out := `<section aria-labelledby="errors">` + "\n" + `<h2 id="errors">` + w.text("errors.heading") + "</h2>\n" + `<ul class="results">` + "\n"
	for _, e := range list {
		out += "<li" + w.lang(e.Article.Lang) + ">\n" + w.title("h3", e.Article) + "\n" + `<p class="meta">` + w.kind(e.Article) +
			w.text("answer.matched.line", "line", e.Match.Line) + ` <code lang="en">` + html.EscapeString(e.Match.Pattern.Template.Text) + "</code></p></li>\n"
	}
	return out + "</ul>\n</section>\n"
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

func (w Writer) results(q index.Query, r *index.Response, list []index.Result) string {
	if len(list) == 0 {
		return ""
	}
	heading := "results.near"
	if r.Answer != nil {
		heading = "results.others"
	}
	out := `<section aria-labelledby="results">` + "\n" + `<h2 id="results">` + w.text(heading) + "</h2>\n" + `<ol class="results">` + "\n"
	for _, res := range list {
		a := res.Article
		meta := w.kind(a) + w.component(a.Component)
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
	if r.Total > len(r.Results) && len(r.Results) < index.MaxResults {
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
