// Alike reports questions that say the same: within an article, across articles, and
// beside what other people ask (content/words/background.txt).
//
// Usage, from the top of the project:
//
//	go run ./content/alike [file…]
//
// It reads the questions of all articles and the background when no file is named. It
// prints each pair, in the order of files and lines, and exits with status 1 when there
// is one. It changes nothing: which of two questions goes is for a reader to say. Two
// that are alike in one article teach search little; in two articles they leave it no
// choice. What alike means stands at [alike].
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// patterns are those of the files with questions, below the folder content.
var patterns = []string{"articles/*/questions.*.txt", "words/background.txt"}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("alike", flag.ContinueOnError)
	flags.SetOutput(stderr)
	if err := flags.Parse(args); err != nil {
		return 2
	}
	questions, err := read(flags.Args())
	if err != nil {
		fmt.Fprintln(stderr, "alike:", err)
		return 2
	}
	status := 0
	for a, b := range pairs(questions) {
		fmt.Fprintf(stdout, "%s is like %s\n", a, b)
		status = 1
	}
	return status
}

// read gives the questions of the files, or of all files below the folder content.
func read(files []string) ([]question, error) {
	if len(files) == 0 {
		for _, pattern := range patterns {
			found, _ := filepath.Glob(filepath.Join("content", pattern))
			files = append(files, found...)
		}
	}
	if len(files) == 0 {
		return nil, errors.New("no questions here: run it from the top of the project, or name files")
	}
	var out []question
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		out = append(out, questionsIn(file, string(text))...)
	}
	return out, nil
}
