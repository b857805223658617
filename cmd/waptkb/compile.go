package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"unsafe"

	"github.com/blevesearch/mmap-go"
	"github.com/spf13/cobra"

	"waptkb/index"
)

func (a *app) compileCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "compile FILE",
		Short:   a.text("cli.compile.short"),
		Long:    a.text("cli.compile.long"),
		Example: "  waptkb compile --content /srv/articles /srv/articles.waptkb\n  waptkb serve --content /srv/articles.waptkb",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			if a.contentDir == "" {
				return errors.New(a.text("cli.compile.missing"))
			}
			return a.compile(args[0])
		},
	}
}

// compile writes the index of a content folder into a file. The file is whole or as it was.
func (a *app) compile(file string) error {
	lib, err := a.loadContent()
	if err != nil {
		return err
	}
	data, err := index.Compile(lib, index.Learn(lib))
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
	a.stderr.Printf("%s\n", a.text("cli.compile.done", "articles", lib.Len(), "file", file, "mib", (len(data)+1<<20-1)>>20))
	return nil
}

// openCompiled gives the index of a file that compile wrote. It is mapped, so that opening
// takes no longer the larger it is, until the program ends.
func openCompiled(file string) (*index.Index, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m, err := mmap.Map(f, mmap.RDONLY, 0)
	if err != nil {
		return nil, &fs.PathError{Op: "map", Path: file, Err: err}
	}
	x, err := index.Read(unsafe.String(unsafe.SliceData(m), len(m)))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return x, nil
}

// isFile tells whether a path is that of a file, which compile wrote, and not of a folder.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}
