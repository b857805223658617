package index

import (
	"fmt"
	"html"
	"maps"
	"slices"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/content/flat"
	"waptkb/i18n"
)

// Sections of the code in first steps, sorted, and of its colours.
const (
	sectionCode    = "code"
	sectionColours = "code.colours"
)

// Ship writes the index for a place where only search and diagnosis are wanted, and every
// byte is waited for: a browser. The bodies of articles stay behind but for the first steps,
// and the texts of passages that people are not led to: questions, pastes, what other people
// ask. So an index that was shipped suggests no questions, and cannot be measured with them.
// What it answers is the same. It carries the colours of the code in first steps, which
// highlight gives as HTML.
func (x *Index) Ship(highlight func(lang, code string) string) ([]byte, error) {
	var out flat.Builder
	for n, v := range x.volumes {
		data, err := v.ship()
		if err != nil {
			return nil, err
		}
		out.Bytes(fmt.Sprint(sectionVolume, n), data)
	}
	coloured := map[string]string{}
	for _, id := range x.lib.IDs() {
		for _, lang := range i18n.Languages() {
			a, err := x.lib.Article(id, lang)
			if err != nil {
				return nil, err
			}
			steps, _ := x.lib.Document(a).Section(content.SectionSolution).FirstSteps()
			doc.EachBlock(steps, func(b doc.Block) {
				if b.Kind == doc.Code {
					coloured[codeKey(b.Lang, b.Code)] = highlight(b.Lang, b.Code)
				}
			})
		}
	}
	keys := slices.Sorted(maps.Keys(coloured))
	colours := make([]string, len(keys))
	for i, key := range keys {
		colours[i] = coloured[key]
	}
	out.Strings(sectionCode, keys)
	out.Strings(sectionColours, colours)
	return out.File()
}

func codeKey(lang, code string) string { return lang + "\n" + code }

// sectionVolume begins the names of the volumes, which end in their numbers.
const sectionVolume = "volume."

func (v volume) ship() ([]byte, error) {
	var out flat.Builder
	if err := v.lib.Ship(&out); err != nil {
		return nil, err
	}
	v.text.Ship(&out)
	out.CopyMissing(v.file)
	data, err := out.File()
	if err != nil {
		return nil, err
	}
	return flat.Ship(data)
}

// Unship opens what [Index.Ship] wrote, where it lies: the data is the index's from then on.
func Unship(data []byte) (*Index, error) {
	file, err := flat.Open(flat.View(data))
	if err != nil {
		return nil, err
	}
	var x *Index
	for n := 0; n == 0 || file.Has(fmt.Sprint(sectionVolume, n)); n++ {
		first, end := file.Place(fmt.Sprint(sectionVolume, n))
		volume := data[first:end]
		if err := flat.Unship(volume); err != nil {
			return nil, err
		}
		if n == 0 {
			x, err = Read(flat.View(volume))
		} else {
			x, err = x.Beside(flat.View(volume))
		}
		if err != nil {
			return nil, err
		}
	}
	x.shipped = file
	return x, file.Err()
}

// Coloured gives code of the first steps of an index that was shipped as HTML; code that has
// a value of the reader in it has no colours.
func (x *Index) Coloured(lang, code string) string {
	if i, ok := x.shipped.Strings(sectionCode).Search(codeKey(lang, code)); ok {
		return x.shipped.Strings(sectionColours).At(i)
	}
	return html.EscapeString(code)
}
