package content

import (
	"waptkb/content/doc"
	"waptkb/i18n"
)

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
func heading(texts *i18n.Catalog, kind, lang string) string {
	return texts.Text(lang, "section."+kind)
}

// Section is a part of an article under one heading.
type Section = doc.Section

// newDocument reads the body of an article; primary is that of the primary one, nil where
// the article is it.
func newDocument(a *Article, primary *doc.Document, texts *i18n.Catalog) *doc.Document {
	kindOf := func(title string) string {
		for _, kind := range SectionKinds {
			if heading(texts, kind, a.Lang) == title {
				return kind
			}
		}
		if a.Own { // who writes for colleagues takes any heading
			return SectionSolution
		}
		return ""
	}
	return doc.Parse(a.Markdown(), kindOf, primary)
}
