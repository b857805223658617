package content

import "waptkb/content/doc"

// Kinds of sections, with their fixed headings. The order is that of the article.
const (
	SectionSymptom   = "symptom"
	SectionCause     = "cause"
	SectionSolution  = "solution"
	SectionCheck     = "check"
	SectionGoingBack = "going-back"
	SectionSeeAlso   = "see-also"
)

// SectionKinds lists the kinds in the order of the article.
var SectionKinds = []string{SectionSymptom, SectionCause, SectionSolution, SectionCheck, SectionGoingBack, SectionSeeAlso}

// optionalKinds may be missing.
var optionalKinds = map[string]bool{SectionGoingBack: true, SectionSeeAlso: true}

// heading gives the fixed heading of a kind of section in a language.
func (l *Library) heading(kind, lang string) string { return l.texts.Text(lang, "section."+kind) }

// kindOf gives the kind of a section by its heading, "" for one that is not fixed.
func (l *Library) kindOf(title, lang string) string {
	for _, kind := range SectionKinds {
		if l.heading(kind, lang) == title {
			return kind
		}
	}
	return ""
}

// Section is a part of an article under one heading.
type Section = doc.Section

// Document gives the body of an article of the library. It is read when it is first
// asked for.
func (l *Library) Document(a *Article) *doc.Document {
	if d, ok := l.documents.Load(a); ok {
		return d.(*doc.Document)
	}
	var primary *doc.Document
	if p := l.byLang[Primary][a.ID]; p != nil && p != a {
		primary = l.Document(p)
	}
	d := doc.Parse(a.Markdown, func(title string) string { return l.kindOf(title, a.Lang) }, primary)
	kept, _ := l.documents.LoadOrStore(a, d)
	return kept.(*doc.Document)
}
