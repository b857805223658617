package export

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// marker is the file that tells which files of a folder were exported: no other is ever
// removed. It is the comment of a zip file, too.
const marker = ".waptkb-export"

// Foreign is a file that was not exported, in the place where a site is to be written.
type Foreign string

func (f Foreign) Error() string { return string(f) + " is not of an exported site" }

// Folder writes the site into a folder, and tells of how many files it is. The folder is
// that of a whole site or as it was, whatever happens: the site is written beside it, and
// takes its place at the end. A folder that has other files is refused, with [Foreign].
func Folder(ctx context.Context, dir string, cfg Config) (files int, err error) {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		dir = real
	}
	if dir, err = filepath.Abs(dir); err != nil {
		return 0, err
	}
	if err := ours(dir); err != nil {
		return 0, err
	}
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return 0, err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".*")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	site := filepath.Join(work, "new")
	var names []string
	put := func(name string, data []byte) error {
		names = append(names, name)
		file := filepath.Join(site, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
		return os.WriteFile(file, data, 0o644)
	}
	if err := write(ctx, cfg, put); err != nil {
		return 0, err
	}
	slices.Sort(names)
	if err := os.WriteFile(filepath.Join(site, marker), []byte(strings.Join(names, "\n")+"\n"), 0o644); err != nil {
		return 0, err
	}
	return len(names), swap(site, dir, filepath.Join(work, "old"))
}

// swap puts a new folder in the place of another one, which goes to old.
func swap(site, dir, old string) error {
	if err := ours(dir); err != nil { // it took a while
		return err
	}
	err := os.Rename(dir, old)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Rename(site, dir); err != nil {
		return errors.Join(err, os.Rename(old, dir))
	}
	return nil
}

// ours checks that all files of a folder were exported, or that there is none.
func ours(dir string) error {
	list, err := os.ReadFile(filepath.Join(dir, marker))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	exported := map[string]bool{marker: err == nil}
	for name := range strings.Lines(string(list)) {
		exported[strings.TrimSuffix(name, "\n")] = true
	}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && !exported[name] {
			return Foreign(filepath.Join(dir, filepath.FromSlash(name)))
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Zip writes the site into a zip file, which is whole or as it was. Another file in its
// place is refused, with [Foreign].
func Zip(ctx context.Context, file string, cfg Config) (files int, err error) {
	if err := ourZip(file); err != nil {
		return 0, err
	}
	out, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+".*")
	if err != nil {
		return 0, err
	}
	defer os.Remove(out.Name()) // fails once it has its name
	defer out.Close()           // likewise
	z := zip.NewWriter(out)
	put := func(name string, data []byte) error {
		files++
		w, err := z.CreateHeader(&zip.FileHeader{Name: path.Join(zipFolder, name), Method: zip.Deflate})
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	if err := write(ctx, cfg, put); err != nil {
		return 0, err
	}
	if err := errors.Join(z.SetComment(marker), z.Close(), out.Chmod(0o644), out.Close()); err != nil {
		return 0, err
	}
	if err := ourZip(file); err != nil { // it took a while
		return 0, err
	}
	return files, os.Rename(out.Name(), file)
}

// zipFolder is where the files of a zip file lie.
const zipFolder = "waptkb"

// ourZip checks that a file is a zip file of an exported site, or that there is none.
func ourZip(file string) error {
	_, err := os.Lstat(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	r, err := zip.OpenReader(file)
	if err != nil {
		return fmt.Errorf("%w (%w)", Foreign(file), err)
	}
	defer r.Close()
	if r.Comment != marker {
		return Foreign(file)
	}
	return nil
}
