package content

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"waptkb/content/doc"
	"waptkb/content/flat"
	"waptkb/i18n"
)

// ErrNotFound is the kind of error for an article, message or code that does not exist.
var ErrNotFound = errors.New("no such article")

// Library is all articles in all languages, and all messages and codes. It never
// changes, and is safe for concurrent use. It reads them out of a file (package flat)
// when they are asked for, and keeps what it has read.
type Library struct {
	file      *flat.File
	ids       flat.Strings
	traits    string       // by article; see traitGeneral
	releases  flat.Numbers // by article; of ReleaseSet
	articles  map[string]records
	questions map[string]flat.Strings // JSON by language and article; empty where they are passages of an index
	pastes    flat.Strings            // likewise
	messageID flat.Strings
	messages  flat.Packed // JSON
	informs   string      // by message: 1 where it only informs
	messageTo leads
	codeValue flat.Numbers // sorted
	codes     flat.Packed  // JSON
	codeTo    leads
	codeName  flat.Strings // folded, sorted
	codeOf    flat.Numbers // by name: the place among the codes
	figures   flat.Strings // names, sorted
	svgs      flat.Packed
	steps     flat.Strings // JSON; of the guide
	hides     bool         // links may lead to what is hidden; see [Beside]
	texts     *i18n.Catalog

	kept  sync.Map // entryKey → *Article
	known sync.Map // id → *Message, place → *Code
	read  sync.Map // *Article → *doc.Document

	date        string
	allIDs      func() []string
	lists       func() map[string][]*Article
	allMessages func() []*Message
	allCodes    func() []*Code
	guide       func() *Guide
}

// leads tell which article each of a list names, so that no record need be unpacked for it.
type leads struct {
	named flat.Strings // sorted; that of none is empty
	which flat.Numbers
}

func readLeads(file *flat.File, section string) leads {
	return leads{file.Strings(section), file.Numbers(section + ".which")}
}

func (l leads) at(i int) string { return l.named.At(int(l.which.At(i))) }

// records are the articles in a language, in the order of their ids; one that is not
// translated is empty.
type records struct {
	heads  flat.Strings // JSON, without the body
	bodies flat.Packed  // Markdown
}

// Names of the sections of a file. Those of articles end in a language. All but the
// questions and the pastes begin alike.
const (
	sectionsLibrary  = "library."
	sectionsMessages = "library.message"
	sectionsCodes    = "library.code"

	sectionIDs       = "library.ids"
	sectionTraits    = "library.traits"
	sectionReleases  = "library.releases"
	sectionHeads     = "library.heads."
	sectionBodies    = "library.bodies."
	sectionQuestions = "asked.questions."
	sectionPastes    = "asked.pastes"
	sectionMessageID = "library.message-ids"
	sectionMessages  = "library.messages"
	sectionInforms   = "library.message-informs"
	sectionMessageTo = "library.message-to"
	sectionCodeValue = "library.code-values"
	sectionCodes     = "library.codes"
	sectionCodeNames = "library.code-names"
	sectionCodeTo    = "library.code-to"
	sectionGuide     = "library.guide"
	sectionFigures   = "library.figures"
	sectionSVGs      = "library.svgs"
	sectionDate      = "library.date"
	sectionHides     = "library.hides"
)

// Read gives the library that stands in a file; see [Library.Write].
func Read(file *flat.File) (*Library, error) {
	l := &Library{
		file: file, texts: i18n.New(), articles: map[string]records{}, questions: map[string]flat.Strings{},
		ids: file.Strings(sectionIDs), traits: file.Bytes(sectionTraits), releases: file.Numbers(sectionReleases),
		pastes:    file.Strings(sectionPastes),
		messageID: file.Strings(sectionMessageID), codeValue: file.Numbers(sectionCodeValue),
		codeName: file.Strings(sectionCodeNames), codeOf: file.Numbers(sectionCodeNames + ".place"),
		informs: file.Bytes(sectionInforms), messageTo: readLeads(file, sectionMessageTo), codeTo: readLeads(file, sectionCodeTo),
		figures: file.Strings(sectionFigures), date: file.Bytes(sectionDate), steps: file.Strings(sectionGuide), hides: file.Has(sectionHides),
	}
	for _, lang := range i18n.Languages() {
		l.articles[lang] = records{file.Strings(sectionHeads + lang), file.Packed(sectionBodies+lang, l.ids.Len(), 1)}
		l.questions[lang] = file.Strings(sectionQuestions + lang)
	}
	l.messages = file.Packed(sectionMessages, l.messageID.Len(), recordsPerBlock)
	l.codes = file.Packed(sectionCodes, l.codeValue.Len(), recordsPerBlock)
	l.svgs = file.Packed(sectionSVGs, l.figures.Len(), 1)
	l.allIDs = sync.OnceValue(func() []string { return slices.Collect(l.ids.All()) })
	l.lists = sync.OnceValue(l.newLists)
	l.allMessages = sync.OnceValue(func() []*Message { return collectPacked(l.messages, l.message) })
	l.allCodes = sync.OnceValue(func() []*Code { return collectPacked(l.codes, l.code) })
	l.guide = sync.OnceValue(func() *Guide {
		return &Guide{collect(l.steps.Len(), func(i int) *Step { return decode[Step](l.steps.At(i)) })}
	})
	return l, file.Err()
}

func collect[T any](n int, at func(int) T) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = at(i)
	}
	return out
}

// collectPacked is [collect] for packed records, each block of which is unpacked once.
func collectPacked[T any](records flat.Packed, at func(i int, record func(int) string) T) (out []T) {
	for i, record := range records.All() {
		out = append(out, at(i, func(int) string { return record }))
	}
	return out
}

// decode reads a record, which was written by [draft.write].
func decode[T any](record string) *T {
	v := new(T)
	if record == "" {
		return v
	}
	if err := json.Unmarshal([]byte(record), v); err != nil {
		panic(fmt.Sprintf("the compiled library is damaged: %v", err))
	}
	return v
}

// Len tells how many articles there are.
func (l *Library) Len() int { return l.ids.Len() }

// IDs lists the ids of all articles, sorted. The list is not the caller's to change.
func (l *Library) IDs() []string { return l.allIDs() }

// What an article is, one bit each; then its place in [Components].
const (
	traitGeneral = 1 << iota

	traitBits = 1
)

// General tells whether an article, by its place, is about a family of problems.
func (l *Library) General(i int) bool { return l.traits[i]&traitGeneral != 0 }

// Releases gives the releases of WAPT that an article, by its place, was checked against.
func (l *Library) Releases(i int) ReleaseSet { return ReleaseSet(l.releases.At(i)) }

// Component gives the component of an article, a message or a code by its place; see
// [Library.IDAt].
func (l *Library) Component(place int) string {
	if i := place - l.Len(); i < 0 {
		return Components[l.traits[place]>>traitBits]
	} else if i < l.messageID.Len() {
		return l.messageAt(i).Component
	}
	return codeComponent
}

// Figure gives a figure's SVG, or an error that is [ErrNotFound].
func (l *Library) Figure(name string) ([]byte, error) {
	if i, ok := l.figures.Search(name); ok {
		return []byte(l.svgs.At(i)), nil
	}
	return nil, ErrNotFound
}

// entryKey names an article or an entry in a language.
type entryKey struct{ id, lang string }

// Article finds an article, or an entry of the reference in the form of one, in a
// language. Where the translation is missing it gives the primary one, whose Lang
// tells so. The error is [ErrNotFound].
func (l *Library) Article(id, lang string) (*Article, error) {
	if a := l.translation(id, lang); a != nil {
		return a, nil
	}
	if a := l.translation(id, Primary); a != nil {
		return a, nil
	}
	return l.Entry(id, lang)
}

// translation gives an article in a language, nil where there is none.
func (l *Library) translation(id, lang string) *Article {
	i, ok := l.ids.Search(id)
	if !ok || !l.has(i, lang) {
		return nil
	}
	return remembered(&l.kept, entryKey{l.ids.At(i), lang}, func() *Article {
		a := decode[Article](l.articles[lang].heads.At(i))
		a.markdown = sync.OnceValue(func() string { return l.articles[lang].bodies.At(i) })
		if l.questions[lang].Len() > 0 {
			a.Questions, a.Pastes = *decode[[]string](l.questions[lang].At(i)), *decode[[]string](l.pastes.At(i))
		}
		if lang != Primary && l.has(i, Primary) { // errors are the same in all languages
			a.Errors = l.translation(id, Primary).Errors
		}
		return a
	})
}

// has tells whether an article, by its place, exists in a language.
func (l *Library) has(i int, lang string) bool {
	r, ok := l.articles[lang]
	return ok && r.heads.At(i) != ""
}

// keep gives what is kept by a key, or what is made now.
func (l *Library) keep(key entryKey, make func() (*Article, error)) (*Article, error) {
	if a, ok := l.kept.Load(key); ok {
		return a.(*Article), nil
	}
	a, err := make()
	if err != nil {
		return nil, err
	}
	kept, _ := l.kept.LoadOrStore(key, a)
	return kept.(*Article), nil
}

// Articles lists all articles in a language, sorted by component and id, with
// the primary one where a translation is missing. The list is not the caller's to
// change.
func (l *Library) Articles(lang string) []*Article {
	if list, ok := l.lists()[lang]; ok {
		return list
	}
	return l.lists()[Primary]
}

// Date gives the day of the last reading of any article, 2006-01-02: how old the content is.
// It is empty where no article has one.
func (l *Library) Date() string { return l.date }

// newLists makes the lists of [Library.Articles].
func (l *Library) newLists() map[string][]*Article {
	lists := map[string][]*Article{}
	for _, lang := range i18n.Languages() {
		list := make([]*Article, l.Len())
		for i := range list {
			list[i], _ = l.Article(l.ids.At(i), lang)
		}
		slices.SortStableFunc(list, func(a, b *Article) int {
			return cmp.Compare(slices.Index(Components, a.Component), slices.Index(Components, b.Component))
		})
		lists[lang] = list
	}
	return lists
}

// Translations lists the languages that an article exists in.
func (l *Library) Translations(id string) []string {
	var out []string
	if i, ok := l.ids.Search(id); ok {
		for _, lang := range i18n.Languages() {
			if l.has(i, lang) {
				out = append(out, lang)
			}
		}
	}
	return out
}

// Messages lists all messages, sorted by id.
func (l *Library) Messages() []*Message { return l.allMessages() }

// Message finds a message. The error is [ErrNotFound].
func (l *Library) Message(id string) (*Message, error) {
	i, ok := l.messageID.Search(id)
	if !ok {
		return nil, ErrNotFound
	}
	return l.messageAt(i), nil
}

// About gives the id of what a template of an id is about: the article that a message
// names, else the article or message itself.
func (l *Library) About(id string) string {
	if i, ok := l.messageID.Search(id); ok {
		return cmp.Or(l.LeadsTo(l.Len()+i), id)
	}
	return id
}

// LeadsTo gives the id of the article that a message or a code, by its place, names, empty
// where it names none.
func (l *Library) LeadsTo(place int) string {
	if i := place - l.Len(); i < l.messageID.Len() {
		return l.messageTo.at(i)
	}
	return l.codeTo.at(place - l.Len() - l.messageID.Len())
}

// Informs tells whether an id is that of a message that only informs.
func (l *Library) Informs(id string) bool {
	i, ok := l.messageID.Search(id)
	return ok && l.informs[i] == 1
}

func (l *Library) messageAt(i int) *Message { return l.message(i, l.messages.At) }

// message gives a message whose record is read where it is not known yet.
func (l *Library) message(i int, record func(i int) string) *Message {
	return remembered(&l.known, l.messageID.At(i), func() *Message { return decode[Message](record(i)) })
}

// remembered gives the value of a key, which is made when it is first asked for.
func remembered[K comparable, V any](m *sync.Map, key K, make func() V) V {
	if v, ok := m.Load(key); ok {
		return v.(V)
	}
	v, _ := m.LoadOrStore(key, make())
	return v.(V)
}

// Codes lists all codes, sorted by value.
func (l *Library) Codes() []*Code { return l.allCodes() }

// Code finds a code by its id. The error is [ErrNotFound].
func (l *Library) Code(id string) (*Code, error) {
	i, ok := l.codePlace(id)
	if !ok {
		return nil, ErrNotFound
	}
	return l.codeAt(i), nil
}

// CodesByValue finds the codes by the value that [ParseCode] and [FindCodes] give:
// that of Windows first, then those of programs.
func (l *Library) CodesByValue(value uint32) []*Code {
	first, end := l.codePlaces(value)
	return collect(end-first, func(i int) *Code { return l.codeAt(first + i) })
}

// CodeNamed finds a code by its name in any case: ERROR_INSTALL_FAILURE. The error is
// [ErrNotFound].
func (l *Library) CodeNamed(name string) (*Code, error) {
	i, ok := l.codeName.Search(strings.ToLower(name))
	if !ok {
		return nil, ErrNotFound
	}
	return l.codeAt(int(l.codeOf.At(i))), nil
}

// codePlaces gives the places, from first to before end, that a value has among the codes.
func (l *Library) codePlaces(value uint32) (first, end int) {
	n := l.codeValue.Len()
	first, _ = sort.Find(n, func(i int) int { return cmp.Compare(value, l.codeValue.At(i)) })
	for end = first; end < n && l.codeValue.At(end) == value; {
		end++
	}
	return first, end
}

// codePlace finds the place of a code among the codes. An id ends in the number.
func (l *Library) codePlace(id string) (int, bool) {
	value, _ := ParseCode(id[strings.LastIndexByte(id, '-')+1:])
	for i, end := l.codePlaces(value); i < end; i++ {
		if l.codeAt(i).ID == id {
			return i, true
		}
	}
	return 0, false
}

func (l *Library) codeAt(i int) *Code { return l.code(i, l.codes.At) }

func (l *Library) code(i int, record func(i int) string) *Code {
	return remembered(&l.known, i, func() *Code { return decode[Code](record(i)) })
}

// Size tells how many articles, messages and codes there are.
func (l *Library) Size() int { return l.Len() + l.messageID.Len() + l.codeValue.Len() }

// IDAt gives the id of an article, a message or a code by its place among all: the
// articles and the messages sorted by id, then the codes by value.
func (l *Library) IDAt(place int) string {
	if place < l.Len() {
		return l.ids.At(place)
	}
	if place -= l.Len(); place < l.messageID.Len() {
		return l.messageID.At(place)
	}
	return l.codeAt(place - l.messageID.Len()).ID
}

// ArticlePlace is [Library.Place] of articles alone: it unpacks no record.
func (l *Library) ArticlePlace(id string) int {
	if i, ok := l.ids.Search(id); ok {
		return i
	}
	return -1
}

// Place gives the place of an id for [Library.IDAt], -1 where there is none.
func (l *Library) Place(id string) int {
	if i := l.ArticlePlace(id); i >= 0 {
		return i
	}
	if i, ok := l.messageID.Search(id); ok {
		return l.Len() + i
	}
	if i, ok := l.codePlace(id); ok {
		return l.Len() + l.messageID.Len() + i
	}
	return -1
}

// Entries lists the ids of all messages, then of all codes.
func (l *Library) Entries() []string {
	return collect(l.Size()-l.Len(), func(i int) string { return l.IDAt(l.Len() + i) })
}

// Document gives the body of an article of the library. It is read when it is first
// asked for.
func (l *Library) Document(a *Article) *doc.Document {
	read := func() *doc.Document {
		if a.Kind == KindArticle && l.articles[a.Lang].bodies.IsPlain() { // of a shipped library
			return restored(a)
		}
		var primary *doc.Document
		if p := l.translation(a.ID, Primary); p != nil && p != a {
			primary = l.Document(p)
		}
		d := newDocument(a, primary, l.texts)
		if l.hides {
			l.cutDeadLinks(d)
		}
		return d
	}
	if !l.Keeps(a) {
		return read()
	}
	return remembered(&l.read, a, read)
}

// Ship adds messages and codes as they are, in the place of the body of an article what an
// answer shows of it, read, and empty texts in the place of figures.
func (l *Library) Ship(out *flat.Builder) error {
	w := &writer{out: out}
	w.out.Plain(sectionMessages, l.messages.List())
	w.out.Plain(sectionCodes, l.codes.List())
	for _, lang := range i18n.Languages() {
		bodies := make([]string, l.Len())
		for i := range bodies {
			if l.has(i, lang) {
				bodies[i] = w.record(sectionBodies+lang, l.firstSteps(l.translation(l.ids.At(i), lang)))
			}
		}
		w.out.Plain(sectionBodies+lang, bodies)
	}
	w.out.Plain(sectionSVGs, make([]string, l.figures.Len()))
	return w.err
}

// firstSteps gives the document of an article without more than the first steps of its
// solution and, where they are not all, the heading of the next.
func (l *Library) firstSteps(a *Article) *doc.Document {
	solution := l.Document(a).Section(SectionSolution)
	if steps, whole := solution.FirstSteps(); !whole {
		solution.Blocks = solution.Blocks[:len(steps)+1]
	}
	return &doc.Document{Sections: []doc.Section{solution}}
}

// restored gives a document that [Library.Ship] wrote.
func restored(a *Article) *doc.Document {
	d := decode[doc.Document](a.Markdown())
	d.Blocks = d.Sections[0].Blocks // which are parts of them
	return d
}

// Keeps tells that an article is kept; one that was made of a code is not.
func (l *Library) Keeps(a *Article) bool {
	kept, ok := l.kept.Load(entryKey{a.ID, a.Lang})
	return ok && kept == a
}

// hasText tells whether there is an article of an id that does not only add to another.
func (l *Library) hasText(id string) bool {
	return l.isArticle(id) && !l.translation(id, Primary).Adds
}

// isArticle tells whether there is an article of an id.
func (l *Library) isArticle(id string) bool { return l.ArticlePlace(id) >= 0 }
