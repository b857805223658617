//go:build linux

package counts

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestFullDisk counts on while the disk is full, tells it once, and writes all of it later.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=256k"); err != nil {
		t.Skipf("no small disk can be had here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	var log strings.Builder
	s := New(filepath.Join(dir, "counts.db"), slog.New(slog.NewTextHandler(&log, nil)), day("2026-11-27"))
	count := func() { s.Add(Key{Sure, ""}, Key{Word, strings.Repeat("w", 20000)}) }
	count()
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	filler := filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	for page := bytes.Repeat([]byte("x"), 4096); err == nil; {
		_, err = f.Write(page)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		count()
		if s.Flush() == nil {
			t.Fatal("a full disk takes more")
		}
	}
	if d, err := Read(s.file); err != nil || NewReport(d, title).Sure != 1 {
		t.Errorf("what was there: %v", err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if got := NewReport(dataOf(t, s), title).Sure; got != 4 {
		t.Errorf("%d counted, want 4", got)
	}
	if n := strings.Count(log.String(), "cannot be written"); n != 1 || strings.Contains(log.String(), "damaged") {
		t.Errorf("log:\n%s", log.String())
	}
}
