// Command release makes everything that a release consists of out of the commit that is
// checked out:
//
//	go run ./cmd/release [-version v1.2.3] DIR
//
// DIR then holds the program for each platform, packages for Debian and Red Hat, a container
// image, a WAPT package, the site as files, a bill of materials and checksums. Without -version the release is
// that of the commit's tag, or else named after the commit.
//
// The same commit gives the same bytes, wherever and whenever it is released with the same
// Go: paths are trimmed, every date is that of the commit, archives are written in order.
// ".ci/release" proves it with two clones.
package main

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	version := flag.String("version", "", "of the release, such as v1.2.3; the tag of the commit by default")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: go run ./cmd/release [-version v1.2.3] DIR")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}
	if err := run(*version, flag.Arg(0)); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(version, dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) > 0 {
		return errors.Join(err, fmt.Errorf("%s is not empty: a release needs a folder of its own", dir))
	}
	scratch, err := os.MkdirTemp("", "waptkb-release")
	if err != nil {
		return err
	}
	defer os.RemoveAll(scratch)
	source, err := checkedOut(version)
	if err != nil {
		return err
	}
	r := &release{source: source, dir: dir, scratch: scratch}
	for _, step := range []struct {
		name string
		do   func() error
	}{
		{"programs", r.buildPrograms},
		{"bill of materials", r.writeSBOM},
		{"manual and completion", r.writeManuals},
		{"packages for Debian and Red Hat", r.writePackages},
		{"container image", r.writeImage},
		{"WAPT package", r.writeWAPT},
		{"site as files", r.writeSite},
		{"checksums", r.writeChecksums},
	} {
		fmt.Println(step.name)
		if err := step.do(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

// release is one that is being made.
type release struct {
	source
	dir     string // what people download
	scratch string // what goes into that
}

// file gives the path of a file of the release: its name ends in what it is.
func (r *release) file(kind string) string {
	return filepath.Join(r.dir, "waptkb-"+strings.TrimPrefix(r.version, "v")+"-"+kind)
}

// program gives the path of the program for a platform.
func (r *release) program(platform string) string {
	system, architecture, _ := strings.Cut(platform, "/")
	if system == "windows" {
		architecture += ".exe"
	}
	return r.file(system + "-" + architecture)
}

// writeChecksums lists the files of the release as sha256sum does.
func (r *release) writeChecksums() error {
	entries, err := os.ReadDir(r.dir)
	if err != nil {
		return err
	}
	var list strings.Builder
	for _, e := range entries {
		sum, err := digest(filepath.Join(r.dir, e.Name()))
		if err != nil {
			return err
		}
		fmt.Fprintf(&list, "%s  %s\n", sum, e.Name())
	}
	return os.WriteFile(filepath.Join(r.dir, "SHA256SUMS"), []byte(list.String()), 0o644)
}

// digest gives the SHA-256 of a file, in hexadecimal.
func digest(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return fmt.Sprintf("%x", h.Sum(nil)), nil
}

// architectures of the platforms of a system that are released.
func architectures(platforms []string, system string) (out []string) {
	for _, p := range platforms {
		if architecture, ok := strings.CutPrefix(p, system+"/"); ok {
			out = append(out, architecture)
		}
	}
	slices.Sort(out)
	return out
}
