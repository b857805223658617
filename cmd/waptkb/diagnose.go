package main

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/logs"
)

func (a *app) diagnoseCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "diagnose [FILE…]",
		Short:   a.text("cli.diagnose.short"),
		Long:    a.text("cli.diagnose.long"),
		Example: "  waptkb diagnose waptservice.log wapt-get.log.1.gz\n  waptkb diagnose /var/log/waptserver logs.zip\n  journalctl -u waptserver | waptkb diagnose",
		RunE:    a.withIndex(a.diagnose),
	}
}

// diagnose reads logs: files, those in folders and archives, or standard input. What
// cannot be read hides nothing of the others: it is told, and the status is that of
// a fault when somebody asked for just that.
func (a *app) diagnose(ctx context.Context, x *index.Index, names []string) error {
	if len(names) == 0 {
		names = []string{"-"}
	}
	d := &diagnosis{app: a, index: x, start: time.Now(), total: &api.Diagnosis{Findings: []api.Finding{}, Unknown: []api.Unknown{}}, named: len(names) > 1}
	for _, name := range names {
		if err := d.read(ctx, name); err != nil {
			return err
		}
	}
	return d.end()
}

// longLog is the size, in bytes, from which reading a log shows its progress.
const longLog = 16 << 20

// diagnosis is the diagnosis of several logs.
type diagnosis struct {
	*app
	index  *index.Index
	start  time.Time
	total  *api.Diagnosis
	named  bool    // findings name their file
	logs   int     // that were read
	faults []error // of what was asked for
}

// read diagnoses the log or the logs that name stands for; "-" is standard input. The
// error is that of the context.
func (d *diagnosis) read(ctx context.Context, name string) error {
	visit := func(f logs.File) error {
		if f.Name != name { // it stands in a folder or an archive
			d.named = true
		}
		return d.log(ctx, f, f.Name == name)
	}
	if name == "-" {
		return visit(logs.File{Name: name, Reader: d.stdin})
	}
	return logs.Walk(name, visit, func(failed string, err error) { d.fault(failed, err, failed == name) })
}

// log diagnoses one log. A file that nobody named, but that lies beside logs, may be
// none: that is told and is no fault.
func (d *diagnosis) log(ctx context.Context, f logs.File, asked bool) error {
	found, err := d.index.Diagnose(ctx, f, index.DiagnoseOptions{
		Lang: d.lang, Progress: progress(d.app, f.Size, longLog), Workers: runtime.GOMAXPROCS(0),
	})
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		d.fault(f.Name, err, asked)
		return nil
	}
	d.logs++
	for _, w := range found.Warnings {
		d.warn(f.Name, d.text("log.warning."+string(w)))
	}
	name := ""
	if d.named {
		name = f.Name
	}
	d.total.Add(found, d.lang, name)
	return nil
}

// fault notes that a file was not read, and what to do.
func (d *diagnosis) fault(name string, err error, asked bool) {
	var path *fs.PathError
	var other *logs.NotText
	detail := ""
	switch {
	case errors.As(err, &other):
		detail = d.text("log.kind." + string(other.Kind))
	case errors.Is(err, logs.ErrEmpty):
		detail = d.text("cli.diagnose.empty")
	case errors.As(err, &path): // without the path, which is told already
		detail = d.text("cli.diagnose.open", "error", path.Err)
	default:
		detail = d.text("cli.diagnose.open", "error", err)
	}
	if asked {
		d.faults = append(d.faults, errors.New(d.about(name, detail)))
		d.total.Warnings = append(d.total.Warnings, api.Warning{File: name, Detail: detail})
		return
	}
	d.warn(name, detail)
}

// warn tells what was not read.
func (d *diagnosis) warn(name, detail string) {
	d.stderr.Printf("%s\n", d.about(name, detail))
	d.total.Warnings = append(d.total.Warnings, api.Warning{File: name, Detail: detail})
}

// about tells what is the matter with a file.
func (d *diagnosis) about(name, detail string) string { return name + d.text("sign.colon") + detail }

// end shows what was found.
func (d *diagnosis) end() error {
	if d.logs == 0 {
		if len(d.faults) == 0 {
			d.faults = append(d.faults, errors.New(d.text("cli.diagnose.nolog")))
		}
		return errors.Join(d.faults...)
	}
	d.total.TookMS = float64(time.Since(d.start).Microseconds()) / 1000
	err := d.write(d.total, len(d.faults)+len(d.total.Findings) > 0, d.print)
	return errors.Join(append(d.faults, err)...)
}

func (d *diagnosis) print() error {
	style, w := d.style(), d.stdout
	if len(d.total.Findings) == 0 {
		w.Printf("%s\n", d.text("cli.diagnose.clean", "n", d.total.Lines))
	}
	for _, f := range d.total.Findings {
		w.Printf("%s\n", style.Bold(terminal.Line(f.Title+d.mark(f.Own))))
		count := d.text("cli.diagnose.count", "n", f.Count, "first", f.FirstLine, "last", f.LastLine)
		if f.File != "" {
			count = f.File + " · " + count
		}
		w.Printf("%s\n", style.Faint(terminal.Line(count)))
		if len(f.Occurrences) > 0 {
			d.printCaptures(f.Occurrences[0].Captures)
		}
		w.Printf("\n%s\n\n", style.Wrap(terminal.Line(f.Summary), "  "))
		for _, o := range f.Occurrences[:min(3, len(f.Occurrences))] {
			text, _, _ := strings.Cut(o.Text, "\n")
			w.Printf("  %s  %s\n", style.Faint(d.line("cli.diagnose.line", "line", o.Line)), shorten(text))
		}
		w.Printf("\n  %s\n\n", style.Faint(d.line("cli.search.more", "id", f.ID)))
	}
	d.printUnknown()
	return nil
}

// shownUnknown is how many errors that nobody knows are shown in the terminal.
const shownUnknown = 10

// printUnknown lists errors that nobody knows: somebody may know one by other words.
func (d *diagnosis) printUnknown() {
	style, w, unknown := d.style(), d.stdout, d.total.Unknown
	if len(unknown) == 0 {
		return
	}
	w.Printf("%s\n", style.Bold(d.line("cli.diagnose.unknown", "n", len(unknown))))
	for _, u := range unknown[:min(shownUnknown, len(unknown))] {
		count := d.text("cli.diagnose.count", "n", u.Count, "first", u.FirstLine, "last", u.LastLine)
		if u.File != "" {
			count = u.File + " · " + count
		}
		w.Printf("  %s\n    %s\n", shorten(u.Text), style.Faint(terminal.Line(count)))
	}
	w.Printf("\n%s\n", style.Faint(style.Wrap(d.line("cli.diagnose.unknown.more"), "")))
}
