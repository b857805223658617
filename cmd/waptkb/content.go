package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"

	"github.com/spf13/pflag"

	"waptkb/cmd/waptkb/terminal"
	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/i18n"
	"waptkb/index"
)

// This file opens what is searched: our articles and what an organisation has beside them.

// sources are the folders and compiled files of an organisation.
type sources struct {
	paths []string
	only  bool // without our articles

	copies bool // compiled files are read, not mapped
}

// addFlags adds the flags that name sources.
func (s *sources) addFlags(flags *pflag.FlagSet, text func(string, ...any) string) {
	flags.StringSliceVar(&s.paths, "content", nil, text("cli.flag.content"))
	flags.BoolVar(&s.only, "content-only", false, text("cli.flag.content-only"))
}

// reviewed is one of the folders or files, and what is wrong with it.
type reviewed struct {
	path string
	content.Review
}

// open gives the index of all sources, and what is wrong with them: what has a fault is left out.
func (a *app) openSources(s sources) (*index.Index, []reviewed, error) {
	paths := s.paths
	x, err := a.ours()
	if s.only {
		if len(paths) == 0 {
			return nil, nil, errors.New(a.text("cli.content.only"))
		}
		x, err = a.openAlone(paths[0], s.copies)
		paths = paths[1:]
	}
	var out []reviewed
	for _, path := range paths {
		if err != nil {
			break
		}
		var found reviewed
		x, found, err = a.openBeside(x, path, s.copies)
		out = append(out, found)
	}
	return x, out, err
}

// openAlone gives the index of a folder or a compiled file alone.
func (a *app) openAlone(path string, copies bool) (*index.Index, error) {
	if isFile(path) {
		data, err := compiledFile(path, copies)
		if err != nil {
			return nil, err
		}
		x, err := index.Read(data)
		return x, a.compiledError(path, err)
	}
	lib, err := loadAlone(path)
	if err != nil {
		return nil, err
	}
	return index.Build(lib)
}

// openBeside gives an index with a folder or a compiled file beside it.
func (a *app) openBeside(x *index.Index, path string, copies bool) (*index.Index, reviewed, error) {
	found := reviewed{path: path}
	var data string
	var err error
	if isFile(path) {
		data, err = compiledFile(path, copies)
	} else {
		data, found.Review, err = a.compileBeside(x, path)
	}
	if err != nil {
		return nil, found, err
	}
	x, err = x.Beside(data)
	return x, found, a.compiledError(path, err)
}

// compileBeside compiles what stands in a folder beside an index.
func (a *app) compileBeside(x *index.Index, folder string) (string, content.Review, error) {
	files, err := openFolder(folder)
	if err != nil {
		return "", content.Review{}, err
	}
	defer files.Close()
	own, review, err := content.LoadOwn(files, x.Library())
	if err != nil {
		return "", review, err
	}
	memory := a.memories[folder]
	if memory == nil {
		memory = &index.Memory{}
		a.memories[folder] = memory
	}
	data, err := index.CompileBeside(x, own, memory)
	return flat.View(data), review, err
}

// compiledError tells what to do with a file that cannot be opened.
func (a *app) compiledError(path string, err error) error {
	switch {
	case errors.Is(err, index.ErrAlone):
		return errors.New(a.text("cli.content.alone", "file", path))
	case errors.Is(err, index.ErrBeside):
		return errors.New(a.text("cli.content.beside", "file", path))
	case err != nil:
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// loadAlone reads and checks a content folder that stands alone.
func loadAlone(folder string) (*content.Library, error) {
	files, err := openFolder(folder)
	if err != nil {
		return nil, err
	}
	defer files.Close()
	return content.Load(files)
}

// folder gives the files of a folder, and none that stands elsewhere: no link leads out of it.
type folder struct {
	fs.FS
	root *os.Root
}

// openFolder opens a folder of content. From here on garbage is collected as usual: what is
// compiled of ten thousand articles would take twice the memory.
func openFolder(path string) (*folder, error) {
	debug.SetGCPercent(usualCollections)
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, err
	}
	return &folder{root.FS(), root}, nil
}

// Close releases the folder.
func (f *folder) Close() { _ = f.root.Close() }

// Open gives files and folders only: opening a pipe waits for its other end, and a device has
// none.
func (f *folder) Open(name string) (fs.File, error) {
	info, err := fs.Stat(f.FS, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() && !info.IsDir() {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("not a regular file: put a copy of it here")}
	}
	return f.FS.Open(name)
}

// problemLine tells what is wrong with a file of a folder.
func (a *app) problemLine(folder string, p *content.Problem) terminal.Text {
	return place(joined(folder, p.File), p.Line) + terminal.Line(a.text("sign.colon")+p.In(a.lang))
}

// joined gives the path of a file of a folder.
func joined(folder, file string) string { return filepath.Join(folder, filepath.FromSlash(file)) }

// place names a line of a file, or the whole file, as editors read it.
func place(file string, line int) terminal.Text {
	if line > 0 {
		file += ":" + strconv.Itoa(line)
	}
	return terminal.Line(file)
}

// worded gives an error that content worded in the language of the user.
func (a *app) worded(err error) error {
	var w i18n.Wording
	if errors.As(err, &w) {
		return errors.New(w.In(a.lang))
	}
	return err
}

// faults makes an error of what is wrong with the files of a folder.
func (a *app) faults(folder string, problems []*content.Problem) error {
	var errs []error
	for _, p := range problems {
		errs = append(errs, errors.New(string(a.problemLine(folder, p))))
	}
	return errors.Join(errs...)
}

// problems words the faults of content in the language of the user.
func (a *app) problems(err error) error {
	if problems := content.Problems(err); len(problems) > 0 {
		return a.faults("", problems)
	}
	return err
}

// tellFaults tells what is wrong with the sources, and that it is left out.
func (a *app) tellFaults(found []reviewed) {
	n := 0
	for _, s := range found {
		for _, p := range s.Faults {
			a.stderr.Printf("%s\n", a.problemLine(s.path, p))
			n++
		}
	}
	if n > 0 {
		a.stderr.Printf("%s\n", a.text("cli.content.left-out", "n", n))
	}
}
