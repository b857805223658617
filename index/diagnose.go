package index

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"

	"waptkb/content"
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
}

// Diagnosis is what is known about a log.
type Diagnosis struct {
	Lines     int
	Bytes     int64 // of text as UTF-8
	Truncated bool
	Findings  []Finding // the most serious first, then by first line
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

// Occurrence is a place where a finding shows. Secrets are masked.
type Occurrence struct {
	Line     int
	Text     string
	Captures map[string]string
}

// Diagnose reads a log and lists the known problems in it. Only error templates
// speak here; those of scope whole do not, those of scope wapt only where the
// lines around speak of WAPT. On one line the most specific template wins.
func (x *Index) Diagnose(ctx context.Context, r io.Reader, o DiagnoseOptions) (*Diagnosis, error) {
	if x.reader == nil {
		return nil, ErrClosed
	}
	text, err := logs.NewReader(&observed{ctx: ctx, r: r, progress: o.Progress}, o.MaxBytes)
	if err != nil {
		return nil, err
	}
	d := diagnosing{x: x, lang: o.Lang, findings: map[string]*Finding{}}
	stats, err := x.scanner().Scan(text, d.hit)
	out := &Diagnosis{Lines: stats.Lines, Bytes: stats.Bytes, Findings: []Finding{}}
	if isTooLarge(err) {
		out.Truncated = true
	} else if err != nil {
		return nil, fmt.Errorf("reading the log: %w", err)
	}
	d.flush(nil)
	for _, f := range d.findings {
		out.Findings = append(out.Findings, *f)
	}
	slices.SortFunc(out.Findings, func(a, b Finding) int {
		return cmp.Or(a.Article.Severity.Rank()-b.Article.Severity.Rank(), a.FirstLine-b.FirstLine, cmp.Compare(a.Article.ID, b.Article.ID))
	})
	return out, nil
}

// observed reports how much was read, and stops when the context is done.
type observed struct {
	ctx      context.Context
	r        io.Reader
	n        int64
	progress func(int64)
}

func (o *observed) Read(p []byte) (int, error) {
	if err := o.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := o.r.Read(p)
	o.n += int64(n)
	if o.progress != nil {
		o.progress(o.n)
	}
	return n, err
}

// scanner gives the scanner of all templates that may speak in logs.
func (x *Index) scanner() *match.Scanner {
	x.scanOnce.Do(func() {
		var patterns []*match.Pattern
		for _, p := range x.matcher.Patterns() {
			if x.speaksInLogs(p) {
				patterns = append(patterns, p)
			}
		}
		x.scan = match.NewScanner(patterns, logRarity)
	})
	return x.scan
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

// logRarity weighs words by how seldom logs of WAPT have them.
func logRarity(word string) float64 {
	if commonInLogs[word] {
		return 0
	}
	return 1
}

var commonInLogs = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range []string{
		"error", "errors", "install", "installed", "installing", "package", "packages", "server", "https", "files", "program", "windows", "host",
		"hosts", "update", "upgrade", "warning", "critical", "service", "setup", "agent", "repository", "request", "client", "status", "started",
		"certificate", "command", "running", "system", "version", "local", "config", "upstream", "connection", "socket", "failed", "python", "process",
		"installation", "paquet", "paquets", "serveur", "erreur", "fichier", "wapt", "waptservice", "waptserver", "available", "download", "console",
		"connect", "connecting", "register", "configuration", "operation", "establish", "established", "nginx", "found", "certificat", "directory", "timeout",
	} {
		m[w] = true
	}
	return m
}()

// diagnosing gathers hits. Hits of one line arrive together, nearly in order, so
// the best of a line is known when another line begins.
type diagnosing struct {
	x        *Index
	lang     string
	findings map[string]*Finding
	line     []match.Hit // hits that may stand on the same line
}

// lineWindow is how many hits are held back to compare those of one line.
const lineWindow = 64

func (d *diagnosing) hit(h match.Hit) bool {
	if h.Pattern.Template.Scope == content.ScopeWAPT && !speaksOfWAPT(h.Context) {
		return true
	}
	if len(d.line) >= lineWindow {
		d.flush(&h)
	}
	d.line = append(d.line, h)
	return true
}

// flush counts the held hits. Those that the next hit may share a line with stay.
func (d *diagnosing) flush(next *match.Hit) {
	held := d.line[:0:0]
	for i, h := range d.line {
		if next != nil && h.Line >= next.Line-1 {
			held = append(held, h)
			continue
		}
		if !d.beaten(i) {
			d.count(h)
		}
	}
	d.line = held
}

// beaten tells whether another hit says more about the text of hit i.
func (d *diagnosing) beaten(i int) bool {
	h := d.line[i]
	for j, o := range d.line {
		if i == j || o.End <= h.Start && o.Line != h.Line || h.End <= o.Start && o.Line != h.Line {
			continue
		}
		if o.Pattern.Weight > h.Pattern.Weight || o.Pattern.Weight == h.Pattern.Weight && j < i && o.Pattern.ID == h.Pattern.ID {
			return true
		}
	}
	return false
}

func (d *diagnosing) count(h match.Hit) {
	f, ok := d.findings[h.Pattern.ID]
	if !ok {
		a, err := d.x.lib.Article(h.Pattern.ID, d.lang)
		if err != nil {
			return
		}
		f = &Finding{Article: a, FirstLine: h.Line, LastLine: h.Line}
		d.findings[h.Pattern.ID] = f
	}
	if h.Pattern.Weight > f.weight {
		f.weight, f.Template = h.Pattern.Weight, h.Pattern.Template
	}
	f.Count++
	f.FirstLine, f.LastLine = min(f.FirstLine, h.Line), max(f.LastLine, h.Line)
	if len(f.Occurrences) < maxOccurrences {
		captures := map[string]string{}
		for k, v := range h.Captures {
			captures[k] = redact.Secrets(v)
		}
		f.Occurrences = append(f.Occurrences, Occurrence{Line: h.Line, Text: cut(redact.Secrets(h.Text), maxOccurrenceText), Captures: captures})
	}
}
