package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// usage writes how a command is used, in the language of the user: cobra's own words are
// English.
func (a *app) usage(c *cobra.Command) error {
	var b strings.Builder
	part := func(key, text string) {
		if text != "" {
			fmt.Fprintf(&b, "%s\n%s\n\n", a.text(key), strings.TrimRight(text, "\n"))
		}
	}
	how := ""
	if c.Runnable() {
		how = "  " + strings.Replace(c.UseLine(), "[flags]", "[options]", 1) + "\n"
	}
	if c.HasAvailableSubCommands() {
		how += "  " + c.CommandPath() + " " + a.text("cli.usage.command") + "\n"
	}
	part("cli.usage.usage", how)
	part("cli.usage.examples", c.Example)
	part("cli.usage.commands", a.listed(c))
	part("cli.usage.flags", c.LocalFlags().FlagUsages())
	part("cli.usage.global", c.InheritedFlags().FlagUsages())
	if c.HasAvailableSubCommands() {
		b.WriteString(a.text("cli.usage.more", "command", c.CommandPath()) + "\n")
	}
	_, err := io.WriteString(c.OutOrStderr(), strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

// listed lists the commands below one. Two of them are cobra's, whose texts are English.
func (a *app) listed(c *cobra.Command) string {
	var b strings.Builder
	for _, below := range c.Commands() {
		short := below.Short
		switch below.Name() {
		case "help", "completion":
			short = a.text("cli." + below.Name() + ".short")
		}
		if below.IsAvailableCommand() || below.Name() == "help" {
			fmt.Fprintf(&b, "  %-*s %s\n", below.NamePadding(), below.Name(), short)
		}
	}
	return b.String()
}
