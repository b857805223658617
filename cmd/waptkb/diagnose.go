package main

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/index"
	"waptkb/server/api"
)

func (a *app) diagnoseCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "diagnose [FILE…]",
		Short:   a.text("cli.diagnose.short"),
		Long:    a.text("cli.diagnose.long"),
		Example: "  waptkb diagnose waptservice.log wapt-get.log.1.gz\n  journalctl -u waptserver | waptkb diagnose",
		RunE:    func(c *cobra.Command, args []string) error { return a.diagnose(c.Context(), args) },
	}
}

func (a *app) diagnose(ctx context.Context, files []string) error {
	x, err := a.open()
	if err != nil {
		return err
	}
	if len(files) == 0 {
		files = []string{"-"}
	}
	start := time.Now()
	total := &api.Diagnosis{Findings: []api.Finding{}}
	var faults []error // one file that cannot be read hides nothing of the others
	for _, name := range files {
		d, err := a.diagnoseFile(ctx, x, name)
		if err != nil {
			faults = append(faults, errors.New(a.text("cli.diagnose.open", "file", name, "error", err)))
			total.Warnings = append(total.Warnings, api.Warning{File: name, Detail: err.Error()})
			continue
		}
		if len(files) == 1 {
			name = ""
		}
		total.Add(d, a.lang, name)
	}
	if len(faults) == len(files) {
		return errors.Join(faults...)
	}
	total.TookMS = float64(time.Since(start).Microseconds()) / 1000
	if a.asJSON {
		err = a.writeJSON(total, true)
	} else {
		a.printDiagnosis(total)
	}
	if err == nil && len(faults) == 0 && len(total.Findings) == 0 {
		return errNothing
	}
	return errors.Join(append(faults, err)...)
}

// diagnoseFile reads one file, or standard input for "-". Its error does not name
// the file.
func (a *app) diagnoseFile(ctx context.Context, x *index.Index, name string) (*index.Diagnosis, error) {
	var r io.Reader = a.stdin
	var size int64
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, withoutPath(err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil {
			if info.IsDir() {
				return nil, syscall.EISDIR
			}
			size = info.Size()
		}
		r = f
	}
	d, err := x.Diagnose(ctx, r, index.DiagnoseOptions{Lang: a.lang, Progress: a.byteProgress(size)})
	return d, withoutPath(err)
}

// withoutPath takes the path out of an error about a file.
func withoutPath(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}

// longLog is the size, in bytes, from which reading a log shows its progress.
const longLog = 16 << 20

// byteProgress shows a bar for long files on a terminal.
func (a *app) byteProgress(size int64) func(int64) {
	if size < longLog || a.stderr.Columns() == 0 {
		return nil
	}
	shown := -1
	return func(done int64) { drawBar(a.stderr, &shown, float64(done)/float64(size)) }
}

func (a *app) printDiagnosis(d *api.Diagnosis) {
	style, w := a.style(), a.stdout
	if len(d.Findings) == 0 {
		w.Printf("%s\n", a.text("cli.diagnose.clean", "n", d.Lines))
		return
	}
	for _, f := range d.Findings {
		w.Printf("%s\n", style.Bold(terminal.Line(f.Title)))
		count := a.text("cli.diagnose.count", "n", f.Count, "first", f.FirstLine, "last", f.LastLine)
		if f.File != "" {
			count = f.File + " · " + count
		}
		w.Printf("%s\n\n%s\n\n", style.Faint(terminal.Line(count)), style.Wrap(terminal.Line(f.Summary), "  "))
		for _, o := range f.Occurrences[:min(3, len(f.Occurrences))] {
			text, _, _ := strings.Cut(o.Text, "\n")
			w.Printf("  %s  %s\n", style.Faint(a.line("cli.diagnose.line", "line", o.Line)), shorten(text))
		}
		w.Printf("\n  %s\n\n", style.Faint(a.line("cli.search.more", "id", f.ID)))
	}
}
