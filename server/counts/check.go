package counts

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"slices"
	"time"
)

// This file looks at a file before bbolt does, which believes whatever stands in one: a damaged
// file makes it hang, or ends the program by a fault that nobody can catch.

var (
	// ErrNotCounts is the kind of error for a file that is something else.
	ErrNotCounts = errors.New("this is no file of counts")

	// ErrDamaged is the kind of error for a file that bbolt wrote and that cannot be read any more.
	ErrDamaged = errors.New("the file of counts is damaged")
)

const (
	maxFile   = 512 << 20
	lookAgain = 50 * time.Millisecond // another program may write while we look
	looks     = 3
)

// checkFile refuses a file that bbolt must not see. One that is not there, or empty, is new.
func checkFile(file string) (err error) {
	for i := range looks {
		if i > 0 {
			time.Sleep(lookAgain)
		}
		if err = checkOnce(file); !errors.Is(err, ErrDamaged) {
			return err
		}
	}
	return err
}

func checkOnce(file string) error {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !info.Mode().IsRegular() || info.Size() > maxFile:
		return fmt.Errorf("%s: %w", file, ErrNotCounts)
	case info.Size() == 0:
		return nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if err := checkData(data); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// The format of bbolt, version 2. Numbers are those of the machine, which nearly all write in
// little endian.
const (
	magic       = 0xED0CDAED
	formatTwo   = 2
	metaSize    = 64
	headerSize  = 16
	elementSize = 16
	noFreelist  = 1<<64 - 1
	manyFree    = 0xFFFF // the real number stands behind the header

	isBranch, isLeaf, isFreelist = 0x01, 0x02, 0x10
	isBucket                     = 0x01
)

var (
	u16 = binary.NativeEndian.Uint16
	u32 = binary.NativeEndian.Uint32
	u64 = binary.NativeEndian.Uint64
)

// checker looks at the pages of a file.
type checker struct {
	data     []byte
	pageSize uint64
	last     uint64          // before which all pages are
	seen     map[uint64]bool // pages that something leads to
}

// damage says what is wrong with a file.
func damage(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrDamaged, fmt.Sprintf(format, args...))
}

// checkData tells whether bbolt can read a file: all of its pages lie in it, lead nowhere twice,
// and have their keys in order.
func checkData(data []byte) error {
	meta, err := newestMeta(data)
	if err != nil {
		return err
	}
	c := &checker{data, uint64(u32(meta[8:])), u64(meta[40:]), map[uint64]bool{}}
	if c.pageSize < 1<<10 || c.pageSize > 1<<24 || c.last > uint64(len(data))/c.pageSize {
		return damage("it ends too early")
	}
	if err := c.node(u64(meta[16:]), nil, nil); err != nil {
		return err
	}
	if id := u64(meta[32:]); id != noFreelist {
		return c.freelist(id)
	}
	return nil
}

// newestMeta gives the description of the file that counts: there are two, of which the older one
// serves when the newer was not written to its end.
func newestMeta(data []byte) (newest []byte, err error) {
	ours := false
	for at := 0; at+headerSize+metaSize <= len(data) && at <= 1<<24; at = max(1<<10, 2*at) {
		meta := data[at+headerSize:][:metaSize]
		if u32(meta) != magic {
			continue
		}
		ours = true
		sum := fnv.New64a()
		sum.Write(meta[:56])
		isOf := at == 0 || uint64(at) == uint64(u32(meta[8:])) // it is not a copy that was freed
		if isOf && u32(meta[4:]) == formatTwo && sum.Sum64() == u64(meta[56:]) && (newest == nil || u64(meta[48:]) > u64(newest[48:])) {
			newest = meta
		}
	}
	switch {
	case !ours:
		return nil, ErrNotCounts
	case newest == nil:
		return nil, damage("its beginning is unreadable")
	}
	return newest, nil
}

// page gives a page and what belongs to it.
func (c *checker) page(id uint64) ([]byte, error) {
	if id < 2 || id >= c.last {
		return nil, damage("page %d is none", id)
	}
	page := c.data[id*c.pageSize:]
	pages := uint64(u32(page[12:])) + 1
	if u64(page) != id || pages > c.last-id {
		return nil, damage("page %d is another", id)
	}
	for p := id; p < id+pages; p++ {
		if c.seen[p] {
			return nil, damage("page %d stands in two places", p)
		}
		c.seen[p] = true
	}
	return page[:pages*c.pageSize], nil
}

// node looks at a page of a tree and those below it, whose keys are from one on and before
// another; nil is no bound.
func (c *checker) node(id uint64, from, before []byte) error {
	page, err := c.page(id)
	if err != nil {
		return err
	}
	if u16(page[8:]) == isLeaf {
		return c.leaf(page, from, before)
	}
	n := int(u16(page[10:]))
	if u16(page[8:]) != isBranch || n == 0 || headerSize+n*elementSize > len(page) {
		return damage("page %d is no part of a tree", id)
	}
	keys := make([][]byte, n+1)
	keys[n] = before
	children := make([]uint64, n)
	for i := range n {
		element := page[headerSize+i*elementSize:]
		if keys[i], err = span(element, u32(element), u32(element[4:])); err != nil {
			return err
		}
		children[i] = u64(element[8:])
	}
	if err := inOrder(keys[:n], from, before); err != nil {
		return err
	}
	for i, child := range children {
		if err := c.node(child, keys[i], keys[i+1]); err != nil {
			return err
		}
	}
	return nil
}

// leaf looks at a page with keys, values and buckets.
func (c *checker) leaf(page, from, before []byte) error {
	n := int(u16(page[10:]))
	if headerSize+n*elementSize > len(page) {
		return damage("a page has too many keys")
	}
	keys := make([][]byte, n)
	for i := range n {
		element := page[headerSize+i*elementSize:]
		both, err := span(element, u32(element[4:]), u32(element[8:]), u32(element[12:]))
		if err != nil {
			return err
		}
		key, value := both[:u32(element[8:])], both[u32(element[8:]):]
		keys[i] = key
		if u32(element)&isBucket != 0 {
			if err := c.bucket(value); err != nil {
				return err
			}
		}
	}
	return inOrder(keys, from, before)
}

// bucket looks at a tree in another one; a small one stands where it is led to.
func (c *checker) bucket(value []byte) error {
	if len(value) < 16 {
		return damage("a bucket is too short")
	}
	if root := u64(value); root != 0 {
		return c.node(root, nil, nil)
	}
	page := value[16:]
	if len(page) < headerSize || u16(page[8:]) != isLeaf {
		return damage("a bucket is no page")
	}
	return c.leaf(page, nil, nil)
}

// span gives what stands so many bytes behind the beginning of an element, of the sizes.
func span(element []byte, at uint32, sizes ...uint32) ([]byte, error) {
	size := uint64(0)
	for _, s := range sizes {
		size += uint64(s)
	}
	if uint64(at)+size > uint64(len(element)) {
		return nil, damage("a key lies outside of its page")
	}
	return element[at:][:size], nil
}

// inOrder tells whether keys are from one on, before another, and each behind the one before.
func inOrder(keys [][]byte, from, before []byte) error {
	for i, key := range keys {
		if from != nil && bytes.Compare(key, from) < 0 || before != nil && bytes.Compare(key, before) >= 0 || i > 0 && bytes.Compare(keys[i-1], key) >= 0 {
			return damage("keys are not in order")
		}
	}
	return nil
}

// freelist looks at the list of the pages that may be written: none of them is in use.
func (c *checker) freelist(id uint64) error {
	page, err := c.page(id)
	if err != nil {
		return err
	}
	list, n := page[headerSize:], uint64(u16(page[10:]))
	if n == manyFree {
		n, list = u64(list), list[8:]
	}
	if u16(page[8:]) != isFreelist || n > uint64(len(list))/8 {
		return damage("page %d is no list", id)
	}
	free := make([]uint64, n)
	for i := range free {
		free[i] = u64(list[8*i:])
		if c.seen[free[i]] || free[i] < 2 || free[i] >= c.last {
			return damage("page %d is in use and free", free[i])
		}
	}
	if slices.Sort(free); len(slices.Compact(free)) < int(n) {
		return damage("a page is free twice")
	}
	return nil
}
