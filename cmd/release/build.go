package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"time"

	"waptkb/cmd/waptkb/notices"
)

// source is the commit that a release is made of.
type source struct {
	version  string // v1.2.3
	commit   string
	date     time.Time // of the commit: every date in the release
	author   string    // name and address, who answers for the packages
	previous string    // the tag before; empty for none
}

var versionForm = regexp.MustCompile(`^v\d+\.\d+\.\d+(-[0-9A-Za-z.]+)?$`)

// checkedOut describes the commit that is checked out. What is not committed cannot be
// released.
func checkedOut(version string) (s source, err error) {
	changed, err := output("git", "status", "--porcelain")
	if err != nil {
		return s, err
	}
	if changed != "" {
		return s, fmt.Errorf("commit or remove what is changed first:\n%s", changed)
	}
	about, err := output("git", "log", "-1", "--format=%H%n%ct%n%an <%ae>")
	if err != nil {
		return s, err
	}
	lines := strings.Split(about, "\n")
	seconds, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return s, err
	}
	s = source{version: version, commit: lines[0], date: time.Unix(seconds, 0).UTC(), author: lines[2]}
	if s.version == "" {
		if s.version, err = output("git", "describe", "--tags", "--exact-match", "--match", "v*"); err != nil {
			s.version = "v0.0.0-" + s.date.Format("20060102") + "." + s.commit[:12]
		}
	}
	if !versionForm.MatchString(s.version) {
		return s, fmt.Errorf("%q is no version: write v1.2.3", s.version)
	}
	if s.previous, err = output("git", "describe", "--tags", "--abbrev=0", "--match", "v*", "HEAD^"); err != nil {
		s.previous = "" // the first release
	}
	return s, nil
}

// numbers gives the version without what precedes a release: 1.2.3.
func (s source) numbers() string {
	n, _, _ := strings.Cut(strings.TrimPrefix(s.version, "v"), "-")
	return n
}

// output runs a command and gives what it prints, without the last end of line.
func output(name string, args ...string) (string, error) {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			err = fmt.Errorf("%w: %s", err, failed.Stderr)
		}
		return "", fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return strings.TrimRight(string(out), "\n"), nil
}

// buildPrograms builds the program for all platforms, and the one that runs here.
func (r *release) buildPrograms() error {
	for _, platform := range notices.Platforms {
		if err := r.build(platform, r.program(platform)); err != nil {
			return err
		}
	}
	return r.build(runtime.GOOS+"/"+runtime.GOARCH, r.here())
}

// here is the program for the machine that makes the release.
func (r *release) here() string { return filepath.Join(r.scratch, "waptkb.exe") }

func (r *release) build(platform, file string) error {
	system, architecture, _ := strings.Cut(platform, "/")
	c := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", file,
		"-ldflags", "-s -w -buildid= -X main.release="+r.version+" -X main.commit="+r.commit, "./cmd/waptkb")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS="+system, "GOARCH="+architecture, "GOFLAGS="+parallelism(os.Getenv("GOFLAGS")))
	c.Stdout, c.Stderr = os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("building for %s: %w", platform, err)
	}
	return nil
}

// parallelism keeps the one flag of GOFLAGS that does not change what is built.
func parallelism(goflags string) string {
	for flag := range strings.FieldsSeq(goflags) {
		if strings.HasPrefix(flag, "-p=") {
			return flag
		}
	}
	return ""
}
