package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"waptkb/content"
	"waptkb/content/fold"
)

// draft is what is known of an article that is to be written.
type draft struct {
	title, text       string
	errors, questions []string
}

func (a *app) newCommand() *cobra.Command {
	var d draft
	c := &cobra.Command{
		Use:     "new ID",
		Short:   a.text("cli.new.short"),
		Long:    a.text("cli.new.long"),
		Example: "  waptkb new badge-imprimante --content /srv/articles\n  waptkb new badge-imprimante --title \"…\" --error \"…\" --question \"…\"",
		Args:    a.args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(a.content.paths) > 0 {
				folder = a.content.paths[0]
			}
			return a.newArticle(folder, args[0], d)
		},
	}
	c.Flags().StringVar(&d.title, "title", "", a.text("cli.flag.new-title"))
	c.Flags().StringVar(&d.text, "text", "", a.text("cli.flag.new-text"))
	c.Flags().StringArrayVar(&d.errors, "error", nil, a.text("cli.flag.new-error"))
	c.Flags().StringArrayVar(&d.questions, "question", nil, a.text("cli.flag.new-question"))
	return c
}

// newArticle writes a draft into a folder of own articles, where none of its id is.
func (a *app) newArticle(folder, id string, d draft) error {
	if slug := fold.Slug(id); slug != id || id == "" {
		return errors.New(a.text("cli.new.id", "id", id, "slug", slug))
	}
	if d.title == "" && a.isDialogue() {
		a.askForDraft(&d)
	}
	for _, e := range d.errors {
		if _, err := content.ParseTemplate(e, ""); err != nil {
			return a.worded(err)
		}
	}
	dir := filepath.Join(folder, "articles", id)
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	err := os.Mkdir(dir, 0o755)
	if errors.Is(err, fs.ErrExist) {
		return errors.New(a.text("cli.new.exists", "folder", dir))
	}
	if err != nil {
		return err
	}
	file := filepath.Join(dir, content.Primary+".md")
	if err := os.WriteFile(file, []byte(a.skeleton(d)), 0o644); err != nil {
		return errors.Join(err, os.Remove(file), os.Remove(dir))
	}
	a.stdout.Printf("%s\n", file)
	a.stderr.Printf("%s\n", a.text("cli.new.done", "folder", folder))
	return nil
}

// askForDraft asks on a terminal for what is needed; an empty answer is left out.
func (a *app) askForDraft(d *draft) {
	in := bufio.NewReader(a.stdin)
	ask := func(key string) string {
		a.stderr.Printf("%s ", a.text(key))
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return ""
		}
		return strings.TrimSpace(line)
	}
	d.title = ask("cli.new.ask.title")
	if e := ask("cli.new.ask.error"); e != "" && len(d.errors) == 0 {
		d.errors = []string{e}
	}
	if q := ask("cli.new.ask.question"); q != "" && len(d.questions) == 0 {
		d.questions = []string{q}
	}
	if d.text == "" {
		d.text = ask("cli.new.ask.text")
	}
}

// skeleton is the file of a draft, with comments on what is still to be written.
func (a *app) skeleton(d draft) string {
	var b strings.Builder
	comment := func(key string) {
		for line := range strings.SplitSeq(a.text(key), "\n") {
			fmt.Fprintf(&b, "# %s\n", line)
		}
	}
	list := func(key, comments string, values []string) {
		comment(comments)
		if len(values) == 0 {
			fmt.Fprintf(&b, "# %s: [\"…\"]\n", key)
			return
		}
		fmt.Fprintf(&b, "%s:\n", key)
		for _, v := range values {
			fmt.Fprintf(&b, "  - %s\n", quotedYAML(v))
		}
	}
	b.WriteString("---\n")
	comment("cli.new.comment.title")
	b.WriteString("title:")
	if d.title != "" {
		b.WriteString(" " + quotedYAML(d.title))
	}
	b.WriteString("\n")
	list("errors", "cli.new.comment.errors", d.errors)
	list("questions", "cli.new.comment.questions", d.questions)
	comment("cli.new.comment.more")
	b.WriteString("---\n\n")
	fmt.Fprintf(&b, "## %s\n\n%s\n", a.texts.Text(content.Primary, "section."+content.SectionSolution), d.text)
	return b.String()
}

// quotedYAML writes a text as YAML in double quotes, which are those of JSON.
func quotedYAML(s string) string { return strconv.Quote(strings.Join(strings.Fields(s), " ")) }
