package fulltext

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"waptkb/content"
)

// format changes whenever the layout of the cache or the analysis does.
const format = 2

// maxBatch is how many passages go into one batch of bleve.
const maxBatch = 4000

// Build indexes a library in memory.
func Build(lib *content.Library) (*Index, error) {
	m := newMapping()
	store, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, fmt.Errorf("creating the index: %w", err)
	}
	ps := passages(lib)
	if err := fill(store, ps); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return newIndex(ps, store)
}

func fill(store bleve.Index, ps []Passage) error {
	batch := store.NewBatch()
	for i, p := range ps {
		if err := batch.Index(strconv.Itoa(i), p.document()); err != nil {
			return fmt.Errorf("indexing passage %d: %w", i, err)
		}
		if batch.Size() >= maxBatch || i == len(ps)-1 {
			if err := store.Batch(batch); err != nil {
				return fmt.Errorf("writing the index: %w", err)
			}
			batch.Reset()
		}
	}
	return nil
}

// Open gives the index of fsys, prebuilt in a subfolder of dir whose name is a
// hash of the content and of the program. A missing or damaged one is built and
// put in place by one rename, so that programs started together do not disturb
// each other; older ones are removed. Where dir is empty, cannot be written or is
// not the user's alone, the index is built in memory.
//
// What is read back is not believed: nobody else can have written it, and numbers
// in it are checked, so that no cache makes the program fail.
func Open(fsys fs.FS, dir string) (*content.Library, *Index, error) {
	if makePrivate(dir) != nil {
		return load(fsys)
	}
	key, err := cacheKey(fsys)
	if err != nil {
		return nil, nil, err
	}
	path := filepath.Join(dir, key)
	if lib, x, err := openCached(path); err == nil {
		return lib, x, nil
	}
	lib, err := content.Load(fsys)
	if err != nil {
		return nil, nil, err
	}
	if err := buildCached(lib, dir, path); err == nil {
		if lib, x, err := openCached(path); err == nil {
			return lib, x, nil
		}
	}
	x, err := Build(lib)
	return lib, x, err
}

// load builds the index of fsys in memory.
func load(fsys fs.FS) (*content.Library, *Index, error) {
	lib, err := content.Load(fsys)
	if err != nil {
		return nil, nil, err
	}
	x, err := Build(lib)
	return lib, x, err
}

// makePrivate makes the folder of the caches, which belongs to the user and lets
// nobody else in. One that others have made, can write to or can replace stays as
// it is, and is refused; so is a symbolic link.
func makePrivate(dir string) error {
	if !filepath.IsAbs(dir) {
		return errors.New("no folder for the cache")
	}
	parent := filepath.Dir(dir)
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return err
	}
	if info, err := os.Stat(parent); err != nil || !safe(info) {
		return errors.Join(fmt.Errorf("others may write to %s", parent), err)
	}
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() || !ours(info) || othersWrite(info) {
		return fmt.Errorf("others may write to %s", dir)
	}
	if info.Mode().Perm() == 0o700 {
		return nil
	}
	return os.Chmod(dir, 0o700)
}

// onlyOurs refuses a cache that holds what is not the user's own file or folder:
// what others left there when they could, links, pipes.
func onlyOurs(path string) error {
	return filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if !ours(info) || !info.Mode().IsRegular() && !info.IsDir() {
			return fmt.Errorf("%s is not ours", path)
		}
		return nil
	})
}

// cacheKey hashes the content and what tells one build of the program from another.
func cacheKey(fsys fs.FS) (string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "format %d\n", format)
	if exe, err := os.Executable(); err == nil {
		if info, err := os.Stat(exe); err == nil {
			fmt.Fprintf(sum, "program %d %d\n", info.Size(), info.ModTime().UnixNano())
		}
	}
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(fsys, path)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n", path, len(data))
		sum.Write(data)
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("reading the content: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil))[:32], nil
}

// saved is the part of the cache that is not bleve's.
type saved struct {
	Library  []byte
	Passages []Passage
	Sums     map[string]uint32 // of bleve's files, which bleve itself reads unchecked
}

// sums gives the checksum of each file below dir.
func sums(dir string) (map[string]uint32, error) {
	out := map[string]uint32{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
		out[path] = crc32.Checksum(data, castagnoli)
		return err
	})
	return out, err
}

// castagnoli is the checksum that processors compute themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func openCached(path string) (*content.Library, *Index, error) {
	if err := onlyOurs(path); err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(filepath.Join(path, "library"))
	if err != nil {
		return nil, nil, err
	}
	body, sum := data[:max(0, len(data)-sha256.Size)], data[max(0, len(data)-sha256.Size):]
	if got := sha256.Sum256(body); !bytes.Equal(got[:], sum) {
		return nil, nil, errors.New("the cached library is damaged")
	}
	var s saved
	if err := gob.NewDecoder(bytes.NewReader(body)).Decode(&s); err != nil {
		return nil, nil, fmt.Errorf("reading the cached library: %w", err)
	}
	lib := &content.Library{}
	if err := lib.UnmarshalBinary(s.Library); err != nil {
		return nil, nil, err
	}
	for _, p := range s.Passages {
		if p.Article < -1 || p.Article >= len(lib.IDs()) {
			return nil, nil, fmt.Errorf("a cached passage is of article %d of %d", p.Article, len(lib.IDs()))
		}
	}
	if now, err := sums(filepath.Join(path, "store")); err != nil || !maps.Equal(now, s.Sums) {
		return nil, nil, errors.Join(errors.New("the cached index is damaged"), err)
	}
	register()
	store, err := openStore(filepath.Join(path, "store"))
	if err != nil {
		return nil, nil, err
	}
	if n, err := store.DocCount(); err != nil || n != uint64(len(s.Passages)) {
		return nil, nil, errors.Join(errors.New("the cached index is incomplete"), err, store.Close())
	}
	x, err := newIndex(s.Passages, store)
	return lib, x, err
}

// openStore opens bleve's files. A damaged file can make bleve panic.
func openStore(path string) (store bleve.Index, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the cached index is damaged: %v", p)
		}
	}()
	return bleve.OpenUsing(path, map[string]any{"read_only": true})
}

func buildCached(lib *content.Library, dir, path string) (err error) {
	tmp, err := os.MkdirTemp(dir, building)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(tmp)) }()
	store, err := bleve.NewUsing(filepath.Join(tmp, "store"), newMapping(), scorch.Name, scorch.Name, nil)
	if err != nil {
		return err
	}
	s := saved{Passages: passages(lib)}
	if err := errors.Join(fill(store, s.Passages), store.Close()); err != nil {
		return err
	}
	if s.Library, err = lib.MarshalBinary(); err != nil {
		return err
	}
	if s.Sums, err = sums(filepath.Join(tmp, "store")); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(s); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	b.Write(sum[:])
	if err := os.WriteFile(filepath.Join(tmp, "library"), b.Bytes(), 0o600); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		// Somebody else was faster, or what stands there is damaged.
		if _, x, openErr := openCached(path); openErr == nil {
			return x.Close()
		}
		if err := os.RemoveAll(path); err != nil {
			return err
		}
		if err := os.Rename(tmp, path); err != nil {
			return err
		}
	}
	removeOld(dir, path)
	return nil
}

// removeOld removes the caches in dir but that at path. Those that are being
// built may be another program's, unless they are abandoned.
func removeOld(dir, path string) {
	stores, _ := filepath.Glob(filepath.Join(dir, "*", "store"))
	for _, store := range stores {
		old := filepath.Dir(store)
		if old == path {
			continue
		}
		if strings.HasPrefix(filepath.Base(old), building) {
			if info, err := os.Stat(old); err != nil || time.Since(info.ModTime()) < abandoned {
				continue
			}
		}
		_ = os.RemoveAll(old)
	}
}

const (
	building  = "build-" // begins the name of a cache that is being built
	abandoned = time.Hour
)
