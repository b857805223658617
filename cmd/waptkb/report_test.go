package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waptkb/server/counts"
)

// What two replicas have counted adds up.
func TestReport(t *testing.T) {
	t.Parallel()
	day := func() time.Time { return time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC) }
	counted := func(name string, keys ...counts.Key) string {
		file := filepath.Join(t.TempDir(), name)
		s := counts.New(file, nil, day)
		s.Add(keys...)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		return file
	}
	answered := counts.Key{Kind: counts.Answered, Value: "uninstall-key-not-found"}
	a := counted("a.db", counts.Key{Kind: counts.Sure}, answered, counts.Key{Kind: counts.Near}, counts.Key{Kind: counts.Nearest, Value: "horloge-decalee"})
	b := counted("b.db", counts.Key{Kind: counts.Sure}, answered)
	stdout, stderr, status := output(t, program(t, "report", "--csv", a, b))
	for _, row := range []string{"sure,2026-11-27,,2\n", "near,2026-11-27,,1\n", "answered,uninstall-key-not-found,"} {
		if status != 0 || !strings.Contains(stdout, row) {
			t.Errorf("exit status %d, no %q in\n%s%s", status, row, stdout, stderr)
		}
	}
	stdout, stderr, status = output(t, program(t, "report", a))
	for _, line := range []string{"  With a sure answer: 1\n", "\n      1  horloge-decalee  "} {
		if status != 0 || !strings.Contains(stdout, line) {
			t.Errorf("exit status %d, no %q in\n%s%s", status, line, stdout, stderr)
		}
	}
	if _, stderr, status = output(t, program(t, "report", a, a)); status != 2 || stderr == "" {
		t.Errorf("the same file twice: exit status %d, %q", status, stderr)
	}
}
