//go:build !js

package content

import (
	"cmp"
	"slices"
	"strings"

	"waptkb/content/doc"
	"waptkb/i18n"
)

// CodeLanguages lists the languages that code blocks may name.
var CodeLanguages = []string{"bash", "bat", "ini", "json", "nginx", "powershell", "python", "sql", "text", "yaml"}

// checkBody checks the headings, links, figures and code blocks of one article.
func (l *loader) checkBody(file string, a *Article) {
	d := l.draft.document(a)
	for _, f := range d.Faults {
		l.problem(file, a.bodyLine+f.Line, "%s", f.Text)
	}
	l.checkHeadings(file, a, d)
	l.checkConditions(file, a, d)
	doc.EachBlock(d.Blocks, func(b doc.Block) {
		if b.Kind == doc.Code && !slices.Contains(CodeLanguages, b.Lang) {
			l.shortfall(file, a.bodyLine+b.Line, "code block of language %q: take one of %s", b.Lang, strings.Join(CodeLanguages, ", "))
		}
		doc.EachSpan(b.Spans, func(s doc.Span) {
			switch s.Kind {
			case doc.Figure:
				l.checkFigure(file, a.bodyLine+s.Line, s)
			case doc.Link:
				l.checkLink(file, a.bodyLine+s.Line, d, s)
			}
		})
	})
}

// checkConditions checks that something can stand in the holes that conditions are about,
// and that a translation has the same conditions.
func (l *loader) checkConditions(file string, a *Article, d *doc.Document) {
	captured := func(hole string) bool {
		return slices.ContainsFunc(a.Errors, func(t Template) bool {
			return slices.ContainsFunc(t.Parts, func(p Part) bool { return p.Hole == hole })
		})
	}
	doc.EachBlock(d.Blocks, func(b doc.Block) {
		if b.Kind == doc.When && b.If.Hole != "" && !captured(b.If.Hole) {
			l.problem(file, a.bodyLine+b.Line, "condition %s: no template of the article has the hole {%s}", b.If, b.If.Hole)
		}
	})
	for _, s := range a.Summaries {
		if s.If.Hole != "" && !captured(s.If.Hole) {
			l.problem(file, l.lines[file+" summaries"], "condition %s: no template of the article has the hole {%s}", s.If, s.If.Hole)
		}
	}
	for hole := range a.Fills {
		if a.Lang == Primary && hole != "" && !captured(hole) {
			l.problem(file, l.lines[file+" fills"], "fills: no template of the article has the hole {%s}", hole)
		}
	}
	if primary := l.draft.byLang[Primary][a.ID]; a.Lang != Primary && primary != nil {
		if want, got := conditions(primary, l.draft.document(primary)), conditions(a, d); want != got {
			l.problem(file, a.bodyLine, "conditions differ from those of the %s article (here %s; there %s): have the same ones in the same order", i18n.In(Primary).Name, got, want)
		}
	}
}

// conditions lists the conditions of an article.
func conditions(a *Article, d *doc.Document) string {
	var all []doc.Condition
	for _, s := range a.Summaries {
		all = append(all, s.If)
	}
	doc.EachBlock(d.Blocks, func(b doc.Block) {
		if b.Kind == doc.When {
			all = append(all, b.If)
		}
	})
	return cmp.Or(joined(all, doc.Condition.String), "none")
}

func (l *loader) checkFigure(file string, line int, f doc.Span) {
	if _, ok := l.draft.figures[f.File]; !ok {
		l.problem(file, line, "figure %q does not exist: put it beside the article", f.File)
	}
	if f.Text == "" {
		l.shortfall(file, line, "figure %q has no description: write what it shows between the brackets", f.File)
	}
}

func (l *loader) checkHeadings(file string, a *Article, d *doc.Document) {
	place := -1
	found := map[string]bool{}
	for _, s := range d.Sections {
		line, title := a.bodyLine+s.Line, s.Title
		switch s.Level {
		case 2:
			at := slices.Index(SectionKinds, s.Kind)
			switch {
			case s.Kind == "":
				l.lack(file, line, "heading %q is not one of the fixed ones: %s; use ### inside a section", title, l.fixedHeadings(a.Lang))
			case at <= place:
				l.lack(file, line, "heading %q stands out of order: the order is %s", title, l.fixedHeadings(a.Lang))
			}
			place = max(place, at)
			found[s.Kind] = true
		case 3:
			if place < 0 {
				l.lack(file, line, "heading %q stands before the first section", title)
			}
			if title == "" {
				l.shortfall(file, line, "heading is empty: give it a title, its anchor is made of that")
			}
		default:
			l.lack(file, line, "heading %q is of level %d: write ## or ###", title, s.Level)
		}
	}
	for _, kind := range SectionKinds {
		if !found[kind] && !optionalKinds[kind] {
			l.lack(file, a.bodyLine, "section %q is missing: add ## %s", kind, heading(l.draft.texts, kind, a.Lang))
		}
	}
	if primary := l.draft.byLang[Primary][a.ID]; a.Lang != Primary && primary != nil {
		want, got := outline(l.draft.document(primary)), outline(d)
		if name := i18n.In(Primary).Name; want != got {
			l.shortfall(file, a.bodyLine, "headings differ from those of the %s article (here %s; %s %s): have the same ones in the same order", name, got, name, want)
		}
	}
}

func (l *loader) fixedHeadings(lang string) string {
	return joined(SectionKinds, func(kind string) string { return "## " + heading(l.draft.texts, kind, lang) })
}

// outline describes the headings of a document in a way that all languages share:
// "symptom, cause, solution, ###, check".
func outline(d *doc.Document) string {
	return joined(d.Sections, func(s doc.Section) string {
		if s.Level == 2 {
			return cmp.Or(s.Kind, "##")
		}
		return strings.Repeat("#", s.Level)
	})
}

// documentOf gives the body of an article, or of one that stands there already; nil where there
// is none.
func (l *loader) documentOf(id string) *doc.Document {
	if a := l.draft.byLang[Primary][id]; a != nil {
		return l.draft.document(a)
	}
	if l.beside != nil && l.beside.isArticle(id) {
		return l.beside.Document(l.beside.translation(id, Primary))
	}
	return nil
}

// checkLink checks that a link of d leads to an article and a heading.
func (l *loader) checkLink(file string, line int, d *doc.Document, link doc.Span) {
	if link.Article != "" {
		other := l.documentOf(link.Article)
		if other == nil {
			l.problem(file, line, "link to article %q, which does not exist: %s", link.Article, l.suggest(link.Article))
			return
		}
		d = other
	}
	if link.Anchor == "" {
		return
	}
	if !slices.ContainsFunc(d.Sections, func(s doc.Section) bool { return s.Anchor == link.Anchor }) {
		known := joined(d.Sections, func(s doc.Section) string { return s.Anchor })
		l.problem(file, line, "link to #%s, which does not exist: take one of %s", link.Anchor, known)
	}
}
