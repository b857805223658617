package index

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"waptkb/content"
	"waptkb/index/lex"
	"waptkb/index/logs"
	"waptkb/index/match"
	"waptkb/index/redact"
)

// maxOccurrences is how many occurrences of a finding are kept.
const maxOccurrences = 20

// maxOccurrenceText bounds the text of an occurrence, in bytes.
const maxOccurrenceText = 1000

// DiagnoseOptions says how a log is read.
type DiagnoseOptions struct {
	Lang     string      // of the articles in the findings
	MaxBytes int64       // of unpacked input; behind it the diagnosis is truncated; 0 for no bound
	Progress func(int64) // called with the bytes read so far; may be nil
	// Workers is how many processors search the log, besides one that reads it, for who
	// need not share them: no turn is taken then. 0: all is done by one, in turns.
	Workers int
}

// Diagnosis is what is known about a log.
type Diagnosis struct {
	Lines     int
	Bytes     int64 // of text as UTF-8
	Truncated bool
	Warnings  []logs.Warning // what was not read
	Findings  []Finding      // the most serious first, then by first line
	Unknown   []Unknown      // errors that no article explains, at most maxUnknown
	IsLog     bool           // lines begin as those of a log do
}

// Finding is a known problem in a log.
type Finding struct {
	Article     *content.Article
	Template    content.Template // the most telling one that matched
	Count       int
	FirstLine   int
	LastLine    int
	Occurrences []Occurrence // at most maxOccurrences
	weight      float64
}

// Summary tells what to do, with the values of the first occurrence.
func (f Finding) Summary() string {
	if len(f.Occurrences) == 0 {
		return f.Article.Summary
	}
	return f.Article.SummaryFor(f.Occurrences[0].Captures)
}

// Occurrence is a place where a finding shows. Secrets are masked.
type Occurrence struct {
	Line     int
	Text     string
	Captures map[string]string
	Before   []string // lines above it, at most besideLines
	After    []string // lines below, likewise
}

// besideLines is how many lines on each side of an occurrence are kept.
const besideLines = 2

// Diagnose reads a log and lists the known problems in it. Only error templates
// speak here; those of scope whole do not, those of scope wapt only where the
// lines around speak of WAPT. On one line the most specific template wins, or the cause
// that stands in a hole of another; in a very long line, such as an export of a log in
// JSON, within maxBeside bytes. A line of level INFO or DEBUG is no problem that speaks of
// none: WAPT tells of failures at level INFO too.
//
// What is no log is an error: [logs.ErrEmpty] or [logs.NotText]. Time is linear in the
// log and memory does not depend on it. When the context ends,
// so does the diagnosis, with its error.
func (x *Index) Diagnose(ctx context.Context, r io.Reader, o DiagnoseOptions) (*Diagnosis, error) {
	source := &observed{turn: turn{ctx: ctx, free: x.turns}, r: r, progress: o.Progress}
	if o.Workers > 0 {
		source.free = nil
	}
	if err := source.take(); err != nil {
		return nil, err
	}
	defer source.leave()
	text, err := logs.Open(source, o.MaxBytes)
	if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	d := diagnosing{
		x: x, lang: o.Lang, findings: map[string]*Finding{}, wapt: lex.NewWatch(), subjects: map[*match.Pattern]subject{},
		known: explained{shapes: map[string]bool{}, under: map[int]bool{}},
	}
	loud := newLoudLines()
	stats, err := x.scanner().Scan(text, o.Workers, source.pause, d.hit, loud.see)
	out := &Diagnosis{Lines: stats.Lines, Bytes: stats.Bytes, Findings: []Finding{}}
	if errors.Is(err, logs.ErrTooLarge) {
		out.Truncated = true
	} else if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	out.Warnings = text.Warnings()
	out.Unknown, out.IsLog = loud.unknown(x, &d.known), loud.isLog
	d.settle(math.MaxInt)
	for _, f := range d.findings {
		out.Findings = append(out.Findings, *f)
	}
	slices.SortFunc(out.Findings, func(a, b Finding) int {
		return cmp.Or(a.Article.Severity.Rank()-b.Article.Severity.Rank(), a.FirstLine-b.FirstLine, cmp.Compare(a.Article.ID, b.Article.ID))
	})
	return out, nil
}

// observed reports how much was read, and stops when the context is done. While it
// waits for the sender, another log has the turn.
type observed struct {
	turn
	r        io.Reader
	n        int64
	progress func(int64)
}

func (o *observed) Read(p []byte) (int, error) {
	if err := o.ctx.Err(); err != nil {
		return 0, err
	}
	o.leave()
	n, err := o.r.Read(p)
	o.n += int64(n)
	if o.progress != nil {
		o.progress(o.n)
	}
	if late := o.take(); late != nil {
		return n, late
	}
	return n, err
}

// newScanner prepares to look for all templates that may speak in logs.
func (x *Index) newScanner() *match.Scanner {
	silent := func(p *match.Pattern) bool { return !x.speaksInLogs(p) }
	return match.NewScanner(slices.DeleteFunc(slices.Clone(x.templates.Patterns()), silent), logRarity, loudWords()...)
}

// speaksInLogs tells whether a template is looked for in logs: it identifies a
// problem, and that of one article. Messages that only inform or warn are everyday
// lines.
func (x *Index) speaksInLogs(p *match.Pattern) bool {
	if p.Template.Scope == content.ScopeWhole || p.Template.Also {
		return false
	}
	m, err := x.lib.Message(p.ID)
	return err != nil || m.Severity == "error" || m.Severity == "critical"
}

// LogTemplates lists the templates that are looked for in logs.
func (x *Index) LogTemplates() []content.Template {
	var out []content.Template
	for _, p := range x.templates.Patterns() {
		if x.speaksInLogs(p) {
			out = append(out, p.Template)
		}
	}
	return out
}

// logRarity weighs words by how seldom logs of WAPT have them.
func logRarity(word string) float64 {
	if slices.Contains(commonInLogs, word) {
		return 0
	}
	return 1
}

var commonInLogs = []string{
	"error", "errors", "install", "installed", "installing", "package", "packages", "server", "https", "files", "program", "windows", "host",
	"hosts", "update", "upgrade", "warning", "critical", "service", "setup", "agent", "repository", "request", "client", "status", "started",
	"certificate", "command", "running", "system", "version", "local", "config", "upstream", "connection", "socket", "failed", "python", "process",
	"installation", "paquet", "paquets", "serveur", "erreur", "fichier", "wapt", "waptservice", "waptserver", "available", "download", "console",
	"connect", "connecting", "register", "configuration", "operation", "establish", "established", "nginx", "found", "certificat", "directory", "timeout",
}

// diagnosing gathers hits. A hit waits until no other that could beat it can come.
type diagnosing struct {
	x        *Index
	lang     string
	findings map[string]*Finding
	waiting  []waitingHit // as they came
	settled  int          // the first of them, which wait no more
	wapt     lex.Watch
	subjects map[*match.Pattern]subject // of those that were found
	known    explained
}

// subject is what a template is about.
type subject struct {
	about  string // id of the article or message
	family bool   // it is an article about a family of problems
	fails  bool   // the text of the template says that something failed
}

// waitingHit is a hit, and whether another one says more about its text.
type waitingHit struct {
	match.Hit
	subject
	says   float64 // its weight, or that of what it is the cause of
	wraps  bool    // its cause stands in it
	beaten bool
	reach  int // how far this one and those before come
}

// maxBeside is how many bytes of a line may stand between two hits of which one
// beats the other.
const maxBeside = 1 << 10

func (d *diagnosing) hit(h match.Hit) bool {
	d.settle(h.Start)
	w := waitingHit{Hit: h, subject: d.subject(h.Pattern), says: h.Pattern.Weight, reach: h.End}
	if lex.Informs(h.Head()) && !w.fails && !lex.Fails(h.Lines()) {
		return true
	}
	near := d.beside(&w)
	own := func(o *waitingHit) bool { return o.Pattern.Template.Scope == content.ScopeAnywhere }
	if h.Pattern.Template.Scope == content.ScopeWAPT && !d.wapt.Speaks(h.Context, h.ContextStart) && !slices.ContainsFunc(near, own) {
		return true
	}
	d.known.add(&h)
	for _, o := range near {
		w.tellCause(o)
	}
	again, beats := false, false // another one of its article says as much; it is the first to beat one
	for _, o := range near {
		again = again || o.about == w.about && o.says >= w.says
		w.beaten = w.beaten || o.beats(&w)
		if w.beats(o) {
			beats = beats || !o.beaten
			o.beaten = true
		}
	}
	if again && !beats {
		return true
	}
	w.beaten = w.beaten || again
	if f := d.findings[w.about]; !w.beaten && (f == nil || len(f.Occurrences) < maxOccurrences) {
		w.Keep() // it may be shown
	}
	if n := len(d.waiting); n > 0 {
		w.reach = max(w.reach, d.waiting[n-1].reach)
	}
	d.waiting = append(d.waiting, w)
	return true
}

// subject tells what a template is about.
func (d *diagnosing) subject(p *match.Pattern) subject {
	s, ok := d.subjects[p]
	if !ok {
		lib := d.x.lib
		about := lib.About(p.ID)
		place := lib.Place(about)
		s = subject{about, place < lib.Len() && lib.General(place), lex.Fails(p.Template.Text)}
		d.subjects[p] = s
	}
	return s
}

// beside lists the waiting hits that are beside one.
func (d *diagnosing) beside(w *waitingHit) (near []*waitingHit) {
	for i := len(d.waiting) - 1; i >= d.settled && d.waiting[i].reach >= w.Start-maxBeside; i-- {
		if o := &d.waiting[i]; o.beside(w) {
			near = append(near, o)
		}
	}
	return near
}

// tellCause tells cause and wrapper of two hits apart: the cause says as much as its wrapper,
// which says nothing more. An article about a family of problems is no cause.
func (w *waitingHit) tellCause(o *waitingHit) {
	switch {
	case o.Wraps(&w.Hit) && !w.family:
		w.says = max(w.says, o.says)
		o.wraps, o.beaten = true, true
	case w.Wraps(&o.Hit) && !o.family:
		o.says = max(o.says, w.says)
		w.wraps, w.beaten = true, true
	}
}

// beats tells whether a hit says more than another one. An article about a family of
// problems yields.
func (w *waitingHit) beats(o *waitingHit) bool {
	if w.family != o.family {
		return o.family
	}
	return w.says > o.says && !w.wraps
}

// beside tells whether two hits are about the same text: they overlap, or stand on
// one line and not far from each other.
func (w *waitingHit) beside(o *waitingHit) bool {
	gap := max(w.Start-o.End, o.Start-w.End)
	return gap < 0 || w.Line == o.Line && gap <= maxBeside
}

// settle counts the hits that a hit beginning at start, or what comes behind it, can
// not be beside any more.
func (d *diagnosing) settle(start int) {
	for d.settled < len(d.waiting) && d.waiting[d.settled].End < start-match.Disorder-maxBeside {
		if w := &d.waiting[d.settled]; !w.beaten {
			d.count(w)
		}
		d.settled++
	}
	if d.settled > len(d.waiting)/2 { // so each hit is moved once or so
		d.waiting = slices.Delete(d.waiting, 0, d.settled)
		d.settled = 0
	}
}

func (d *diagnosing) count(h *waitingHit) {
	f, ok := d.findings[h.about]
	if !ok {
		a, err := d.x.lib.Article(h.about, d.lang)
		if err != nil {
			return
		}
		f = &Finding{Article: a, FirstLine: h.Line, LastLine: h.Line}
		d.findings[h.about] = f
	}
	if h.Pattern.Weight > f.weight {
		f.weight, f.Template = h.Pattern.Weight, h.Pattern.Template
	}
	f.Count++
	f.FirstLine, f.LastLine = min(f.FirstLine, h.Line), max(f.LastLine, h.Line)
	if len(f.Occurrences) < maxOccurrences {
		text := redact.In(h.Text())
		before, after := h.Beside(besideLines)
		f.Occurrences = append(f.Occurrences, Occurrence{
			Line: h.Line, Text: lex.Cut(text.Masked(), maxOccurrenceText), Captures: masked(h.Captures(), text),
			Before: maskedLines(before), After: maskedLines(after),
		})
	}
}

// maskedLines masks the secrets of lines and cuts what is too long to be shown.
func maskedLines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.Split(redact.Secrets(text), "\n")
	for i, line := range lines {
		lines[i] = lex.Cut(strings.TrimRight(line, "\r"), maxBesideText)
	}
	return lines
}

// maxBesideText bounds a line beside an occurrence, in bytes.
const maxBesideText = 300
