// Fit finds the weights of ranking and confidence anew from the articles and the query set
// (package fit), and writes them and a report. Run it from the top of the project:
//
//	go run ./cmd/fit
//
// It takes some minutes.
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"waptkb/content"
	"waptkb/index/eval"
	"waptkb/index/fit"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(1)
	}
}

func run() error {
	f, err := os.Open(filepath.FromSlash("index/eval/testdata/tuning.jsonl"))
	if err != nil {
		return fmt.Errorf("run it from the top of the project: %w", err)
	}
	defer f.Close()
	cases, err := eval.ReadCases(f)
	if err != nil {
		return err
	}
	begin := time.Now()
	found, err := fit.Fit(context.Background(), content.FS, cases, func(step string) {
		fmt.Fprintf(os.Stderr, "%6.0f s  %s\n", time.Since(begin).Seconds(), step)
	})
	if err != nil {
		return err
	}
	fmt.Print(found.Report)
	if err := os.WriteFile(filepath.FromSlash("index/fit/report.md"), []byte(found.Report), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.FromSlash("index/rank/fitted.go"), found.Source(), 0o644)
}
