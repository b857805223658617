package content

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"waptkb/content/doc"
	"waptkb/content/flat"
	"waptkb/i18n"
)

// draft is a library that is still read and checked.
type draft struct {
	byLang    map[string]map[string]*Article
	messages  []*Message // sorted by id
	codes     []*Code    // in the order of byValue
	guide     []*Step
	figures   map[string][]byte
	documents map[*Article]*doc.Document
	texts     *i18n.Catalog
}

func newDraft(texts *i18n.Catalog) *draft {
	d := &draft{byLang: map[string]map[string]*Article{}, figures: map[string][]byte{}, documents: map[*Article]*doc.Document{}, texts: texts}
	for _, lang := range i18n.Languages() {
		d.byLang[lang] = map[string]*Article{}
	}
	return d
}

// ids lists the ids of all articles, sorted.
func (d *draft) ids() []string { return slices.Sorted(maps.Keys(d.byLang[Primary])) }

// document gives the body of an article of the draft.
func (d *draft) document(a *Article) *doc.Document {
	if read, ok := d.documents[a]; ok {
		return read
	}
	var primary *doc.Document
	if p := d.byLang[Primary][a.ID]; p != nil && p != a {
		primary = d.document(p)
	}
	d.documents[a] = newDocument(a, primary, d.texts)
	return d.documents[a]
}

// leaveOut removes articles, and what leads to those of them that do not stand elsewhere.
func (d *draft) leaveOut(ids []string, elsewhere func(id string) bool) {
	out := func(id string) bool { return slices.Contains(ids, id) && !elsewhere(id) }
	for _, articles := range d.byLang {
		maps.DeleteFunc(articles, func(id string, _ *Article) bool { return slices.Contains(ids, id) })
		for _, a := range articles {
			a.Related = slices.DeleteFunc(a.Related, out)
		}
	}
	d.messages = slices.DeleteFunc(d.messages, func(m *Message) bool { return out(m.Article) })
	d.codes = slices.DeleteFunc(d.codes, func(c *Code) bool { return out(c.Article) })
	d.leaveOutOfGuide(out)
}

// library gives the library that was drafted.
func (d *draft) library() (*Library, error) {
	var out flat.Builder
	if err := d.write(&out); err != nil {
		return nil, err
	}
	file, err := out.Open()
	if err != nil {
		return nil, err
	}
	return Read(file)
}

// write writes the sections of a library into a file.
func (d *draft) write(out *flat.Builder) error {
	w := writer{out: out}
	ids := d.ids()
	out.Strings(sectionIDs, ids)
	traits, releases := make([]byte, len(ids)), make([]uint32, len(ids))
	pastes := make([][]string, len(ids))
	for i, id := range ids {
		a := d.byLang[Primary][id]
		pastes[i], releases[i] = a.Pastes, uint32(ReleasesOf(a.Checked...))
		traits[i] = byte(max(0, slices.Index(Components, a.Component))) << traitBits
		if a.General {
			traits[i] |= traitGeneral
		}
	}
	out.Bytes(sectionTraits, traits)
	out.Numbers(sectionReleases, releases)
	for _, lang := range i18n.Languages() {
		heads, bodies, questions := make([]*Article, len(ids)), make([]string, len(ids)), make([][]string, len(ids))
		for i, id := range ids {
			a := d.byLang[lang][id]
			if a == nil {
				continue
			}
			head := *a
			bodies[i], questions[i] = a.Markdown(), a.Questions
			head.Questions, head.Pastes = nil, nil
			if lang != Primary && d.byLang[Primary][id] != nil { // see Library.translation
				head.Errors = nil
			}
			heads[i] = &head
		}
		writeRecords(&w, sectionHeads+lang, heads)
		if err := out.Packed(sectionBodies+lang, bodies, 1); err != nil {
			return err
		}
		writeRecords(&w, sectionQuestions+lang, questions)
	}
	writeRecords(&w, sectionPastes, pastes)
	writeMessages(&w, d.messages)
	writeCodes(&w, d.codes)
	writeRecords(&w, sectionGuide, d.guide)
	figures := slices.Sorted(maps.Keys(d.figures))
	var svgs []string
	for _, name := range figures {
		svgs = append(svgs, string(d.figures[name]))
	}
	out.Strings(sectionFigures, figures)
	if err := out.Packed(sectionSVGs, svgs, 1); err != nil {
		return err
	}
	out.Bytes(sectionDate, []byte(d.date()))
	return w.err
}

// date gives the day of the last reading of any article.
func (d *draft) date() (newest string) {
	for _, articles := range d.byLang {
		for _, a := range articles {
			newest = max(newest, a.Reviewed)
		}
	}
	return newest
}

// writeMessages writes messages, sorted by id.
func writeMessages(w *writer, messages []*Message) {
	var ids, to []string
	var informs []byte
	for _, m := range messages {
		var only byte
		if m.Severity == severityInfo {
			only = 1
		}
		ids, to, informs = append(ids, m.ID), append(to, m.Article), append(informs, only)
	}
	w.out.Strings(sectionMessageID, ids)
	w.out.Bytes(sectionInforms, informs)
	writeLeads(w.out, sectionMessageTo, to)
	packRecords(w, sectionMessages, messages)
}

// writeLeads writes which articles a list names; see [leads].
func writeLeads(out *flat.Builder, section string, to []string) {
	named := slices.Compact(slices.Sorted(slices.Values(to)))
	which := make([]uint32, len(to))
	for i, id := range to {
		place, _ := slices.BinarySearch(named, id)
		which[i] = uint32(place)
	}
	out.Strings(section, named)
	out.Numbers(section+".which", which)
}

// writeCodes writes codes, sorted by value.
func writeCodes(w *writer, codes []*Code) {
	var values []uint32
	var to []string
	for _, c := range codes {
		values, to = append(values, c.Value), append(to, c.Article)
	}
	w.out.Numbers(sectionCodeValue, values)
	writeLeads(w.out, sectionCodeTo, to)
	packRecords(w, sectionCodes, codes)
	names, places := codeNames(codes)
	w.out.Strings(sectionCodeNames, names)
	w.out.Numbers(sectionCodeNames+".place", places)
}

// codeNames lists the names that codes have, folded and sorted, and the place of each among
// the codes. Those of programs are no names.
func codeNames(codes []*Code) (names []string, places []uint32) {
	byName := map[string]uint32{}
	for i, c := range slices.Backward(codes) { // of several the first
		if !c.OfProgram() {
			byName[strings.ToLower(c.Name)] = uint32(i)
		}
	}
	names = slices.Sorted(maps.Keys(byName))
	for _, name := range names {
		places = append(places, byName[name])
	}
	return names, places
}

// writer writes records, until one cannot be written.
type writer struct {
	out *flat.Builder
	err error
}

// record gives a value as JSON.
func (w *writer) record(section string, v any) string {
	data, err := json.Marshal(v)
	if err != nil && w.err == nil {
		w.err = fmt.Errorf("writing %s: %w", section, err)
	}
	return string(data)
}

// writeRecords writes values as JSON; nil is empty.
func writeRecords[T any](w *writer, section string, values []T) {
	w.out.Strings(section, recordsOf(w, section, values))
}

// recordsPerBlock is how many records are packed together of which an answer needs one or two.
const recordsPerBlock = 16

// packRecords is [writeRecords] for values of which few are ever read.
func packRecords[T any](w *writer, section string, values []T) {
	if err := w.out.Packed(section, recordsOf(w, section, values), recordsPerBlock); err != nil && w.err == nil {
		w.err = fmt.Errorf("writing %s: %w", section, err)
	}
}

func recordsOf[T any](w *writer, section string, values []T) []string {
	list := make([]string, len(values))
	for i, v := range values {
		if list[i] = w.record(section, v); list[i] == "null" {
			list[i] = ""
		}
	}
	return list
}

// Write writes a library into a file that [Read] reads, without questions and pastes:
// search has them as passages.
func (l *Library) Write(out *flat.Builder) {
	out.Copy(l.file, sectionsLibrary)
	for _, lang := range i18n.Languages() {
		out.Strings(sectionQuestions+lang, nil)
	}
	out.Strings(sectionPastes, nil)
}
