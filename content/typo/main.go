// Typo gives the texts that people read the typography of their language: articles and
// their figures, messages and codes, the interface and its pages.
//
// Usage, from the top of the project:
//
//	go run ./content/typo [-w] [file…]
//
// It reads all of them when no file is named. Without -w it prints each line that it
// would change and exits with status 1; with -w it writes the files.
//
// What is changed is told in package typeset.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"waptkb/content/typeset"
	"waptkb/i18n"
)

// patterns are those of the files with prose.
var patterns = []string{
	"content/articles/*/*.md", "content/articles/*/*.svg", "content/articles/*/questions.*.txt",
	"content/messages/*.*.yaml", "content/codes/*.*.yaml", "content/guide/*.*.yaml", "assets/pages/*/*.md", "i18n/*.json",
}

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
			found, _ := filepath.Glob(pattern)
			files = append(files, found...)
		}
	}
	if len(files) == 0 {
		fmt.Fprintln(stderr, "typo: no articles here: run it from the top of the project, or name files")
		return 2
	}
	status := 0
	for _, file := range files {
		changed, err := set(file, *write, stdout)
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

// set corrects one file, or lists its lines that would change.
func set(file string, write bool, stdout io.Writer) (changed bool, err error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return false, err
	}
	old := string(data)
	fixed := typeset.Text(file, old)
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

// visible shows the non-breaking spaces in a terminal.
var visible = strings.NewReplacer(i18n.NoBreak, "⍽", i18n.NarrowNoBreak, "⍽")
