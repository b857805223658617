package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blevesearch/mmap-go"
	"github.com/spf13/cobra"

	"waptkb/content"
	"waptkb/content/flat"
	"waptkb/index"
)

func (a *app) compileCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "compile FILE",
		Short:   a.text("cli.compile.short"),
		Long:    a.text("cli.compile.long"),
		Example: "  waptkb compile --content /srv/articles /srv/articles.waptkb\n  waptkb serve --content /srv/articles.waptkb",
		Args:    a.args(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(a.content.paths) != 1 {
				return errors.New(a.text("cli.compile.missing"))
			}
			return a.compile(a.content.paths[0], args[0])
		},
	}
}

// compile writes what is found in a content folder into a file. The file is whole or as it was.
func (a *app) compile(folder, file string) error {
	data, articles, err := a.compiled(folder)
	if err != nil {
		return err
	}
	out, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name()) // fails once it has its name
	_, err = out.Write(data)
	if err := errors.Join(err, out.Chmod(0o644), out.Sync(), out.Close()); err != nil {
		return err
	}
	if err := os.Rename(out.Name(), file); err != nil {
		return err
	}
	a.stderr.Printf("%s\n", a.text("cli.compile.done", "articles", articles, "file", file, "mib", (len(data)+1<<20-1)>>20))
	return nil
}

// compiled gives what is compiled of a folder, and of how many articles.
func (a *app) compiled(folder string) (data []byte, articles int, err error) {
	if a.content.only {
		lib, err := loadAlone(folder)
		if err != nil {
			return nil, 0, a.problems(err)
		}
		data, err := index.Compile(lib, index.Learn(lib))
		return data, lib.Len(), err
	}
	x, err := a.ours()
	if err != nil {
		return nil, 0, err
	}
	files, err := openFolder(folder)
	if err != nil {
		return nil, 0, err
	}
	defer files.Close()
	own, review, err := content.LoadOwn(files, x.Library())
	if err == nil && len(review.Faults) > 0 {
		err = a.faults(folder, review.Faults)
	}
	if err != nil {
		return nil, 0, err
	}
	data, err = index.CompileBeside(x, own, nil)
	return data, own.Library.Len(), err
}

// compiledFile gives a file that compile wrote. It is mapped, so that opening takes no longer the
// larger it is, until the program ends; or a copy of it is given, which nobody can change.
func compiledFile(file string, copies bool) (string, error) {
	if copies {
		data, err := os.ReadFile(file)
		return flat.View(data), err
	}
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return "", &fs.PathError{Op: "map", Path: file, Err: err}
	}
	return flat.View(m), nil
}

// isFile tells whether a path is that of a file, which compile wrote, and not of a folder.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
