package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// manCommand writes the manual for "man". It is hidden: packages run it once, where they are
// made.
func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "man",
		Short:  a.text("cli.man.short"),
		Hidden: true,
		Args:   a.args(0, 0),
		RunE: func(c *cobra.Command, _ []string) error {
			x, err := a.open()
			if err != nil {
				return err
			}
			version, _ := build()
			_, err = io.WriteString(a.stdout, manual{a.text}.page(c.Root(), x.Library().Date(), version))
			return err
		},
	}
}

// manual writes commands in the language of man pages, roff.
type manual struct {
	text func(key string, pairs ...any) string
}

// page gives the manual of a program and its commands.
func (m manual) page(root *cobra.Command, date, version string) string {
	var b strings.Builder
	b.WriteString(".TH WAPTKB 1 \"" + date + "\" " + quoted(root.Name()+" "+version) + "\n")
	m.heading(&b, ".SH", "cli.man.name")
	b.WriteString(roff(root.Name()) + " \\- " + roff(root.Short) + "\n")
	m.heading(&b, ".SH", "cli.man.description")
	paragraphs(&b, root.Long)
	m.heading(&b, ".SH", "cli.man.options")
	m.flags(&b, root.PersistentFlags())
	m.heading(&b, ".SH", "cli.man.commands")
	for _, c := range root.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			m.command(&b, c)
		}
	}
	return b.String()
}

// command writes a command and those below it.
func (m manual) command(b *strings.Builder, c *cobra.Command) {
	b.WriteString(".SS " + quoted(c.CommandPath()+strings.TrimPrefix(c.Use, c.Name())) + "\n")
	about := c.Long
	if about == "" {
		about = c.Short
	}
	paragraphs(b, about)
	m.flags(b, c.NonInheritedFlags())
	if c.Example != "" {
		b.WriteString(".PP\n.nf\n" + roff(c.Example) + "\n.fi\n")
	}
	for _, below := range c.Commands() {
		if below.IsAvailableCommand() {
			m.command(b, below)
		}
	}
}

func (m manual) heading(b *strings.Builder, macro, key string) {
	b.WriteString(macro + " " + quoted(m.text(key)) + "\n")
}

// paragraphs writes a text whose paragraphs are parted by empty lines. A line that is indented starts
// anew by itself.
func paragraphs(b *strings.Builder, text string) {
	b.WriteString(strings.NewReplacer("\n\n", "\n.PP\n", "\n ", "\n ", "\n", "\n.br\n").Replace(roff(text)) + "\n")
}

// flags lists what may stand on the command line.
func (m manual) flags(b *strings.Builder, set *pflag.FlagSet) {
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		name := "--" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", " + name
		}
		kind := kindOf(f, m.text)
		b.WriteString(".TP\n\\fB" + roff(name) + "\\fR")
		if kind != "" {
			b.WriteString(" \\fI" + roff(kind) + "\\fR")
		}
		b.WriteString("\n" + roff(f.Usage) + "\n")
	})
}

// roff writes a text so that nothing in it is an instruction of roff.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}

// quoted writes a text as one argument of a macro.
func quoted(text string) string { return `"` + strings.ReplaceAll(roff(text), `"`, `\(dq`) + `"` }
