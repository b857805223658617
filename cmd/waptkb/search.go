package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/index"
	"waptkb/index/api"
	"waptkb/index/logs"
	"waptkb/server/inpage"
)

// maxBatchLine bounds a line of a batch, in bytes: a query whose every byte is escaped
// fits.
const maxBatchLine = 8 * index.MaxQuery

type searchOptions struct {
	limit     int
	component string
	batch     bool
	explain   bool
}

func (a *app) searchCommand() *cobra.Command {
	var o searchOptions
	c := &cobra.Command{
		Use:     "search [TEXT…]",
		Short:   a.text("cli.search.short"),
		Long:    a.text("cli.search.long"),
		Example: "  waptkb search \"uninstall key can not be found\"\n  wapt-get install tis-vlc 2>&1 | waptkb search",
		RunE: func(c *cobra.Command, args []string) error {
			return a.search(c.Context(), args, o)
		},
	}
	// People paste lines of logs, some of which look like options.
	c.SetFlagErrorFunc(func(c *cobra.Command, err error) error {
		return fmt.Errorf("%w %s", a.flagError(c, err), a.text("cli.search.dashes"))
	})
	c.Flags().IntVar(&o.limit, "limit", 10, a.text("cli.flag.limit"))
	c.Flags().StringVar(&o.component, "component", "", a.text("cli.flag.component"))
	c.Flags().BoolVar(&o.batch, "batch", false, a.text("cli.flag.batch"))
	c.Flags().BoolVar(&o.explain, "explain", false, a.text("cli.flag.explain"))
	return c
}

// query makes a query of a text and the options, or the error that tells what is wrong.
func (a *app) query(text string, o searchOptions) (index.Query, error) {
	if o.limit == 0 {
		o.limit = -1 // what was written, not what was left out
	}
	q, err := index.Query{Text: text, Lang: a.lang, Component: o.component, Limit: o.limit, Explain: o.explain}.Checked()
	switch {
	case errors.Is(err, index.EmptyQuery):
		err = errors.New(a.text("cli.error.empty"))
	case errors.Is(err, index.LongQuery):
		err = errors.New(a.text("cli.error.long"))
	case errors.Is(err, index.BadLimit):
		err = errors.New(a.text("cli.error.limit", "value", max(o.limit, 0)))
	case errors.Is(err, index.UnknownComponent):
		err = errors.New(a.text("cli.error.component", "value", o.component, "accepted", strings.Join(content.Components, ", ")))
	}
	return q, err
}

func (a *app) search(ctx context.Context, args []string, o searchOptions) error {
	if _, err := a.query("options", o); err != nil { // before anything is read
		return err
	}
	if o.batch {
		return a.searchBatch(ctx, o)
	}
	text, err := a.queryText(args)
	if err != nil {
		return err
	}
	if len(text) > index.MaxQuery && !a.asJSON {
		return a.searchLog(ctx, text, args)
	}
	s, r, err := a.ask(ctx, text, o)
	if err != nil {
		return err
	}
	return a.write(s, len(s.Results) > 0, func() error { return a.printSearch(s, r, o) })
}

// searchLog reads a text that is too long for a question as a log.
func (a *app) searchLog(ctx context.Context, text string, args []string) error {
	a.stderr.Printf("%s\n", a.text("cli.search.log"))
	rest := a.stdin
	if !isStdin(args) {
		rest = strings.NewReader("")
	}
	a.stdin = io.MultiReader(strings.NewReader(text), rest)
	x, err := a.open()
	if err != nil {
		return err
	}
	return a.diagnose(ctx, x, nil)
}

func isStdin(args []string) bool { return len(args) == 0 || slices.Equal(args, []string{"-"}) }

// queryText takes the query from the arguments or standard input, of which it reads a
// byte more than a query may have.
func (a *app) queryText(args []string) (string, error) {
	if !isStdin(args) {
		return strings.Join(args, " "), nil
	}
	if f, ok := a.stdin.(*os.File); len(args) == 0 && ok && term.IsTerminal(int(f.Fd())) {
		return "", fmt.Errorf("%s", a.text("cli.error.empty"))
	}
	data, err := io.ReadAll(io.LimitReader(a.stdin, index.MaxQuery+1))
	if err != nil {
		return "", fmt.Errorf("reading standard input: %w", err)
	}
	if len(data) > index.MaxQuery { // a log, whose rest is still to come
		return string(data), nil
	}
	return decoded(data), nil
}

// decoded gives what came through a pipe as UTF-8: consoles of Windows write code pages, and
// PowerShell UTF-16. What is no text stays as it is.
func decoded(data []byte) string {
	text, err := logs.Open(bytes.NewReader(data), 0)
	if err != nil {
		return string(data)
	}
	utf8, err := io.ReadAll(text)
	if err != nil {
		return string(data)
	}
	return string(utf8)
}

func (a *app) ask(ctx context.Context, text string, o searchOptions) (*api.Search, *index.Response, error) {
	q, err := a.query(text, o)
	if err != nil {
		return nil, nil, err
	}
	x, err := a.open()
	if err != nil {
		return nil, nil, err
	}
	start := time.Now()
	r, err := x.Search(ctx, q)
	if err != nil {
		return nil, nil, err
	}
	s := api.NewSearch(q, r, time.Since(start))
	if o.explain {
		s.Explain = api.NewExplain(r)
	}
	return s, r, nil
}

// searchBatch answers JSON lines {"id","q"} in order.
func (a *app) searchBatch(ctx context.Context, o searchOptions) error {
	in := bufio.NewScanner(a.stdin)
	in.Buffer(nil, maxBatchLine)
	for n := 1; in.Scan(); n++ {
		if len(strings.TrimSpace(in.Text())) == 0 {
			continue
		}
		var line struct{ ID, Q string }
		if err := json.Unmarshal(in.Bytes(), &line); err != nil {
			return fmt.Errorf("%s%w", a.text("cli.error.batch", "line", n)+a.text("sign.colon"), err)
		}
		s, _, err := a.ask(ctx, line.Q, o)
		if err != nil {
			return fmt.Errorf("%s%w", a.text("cli.error.batch.query", "line", n)+a.text("sign.colon"), err)
		}
		s.ID = line.ID
		if err := a.writeJSON(s, false); err != nil {
			return err
		}
	}
	return in.Err()
}

// printSearch prints a response for a person: the answer with its steps, or what
// is near.
func (a *app) printSearch(s *api.Search, r *index.Response, o searchOptions) error {
	style := a.style()
	w := a.stdout
	if s.Answer == nil && len(s.Results) == 0 {
		text := a.text("cli.search.nothing")
		if r.Absent != nil {
			text = r.Absent.Says(a.texts, a.lang)
		}
		a.stderr.Printf("%s\n", style.Wrap(terminal.Line(text), ""))
		return nil
	}
	rest := s.Results
	if s.Answer == nil {
		if r.Absent != nil {
			w.Printf("%s\n\n", style.Wrap(terminal.Line(r.Absent.Says(a.texts, a.lang)), ""))
		}
		if r.Absent == nil || r.Absent.ID != s.Results[0].ID {
			w.Printf("%s\n\n", style.Wrap(a.line("cli.search.unsure"), ""))
		}
	} else {
		a.printAnswer(s, r)
		rest = rest[1:min(4, len(rest))]
	}
	a.printErrors(r.OtherErrors())
	if s.Answer != nil {
		if len(rest) > 0 {
			w.Printf("%s\n", style.Bold(a.line("cli.search.others")))
		}
	}
	for _, res := range rest {
		w.Printf("  %s\n    %s\n", style.Bold(terminal.Line(res.Title)), style.Faint(terminal.Line("waptkb show "+res.ID+a.mark(res.Own))))
	}
	if o.explain {
		return a.writeJSON(s.Explain, true)
	}
	return nil
}

// printErrors lists errors of the query beside the answer.
func (a *app) printErrors(errors []index.RecognisedError) {
	style, w := a.style(), a.stdout
	if len(errors) == 0 {
		return
	}
	w.Printf("%s\n", style.Bold(a.line("cli.search.errors")))
	for _, e := range errors {
		w.Printf("  %s\n    %s\n", style.Bold(terminal.Line(e.Article.Title)), style.Faint(terminal.Line(a.text("cli.search.errors.line", "line", e.Match.Line)+" · waptkb show "+e.Article.ID)))
	}
	w.Printf("\n")
}

// printCaptures prints what stood in the holes of an error, in words.
func (a *app) printCaptures(captures map[string]string) {
	for _, name := range slices.Sorted(maps.Keys(captures)) {
		if value := strings.TrimSpace(captures[name]); value != "" {
			a.stdout.Printf("  %s\n", inpage.Shorten(a.text("hole."+name, "value", content.HoleValue(name, value)), 90))
		}
	}
}

func (a *app) printAnswer(s *api.Search, r *index.Response) {
	style, w, ans := a.style(), a.stdout, s.Answer
	w.Printf("%s\n", style.Bold(terminal.Line(ans.Title)))
	why := a.text("cli.search.why.high")
	if ans.Error != nil {
		why = a.text("cli.search.why.exact", "template", ans.Error.Template, "line", ans.Error.Line)
	}
	w.Printf("%s\n", style.Faint(style.Wrap(terminal.Line(ans.ID+" · "+a.text("component."+content.ComponentSlug(ans.Component))+a.mark(ans.Own)+" · "+why), "")))
	if ans.Error != nil {
		a.printCaptures(ans.Error.Captures)
	}
	if len(ans.Forms) > 0 {
		w.Printf("  %s %s\n", a.text("answer.forms"), strings.Join(ans.Forms, ", "))
	}
	w.Printf("\n%s\n\n", style.Wrap(terminal.Line(ans.Summary), ""))
	if checked := r.Answer.Article.CheckedIn(a.texts, a.lang); r.Release && checked != "" {
		w.Printf("%s\n\n", style.Faint(style.Wrap(terminal.Line(checked), "")))
	}
	solution := r.Answer.Advice().Solution
	w.Printf("%s\n\n%s\n", style.Bold(terminal.Line(solution.Title)), style.Render(solution.Blocks))
	if ans.Article != nil {
		w.Printf("\n%s\n", style.Wrap(terminal.Line(a.text("answer.solved")+" "+ans.Article.Title), ""))
		w.Printf("%s\n\n", style.Faint(a.line("cli.search.more", "id", ans.Article.ID)))
		return
	}
	w.Printf("\n%s\n\n", style.Faint(a.line("cli.search.more", "id", ans.ID)))
}
