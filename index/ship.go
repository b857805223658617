package index

import (
	"cmp"
	"strings"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/i18n"
)

// FirstSteps is the beginning of the solution of an article, as pages show it in an answer.
type FirstSteps struct {
	HTML   string
	Anchor string // where the steps go on
	Whole  bool   // nothing follows
}

// sectionSteps is the section of the first steps of the articles in a language.
const sectionSteps = "steps."

// Ship writes the index for a place where only search and diagnosis are wanted, and every
// byte is waited for: a browser. The bodies of articles stay behind, and the texts of
// passages that people are not led to: questions, pastes, what other people ask. So an
// index that was shipped suggests no questions, and cannot be measured with them. What it
// answers is the same. It carries the first steps of each article, ready made.
func (x *Index) Ship(steps func(a *content.Article, lang string) FirstSteps) ([]byte, error) {
	var out flat.Builder
	x.lib.Ship(&out)
	x.text.Ship(&out)
	out.CopyMissing(x.file)
	for _, lang := range i18n.Languages() {
		var list []string
		for _, id := range x.lib.IDs() {
			a, err := x.lib.Article(id, lang)
			if err != nil {
				return nil, err
			}
			s := steps(a, lang)
			list = append(list, strings.Join([]string{s.Anchor, wholeMark(s.Whole), s.HTML}, "\n"))
		}
		out.Strings(sectionSteps+lang, list)
	}
	data, err := out.File()
	if err != nil {
		return nil, err
	}
	return flat.Ship(data)
}

func wholeMark(whole bool) string {
	if whole {
		return "whole"
	}
	return ""
}

// Unship opens what [Index.Ship] wrote.
func Unship(data []byte) (*Index, error) {
	data, err := flat.Unship(data)
	if err != nil {
		return nil, err
	}
	return Read(string(data))
}

// Steps gives the first steps of an article of an index that was shipped.
func (x *Index) Steps(a *content.Article, lang string) FirstSteps {
	place := x.lib.Place(a.ID)
	if place < 0 || place >= x.lib.Len() {
		return FirstSteps{}
	}
	record := x.file.Strings(sectionSteps + cmp.Or(lang, content.Primary)).At(place)
	anchor, rest, _ := strings.Cut(record, "\n")
	whole, html, _ := strings.Cut(rest, "\n")
	return FirstSteps{HTML: html, Anchor: anchor, Whole: whole != ""}
}
