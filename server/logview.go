package server

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/lex"
	"waptkb/server/inpage"
)

// logView is what is known about one log or several, and about a text of many lines.
type logView struct {
	page
	Findings []*findingView // the answer of a search is not among them
	Unknown  []unknownView
	Excerpts []excerpt
	Lines    int  // read
	IsLog    bool // it has the form of a log
	Notes    []string
	Refused  []note // files that were not read

	all []*findingView // the answer included
}

// note is what is said of a file.
type note struct{ Name, Text string }

// findingView is a problem in a log, ready to be read.
type findingView struct {
	ID       string // of its place in the page
	Article  *content.Article
	File     string // where there are several
	Template string
	Captures []string
	Count    int
	First    int
	Last     int
	Steps    inpage.Steps
	Proof    []proofView
	More     int // occurrences that are not shown

	Summary string

	captures map[string]string // of the first occurrence
	message  string            // the text of the error, filled in
	again    string            // the same, so that it is recognised alone
}

// proofView is a line that proves a finding.
type proofView struct {
	Line int
	Text string
	At   string // id of the line in the view of the log; may be empty
}

// unknownView is an error that nobody knows.
type unknownView struct {
	index.Unknown
	ID     string // of its place in the page
	File   string
	Search string // address of what is found for it
	At     string
}

// excerpt is what is shown of a log: the lines that matter, and those around them.
type excerpt struct {
	Name  string
	Lines []logLine
}

// logLine is a line of an excerpt.
type logLine struct {
	ID       string
	Number   int
	Text     string
	Skipped  int    // lines left out before it
	About    string // id of the finding that it proves; empty for the lines around
	Title    string // of that
	Lang     string // of that
	Next     string // id of the next line that matters
	Previous string
}

// Bounds of what a page shows of a log.
const (
	shownProof    = 5  // lines of a finding
	shownExcerpts = 3  // of these, in the view of the log
	shownFindings = 20 // whose steps are shown
	shownLines    = 400
)

// newLogView makes the view of what was read.
func (s *Server) newLogView(d *reading, p page) *logView {
	v := &logView{page: p}
	for n, log := range d.logs {
		name := ""
		if d.named() {
			name = cmp.Or(log.Name, p.T("log.pasted"))
		}
		v.Lines += log.Lines
		v.IsLog = v.IsLog || log.IsLog
		if log.Truncated {
			v.Notes = append(v.Notes, p.T("diagnose.truncated"))
		}
		for _, w := range log.Warnings {
			v.Notes = append(v.Notes, p.T("log.warning."+string(w)))
		}
		s.addLog(v, log.Diagnosis, n, name)
	}
	for _, r := range d.refused {
		v.Refused = append(v.Refused, note{r.Name, s.detail(r.fault, p.Lang)})
	}
	slices.SortStableFunc(v.all, func(a, b *findingView) int {
		return a.Article.Severity.Rank() - b.Article.Severity.Rank()
	})
	v.Findings = v.all
	return v
}

// addLog adds a log, the nth, to a view.
func (s *Server) addLog(v *logView, log *index.Diagnosis, n int, name string) {
	b := &excerpts{log: n, lines: map[int]logLine{}}
	for _, f := range log.Findings {
		w := s.newFinding(f, v.page, len(v.all))
		w.File = name
		for i, o := range f.Occurrences[:min(shownProof, len(f.Occurrences))] {
			at := ""
			if i < shownExcerpts && len(b.lines) < shownLines {
				at = b.occurrence(w, o)
			}
			w.Proof = append(w.Proof, proofView{o.Line, o.Text, at})
		}
		w.More = f.Count - len(w.Proof)
		v.all = append(v.all, w)
	}
	for i, u := range log.Unknown {
		id := fmt.Sprintf("u%d-%d", n, i+1)
		at := b.line(u.FirstLine, u.Text, id, v.T("unknown.title"), v.Lang)
		v.Unknown = append(v.Unknown, unknownView{u, id, name, searchURL(v.Lang, inpage.Shorten(u.Text, inpage.MaxSearched), searchParams{}), at})
	}
	if lines := b.inOrder(); len(lines) > 0 {
		v.Excerpts = append(v.Excerpts, excerpt{name, lines})
	}
}

func (s *Server) newFinding(f index.Finding, p page, n int) *findingView {
	w := &findingView{
		ID: fmt.Sprintf("f%d", n+1), Article: f.Article, Template: f.Template.Text,
		Count: f.Count, First: f.FirstLine, Last: f.LastLine,
	}
	var captures map[string]string
	if len(f.Occurrences) > 0 {
		captures = f.Occurrences[0].Captures
	}
	w.Summary, w.captures = f.Summary(), captures
	w.Captures, w.message = inpage.Captures(f.Template, captures, s.cfg.Messages, p.Lang), filled(f.Template, captures)
	w.again = again(f.Template, w.message)
	if n < shownFindings {
		w.Steps = s.steps(f.Article, p.Lang, captures)
	}
	return w
}

// recognised makes findings of the errors that search recognised and that no log has.
func (s *Server) recognised(found []index.RecognisedError, p page, all []*findingView) (out []*findingView) {
	for _, e := range found {
		if slices.ContainsFunc(all, func(f *findingView) bool { return f.Article.ID == e.Article.ID }) {
			continue
		}
		m := e.Match
		out = append(out, s.newFinding(index.Finding{
			Article: e.Article, Template: m.Pattern.Template, Count: 1, FirstLine: m.Line, LastLine: m.Line,
			Occurrences: []index.Occurrence{{Line: m.Line, Captures: m.Captures}},
		}, p, len(all)+len(out)))
	}
	return out
}

// filled gives the text of an error with the values that stood in it.
func filled(t content.Template, captures map[string]string) string {
	var b strings.Builder
	for _, part := range t.Parts {
		b.WriteString(part.Fixed)
		if part.Hole != "" {
			b.WriteString(inpage.Shorten(captures[part.Hole], 200))
		}
	}
	return b.String()
}

// again gives an error so that it is recognised where nothing stands around it that speaks
// of WAPT.
func again(t content.Template, message string) string {
	if t.Scope == content.ScopeWAPT {
		return "wapt: " + message
	}
	return message
}

// steps gives the beginning of the solution for what stood in the holes of an error.
func (s *Server) steps(a *content.Article, lang string, captures map[string]string) inpage.Steps {
	return inpage.NewSteps(s.library(), a, captures, func(blocks []doc.Block) string {
		return s.renderArticle(a, blocks, lang, api.ArticleURL(lang, a.ID))
	})
}

// excerpts gathers the lines of one log that are shown.
type excerpts struct {
	log   int
	lines map[int]logLine
}

// occurrence adds a place where a finding shows, with the lines around it.
func (b *excerpts) occurrence(f *findingView, o index.Occurrence) string {
	for i, text := range o.Before {
		b.line(o.Line-len(o.Before)+i, text, "", "", "")
	}
	own := strings.Split(o.Text, "\n")
	at := b.line(o.Line, own[0], f.ID, f.Article.Title, f.Article.Lang)
	for i, text := range own[1:] {
		b.line(o.Line+1+i, text, "", "", "")
	}
	for i, text := range o.After {
		b.line(o.Line+len(own)+i, text, "", "", "")
	}
	return at
}

// line adds a line, unless it is there; what it proves counts.
func (b *excerpts) line(number int, text, about, title, lang string) (id string) {
	id = fmt.Sprintf("l%d-%d", b.log+1, number)
	was, ok := b.lines[number]
	if !ok {
		was = logLine{ID: id, Number: number, Text: lex.Cut(text, 600)}
	}
	if was.About == "" {
		was.About, was.Title, was.Lang = about, title, lang
	}
	b.lines[number] = was
	return id
}

// inOrder gives the lines, each that matters with its neighbours.
func (b *excerpts) inOrder() []logLine {
	var out []logLine
	last, before := -1, 0
	for _, n := range slices.Sorted(maps.Keys(b.lines)) {
		l := b.lines[n]
		if l.Skipped = n - before - 1; before == 0 {
			l.Skipped = n - 1
		}
		before = n
		if l.About != "" {
			if last >= 0 {
				l.Previous, out[last].Next = out[last].ID, l.ID
			}
			last = len(out)
		}
		out = append(out, l)
	}
	return out
}

// Title tells what was found, for the title of a page.
func (v *logView) Title() string {
	switch n := len(v.all); {
	case n == 1:
		return v.T("diagnose.title.one", "title", v.all[0].Article.Title)
	case n > 1:
		return v.T("diagnose.title.many", "n", n, "title", v.all[0].Article.Title)
	case len(v.Unknown) > 0:
		return v.T("unknown.heading", "n", len(v.Unknown))
	}
	return v.Nothing()
}

// Nothing says that nothing is known: that something healthy was read is said only of a
// log.
func (v *logView) Nothing() string {
	if v.IsLog {
		return v.T("diagnose.none")
	}
	return v.T("diagnose.nolog")
}

// maxTickets is how many problems the text for a ticket has.
const maxTickets = 8

// tickets gives what was found for a ticket.
func (v *logView) tickets() (out []ticket) {
	for _, f := range v.all[:min(maxTickets, len(v.all))] {
		line := f.First
		if v.Lines < 2 {
			line = 0
		}
		out = append(out, ticket{v.page, f.Article, f.message, line, f.File, f.captures})
	}
	return out
}

// messages gives the errors of a log as a text that finds them again.
func (v *logView) messages() string {
	var lines []string
	for _, f := range v.all {
		lines = append(lines, f.again)
	}
	return strings.Join(lines, "\n")
}

// share gives the address of what was found: the errors as they were recognised, with
// what stood in them, and nothing else of the text. Empty where there are none.
func (v *logView) share(lang string) string {
	for text := v.messages(); text != ""; {
		if address := "/" + lang + "/search?q=" + url.QueryEscape(text); len(address) <= maxAddress {
			return address
		}
		i := strings.LastIndexByte(text, '\n')
		text = text[:max(i, 0)]
	}
	return ""
}

// leadBack lets the page of a text that was sent be kept, shared and read in another
// language. pasted tells that the box has all of the text.
func (s *Server) leadBack(p *page, v *logView, pasted bool) {
	p.Share = v.share(p.Lang)
	p.Resend = pasted
	for i, a := range p.Alternates {
		p.Alternates[i].URL = cmp.Or(v.share(a.Lang), "/"+a.Lang+"/diagnose")
	}
}

// About gives a finding together with the texts of the page, for the part that shows its
// lines.
func (v *logView) About(f *findingView) struct {
	page
	Finding *findingView
} {
	return struct {
		page
		Finding *findingView
	}{v.page, f}
}
