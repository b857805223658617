package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A log goes on where it ended, begins anew when it is full, and keeps one before.
func TestLogFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "waptkb.log")
	for _, lines := range [][]string{{"one\n"}, {"two\n", "three\n", "four\n"}, {"longer than the whole log\n"}, {"end\n"}} {
		l, err := openLogFile(path, 10)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range lines {
			if _, err := l.Write([]byte(line)); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	got := map[string]string{}
	for _, name := range []string{path, path + ".1"} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got[filepath.Base(name)] = string(data)
	}
	if diff := cmp.Diff(map[string]string{"waptkb.log": "end\n", "waptkb.log.1": "longer than the whole log\n"}, got); diff != "" {
		t.Error(diff)
	}
	if _, err := openLogFile(filepath.Join(path, "x"), 10); err == nil {
		t.Error("a log below a file opens")
	}
}
