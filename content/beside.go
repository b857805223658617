package content

import (
	"slices"
	"strings"

	"waptkb/content/doc"
	"waptkb/content/flat"
	"waptkb/i18n"
)

// Own is what an organisation has beside our articles.
type Own struct {
	Library  *Library // its articles, messages and codes alone
	Hidden   []string // ids of ours that are not shown any more
	Concepts string   // words that mean the same there; as words.Concepts
	Foreign  string   // names of what its questions are not about; as words.Foreign
}

// Beside gives a library with what an organisation has beside it, which replaces what has the same
// id, and without what is hidden. An article that is led to from one of the organisation leads
// there in turn. Records are copied as they are: it takes some milliseconds.
func Beside(base, own *Library, hidden []string) (*Library, error) {
	m := merger{base: base, own: own, hidden: hidden, back: map[string][]string{}}
	for _, id := range slices.Sorted(slices.Values(slices.Concat(base.IDs(), own.IDs()))) {
		if len(m.ids) > 0 && m.ids[len(m.ids)-1] == id {
			continue
		}
		if own.hasText(id) || base.isArticle(id) && !slices.Contains(hidden, id) {
			m.ids = append(m.ids, id)
		}
	}
	for _, a := range own.Articles(Primary) {
		for _, r := range a.Related {
			if !own.hasText(r) {
				m.back[r] = append(m.back[r], a.ID)
			}
		}
	}
	var out flat.Builder
	if err := m.write(&out); err != nil {
		return nil, err
	}
	file, err := out.Open()
	if err != nil {
		return nil, err
	}
	return Read(file)
}

// merger writes a library out of two.
type merger struct {
	base, own *Library
	hidden    []string
	ids       []string
	back      map[string][]string // by article: those of the organisation that lead there
}

// of gives the library that an article is read from, and its place there.
func (m *merger) of(id string) (*Library, int) {
	if i, ok := m.own.ids.Search(id); ok && m.own.hasText(id) {
		return m.own, i
	}
	i, _ := m.base.ids.Search(id)
	return m.base, i
}

func (m *merger) write(out *flat.Builder) error {
	out.Strings(sectionIDs, m.ids)
	traits, releases := make([]byte, len(m.ids)), make([]uint32, len(m.ids))
	for n, id := range m.ids {
		lib, i := m.of(id)
		traits[n], releases[n] = lib.traits[i], lib.releases.At(i)
	}
	out.Bytes(sectionTraits, traits)
	out.Numbers(sectionReleases, releases)
	w := &writer{out: out}
	for _, lang := range i18n.Languages() {
		heads, bodies := make([]string, len(m.ids)), make([]string, len(m.ids))
		for n, id := range m.ids {
			lib, i := m.of(id)
			heads[n], bodies[n] = m.head(w, lang, id, lib.articles[lang].heads.At(i)), lib.articles[lang].bodies.Block(i)
		}
		out.Strings(sectionHeads+lang, heads)
		out.Blocks(sectionBodies+lang, bodies, m.base.articles[lang].bodies)
		out.Strings(sectionQuestions+lang, nil)
	}
	out.Strings(sectionPastes, nil)
	out.Bytes(sectionHides, nil)
	m.messages(w)
	m.codes(w)
	m.guide(w)
	m.figures(out)
	out.Bytes(sectionDate, []byte(max(m.base.date, m.own.date)))
	return w.err
}

// head gives the record of an article, with the related ones that there are, and with the errors
// that are added to it.
func (m *merger) head(w *writer, lang, id, record string) string {
	if record == "" || len(m.back[id]) == 0 && len(m.hidden) == 0 && !m.own.isArticle(id) {
		return record
	}
	a := decode[Article](record)
	related := slices.DeleteFunc(slices.Clone(a.Related), func(r string) bool { _, ok := slices.BinarySearch(m.ids, r); return !ok })
	for _, r := range m.back[id] {
		if !slices.Contains(related, r) {
			related = append(related, r)
		}
	}
	errors := a.Errors
	if lang == Primary && m.own.isArticle(id) && !m.own.hasText(id) {
		errors = withErrors(errors, m.own.translation(id, Primary).Errors)
	}
	if slices.Equal(related, a.Related) && len(errors) == len(a.Errors) {
		return record
	}
	a.Related, a.Errors = related, errors
	return w.record(sectionHeads, a)
}

// withErrors adds the templates that are new.
func withErrors(templates, more []Template) []Template {
	out := slices.Clip(templates)
	for _, t := range more {
		if !slices.ContainsFunc(templates, func(o Template) bool { return o.Key() == t.Key() }) {
			out = append(out, t)
		}
	}
	return out
}

// messages writes those of both, sorted by id. One whose article is hidden is solved nowhere.
func (m *merger) messages(w *writer) {
	if m.own.messageID.Len() == 0 && len(m.hidden) == 0 {
		w.out.Copy(m.base.file, sectionsMessages)
		return
	}
	list := merged(m.base.Messages(), m.own.Messages(), func(x *Message) string { return x.ID }, m.hidden)
	slices.SortFunc(list, func(a, b *Message) int { return strings.Compare(a.ID, b.ID) })
	for _, x := range list {
		x.Article = m.existing(x.Article)
	}
	writeMessages(w, list)
}

// codes writes those of both, sorted by value.
func (m *merger) codes(w *writer) {
	if m.own.codeValue.Len() == 0 && len(m.hidden) == 0 {
		w.out.Copy(m.base.file, sectionsCodes)
		return
	}
	list := merged(m.base.Codes(), m.own.Codes(), func(x *Code) string { return x.ID }, m.hidden)
	slices.SortFunc(list, byValue)
	for _, x := range list {
		x.Article = m.existing(x.Article)
	}
	writeCodes(w, list)
}

// guide writes the steps of both, without what is hidden.
func (m *merger) guide(w *writer) {
	var steps []*Step
	for _, s := range m.base.Guide().with(m.own.Guide().steps).steps {
		clone := *s
		clone.Choices = slices.DeleteFunc(slices.Clone(s.Choices), func(c Choice) bool { return c.Article != "" && m.existing(c.Article) == "" })
		steps = append(steps, &clone)
	}
	writeRecords(w, sectionGuide, steps)
}

// existing gives an id of an article that there is, and else none.
func (m *merger) existing(article string) string {
	if _, ok := slices.BinarySearch(m.ids, article); !ok {
		return ""
	}
	return article
}

// merged lists copies of what is in two lists: of the same id that of the second, and nothing that
// is hidden in the first.
func merged[T any](base, own []*T, id func(*T) string, hidden []string) (out []*T) {
	theirs := map[string]bool{}
	for _, x := range own {
		theirs[id(x)] = true
		clone := *x
		out = append(out, &clone)
	}
	for _, x := range base {
		if !theirs[id(x)] && !slices.Contains(hidden, id(x)) {
			clone := *x
			out = append(out, &clone)
		}
	}
	return out
}

// figures writes those of both; of the same name that of the organisation.
func (m *merger) figures(out *flat.Builder) {
	names := slices.Sorted(slices.Values(slices.Concat(slices.Collect(m.base.figures.All()), slices.Collect(m.own.figures.All()))))
	names = slices.Compact(names)
	blocks := make([]string, len(names))
	for n, name := range names {
		if i, ok := m.own.figures.Search(name); ok {
			blocks[n] = m.own.svgs.Block(i)
		} else if i, ok := m.base.figures.Search(name); ok {
			blocks[n] = m.base.svgs.Block(i)
		}
	}
	out.Strings(sectionFigures, names)
	out.Strings(sectionSVGs, blocks)
}

// cutDeadLinks turns links to articles that there are not into text: what is hidden may be led to
// from anywhere.
func (l *Library) cutDeadLinks(d *doc.Document) {
	d.EditSpans(func(s doc.Span) []doc.Span {
		if s.Kind == doc.Link && s.Article != "" && !l.isArticle(s.Article) {
			return s.Spans
		}
		return []doc.Span{s}
	})
}
