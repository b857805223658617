package notices

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"waptkb/content/lazy"
)

// Platforms are those that are released, as Go names them.
var Platforms = []string{"linux/amd64", "linux/arm64", "windows/amd64", "windows/arm64", "darwin/arm64"}

// command is the package that becomes the program.
const command = "waptkb/cmd/waptkb"

// library is the name of what Go itself adds to every program.
const library = "Go"

// source is a module whose packages are in the program.
type source struct {
	path, version, dir string
	packages           map[string]bool // their folders
}

// Collect reads the notices of every module in the program out of the module cache.
func Collect() ([]Notice, error) {
	root, err := goOutput("", "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	root = strings.TrimSpace(root)
	sources := map[string]*source{library: {path: library, dir: root, packages: map[string]bool{root: true}}}
	for _, platform := range Platforms {
		if err := addLinked(sources, platform); err != nil {
			return nil, err
		}
	}
	var all []Notice
	for _, s := range sources {
		n, err := s.notice()
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	rank := func(n Notice) int { return slices.Index([]string{library, "waptkb"}, n.Module) }
	slices.SortFunc(all, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(rank(b), rank(a)), strings.Compare(a.Module, b.Module))
	})
	return all, nil
}

// addLinked adds the modules that are in the program on a platform.
func addLinked(sources map[string]*source, platform string) error {
	out, err := goOutput(platform, "list", "-deps", "-json=Dir,Module", command)
	if err != nil {
		return err
	}
	for d := json.NewDecoder(strings.NewReader(out)); ; {
		var p struct {
			Dir    string
			Module *struct{ Path, Version, Dir string }
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("reading the packages for %s: %w", platform, err)
		}
		if p.Module == nil { // of Go itself
			continue
		}
		if sources[p.Module.Path] == nil {
			sources[p.Module.Path] = &source{p.Module.Path, p.Module.Version, p.Module.Dir, map[string]bool{}}
		}
		sources[p.Module.Path].packages[p.Dir] = true
	}
}

// goOutput runs the go command, for a platform where one is given.
func goOutput(platform string, args ...string) (string, error) {
	c := exec.Command("go", args...)
	c.Env, c.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
	if system, architecture, ok := strings.Cut(platform, "/"); ok {
		c.Env = append(c.Env, "GOOS="+system, "GOARCH="+architecture)
	}
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	return string(out), nil
}

var legal = lazy.Regexp(`(?i)^(licen[cs]e|copying|copyright|notice|patents|authors)\b`)

// notice reads the files that stand beside the packages and in the folders above them.
func (s *source) notice() (Notice, error) {
	n := Notice{Module: s.path, Version: s.version}
	folders := map[string]bool{}
	for dir := range s.packages {
		for ; !folders[dir]; dir = filepath.Dir(dir) {
			folders[dir] = true
			if dir == s.dir {
				break
			}
		}
	}
	var texts []string
	for _, dir := range slices.Sorted(maps.Keys(folders)) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return n, err
		}
		for _, e := range entries {
			if !e.Type().IsRegular() || !legal().MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go") {
				continue
			}
			file := filepath.Join(dir, e.Name())
			data, err := os.ReadFile(file)
			if err != nil {
				return n, err
			}
			name, err := filepath.Rel(s.dir, file)
			if err != nil {
				return n, err
			}
			text := strings.ReplaceAll(string(data), "\r\n", "\n")
			n.Files = append(n.Files, File{filepath.ToSlash(name), text})
			texts = append(texts, text)
		}
	}
	if n.Licence = recognise(strings.Join(texts, "\n")); n.Licence == "" {
		return n, fmt.Errorf("%s: no known licence in %s: add it to package notices", s.path, s.dir)
	}
	return n, nil
}

// licences are known by what only their own text says. The words of a file that its module
// keeps for something that is not in the program (a font, its documentation) do not count.
var licences = []struct{ id, words string }{
	{"Apache-2.0", "apache license version 2.0, january 2004"},
	{"Apache-2.0", "licensed under the apache license, version 2.0"},
	{"BSD-2-Clause", "this list of conditions and the following disclaimer"},
	{"BSD-3-Clause", "endorse or promote products derived from"},
	{"MIT", "permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"MPL-2.0", "mozilla public license, version 2.0"},
}

// recognise gives the SPDX expression of the licences whose words stand in a text; empty for
// none.
func recognise(text string) string {
	text = strings.ToLower(strings.Join(strings.Fields(text), " "))
	var found []string
	for _, l := range licences {
		if strings.Contains(text, l.words) {
			found = append(found, l.id)
		}
	}
	found = slices.Compact(found)
	if slices.Contains(found, "BSD-3-Clause") { // which says all that the shorter one does
		found = slices.DeleteFunc(found, func(id string) bool { return id == "BSD-2-Clause" })
	}
	return strings.Join(found, " AND ")
}
