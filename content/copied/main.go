// Copied reports what articles, messages and codes have word for word from the texts
// that their facts were gathered from: ten words in a row or more.
//
// Usage, from the top of the project:
//
//	go run ./content/copied [-sources folder] [file…]
//
// It reads all articles, messages and codes when no file is named, prints each run of
// words with its place and where it comes from, and exits with status 1 when there is
// one. Where the folder of texts (beside the project, in ../shared/sources, or what
// WAPTKB_SOURCES names) is missing, it says so and checks nothing.
//
// Facts are anybody's, sentences are not. Blocks of code and what programs print are meant
// to be the same, and so is a run most of which is marked as code, bold (names of menus)
// or quoted.
package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Patterns of files below the folder content: those with sentences, and those with what
// programs print.
var (
	prosePatterns = []string{"articles/*/*.md", "messages/*.*.yaml", "codes/*.*.yaml"}
	errorPatterns = []string{"articles/*/errors.yaml", "messages/*.yaml"}
)

// sourcesFolder is where the texts are unless a flag names another folder.
func sourcesFolder() string {
	return cmp.Or(os.Getenv("WAPTKB_SOURCES"), filepath.Join("..", "shared", "sources"))
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("copied", flag.ContinueOnError)
	flags.SetOutput(stderr)
	sources := flags.String("sources", sourcesFolder(), "folder with the texts to compare with")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	found, err := findings(*sources, flags.Args())
	switch {
	case errors.Is(err, errNoSources):
		fmt.Fprintf(stderr, "SKIPPED: copied, because %v: copied sentences are NOT looked for\n", err)
		return 0
	case err != nil:
		fmt.Fprintln(stderr, "copied:", err)
		return 2
	}
	for _, f := range found {
		fmt.Fprintln(stdout, f)
	}
	return min(len(found), 1)
}

// errNoSources tells that there is nothing to compare with.
var errNoSources = errors.New("there are no texts")

// findings compares files, or all below the folder content, with the texts of a folder.
func findings(sources string, files []string) ([]finding, error) {
	known := newTexts()
	paths, _ := filepath.Glob(filepath.Join(sources, "*.*"))
	if len(paths) == 0 {
		return nil, fmt.Errorf("%w in %s", errNoSources, sources)
	}
	for _, path := range paths {
		if err := readInto(path, known.source); err != nil {
			return nil, err
		}
	}
	for _, path := range below(errorPatterns) {
		if err := readInto(path, known.errors); err != nil {
			return nil, err
		}
	}
	if len(files) == 0 {
		files = below(prosePatterns)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no articles here: run it from the top of the project, or name files: %w", fs.ErrNotExist)
	}
	var out []finding
	for _, file := range files {
		err := readInto(file, func(name, text string) { out = append(out, known.copied(name, text)...) })
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// below lists the files of some patterns below the folder content.
func below(patterns []string) (out []string) {
	for _, pattern := range patterns {
		found, _ := filepath.Glob(filepath.Join("content", pattern))
		out = append(out, found...)
	}
	return out
}

// readInto hands over the name and the text of a file.
func readInto(path string, take func(name, text string)) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	take(path, string(data))
	return nil
}
