// Typo puts the non-breaking spaces that the typography of a language wants into
// articles and into the texts of messages and codes.
//
// Usage, from the top of the project:
//
//	go run ./content/typo [-w] [file…]
//
// It reads all articles, messages and codes when no file is named. Without -w it prints each line
// that it would change and exits with status 1; with -w it writes the files.
// In French prose a no-break space stands before ":" and inside « », a narrow
// one before ";", "!", "?" and "%". A space is only replaced, never put in.
// Translations lose the non-breaking spaces before punctuation. Code, addresses
// and error templates are left as they are.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"waptkb/i18n"
)

// patterns are those of the files with prose, below the folder content.
var patterns = []string{"articles/*/*.md", "articles/*/questions.*.txt", "messages/*.*.yaml", "codes/*.*.yaml"}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("typo", flag.ContinueOnError)
	flags.SetOutput(stderr)
	write := flags.Bool("w", false, "write the files instead of listing what would change")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	files := flags.Args()
	if len(files) == 0 {
		for _, pattern := range patterns {
			found, _ := filepath.Glob(filepath.Join("content", pattern))
			files = append(files, found...)
		}
	}
	if len(files) == 0 {
		fmt.Fprintln(stderr, "typo: no articles here: run it from the top of the project, or name files")
		return 2
	}
	status := 0
	for _, file := range files {
		changed, err := typeset(file, *write, stdout)
		if err != nil {
			fmt.Fprintln(stderr, "typo:", err)
			return 2
		}
		if changed && !*write {
			status = 1
		}
	}
	return status
}

// typeset corrects one file, or lists its lines that would change.
func typeset(file string, write bool, stdout io.Writer) (changed bool, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return false, err
	}
	old := string(data)
	fixed := corrected(file, old)
	if fixed == old {
		return false, nil
	}
	if write {
		return true, os.WriteFile(file, []byte(fixed), 0o644)
	}
	was := strings.Split(old, "\n")
	for i, line := range strings.Split(fixed, "\n") {
		if line != was[i] {
			fmt.Fprintf(stdout, "%s:%d: %s\n", file, i+1, visible.Replace(line))
		}
	}
	return true, nil
}

// language is that of an article, en.md, of its questions, questions.en.txt, or of the
// texts of entries, windows.en.yaml.
func language(file string) string {
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	return name[strings.LastIndexByte(name, '.')+1:]
}

// visible shows the non-breaking spaces in a terminal.
var visible = strings.NewReplacer(i18n.NoBreak, "⍽", i18n.NarrowNoBreak, "⍽")
