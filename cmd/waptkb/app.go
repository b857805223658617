package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/spf13/cobra"
	"golang.org/x/text/language"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/i18n"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/embedded"
)

// app is what commands share: streams, common flags, texts, and the index once
// it is needed.
type app struct {
	stdin  io.Reader
	stdout *terminal.Writer
	stderr *terminal.Writer
	texts  *i18n.Catalog

	lang    string
	asJSON  bool
	content sources
	ours    func() (*index.Index, error)
	index   *index.Index

	memories map[string]*index.Memory // by folder of own content that is read again and again

	endsItself atomic.Bool // what runs ends by itself when its context does
	ready      func()      // called once a server listens
}

func newApp(stdin io.Reader, stdout, stderr io.Writer) *app {
	return &app{
		stdin: stdin, stdout: terminal.NewWriter(stdout), stderr: terminal.NewWriter(stderr),
		texts: i18n.New(), ours: sync.OnceValues(embedded.Open), memories: map[string]*index.Memory{}, lang: userLanguage(os.Getenv), ready: func() {},
	}
}

// commands are made by these, by their names.
var commands = []struct {
	name string
	make func(*app) *cobra.Command
}{
	{"search", (*app).searchCommand},
	{"show", (*app).showCommand},
	{"list", (*app).listCommand},
	{"serve", (*app).serveCommand},
	{"diagnose", (*app).diagnoseCommand},
	{"code", (*app).codeCommand},
	{"guide", (*app).guideCommand},
	{"eval", (*app).evalCommand},
	{"compile", (*app).compileCommand},
	{"export", (*app).exportCommand},
	{"changes", (*app).changesCommand},
	{"service", (*app).serviceCommand},
	{"new", (*app).newCommand},
	{"lint", (*app).lintCommand},
	{"explain", (*app).explainCommand},
	{"report", (*app).reportCommand},
	{"version", (*app).versionCommand},
	{"licenses", (*app).licensesCommand},
	{"mcp", (*app).mcpCommand},
	{"completion", (*app).completionCommand},
}

// command builds the tree of commands. Where the first argument names one, that alone is
// made: the texts and flags of all take longer than a short command does.
func (a *app) command(args []string) *cobra.Command {
	a.lang = languageIn(args, a.lang)
	root := &cobra.Command{
		Use:           "waptkb",
		Short:         a.text("cli.root.short"),
		Long:          a.text("cli.root.long"),
		SilenceErrors: true,
		SilenceUsage:  true,

		SuggestionsMinimumDistance: 2,
		CompletionOptions:          cobra.CompletionOptions{DisableDefaultCmd: true}, // ours speaks the language of the user
		PersistentPreRunE: func(*cobra.Command, []string) error {
			if !slices.Contains(i18n.Languages(), a.lang) {
				return errors.New(a.text("cli.error.lang", "value", a.lang, "accepted", strings.Join(i18n.Languages(), ", ")))
			}
			return nil
		},
	}
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	root.PersistentFlags().StringVar(&a.lang, "lang", a.lang, a.text("cli.flag.lang"))
	root.PersistentFlags().Lookup("lang").DefValue = "" // its text tells
	root.PersistentFlags().BoolP("help", "h", false, a.text("cli.flag.help"))
	root.SetUsageFunc(a.usage)
	root.SetFlagErrorFunc(a.flagError)
	root.PersistentFlags().BoolVar(&a.asJSON, "json", false, a.text("cli.flag.json"))
	a.content.addFlags(root.PersistentFlags(), a.text)
	wanted := commands
	for i, c := range commands {
		if len(args) > 0 && args[0] == c.name {
			wanted = commands[i : i+1]
		}
	}
	for _, c := range wanted {
		root.AddCommand(c.make(a))
	}
	help := a.helpCommand()
	root.SetHelpCommand(help)
	if len(wanted) == len(commands) { // which they tell about
		root.AddCommand(help, a.manCommand())
	}
	return root
}

func (a *app) text(key string, pairs ...any) string { return a.texts.Text(a.lang, key, pairs...) }

// line gives a text that may be styled.
func (a *app) line(key string, pairs ...any) terminal.Text {
	return terminal.Line(a.text(key, pairs...))
}

// open gives the index: ours, with what an organisation has beside it.
func (a *app) open() (*index.Index, error) {
	if a.index != nil {
		return a.index, nil
	}
	x, found, err := a.openSources(a.content)
	if err != nil {
		return nil, a.problems(err)
	}
	a.tellFaults(found)
	a.index = x
	return x, nil
}

// withIndex makes a command run what needs the index.
func (a *app) withIndex(run func(context.Context, *index.Index, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		x, err := a.open()
		if err != nil {
			return err
		}
		return run(c.Context(), x, args)
	}
}

// nothing ends a command that found nothing, and tells why.
func (a *app) nothing(text string) error {
	a.stderr.Printf("%s\n", text)
	return errNothing
}

// write shows what a command found: as JSON or, for a person, with print. The error tells
// too that it found nothing.
func (a *app) write(value any, found bool, print func() error) error {
	if a.asJSON {
		print = func() error { return a.writeJSON(value, true) }
	}
	if err := print(); err != nil || found {
		return err
	}
	return errNothing
}

// writeArticle shows an article or an entry; about is told below its title.
func (a *app) writeArticle(lib *content.Library, article *content.Article, about terminal.Text) error {
	return a.write(api.NewArticle(lib, article, a.lang, ""), true, func() error {
		a.printArticle(lib, article, about)
		return nil
	})
}

func (a *app) printArticle(lib *content.Library, article *content.Article, about terminal.Text) {
	style := a.style()
	a.stdout.Printf("%s\n%s\n%s\n", style.Bold(terminal.Line(article.Title)), about, style.Render(lib.Document(article).Blocks))
}

// mark tells behind a title or a place that an organisation wrote the article.
func (a *app) mark(own bool) string {
	if !own {
		return ""
	}
	return " · " + a.text("article.own")
}

// writeJSON writes one JSON value on a line of its own, indented for a person.
func (a *app) writeJSON(v any, indent bool) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	if indent {
		e.SetIndent("", "  ")
	}
	return e.Encode(v)
}

// style fits the output: colour and width of a terminal, plain text elsewhere.
func (a *app) style() terminal.Style {
	s := terminal.Style{Width: 80, Label: func(key string) string { return a.text(key) }}
	if columns := a.stdout.Columns(); columns > 0 {
		s.Width = min(max(columns, 40), 100)
		s.Colour = os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
	}
	return s
}

// userLanguage chooses the language from the user's locale, the primary one by default.
func userLanguage(getenv func(string) string) string {
	locale, _, _ := strings.Cut(cmp.Or(getenv("LC_ALL"), getenv("LC_MESSAGES"), getenv("LANG")), "@") // en_GB.UTF-8@euro
	locale, _, _ = strings.Cut(locale, ".")
	tag, err := language.Parse(strings.ReplaceAll(locale, "_", "-"))
	if err != nil { // "C", "POSIX"
		return content.Primary
	}
	if _, i, confidence := i18n.Matcher().Match(tag); confidence >= language.High {
		return i18n.Languages()[i]
	}
	return content.Primary
}
