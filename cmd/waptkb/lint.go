package main

import (
	"errors"

	"github.com/spf13/cobra"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/embedded"
)

func (a *app) lintCommand() *cobra.Command {
	return &cobra.Command{
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
	x, err := embedded.Open()
	if err != nil {
		return err
	}
	findings, faults, advice := []finding{}, 0, 0
	for _, folder := range folders {
		review, beside, err := lintFolder(x, folder)
		if err != nil {
			return err
		}
		for _, p := range review.Faults {
			findings = append(findings, finding{joined(folder, p.File), p.Line, "fault", p.In(a.lang)})
		}
		for _, p := range review.Advice {
			findings = append(findings, finding{joined(folder, p.File), p.Line, "advice", p.In(a.lang)})
		}
		faults, advice, x = faults+len(review.Faults), advice+len(review.Advice), beside
	}
	return a.write(findings, faults == 0, func() error {
		for _, f := range findings {
			a.stdout.Printf("%s%s\n", place(f.File, f.Line), a.text("sign.colon")+a.text("cli.lint."+f.Level, "text", f.Text))
		}
		a.stderr.Printf("%s\n", a.text("cli.lint.faults", "n", faults)+a.text("cli.lint.advices", "n", advice))
		return nil
	})
}

// lintFolder reviews a folder beside an index, and gives the index with it.
func lintFolder(x *index.Index, path string) (content.Review, *index.Index, error) {
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
	data, err := index.CompileBeside(x, own)
	if err != nil {
		return review, nil, err
	}
	beside, err := x.Beside(string(data))
	return review, beside, err
}
