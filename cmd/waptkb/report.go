package main

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/index"
	"waptkb/server/counts"
)

type reportOptions struct {
	asCSV  bool
	delete string
}

func (a *app) reportCommand() *cobra.Command {
	var o reportOptions
	c := &cobra.Command{
		Use:     "report FILE…",
		Short:   a.text("cli.report.short"),
		Long:    a.text("cli.report.long"),
		Example: "  waptkb report /var/lib/waptkb/counts.db\n  waptkb report --csv a.db b.db > report.csv",
		Args:    a.args(1, -1),
		RunE: func(c *cobra.Command, args []string) error {
			if o.delete != "" {
				return a.deleteQuestion(args, o.delete)
			}
			return a.withIndex(func(_ context.Context, x *index.Index, files []string) error { return a.report(x, files, o) })(c, args)
		},
	}
	c.Flags().BoolVar(&o.asCSV, "csv", false, a.text("cli.flag.csv"))
	c.Flags().StringVar(&o.delete, "delete", "", a.text("cli.flag.delete"))
	return c
}

// deleteQuestion deletes a question wherever it is kept.
func (a *app) deleteQuestion(files []string, id string) error {
	var errs []error
	for _, file := range files {
		errs = append(errs, a.countsError(file, counts.Delete(file, id)))
	}
	return errors.Join(errs...)
}

// countsError tells what to do with a file that cannot be read.
func (a *app) countsError(file string, err error) error {
	switch {
	case errors.Is(err, counts.ErrDamaged):
		return errors.New(a.text("cli.report.damaged", "file", file))
	case errors.Is(err, counts.ErrNotCounts):
		return errors.New(a.text("cli.report.other", "file", file))
	}
	return err
}

// report adds up what servers have counted and shows it.
func (a *app) report(x *index.Index, files []string, o reportOptions) error {
	var all []*counts.Data
	for _, file := range files {
		d, err := counts.Read(file)
		if err != nil {
			return a.countsError(file, err)
		}
		all = append(all, d)
	}
	merged, err := counts.Merge(all...)
	if errors.Is(err, counts.ErrSameFile) {
		return errors.New(a.text("cli.report.same"))
	}
	if err != nil {
		return err
	}
	r := counts.NewReport(merged, counts.Titles(x.Library(), a.lang))
	switch {
	case o.asCSV:
		return r.CSV(a.stdout)
	case a.asJSON:
		return a.writeJSON(r, true)
	}
	a.printReport(r)
	return nil
}

func (a *app) printReport(r *counts.Report) {
	style, w := a.style(), a.stdout
	if r.Asked == 0 {
		a.stderr.Printf("%s\n", a.text("report.empty"))
	} else {
		w.Printf("%s\n", a.text("report.lead", "from", r.From, "to", r.To, "asked", int(r.Asked)))
		for _, line := range []struct {
			key string
			n   uint64
		}{{"report.sure", r.Sure}, {"report.near", r.Near}, {"report.silent", r.Silent}} {
			w.Printf("  %s %d\n", a.text(line.key), line.n)
		}
	}
	heading := func(key string, show bool) {
		if show {
			w.Printf("\n%s\n", style.Bold(a.line(key)))
		}
	}
	list := func(key string, counted []counts.Count) {
		heading(key, len(counted) > 0)
		for _, c := range counted {
			w.Printf("  %5d  %s  %s\n", c.Count, c.Value, c.Title)
		}
	}
	articles := func(key string, voted []counts.Article) {
		heading(key, len(voted) > 0)
		for _, v := range voted {
			w.Printf("  %5d / %d / %d  %s  %s\n", v.Yes, v.No, v.NotMine, v.ID, v.Title)
		}
	}
	list("report.nearest", r.Nearest)
	list("report.words", r.Words)
	list("report.codes", r.Codes)
	articles("cli.report.helping", r.Helping())
	articles("cli.report.failing", r.Failing())
	heading("report.questions", len(r.Questions) > 0)
	for _, q := range r.Questions {
		w.Printf("  %s · %s · %s\n  %s\n", q.ID, q.Day, q.Lang, terminal.Indented(q.Text))
	}
}
