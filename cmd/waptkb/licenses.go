package main

import (
	"strings"

	"github.com/spf13/cobra"

	"waptkb/cmd/waptkb/notices"
	"waptkb/cmd/waptkb/terminal"
)

func (a *app) licensesCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "licenses",
		Short: a.text("cli.licenses.short"),
		Long:  a.text("cli.licenses.long"),
		Args:  a.args(0, 0),
		RunE: func(*cobra.Command, []string) error {
			all, err := notices.All()
			if err != nil {
				return err
			}
			if a.asJSON {
				return a.writeJSON(all, true)
			}
			a.printNotices(all)
			return nil
		},
	}
}

// printNotices lists the modules and their licences, then the texts, each once below the
// modules that share it.
func (a *app) printNotices(all []notices.Notice) {
	style := a.style()
	sharers, order := map[string][]string{}, []string{}
	for _, n := range all {
		name := strings.TrimSpace(n.Module + " " + n.Version)
		a.stdout.Printf("%s\n", name+" · "+n.Licence)
		for _, f := range n.Files {
			if sharers[f.Text] == nil {
				order = append(order, f.Text)
			}
			sharers[f.Text] = append(sharers[f.Text], name+" · "+f.Name)
		}
	}
	for _, text := range order {
		a.stdout.Printf("\n%s\n\n  %s\n", style.Bold(terminal.Line(strings.Join(sharers[text], "\n"))), terminal.Indented(strings.TrimRight(text, "\n")))
	}
}
