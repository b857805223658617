package counts

import (
	"cmp"
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// askedOften is how many askings a word has at least that is shown: a rare one may lead to
// a person.
const askedOften = 5

// Report tells what was asked, what helped, and what is to be written next.
type Report struct {
	From      string     `json:"from"` // the first and the last day with a number; empty without any
	To        string     `json:"to"`
	Asked     uint64     `json:"asked"`
	Sure      uint64     `json:"sure"`
	Near      uint64     `json:"near"`
	Silent    uint64     `json:"silent"`
	Days      []Day      `json:"days"`
	Articles  []Article  `json:"articles"` // the most answers first
	Nearest   []Count    `json:"nearest"`  // articles that came closest without answering
	Words     []Count    `json:"words"`    // of questions without an answer
	Codes     []Count    `json:"codes"`
	Questions []Question `json:"questions"`
}

// Day is the outcomes of a day.
type Day struct {
	Day    string `json:"day"`
	Sure   uint64 `json:"sure"`
	Near   uint64 `json:"near"`
	Silent uint64 `json:"silent"`
}

// Article is how an article did.
type Article struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Answered uint64 `json:"answered"`
	Yes      uint64 `json:"yes"`
	No       uint64 `json:"no"`
	NotMine  uint64 `json:"not_mine"`
}

// Count is how often something was asked.
type Count struct {
	Value string `json:"value"`
	Title string `json:"title,omitempty"`
	Count uint64 `json:"count"`
}

// NewReport makes a report of data. title gives the title of an article; it may be empty.
func NewReport(d *Data, title func(id string) string) *Report {
	r := &Report{Days: []Day{}, Articles: []Article{}, Questions: append([]Question{}, d.Questions...)}
	totals, articles := map[Key]uint64{}, map[string]*Article{}
	for _, day := range slices.Sorted(maps.Keys(d.Days)) {
		keys := d.Days[day]
		r.From, r.To = cmp.Or(r.From, day), day
		if outcome := (Day{day, keys[Key{Kind: Sure}], keys[Key{Kind: Near}], keys[Key{Kind: Silent}]}); outcome.Sure+outcome.Near+outcome.Silent > 0 {
			r.Days = append(r.Days, outcome)
		}
		for k, n := range keys {
			totals[k] += n
		}
	}
	r.Sure, r.Near, r.Silent = totals[Key{Kind: Sure}], totals[Key{Kind: Near}], totals[Key{Kind: Silent}]
	r.Asked = r.Sure + r.Near + r.Silent
	for k, n := range totals {
		if !slices.Contains(append(Votes, Answered), k.Kind) {
			continue
		}
		a := articles[k.Value]
		if a == nil {
			a = &Article{ID: k.Value, Title: title(k.Value)}
			articles[k.Value] = a
		}
		*map[Kind]*uint64{Answered: &a.Answered, Yes: &a.Yes, No: &a.No, NotMine: &a.NotMine}[k.Kind] = n
	}
	for _, a := range articles {
		r.Articles = append(r.Articles, *a)
	}
	slices.SortFunc(r.Articles, func(a, b Article) int {
		return cmp.Or(cmp.Compare(b.Answered, a.Answered), strings.Compare(a.ID, b.ID))
	})
	none := func(string) string { return "" }
	r.Nearest, r.Words, r.Codes = top(totals, Nearest, 1, title), top(totals, Word, askedOften, none), top(totals, Code, 1, none)
	return r
}

// top lists what of a kind has a number of at least least, the greatest first.
func top(totals map[Key]uint64, kind Kind, least uint64, title func(string) string) []Count {
	out := []Count{}
	for k, n := range totals {
		if k.Kind == kind && n >= least {
			out = append(out, Count{k.Value, title(k.Value), n})
		}
	}
	slices.SortFunc(out, func(a, b Count) int { return cmp.Or(cmp.Compare(b.Count, a.Count), strings.Compare(a.Value, b.Value)) })
	return out
}

// Helping lists the articles of which more people said yes than no, Failing the others of
// which somebody said no: those to be written better first.
func (r *Report) Helping() []Article {
	return r.voted(func(a Article) bool { return a.Yes > a.No }, func(a Article) uint64 { return a.Yes })
}

// Failing is the counterpart of Helping.
func (r *Report) Failing() []Article {
	return r.voted(func(a Article) bool { return a.No > 0 && a.Yes <= a.No }, func(a Article) uint64 { return a.No })
}

func (r *Report) voted(is func(Article) bool, by func(Article) uint64) (out []Article) {
	for _, a := range r.Articles {
		if is(a) {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b Article) int { return cmp.Compare(by(b), by(a)) })
	return out
}

// CSV writes all numbers of a report as rows of kind, value, title and count. Questions
// are none and are left out: a spreadsheet would take some for formulas.
func (r *Report) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	row := func(kind Kind, value, title string, n uint64) {
		if title != "" && strings.ContainsRune("=+-@\t\r", rune(title[0])) { // a formula
			title = "'" + title
		}
		_ = out.Write([]string{string(kind), value, title, strconv.FormatUint(n, 10)}) // Error tells
	}
	_ = out.Write([]string{"kind", "value", "title", "count"})
	for _, d := range r.Days {
		row(Sure, d.Day, "", d.Sure)
		row(Near, d.Day, "", d.Near)
		row(Silent, d.Day, "", d.Silent)
	}
	for _, a := range r.Articles {
		for _, c := range []struct {
			kind Kind
			n    uint64
		}{{Answered, a.Answered}, {Yes, a.Yes}, {No, a.No}, {NotMine, a.NotMine}} {
			if c.n > 0 {
				row(c.kind, a.ID, a.Title, c.n)
			}
		}
	}
	for _, list := range []struct {
		kind   Kind
		counts []Count
	}{{Nearest, r.Nearest}, {Word, r.Words}, {Code, r.Codes}} {
		for _, c := range list.counts {
			row(list.kind, c.Value, c.Title, c.Count)
		}
	}
	out.Flush()
	return out.Error()
}
