package index

import (
	"cmp"
	"fmt"
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
	for n, v := range x.volumes {
		data, err := v.ship()
		if err != nil {
			return nil, err
		}
		out.Bytes(fmt.Sprint(sectionVolume, n), data)
	}
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
	return out.File()
}

// sectionVolume begins the names of the volumes, which end in their numbers.
const sectionVolume = "volume."

func (v volume) ship() ([]byte, error) {
	var out flat.Builder
	v.lib.Ship(&out)
	v.text.Ship(&out)
	out.CopyMissing(v.file)
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
	file, err := flat.Open(string(data))
	if err != nil {
		return nil, err
	}
	var x *Index
	for n := 0; n == 0 || file.Has(fmt.Sprint(sectionVolume, n)); n++ {
		compiled, err := flat.Unship([]byte(file.Bytes(fmt.Sprint(sectionVolume, n))))
		if err != nil {
			return nil, err
		}
		if n == 0 {
			x, err = Read(string(compiled))
		} else {
			x, err = x.Beside(string(compiled))
		}
		if err != nil {
			return nil, err
		}
	}
	x.shipped = file
	return x, file.Err()
}

// Steps gives the first steps of an article of an index that was shipped.
func (x *Index) Steps(a *content.Article, lang string) FirstSteps {
	place := x.lib.Place(a.ID)
	if place < 0 || place >= x.lib.Len() {
		return FirstSteps{}
	}
	record := x.shipped.Strings(sectionSteps + cmp.Or(lang, content.Primary)).At(place)
	anchor, rest, _ := strings.Cut(record, "\n")
	whole, html, _ := strings.Cut(rest, "\n")
	return FirstSteps{HTML: html, Anchor: anchor, Whole: whole != ""}
}
