package main

import (
	"errors"

	"github.com/spf13/cobra"

	"waptkb/content"
	"waptkb/index"
)

func (a *app) lintCommand() *cobra.Command {
	all := false
	c := &cobra.Command{
		Use:     "lint [DIR]",
		Short:   a.text("cli.lint.short"),
		Long:    a.text("cli.lint.long"),
		Example: "  waptkb lint /srv/articles\n  waptkb lint --json --content /srv/articles",
		Args:    a.args(0, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			folders := append(args, a.content.paths...)
			if len(folders) == 0 {
				return errors.New(a.text("cli.lint.missing"))
			}
			return a.lint(folders, all)
		},
	}
	c.Flags().BoolVar(&all, "all", false, a.text("cli.flag.lint-all"))
	return c
}

// finding is what lint has to say of a file.
type finding struct {
	File  string `json:"file"`
	Line  int    `json:"line,omitempty"` // from 1; absent where it is of the whole file
	Level string `json:"level"`          // fault, advice
	Text  string `json:"text"`
}

// lint tells everything that is wrong with folders of own content, and what could be better. Each
// is read beside ours and those before it. What an article lacks that ours have is told in a line,
// or all of it.
func (a *app) lint(folders []string, all bool) error {
	x, err := a.ours()
	if err != nil {
		return err
	}
	findings, faults := []finding{}, 0
	for n, folder := range folders {
		review, own, err := lintFolder(x, folder)
		if err == nil && n+1 < len(folders) {
			x, err = beside(x, own)
		}
		if err != nil {
			return err
		}
		for _, p := range review.Faults {
			findings = append(findings, finding{joined(folder, p.File), p.Line, "fault", p.In(a.lang)})
		}
		findings = append(findings, a.advised(folder, review.Advice, all)...)
		faults += len(review.Faults)
	}
	return a.write(findings, faults == 0, func() error {
		for _, f := range findings {
			a.stdout.Printf("%s%s\n", place(f.File, f.Line), a.text("sign.colon")+a.text("cli.lint."+f.Level, "text", f.Text))
		}
		a.stderr.Printf("%s\n", a.text("cli.lint.faults", "n", faults)+a.text("cli.lint.advices", "n", len(findings)-faults))
		return nil
	})
}

// advised tells what could be better: in one line of an article what it lacks, or all of it.
func (a *app) advised(folder string, advice []*content.Problem, all bool) (out []finding) {
	lacks := map[string]int{} // by file
	for _, p := range advice {
		file := joined(folder, p.File)
		switch {
		case all || !p.Lack:
			out = append(out, finding{file, p.Line, "advice", p.In(a.lang)})
		case lacks[file] == 0:
			out = append(out, finding{file, 0, "advice", ""})
			fallthrough
		default:
			lacks[file]++
		}
	}
	for i := range out {
		if f := &out[i]; f.Text == "" {
			f.Text = a.text("cli.lint.lacks", "n", lacks[f.File])
		}
	}
	return out
}

// lintFolder reviews a folder beside an index.
func lintFolder(x *index.Index, path string) (content.Review, *content.Own, error) {
	files, err := openFolder(path)
	if err != nil {
		return content.Review{}, nil, err
	}
	defer files.Close()
	own, review, err := content.LoadOwn(files, x.Library())
	if err != nil {
		return review, nil, err
	}
	more := x.Lint(files, own)
	review.Faults, review.Advice = append(review.Faults, more.Faults...), append(review.Advice, more.Advice...)
	content.SortProblems(review.Faults)
	content.SortProblems(review.Advice)
	return review, own, nil
}

// beside gives an index with what stands beside it.
func beside(x *index.Index, own *content.Own) (*index.Index, error) {
	data, err := index.CompileBeside(x, own, nil)
	if err != nil {
		return nil, err
	}
	return x.Beside(string(data))
}
