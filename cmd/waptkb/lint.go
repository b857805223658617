package main

import (
	"errors"

	"github.com/spf13/cobra"

	"waptkb/content"
	"waptkb/index"
)

func (a *app) lintCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "lint [DIR]",
		Short:   a.text("cli.lint.short"),
		Long:    a.text("cli.lint.long"),
		Example: "  waptkb lint /srv/articles\n  waptkb lint --json --content /srv/articles",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folders := append(args, a.content.paths...)
			if len(folders) == 0 {
				return errors.New(a.text("cli.lint.missing"))
			}
			return a.lint(folders)
		},
	}
}

// finding is what lint has to say of a file.
type finding struct {
	File  string `json:"file"`
	Line  int    `json:"line,omitempty"` // from 1; absent where it is of the whole file
	Level string `json:"level"`          // fault, advice
	Text  string `json:"text"`
}

// lint tells everything that is wrong with folders of own content, and what could be better. Each
// is read beside ours and those before it.
func (a *app) lint(folders []string) error {
	x, err := a.ours()
	if err != nil {
		return err
	}
	findings, faults, advice := []finding{}, 0, 0
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
		for _, p := range review.Advice {
			findings = append(findings, finding{joined(folder, p.File), p.Line, "advice", p.In(a.lang)})
		}
		faults, advice = faults+len(review.Faults), advice+len(review.Advice)
	}
	return a.write(findings, faults == 0, func() error {
		for _, f := range findings {
			a.stdout.Printf("%s%s\n", place(f.File, f.Line), a.text("sign.colon")+a.text("cli.lint."+f.Level, "text", f.Text))
		}
		a.stderr.Printf("%s\n", a.text("cli.lint.faults", "n", faults)+a.text("cli.lint.advices", "n", advice))
		return nil
	})
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
