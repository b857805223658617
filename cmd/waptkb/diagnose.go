package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

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
	for _, name := range files {
		d, err := a.diagnoseFile(ctx, x, name)
		if err != nil {
			return err
		}
		if len(files) == 1 {
			name = ""
		}
		total.Add(d, a.lang, name)
	}
	total.TookMS = float64(time.Since(start).Microseconds()) / 1000
	if a.asJSON {
		err = a.writeJSON(total, true)
	} else {
		a.printDiagnosis(total)
	}
	if err == nil && len(total.Findings) == 0 {
		return errNothing
	}
	return err
}

// diagnoseFile reads one file, or standard input for "-".
func (a *app) diagnoseFile(ctx context.Context, x *index.Index, name string) (*index.Diagnosis, error) {
	var r io.Reader = a.stdin
	var size int64
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, a.openError(name, err)
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil {
			if info.IsDir() {
				return nil, a.openError(name, errors.New("is a directory"))
			}
			size = info.Size()
		}
		r = f
	}
	d, err := x.Diagnose(ctx, r, index.DiagnoseOptions{Lang: a.lang, Progress: a.byteProgress(size)})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return d, nil
}

// openError says what is wrong with a file, without the path twice.
func (a *app) openError(name string, err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		err = path.Err
	}
	return fmt.Errorf("%s", a.text("cli.diagnose.open", "file", name, "error", err))
}

// longLog is the size, in bytes, from which reading a log shows its progress.
const longLog = 16 << 20

// byteProgress shows a bar for long files on a terminal.
func (a *app) byteProgress(size int64) func(int64) {
	f, ok := a.stderr.(*os.File)
	if size < longLog || !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	shown := -1
	return func(done int64) { drawBar(f, &shown, float64(done)/float64(size)) }
}

func (a *app) printDiagnosis(d *api.Diagnosis) {
	style, w := a.style(), a.stdout
	if len(d.Findings) == 0 {
		fmt.Fprintln(w, a.text("cli.diagnose.clean", "n", d.Lines))
		return
	}
	for _, f := range d.Findings {
		fmt.Fprintf(w, "%s\n", style.Bold(f.Title))
		count := a.text("cli.diagnose.count", "n", f.Count, "first", f.FirstLine, "last", f.LastLine)
		if f.File != "" {
			count = f.File + " · " + count
		}
		fmt.Fprintf(w, "%s\n\n%s\n\n", style.Faint(count), style.Wrap(f.Summary, "  "))
		for _, o := range f.Occurrences[:min(3, len(f.Occurrences))] {
			text, _, _ := strings.Cut(o.Text, "\n")
			fmt.Fprintf(w, "  %s  %s\n", style.Faint(a.text("cli.diagnose.line", "line", o.Line)), shorten(text))
		}
		fmt.Fprintf(w, "\n  %s\n\n", style.Faint(a.text("cli.search.more", "id", f.ID)))
	}
}
