package main

import (
	"errors"
	"strings"

	"github.com/spf13/cobra"
)

// shells are those that have a completion script.
var shells = []string{"bash", "fish", "powershell", "zsh"}

// completionCommand writes what cobra makes for a shell. Cobra's own command speaks English.
func (a *app) completionCommand() *cobra.Command {
	plain := false
	c := &cobra.Command{
		Use:       "completion " + strings.Join(shells, "|"),
		Short:     a.text("cli.completion.short"),
		Long:      a.text("cli.completion.long"),
		Example:   "  source <(waptkb completion bash)\n  waptkb completion powershell | Out-String | Invoke-Expression",
		ValidArgs: shells,
		Args:      a.args(1, 1),
		RunE:      func(c *cobra.Command, args []string) error { return a.completion(c.Root(), args[0], !plain) },
	}
	c.Flags().BoolVar(&plain, "no-descriptions", false, a.text("cli.flag.no-descriptions"))
	return c
}

// completion writes the script of a shell.
func (a *app) completion(root *cobra.Command, shell string, descriptions bool) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(a.stdout, descriptions)
	case "fish":
		return root.GenFishCompletion(a.stdout, descriptions)
	case "powershell":
		if descriptions {
			return root.GenPowerShellCompletionWithDesc(a.stdout)
		}
		return root.GenPowerShellCompletion(a.stdout)
	case "zsh":
		if descriptions {
			return root.GenZshCompletion(a.stdout)
		}
		return root.GenZshCompletionNoDesc(a.stdout)
	}
	return errors.New(a.text("cli.error.shell", "value", shell, "accepted", strings.Join(shells, ", ")))
}
