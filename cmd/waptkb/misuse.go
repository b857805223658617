package main

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"waptkb/i18n"
)

// This file says in the language of the user what cobra says in English of wrong use.

// args takes so many arguments; no limit of them is -1.
func (a *app) args(least, most int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) >= least && (most < 0 || len(args) <= most) {
			return nil
		}
		if len(args) < least {
			return errors.New(a.text("cli.error.args.few", "usage", usageLine(c)))
		}
		return errors.New(a.text("cli.error.args.many", "value", args[most], "usage", usageLine(c)))
	}
}

// usageLine tells how a command is used.
func usageLine(c *cobra.Command) string {
	return strings.Replace(c.UseLine(), "[flags]", "[options]", 1)
}

// flagError tells what is wrong with an option.
func (a *app) flagError(c *cobra.Command, err error) error {
	var (
		unknown *pflag.NotExistError
		missing *pflag.ValueRequiredError
		invalid *pflag.InvalidValueError
	)
	switch {
	case errors.As(err, &unknown):
		name := "--" + unknown.GetSpecifiedName()
		if shorthands := unknown.GetSpecifiedShortnames(); shorthands != "" {
			name = "-" + shorthands
		}
		return errors.New(a.text("cli.error.flag.unknown", "flag", name, "command", c.CommandPath()))
	case errors.As(err, &missing):
		return errors.New(a.text("cli.error.flag.value", "flag", "--"+missing.GetFlag().Name))
	case errors.As(err, &invalid):
		flag := invalid.GetFlag()
		return errors.New(a.text("cli.error.flag.invalid", "flag", "--"+flag.Name, "value", invalid.GetValue(), "kind", kindOf(flag, a.text)))
	}
	return err
}

// unknownCommand tells that the arguments begin with what is no command; nil when they do not.
func (a *app) unknownCommand(root *cobra.Command, args []string) error {
	if len(args) > 0 && strings.HasPrefix(args[0], "__complete") { // which cobra adds when it runs
		return nil
	}
	_, rest, err := root.Find(args)
	if err == nil || len(rest) == 0 {
		return nil
	}
	near := root.SuggestionsFor(rest[0])
	if len(near) == 0 {
		return errors.New(a.text("cli.error.command", "value", rest[0]))
	}
	return errors.New(a.text("cli.error.command.near", "value", rest[0], "near", strings.Join(near, ", ")))
}

// helpCommand shows the help of a command.
func (a *app) helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help " + a.text("cli.usage.command"),
		Short: a.text("cli.help.short"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.unknownCommand(c.Root(), args); err != nil {
				return err
			}
			about, _, err := c.Root().Find(args)
			if err != nil {
				return err
			}
			return about.Help()
		},
	}
}

// languageIn gives the language that arguments choose, which what they ask for is told in, or
// another where they choose none that exists.
func languageIn(args []string, other string) string {
	for i, arg := range args {
		value, ok := strings.CutPrefix(arg, "--lang=")
		if arg == "--lang" && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if arg == "--" {
			break
		}
		if ok && slices.Contains(i18n.Languages(), value) {
			other = value
		}
	}
	return other
}
