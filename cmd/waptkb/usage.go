package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
		how = "  " + usageLine(c) + "\n"
	}
	if c.HasAvailableSubCommands() {
		how += "  " + c.CommandPath() + " " + a.text("cli.usage.command") + "\n"
	}
	part("cli.usage.usage", how)
	part("cli.usage.examples", c.Example)
	part("cli.usage.commands", listed(c))
	part("cli.usage.flags", a.flags(c.LocalFlags()))
	part("cli.usage.global", a.flags(c.InheritedFlags()))
	if c.HasAvailableSubCommands() {
		b.WriteString(a.text("cli.usage.more", "command", c.CommandPath()) + "\n")
	}
	_, err := io.WriteString(c.OutOrStderr(), strings.TrimRight(b.String(), "\n")+"\n")
	return err
}

// listed lists the commands below one.
func listed(c *cobra.Command) string {
	var b strings.Builder
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() || below.Name() == "help" {
			fmt.Fprintf(&b, "  %-*s %s\n", below.NamePadding(), below.Name(), below.Short)
		}
	}
	return b.String()
}

// flags lists what may stand on the command line.
func (a *app) flags(set *pflag.FlagSet) string {
	var names, about []string
	width := 0
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		if kind := kindOf(f, a.text); kind != "" {
			name += " " + kind
		}
		text := f.Usage
		if !slices.Contains([]string{"", "0", "0s", "false", "[]"}, f.DefValue) {
			text += a.text("cli.usage.default", "value", f.DefValue)
		}
		names, about, width = append(names, name), append(about, text), max(width, utf8.RuneCountInString(name))
	})
	var b strings.Builder
	for i, name := range names {
		b.WriteString("  " + name + strings.Repeat(" ", width-utf8.RuneCountInString(name)+3) + about[i] + "\n")
	}
	return b.String()
}

// kindOf tells what kind of value a flag wants, "" where it wants none.
func kindOf(f *pflag.Flag, text func(key string, pairs ...any) string) string {
	kind, _ := pflag.UnquoteUsage(f)
	if kind == "" {
		return ""
	}
	return text("cli.kind." + kind)
}
